"""What was destroyed of conversations, as a list of ids: a backup from before has it still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.destroying import DESTROY, destroy
from storage.ids import new_id
from storage.tables import Destruction, Person
from storage.unit_of_work import Unit

MARK = "destroyed"
"""How such a line begins."""
NOBODY = "-"


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    artefact: str
    subject: str
    person_id: str
    leader_id: str | None
    rule: str
    on: date


async def read(reads: Snapshot) -> list[Destroyed]:
    found = await reads.all(
        select(Destruction)
        .where(col(Destruction.destroyed_at).is_not(None))
        .order_by(col(Destruction.destroyed_at), col(Destruction.id))
    )
    return [
        Destroyed(
            artefact=each.artefact,
            subject=each.subject,
            person_id=each.person_id,
            leader_id=each.leader_id,
            rule=each.rule,
            on=each.destroyed_at.date(),
        )
        for each in found
        if each.destroyed_at is not None
    ]


def written(gone: Destroyed) -> str:
    words = (gone.artefact, gone.subject, gone.person_id, gone.leader_id or NOBODY, gone.rule)
    return " ".join((MARK, *words, gone.on.isoformat()))


def parsed(line: str) -> Destroyed:
    """Raise ValueError."""
    _, artefact, subject, person_id, leader_id, rule, day = line.split()
    if artefact not in DESTROY:
        raise ValueError(artefact)
    return Destroyed(
        artefact=artefact,
        subject=subject,
        person_id=person_id,
        leader_id=None if leader_id == NOBODY else leader_id,
        rule=rule,
        on=date.fromisoformat(day),
    )


async def destroy_anew(unit: Unit, gone: Destroyed) -> bool:
    """Whether it was there again. The receipt is what it was; nobody is told once more."""
    row = await unit.first(
        select(Destruction).where(
            Destruction.artefact == gone.artefact, Destruction.subject == gone.subject
        )
    )
    if row is not None and row.destroyed_at is not None:
        return False
    whose = [each for each in (gone.person_id, gone.leader_id) if each]
    known = await unit.all(select(Person.id).where(col(Person.id).in_(whose)))
    await destroy(unit, gone.artefact, gone.subject, whose)
    at = datetime.combine(gone.on, time.min, tzinfo=UTC)
    if row is not None:
        here = update(Destruction).where(col(Destruction.id) == row.id)
        unit.update(here.values(destroyed_at=at))
    elif gone.person_id in known:
        unit.insert(
            Destruction(
                id=new_id(),
                person_id=gone.person_id,
                leader_id=gone.leader_id if gone.leader_id in known else None,
                artefact=gone.artefact,
                subject=gone.subject,
                rule=gone.rule,
                due_on=gone.on,
                told_on=gone.on,
                destroyed_at=at,
            )
        )
    return True
