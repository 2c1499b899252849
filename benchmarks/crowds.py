"""A town of any size, written in SQL: a million people are there in seconds.

Everybody has something planned for later: most a reminder of the vote at their workplace, every
tenth one of a Mini-KOM and every tenth of a conversation; leaders have the week's digest, and two
deadlines that may ride in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, text

from storage.columns import UtcDateTime
from storage.transactions import on_sqlite, writing

NOW = datetime(2026, 8, 12, 9, 0, tzinfo=UTC)
"""A Wednesday in August at eleven in Copenhagen."""
LATER = NOW + timedelta(days=60)
DAY = timedelta(days=1)

NUMBERS: Mapping[str, str] = {
    "of everybody": "WITH RECURSIVE n(i) AS"
    " (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :last)",
    "of some": "WITH RECURSIVE k(k) AS"
    " (SELECT 0 UNION ALL SELECT k + 1 FROM k WHERE k + 1 < :many), n(i) AS"
    " (SELECT k * :step + CASE WHEN :step > 9 THEN k % 10 ELSE k % :step END FROM k)",
}
"""What stands for them in a comment below: the people, by number, spread evenly where not all."""

PLANNED = """
INSERT INTO due (id, rule, person_id, subject, due_at, give_up_at, params) /* of everybody */
SELECT 'd' || i,
  CASE WHEN i % 50 = 0 THEN 'digest' WHEN i % 10 = 1 THEN 'minikom'
    WHEN i % 10 = 2 THEN 'prepare.reminder' ELSE 'vote.reminder' END,
  'p' || i,
  CASE WHEN i % 50 = 0 THEN '' WHEN i % 10 = 1 THEN 'p' || i WHEN i % 10 = 2 THEN 'c' || i
    ELSE 'r' || (i / 50) END,
  :later, NULL, '{}'
FROM n
"""
RIDES = """
INSERT INTO due (id, rule, person_id, subject, due_at, give_up_at, params) /* of everybody */
SELECT 'e' || i, 'deadline.dialogue', 'p' || i, 'r' || (i / 50), :soon, NULL, '{}'
FROM n WHERE i % 50 = 0
"""
GROWN = (
    """
    INSERT INTO workplace (id, organisation_id, name, area, leader_votes) /* of everybody */
    SELECT 'w' || (i / 50), 'o', 'Sted ' || (i / 50), '', FALSE FROM n WHERE i % 50 = 0
    """,
    """
    INSERT INTO person (id, organisation_id, workplace_id, leader_id, name, email, hourly_paid)
    /* of everybody */
    SELECT 'p' || i, 'o', 'w' || (i / 50),
      CASE WHEN i % 50 = 0 THEN NULL ELSE 'p' || (i / 50 * 50) END,
      'Nr. ' || i, i || '@eksempel.example', FALSE FROM n
    """,
    """
    INSERT INTO role (person_id, workplace_id, name) /* of everybody */
    SELECT 'p' || i, 'w' || (i / 50), 'leader' FROM n WHERE i % 50 = 0
    """,
    """
    INSERT INTO address (id, person_id, channel, tenant, external_id, reference, unreachable)
    /* of everybody */ SELECT 'a' || i, 'p' || i, 'slack', 'T1', 'U' || i, '{}', '' FROM n
    """,
    """
    INSERT INTO round (id, workplace_id, opened_by, contact_id, mode, phase, minimum, deadline,
      dialogue_on, plan_due, opened_at, agreed) /* of everybody */
    SELECT 'r' || (i / 50), 'w' || (i / 50), 'p' || i, 'p' || i, 'secret', 'voting', 5, :deadline,
      DATE('2026-08-20'), DATE('2026-08-21'), :opened, '' FROM n WHERE i % 50 = 0
    """,
    """
    INSERT INTO participation (round_id, person_id, answered) /* of everybody */
    SELECT 'r' || (i / 50), 'p' || i, FALSE FROM n
    """,
    """
    INSERT INTO goal (id, person_id, leader_id, title, agreed_on, caller, open) /* of everybody */
    SELECT 'g' || i, 'p' || i, 'p' || (i / 50 * 50), :sealed, DATE('2026-04-20'), 'person', TRUE
    FROM n WHERE i % 10 = 1
    """,
    """
    INSERT INTO conversation (id, person_id, leader_id, kind, at, held) /* of everybody */
    SELECT 'c' || i, 'p' || i, 'p' || (i / 50 * 50), 'kom', :talk, FALSE FROM n WHERE i % 10 = 2
    """,
    PLANNED,
    RIDES,
    RIDES.replace("'e'", "'f'").replace("dialogue", "plan"),
)
FALLS_DUE = ("UPDATE due SET due_at = :now WHERE id IN (/* of some */ SELECT 'd' || i FROM n)",)
CLEARED = (
    "DELETE FROM outbox",
    "DELETE FROM decision",
    "DELETE FROM due WHERE id IN (/* of some */ SELECT 'd' || i FROM n)",
    PLANNED.replace("everybody", "some"),
    (
        "UPDATE due SET due_at = :soon WHERE due_at <> :soon AND id IN"
        " (/* of some */ SELECT 'e' || i FROM n UNION ALL SELECT 'f' || i FROM n)"
    ),
)
MOMENTS: Mapping[str, datetime] = {
    "now": NOW,
    "later": LATER,
    "soon": NOW + 2 * DAY,
    "deadline": NOW + 6 * DAY,
    "opened": NOW - 7 * DAY,
    "talk": NOW + 7 * DAY,
}


def founds(connection: Connection) -> None:
    _does(connection, ("INSERT INTO organisation (id, name) VALUES ('o', 'Solkommunen')",), {})


def grows(connection: Connection, first: int, last: int) -> None:
    """People from number `first` to the one before `last`; whole workplaces of 50."""
    with unchecked(connection):
        _does(connection, GROWN, {"first": first, "last": last})
    rests(connection)


def rests(connection: Connection) -> None:
    """After a load: what is measured next has nothing of it to tidy up.

    SQLite keeps no statistics, as nobody asks it for any where kombot runs.
    """
    if on_sqlite(connection):
        return
    connection.exec_driver_sql("VACUUM ANALYZE")
    connection.exec_driver_sql("CHECKPOINT")


@contextmanager
def unchecked(connection: Connection) -> Iterator[None]:
    """To look for each row whether what it points at is there takes longer than to write it."""
    if on_sqlite(connection):
        yield
        return
    connection.exec_driver_sql("SET session_replication_role = replica")
    try:
        yield
    finally:
        connection.exec_driver_sql("RESET session_replication_role")


def falls_due(connection: Connection, many: int, *, of: int) -> None:
    """So many rows, spread over everybody."""
    _does(connection, FALLS_DUE, {"many": many, "step": of // many})


def clears(connection: Connection, many: int, *, of: int) -> None:
    """As it was before, for the next time."""
    _does(connection, CLEARED, {"many": many, "step": of // many})


def _does(connection: Connection, statements: tuple[str, ...], numbers: Mapping[str, int]) -> None:
    given = [
        *(bindparam(name, moment, type_=UtcDateTime) for name, moment in MOMENTS.items()),
        *(bindparam(name, number) for name, number in numbers.items()),
        bindparam("sealed", b""),
    ]
    with writing(connection):
        for each in statements:
            asked = _worded(each)
            named = [bind for bind in given if f":{bind.key}" in asked]
            connection.execute(text(asked).bindparams(*named)).close()


def _worded(statement: str) -> str:
    for name, numbers in NUMBERS.items():
        statement = statement.replace(f"/* {name} */", numbers)
    return statement
