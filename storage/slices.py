"""A slice of what is due, and all that is known about it: one statement, whatever it holds.

It begins at the index of `due_at` and goes on by keys, so that it takes no longer where there are a
million people. What it finds are rows of many kinds in the same few columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnClause,
    Date,
    Dialect,
    String,
    TextualSelect,
    bindparam,
    column,
    text,
)

from storage.address import SQLITE
from storage.columns import UtcDateTime
from storage.database import Snapshot
from storage.prepared import Process
from storage.reach import CLOSED

SQL = """
WITH head AS (
  SELECT id, rule, person_id, subject, due_at, give_up_at, params FROM due
  WHERE due_at <= :now ORDER BY due_at LIMIT :most
), leaders AS (
  SELECT person_id AS id FROM head WHERE rule IN :digests
), riding AS (
  SELECT id, rule, person_id, subject, due_at, give_up_at, params FROM due
  WHERE rule IN :rides AND person_id IN (SELECT id FROM leaders) AND due_at < :week_ends
    AND id NOT IN (SELECT id FROM head)
), rode AS (
  SELECT DISTINCT rule, person_id, subject, local_date FROM decision
  WHERE person_id IN (SELECT id FROM leaders) AND rule IN :rides AND local_date >= :week_began
    AND reason = 'in-digest'
), whom AS (
  SELECT DISTINCT person_id AS id FROM head WHERE person_id <> ''
), subjects AS (
  SELECT subject AS id FROM head UNION SELECT subject FROM riding UNION SELECT subject FROM rode
), everyone AS (
  SELECT id FROM whom UNION SELECT id FROM subjects
)
SELECT 'due' AS what, id AS a, rule AS b, subject AS c, person_id AS d, CAST(NULL AS DATE) AS day,
  CAST(NULL AS DATE) AS until, due_at AS moment, give_up_at AS ends, (
    SELECT NOT answered FROM participation
    WHERE round_id = head.subject AND participation.person_id = head.person_id
  ) AS so
FROM head UNION ALL
SELECT 'riding', id, rule, subject, person_id, NULL, NULL, due_at, give_up_at, NULL FROM riding
UNION ALL
SELECT 'months', id, params ->> 'months', NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT * FROM head UNION ALL SELECT * FROM riding) AS found WHERE rule = 'minikom'
UNION ALL
SELECT 'rode', NULL, rule, subject, person_id, local_date, NULL, NULL, NULL, NULL FROM rode
UNION ALL
SELECT 'person', id, leader_id, zone, (
    SELECT min(CASE WHEN unreachable = '' THEN 'open' WHEN unreachable IN :closed THEN 'shut' END)
    FROM address WHERE address.person_id = person.id
  ), left_on, NULL, NULL, NULL, NULL
FROM person WHERE id IN (SELECT id FROM everyone) UNION ALL
SELECT 'mute', person_id, kind, NULL, NULL, until, NULL, NULL, NULL, NULL
FROM mute WHERE person_id IN (SELECT id FROM whom) UNION ALL
SELECT 'absence', person_id, NULL, NULL, NULL, first_day, last_day, NULL, NULL, NULL
FROM absence WHERE person_id IN (SELECT id FROM everyone) UNION ALL
SELECT 'sent', person_id, rule, NULL, NULL, local_date, NULL, NULL, NULL, NULL
FROM decision
WHERE person_id IN (SELECT id FROM whom) AND local_date >= :sent_since AND verdict = 'sent'
UNION ALL
SELECT 'round', id, phase, contact_id, NULL, dialogue_on, plan_due, deadline, opened_at, NULL
FROM round WHERE id IN (SELECT id FROM subjects) UNION ALL
SELECT 'step', round_id, step, NULL, NULL, due_on, NULL, done_at, NULL, NULL
FROM round_step WHERE round_id IN (SELECT id FROM subjects) UNION ALL
SELECT 'step', round_id, 'again:' || person_id, NULL, NULL, again_on, NULL, kept_at, NULL, NULL
FROM leader_feedback WHERE round_id IN (SELECT id FROM subjects) UNION ALL
SELECT 'talk', id, person_id, kind, NULL, NULL, NULL, at, NULL, held OR called_off_at IS NOT NULL
FROM conversation WHERE id IN (SELECT id FROM subjects) UNION ALL
SELECT 'prepared', conversation_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM preparation WHERE conversation_id IN (SELECT id FROM subjects) UNION ALL
SELECT 'recent', person_id, NULL, NULL, NULL, NULL, NULL, at, NULL, NULL
FROM conversation WHERE person_id IN (SELECT id FROM subjects) AND at >= :talks_since
  AND called_off_at IS NULL UNION ALL
