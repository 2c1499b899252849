"""When a rule next looks at a person about a subject, and what was decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import itemgetter
from typing import Any, Protocol

from sqlalchemy import ARRAY, String, bindparam, delete, text, update
from sqlmodel import col, select

from storage.bulk import JsonRows, Worded
from storage.columns import UtcDateTime
from storage.database import Snapshot
from storage.ids import neighbours
from storage.prepared import prepared
from storage.tables import Decision, Due, Mute
from storage.unit_of_work import Unit


class Looked(Protocol):
    """A row of `due` as it was read."""

    @property
    def id(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def person_id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...


def plan(
    unit: Unit,
    *,
    rule: str,
    due_at: datetime,
    person_id: str = "",
    subject: str = "",
    give_up_at: datetime | None = None,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Set when `rule` looks at a person about a subject; what was planned before is replaced."""
    cancel(unit, rule=rule, subject=subject, person_id=person_id)
    unit.insert(
        Due(
            rule=rule,
            person_id=person_id,
            subject=subject,
            due_at=due_at,
            give_up_at=give_up_at,
            params=dict(params or {}),
        )
    )


def cancel(unit: Unit, *, rule: str, subject: str, person_id: str | None = None) -> None:
    if person_id is None:
        unit.delete(_CANCEL(rule, subject))
    else:
        unit.delete(_CANCEL_OF(rule, subject, person_id))


def cancel_all(unit: Unit, subject: str) -> None:
    """Everything that was planned about a subject."""
    unit.delete(delete(Due).where(col(Due.subject) == subject))


EMPTY_DIGEST = "empty-digest"
"""The reason that is stored each week in which a leader has nothing due."""


async def find(reads: Snapshot, due_id: str) -> Due | None:
    return await reads.first(select(Due).where(Due.id == due_id))


async def of_person(reads: Snapshot, person_id: str, *, rules: Iterable[str] = ()) -> list[Due]:
    """What is planned for one person, soonest first; of `rules` only, where any are named."""
    found = select(Due).where(Due.person_id == person_id).order_by(col(Due.due_at))
    if names := list(rules):
        found = found.where(col(Due.rule).in_(names))
    return await reads.all(found)


async def put_off(unit: Unit, *, rule: str, person_id: str, subject: str, due_at: datetime) -> None:
    """Then instead, with what it was planned with: a concept's own months, not the house's."""
    planned = select(Due.params).where(
        Due.rule == rule, Due.person_id == person_id, Due.subject == subject
    )
    params = await unit.first(planned)
    plan(unit, rule=rule, person_id=person_id, subject=subject, due_at=due_at, params=params)


async def concerns(reads: Snapshot, *, person_id: str, rule: str, subject: str) -> bool:
    """Whether this nudge was ever planned for or decided about this person."""
    for table in (Due, Decision):
        found = select(table.id).where(
            table.person_id == person_id, table.rule == rule, table.subject == subject
        )
        if await reads.first(found) is not None:
            return True
    return False


async def next_due(reads: Snapshot) -> datetime | None:
    return await reads.first(_NEXT_DUE())


def move(unit: Unit, row: Looked, due_at: datetime) -> None:
    """Look again then; only if nobody moved it meanwhile."""
    unit.update(
        update(Due)
        .where(col(Due.id) == row.id, col(Due.due_at) == row.due_at)
        .values(due_at=due_at)
    )


def drop(unit: Unit, row: Looked) -> None:
    """It has had its say; only if nobody moved it meanwhile."""
    unit.delete(_DROP(row.id, row.due_at), expect=1)


_ROWS, _IDS = bindparam("rows", type_=JsonRows), bindparam("ids", type_=ARRAY(String))
_WAS = bindparam("was", type_=ARRAY(UtcDateTime))
_NEXT = bindparam("next", type_=ARRAY(UtcDateTime))
_MOVE_IN_SQLITE = text(
    """
    UPDATE due SET due_at = v.value ->> 2 FROM json_each(:rows) AS v
    WHERE due.id = v.value ->> 0 AND due.due_at = v.value ->> 1
    """
).bindparams(_ROWS)
_MOVE_IN_POSTGRES = text(
    """
    UPDATE due SET due_at = v.next FROM unnest(:ids, :was, :next) AS v(id, was, next)
    WHERE due.id = v.id AND due.due_at = v.was
    """
).bindparams(_IDS, _WAS, _NEXT)
_DROP_IN_SQLITE = text(
    """
    DELETE FROM due WHERE rowid IN (
      SELECT due.rowid FROM json_each(:rows) AS v
      JOIN due ON due.id = v.value ->> 0 AND due.due_at = v.value ->> 1
    )
    """
).bindparams(_ROWS)
_DROP_IN_POSTGRES = text(
    """
    DELETE FROM due USING unnest(:ids, :was) AS v(id, was)
    WHERE due.id = v.id AND due.due_at = v.was
    """
).bindparams(_IDS, _WAS)


