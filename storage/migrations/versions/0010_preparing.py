"""What people prepare for the dialogue, and promise after it; votes that come on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "example",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("experience", sa.String(), nullable=False),
        sa.Column("happened", sa.LargeBinary(), nullable=False),
        sa.Column("shows", sa.LargeBinary(), nullable=True),
        sa.Column("leads_to", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("round_id", "person_id", "list", name="uq_example_own"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("example", schema=None) as batch_op:
        batch_op.create_index("ix_example_person_id", ["person_id"], unique=False)

    op.create_table(
        "chore",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=True),
        sa.Column("owner_id", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_for", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("chore", schema=None) as batch_op:
        batch_op.create_index("ix_chore_owner_id", ["owner_id"], unique=False)
        batch_op.create_index("ix_chore_round_id", ["round_id"], unique=False)

    op.create_table(
        "commitment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("round_id", "person_id", name="uq_commitment_own"),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.create_index("ix_commitment_person_id", ["person_id"], unique=False)

    _votes_on_paper()


def _votes_on_paper() -> None:
    """Not in a batch: SQLite would write the table anew, and number its rows as they come."""
    no = sa.text("false")
    op.add_column(
        "participation", sa.Column("on_paper", sa.Boolean(), nullable=False, server_default=no)
    )
    op.create_table(
        "paper_ballot",
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
    with op.batch_alter_table("paper_ballot", schema=None) as batch_op:
        batch_op.create_index("ix_paper_ballot_round_id", ["round_id"], unique=False)


def downgrade() -> None:
    op.drop_table("paper_ballot")
    op.execute("ALTER TABLE participation DROP COLUMN on_paper")
    op.drop_table("commitment")
    op.drop_table("chore")
    op.drop_table("example")
