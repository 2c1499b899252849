"""A talk about the late career can be offered by whoever runs kombot: then nobody has set it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("senior_offer", schema=None) as batch_op:
        batch_op.alter_column("set_by", existing_type=sa.String(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE senior_offer SET set_by = person_id WHERE set_by IS NULL")
    with op.batch_alter_table("senior_offer", schema=None) as batch_op:
        batch_op.alter_column("set_by", existing_type=sa.String(), nullable=False)
