"""Keep the count of each theme beside the ballots."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COUNT_WHAT_IS_THERE = """
INSERT INTO tally_count (round_id, list, theme, slot, ballots)
SELECT round_id, list, theme, 0, count(*) FROM ballot GROUP BY round_id, list, theme
ORDER BY round_id, list, theme
"""


def upgrade() -> None:
    op.create_table(
        "tally_count",
        sa.Column("round_id", sa.String(), nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"]),
        sa.PrimaryKeyConstraint("round_id", "list", "theme", "slot"),
        sqlite_with_rowid=False,
    )
    op.execute(COUNT_WHAT_IS_THERE)


def downgrade() -> None:
    op.drop_table("tally_count")