SELECT 'goal', person_id, id, NULL, NULL, agreed_on, NULL, NULL, NULL, NULL
FROM goal WHERE person_id IN (SELECT id FROM subjects) AND open
"""


class _Seen(UtcDateTime):
    """Most rows of a slice share their few moments: where they are text, each is read once."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Process | None:
        made: Process | None = super().result_processor(dialect, coltype)
        return lru_cache(maxsize=1024)(made) if made and dialect.name == SQLITE else made


_MOMENTS = ("now", "week_ends", "talks_since")
_DATES = ("week_began", "sent_since")
_LISTS = ("digests", "rides", "closed")
_NAMES = ("most", *_MOMENTS, *_DATES, *_LISTS)
_COLUMNS: Sequence[ColumnClause[Any]] = (
    *(column(name, String) for name in ("what", "a", "b", "c", "d")),
    *(column(name, Date) for name in ("day", "until")),
    *(column(name, _Seen) for name in ("moment", "ends")),
    column("so", Boolean),
)
"""In the order in which each part of the statement names them."""


@lru_cache(maxsize=4)
def _worded(before: str) -> TextualSelect:
    binds: tuple[BindParameter[Any], ...] = (
        *(bindparam(name, type_=UtcDateTime) for name in _MOMENTS),
        *(bindparam(name, type_=Date) for name in _DATES),
        *(bindparam(name, type_=String, expanding=True) for name in _LISTS),
    )
    return text(before + SQL).bindparams(*binds).columns(*_COLUMNS)


class Row(NamedTuple):
    """A row of `due`. `may_vote`: its person may vote in the round it is about, and has not."""

    id: str
    rule: str
    person_id: str
    subject: str
    due_at: datetime
    give_up_at: datetime | None = None
    may_vote: bool = False


class Someone(NamedTuple):
    """What of a person decides about nudges.

    `reachable` somewhere at least; else `shut` where a whole workspace is, which may open again.
    """

    id: str
    leader_id: str | None = None
    zone: str | None = None
    left_on: date | None = None
    reachable: bool = False
    shut: bool = False


class RoundDates(NamedTuple):
    id: str
    phase: str
    contact_id: str
    dialogue_on: date
    plan_due: date | None
    deadline: datetime
    opened_at: datetime


class StepDates(NamedTuple):
    due_on: date
    done: bool


class Talk(NamedTuple):
    id: str
    person_id: str
    kind: str
    at: datetime
    held: bool


Days: TypeAlias = tuple[date, date | None]


