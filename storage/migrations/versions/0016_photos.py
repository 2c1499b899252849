"""Photos of the groups' posters."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "poster_photo",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sitting_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("sender_id", sa.String(), nullable=True),
        sa.Column("thumb", sa.LargeBinary(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sender_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sitting_id", "part", "number", "slot", name="uq_poster_photo_slot"),
    )
    op.create_index(op.f("ix_poster_photo_sender_id"), "poster_photo", ["sender_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_poster_photo_sender_id"), table_name="poster_photo")
    op.drop_table("poster_photo")
