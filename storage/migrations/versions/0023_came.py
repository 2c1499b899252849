"""When somebody was first here: from then on a conversation is owed to whoever has had none.

Whoever is here already came when something first says so, at the latest: a year that was opened
where they work, a conversation, a goal. To have come today would let go of all who are late.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

FIRST_SEEN = """
UPDATE person SET came_on = seen.came_on
FROM (
  SELECT person_id, min(was_on) AS came_on
  FROM (
    SELECT here.id AS person_id, cycle.first_day AS was_on
    FROM person AS here JOIN cycle ON cycle.workplace_id = here.workplace_id
    UNION ALL
    SELECT here.id, date(cycle.opened_at)
    FROM person AS here JOIN cycle ON cycle.workplace_id = here.workplace_id
    UNION ALL
    SELECT conversation.person_id, date(conversation.at) FROM conversation
    UNION ALL
    SELECT goal.person_id, goal.agreed_on FROM goal
  ) AS known
  WHERE was_on <= current_date
  GROUP BY person_id
) AS seen
WHERE seen.person_id = person.id
  AND (person.left_on IS NULL OR person.left_on > current_date)
"""


def upgrade() -> None:
    op.add_column("person", sa.Column("came_on", sa.Date(), nullable=True))
    op.execute(FIRST_SEEN)


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("came_on")