@dataclass(frozen=True, kw_only=True)
class Known:
    """Of whom and what a slice is about, by id.

    `mutes` are (kind, until), `absences` (first day, last day), `sent` (rule, local date), each by
    person. `steps` are by round and step, a leader's promise by `again:PERSON`. `prepared` are
    conversations. `talks_of` is a person's last one, those to come among them, and `goals` the day
    on which a person's newest open goal was agreed on. `months` a row lets pass, by its id.
    """

    people: Mapping[str, Someone]
    mutes: Mapping[str, Sequence[tuple[str, date | None]]]
    absences: Mapping[str, Sequence[Days]]
    sent: Mapping[str, Sequence[tuple[str, date]]]
    rounds: Mapping[str, RoundDates]
    talks: Mapping[str, Talk]
    prepared: frozenset[str]
    talks_of: Mapping[str, datetime]
    goals: Mapping[str, date]
    months: Mapping[str, int] = field(default_factory=dict)
    steps: Mapping[tuple[str, str], StepDates] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Slice:
    """`rows` are due, the most overdue first; `riding` may ride in a digest that is among them.

    `rode` did so before in its week: (rule, person, subject, local date).
    """

    rows: Sequence[Row]
    riding: Sequence[Row]
    rode: Sequence[tuple[str, str, str, date]]
    known: Known


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far around a slice is looked."""

    now: datetime
    most: int
    digests: Sequence[str]
    rides: Sequence[str]
    week_began: date
    week_ends: datetime
    sent_since: date
    talks_since: datetime
    closed: Sequence[str] = CLOSED


def asked(reach: Reach, *, before: str = "") -> Any:  # noqa: ANN401 - a TextualSelect
    """The statement with what it is asked; `before` it EXPLAIN may stand."""
    statement = _worded(before)
    return statement.bindparams(**{name: getattr(reach, name) for name in _NAMES})


async def read(reads: Snapshot, reach: Reach) -> Slice:
    statement = asked(reach)
    by_kind: defaultdict[str, list[Any]] = defaultdict(list)
    for row in await reads.all(statement):
        by_kind[row[0]].append(row)
    return Slice(
        rows=sorted(_rows(by_kind["due"]), key=_order),
        riding=sorted(_rows(by_kind["riding"]), key=_order),
        rode=[(row.b, row.d, row.c, row.day) for row in by_kind["rode"]],
        known=_known(by_kind),
    )


def _order(row: Row) -> tuple[datetime, str]:
    return row.due_at, row.id


def _rows(found: Iterable[Any]) -> list[Row]:
    return [
        Row(id_, rule, person_id, subject, due_at, give_up_at, bool(may_vote))
        for _, id_, rule, subject, person_id, _, _, due_at, give_up_at, may_vote in found
    ]


def _known(found: Mapping[str, list[Any]]) -> Known:
    return Known(
        people={each.id: each for each in map(_someone, found["person"])},
        mutes=_by_person((row.a, (row.b, row.day)) for row in found["mute"]),
        absences=_by_person((row.a, (row.day, row.until)) for row in found["absence"]),
        sent=_by_person((row.a, (row.b, row.day)) for row in found["sent"]),
        rounds={each.id: each for each in map(_round, found["round"])},
        steps={(row.a, row.b): StepDates(row.day, row.moment is not None) for row in found["step"]},
        talks={each.id: each for each in map(_talk, found["talk"])},
        prepared=frozenset(row.a for row in found["prepared"]),
        talks_of={row.a: row.moment for row in sorted(found["recent"], key=lambda r: r.moment)},
        goals={row.a: row.day for row in sorted(found["goal"], key=lambda row: (row.day, row.b))},
        months={row.a: int(row.b) for row in found["months"] if row.b},
    )


def _by_person(found: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    by: defaultdict[str, list[Any]] = defaultdict(list)
    for person_id, what in found:
        by[person_id].append(what)
    return dict(by)


def _someone(row: Any) -> Someone:  # noqa: ANN401 - a row of many kinds, as below
    _, id_, leader_id, zone, best, left_on, *_ = row
    return Someone(id_, leader_id, zone, left_on, best == "open", best == "shut")


def _round(row: Any) -> RoundDates:  # noqa: ANN401
    id_, phase, contact_id = row.a, row.b, row.c
    return RoundDates(id_, phase, contact_id, row.day, row.until, row.moment, row.ends)


def _talk(row: Any) -> Talk:  # noqa: ANN401
    return Talk(id=row.a, person_id=row.b, kind=row.c, at=row.moment, held=bool(row.so))
