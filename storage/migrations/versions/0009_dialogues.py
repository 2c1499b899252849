"""Frames, steps and sittings: when a round happens, and who sits where."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Every round that is there has one dialogue, of the whole workplace; its id may be the round's.
SIT_TOGETHER = """
INSERT INTO sitting (id, round_id, name, held_on, starts_at, place, changes, slot)
SELECT id, id, '', dialogue_on, '09:00', '', 0, 0 FROM round ORDER BY id
"""
UNDER_WAY = "phase IN ('planned', 'proposed', 'voting')"
UNDER_WAY_BEFORE = "phase IN ('proposed', 'voting')"


def upgrade() -> None:
    op.create_table(
        "frame",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("plan_due", sa.Date(), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("frame", schema=None) as batch_op:
        batch_op.create_index("ix_frame_organisation_id", ["organisation_id"], unique=False)

    op.create_table(
        "frame_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("frame_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(), nullable=False),
        sa.Column("ends_at", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("sign_up", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["frame_id"], ["frame.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("frame_event", schema=None) as batch_op:
        batch_op.create_index("ix_frame_event_frame_id", ["frame_id"], unique=False)

    op.create_table(
        "round_step",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("round_id", "step"),
    )

    op.create_table(
        "sitting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("slot_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index("ix_sitting_round_id", ["round_id"], unique=False)

    op.create_table(
        "sitting_member",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"]),
        sa.PrimaryKeyConstraint("sitting_id", "person_id"),
    )
    with op.batch_alter_table("sitting_member", schema=None) as batch_op:
        batch_op.create_index("ix_sitting_member_person", ["person_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("coming", sa.Boolean(), nullable=False),
        sa.Column("profession", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"]),
        sa.PrimaryKeyConstraint("sitting_id", "person_id"),
    )

    op.create_table(
        "apart",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("one_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"]),
        sa.PrimaryKeyConstraint("sitting_id", "one_id", "other_id"),
    )

    op.create_table(
        "proposal",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("round_one", sa.JSON(), nullable=False),
        sa.Column("round_two", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"]),
        sa.PrimaryKeyConstraint("sitting_id"),
    )

    op.create_table(
        "seat",
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"]),
        sa.PrimaryKeyConstraint("sitting_id", "part", "person_id"),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        frame = sa.Column(
            "frame_id", sa.String(), sa.ForeignKey("frame.id", name="fk_round_frame"), nullable=True
        )
        opens = sa.Column("voting_opens", sa.DateTime(timezone=True), nullable=True)
        batch_op.add_column(frame)
        batch_op.add_column(opens)
        batch_op.create_index("ix_round_frame_id", ["frame_id"], unique=False)
    _one_under_way(UNDER_WAY)
    op.execute(SIT_TOGETHER)


def _one_under_way(where: str) -> None:
    op.drop_index("ux_round_under_way", "round")
    op.create_index(
        "ux_round_under_way",
        "round",
        ["workplace_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def downgrade() -> None:
    op.drop_table("seat")
    op.drop_table("proposal")
    op.drop_table("apart")
    op.drop_table("attendance")
    op.drop_table("sitting_member")
    op.drop_table("sitting")
    op.drop_table("round_step")
    op.execute("DELETE FROM round WHERE phase = 'planned'")
    _one_under_way(UNDER_WAY_BEFORE)
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index("ix_round_frame_id")
        batch_op.drop_column("voting_opens")
        batch_op.drop_column("frame_id")
    op.drop_table("frame_event")
    op.drop_table("frame")
