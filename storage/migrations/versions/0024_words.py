"""A goal keeps the words that each plan has for it, and a draft's wait for both to say yes."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("goal", sa.Column("first_title", sa.LargeBinary(), nullable=True))
    op.add_column("talk_outcome", sa.Column("title", sa.LargeBinary(), nullable=True))
    op.add_column(
        "talk_outcome",
        sa.Column("waits", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("talk_plan", sa.Column("released", sa.JSON(), nullable=True))


def downgrade() -> None:
    for table, columns in (
        ("talk_plan", ("released",)),
        ("talk_outcome", ("waits", "title")),
        ("goal", ("first_title",)),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