def move_all(unit: Unit, moves: Iterable[tuple[Looked, datetime]]) -> None:
    """Each to its own time; loses the race unless all of them are as they were read."""
    found = sorted((row.id, row.due_at, then) for row, then in moves)
    if found:
        ids, was, then = zip(*found, strict=True)
        statement = Worded(
            sqlite=_MOVE_IN_SQLITE.bindparams(rows=found),
            postgresql=_MOVE_IN_POSTGRES.bindparams(ids=ids, was=was, next=then),
        )
        unit.run(statement, expect=len(found))


def drop_all(unit: Unit, rows: Iterable[Looked]) -> None:
    """They have had their say; loses the race unless all of them are as they were read."""
    found = sorted((row.id, row.due_at) for row in rows)
    if found:
        ids, was = zip(*found, strict=True)
        statement = Worded(
            sqlite=_DROP_IN_SQLITE.bindparams(rows=found),
            postgresql=_DROP_IN_POSTGRES.bindparams(ids=ids, was=was),
        )
        unit.run(statement, expect=len(found))


def record_all(unit: Unit, decided: Iterable[dict[str, Any]]) -> None:
    """Keep what was decided, as `decision` words it; of two with the same key the second loses."""
    rows = list(decided)
    for row, fresh in zip(rows, neighbours(len(rows)), strict=True):
        row["id"] = row["id"] or fresh
    # In one order, or two planners that meet on several would wait for each other.
    unit.insert_all(Decision, sorted(rows, key=itemgetter("id")))


def decision(
    row: Looked, *, local_date: date, verdict: str, at: datetime, reason: str = "", key: str = ""
) -> dict[str, Any]:
    return {
        "id": key,
        "rule": row.rule,
        "person_id": row.person_id,
        "subject": row.subject,
        "local_date": local_date,
        "verdict": verdict,
        "reason": reason,
        "at": at,
    }


async def still_there(reads: Snapshot, rows: Sequence[Looked]) -> frozenset[str]:
    """Ids of those that are as they were read."""
    found = await reads.all(
        select(Due.id, Due.due_at).where(col(Due.id).in_([row.id for row in rows]))
    )
    now = dict(found)
    return frozenset(row.id for row in rows if now.get(row.id) == row.due_at)


async def decisions(
    reads: Snapshot, *, people: Iterable[str], since: date, verdict: str = "sent"
) -> list[Decision]:
    return await reads.all(
        select(Decision).where(
            col(Decision.person_id).in_(list(people)),
            col(Decision.local_date) >= since,
            Decision.verdict == verdict,
        )
    )


async def settled_on(reads: Snapshot, person_id: str, day: date) -> list[tuple[str, str]]:
    """The rule and the subject of each thing that somebody was told on a day, or was not."""
    return await reads.all(
        select(Decision.rule, Decision.subject)
        .where(
            Decision.person_id == person_id,
            Decision.local_date == day,
            col(Decision.verdict).in_(("sent", "skipped")),
        )
        .distinct()
    )


async def why(reads: Snapshot, person_id: str, *, limit: int = 50) -> list[Decision]:
    """What was decided about one person's nudges, newest first, without a week's empty overview."""
    return await reads.all(
        select(Decision)
        .where(Decision.person_id == person_id, Decision.reason != EMPTY_DIGEST)
        .order_by(col(Decision.at).desc(), col(Decision.id))
        .limit(limit)
    )


async def mutes(reads: Snapshot, people: Iterable[str]) -> list[Mute]:
    return await reads.all(select(Mute).where(col(Mute.person_id).in_(list(people))))


def mute(unit: Unit, *, person_id: str, kind: str, until: date | None) -> None:
    unmute(unit, person_id=person_id, kind=kind)
    unit.insert(Mute(person_id=person_id, kind=kind, until=until))


def unmute(unit: Unit, *, person_id: str, kind: str) -> None:
    unit.delete(delete(Mute).where(col(Mute.person_id) == person_id, col(Mute.kind) == kind))


_NEXT_DUE = prepared(lambda: select(Due.due_at).order_by(col(Due.due_at)).limit(1))
_CANCEL = prepared(
    lambda rule, subject: delete(Due).where(col(Due.rule) == rule, col(Due.subject) == subject)
)
_CANCEL_OF = prepared(
    lambda rule, subject, person_id: delete(Due).where(
        col(Due.rule) == rule, col(Due.subject) == subject, col(Due.person_id) == person_id
    )
)
_DROP = prepared(
    lambda due_id, due_at: delete(Due).where(col(Due.id) == due_id, col(Due.due_at) == due_at)
)
