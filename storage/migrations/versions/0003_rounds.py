"""Keep theme votes, with voters and ballots apart."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workplace_id", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dialogue_on", sa.Date(), nullable=False),
        sa.Column("plan_due", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("eligible", sa.Integer(), nullable=True),
        sa.Column("severed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.LargeBinary(), nullable=True),
        sa.Column("agreed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["workplace_id"], ["workplace.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_workplace_id"), ["workplace_id"], unique=False)
        batch_op.create_index(
            "ux_round_under_way",
            ["workplace_id"],
            unique=True,
            sqlite_where=sa.text("phase IN ('proposed', 'voting')"),
            postgresql_where=sa.text("phase IN ('proposed', 'voting')"),
        )

    op.create_table(
        "ballot",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("wording", sa.LargeBinary(), nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("helps", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index("ix_ballot_count", ["round_id", "list", "theme"], unique=False)

    op.create_table(
        "participation",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("wellbeing_token", sa.String(), nullable=True),
        sa.Column("leadership_token", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("round_id", "person_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index("ix_participation_person", ["person_id"], unique=False)

    op.create_table(
        "selection",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("wording", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("selected_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.ForeignKeyConstraint(["selected_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("round_id", "list"),
    )


def downgrade() -> None:
    op.drop_table("selection")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index("ix_participation_person")

    op.drop_table("participation")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index("ix_ballot_count")

    op.drop_table("ballot")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_round_under_way",
            sqlite_where=sa.text("phase IN ('proposed', 'voting')"),
            postgresql_where=sa.text("phase IN ('proposed', 'voting')"),
        )
        batch_op.drop_index(batch_op.f("ix_round_workplace_id"))

    op.drop_table("round")
