"""What keeps a number or a place from leading to somebody: in votes, notes and ratings."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("in_chat", sa.Integer(), nullable=True))
    op.add_column("topic", sa.Column("standing", sa.LargeBinary(), nullable=True))
    _write_notes_anew(with_rowid=False)


def downgrade() -> None:
    _write_notes_anew(with_rowid=True)
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_column("standing")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("in_chat")


def _write_notes_anew(*, with_rowid: bool) -> None:
    """On SQLite the number of a row says when it was written."""
    if op.get_bind().dialect.name == "sqlite":
        kind = {"sqlite_with_rowid": with_rowid}
        with op.batch_alter_table("note", schema=None, recreate="always", table_kwargs=kind):
            pass
