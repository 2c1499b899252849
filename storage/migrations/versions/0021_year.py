"""A year of conversations: how it opens, and what goals are made of."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("checkin", schema=None) as batch_op:
        batch_op.add_column(_to("conversation_id", "conversation", "fk_checkin_conversation"))

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("concept", sa.String(), server_default="nyborg_kom", nullable=False)
        )
        batch_op.add_column(_to("cycle_id", "cycle", "fk_conversation_cycle"))
        batch_op.add_column(sa.Column("place", sa.LargeBinary()))
        batch_op.add_column(
            sa.Column("sequence", sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
        batch_op.add_column(_to("called_by", "person", "fk_conversation_called_by"))
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_conversation_cycle_id"), ["cycle_id"], unique=False)

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("form", sa.String(), server_default="individual", nullable=False)
        )
        batch_op.add_column(_to("with_workplace_id", "workplace", "fk_cycle_with_workplace"))
        batch_op.add_column(sa.Column("first_day", sa.Date()))
        batch_op.add_column(sa.Column("last_day", sa.Date()))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("kickoff_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("kickoff_place", sa.LargeBinary()))
        batch_op.add_column(sa.Column("guidelines", sa.LargeBinary()))
        batch_op.add_column(sa.Column("guide", sa.LargeBinary()))
        batch_op.add_column(sa.Column("evaluation_until", sa.Date()))
        batch_op.add_column(sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("turn", sa.Integer(), server_default=sa.text("1"), nullable=False)
        )

    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.add_column(_to("plan_id", "talk_plan", "fk_goal_plan"))
        batch_op.add_column(_to("agreed_with", "person", "fk_goal_agreed_with"))
        batch_op.add_column(sa.Column("fields", sa.LargeBinary()))
        batch_op.add_column(sa.Column("zone", sa.String()))
        batch_op.add_column(sa.Column("outcome", sa.String()))
        batch_op.add_column(sa.Column("closed_on", sa.Date()))
        batch_op.create_index(batch_op.f("ix_goal_plan_id"), ["plan_id"], unique=False)


def _to(name: str, table: str, constraint: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), sa.ForeignKey(f"{table}.id", name=constraint))


def downgrade() -> None:
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_constraint("fk_goal_plan", type_="foreignkey")
        batch_op.drop_constraint("fk_goal_agreed_with", type_="foreignkey")
        batch_op.drop_index("ix_goal_plan_id")
        for name in ("closed_on", "outcome", "zone", "fields", "agreed_with", "plan_id"):
            batch_op.drop_column(name)

    with op.batch_alter_table("cycle", schema=None) as batch_op:
        batch_op.drop_constraint("fk_cycle_with_workplace", type_="foreignkey")
        for name in (
            "turn",
            "evaluated_at",
            "evaluation_until",
            "guide",
            "guidelines",
            "kickoff_place",
            "kickoff_at",
            "opened_at",
            "last_day",
            "first_day",
            "with_workplace_id",
            "form",
        ):
            batch_op.drop_column(name)

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_constraint("fk_conversation_cycle", type_="foreignkey")
        batch_op.drop_constraint("fk_conversation_called_by", type_="foreignkey")
        batch_op.drop_index("ix_conversation_cycle_id")
        for name in (
            "called_off_at",
            "held_at",
            "called_by",
            "sequence",
            "place",
            "cycle_id",
            "concept",
        ):
            batch_op.drop_column(name)

    with op.batch_alter_table("checkin", schema=None) as batch_op:
        batch_op.drop_constraint("fk_checkin_conversation", type_="foreignkey")
        for name in ("conversation_id",):
            batch_op.drop_column(name)
