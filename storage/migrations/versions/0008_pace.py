"""Find a conversation's messages by an index, and keep the pace that all workers share."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pace",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("whom", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("claim", sa.String(), nullable=False, server_default=""))
        batch_op.drop_index("ix_outbox_claim")
    op.execute("UPDATE outbox SET whom = coalesce(person_id, place_id, '')")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("whom", server_default=None)
        batch_op.alter_column("claim", server_default=None)
        batch_op.create_index("ix_outbox_claim", ["state", "lane", "due_at", "id"], unique=False)
        batch_op.create_index("ix_outbox_whom", ["whom", "state", "settled_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_whom")
        batch_op.drop_index("ix_outbox_claim")
        batch_op.create_index("ix_outbox_claim", ["state", "due_at", "lane"], unique=False)
        batch_op.drop_column("claim")
        batch_op.drop_column("whom")

    op.drop_table("pace")
