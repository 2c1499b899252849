"""Who has left, who has been forgotten, and what was destroyed: what a backup does not know yet.

A list of ids and days, without names. Put back after a backup has been restored, it makes kombot
forget once more: `left` and `erased` are of those who have left, `cleared` of those who work here
and whose own was erased because they asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import partial

from sqlalchemy import update
from sqlmodel import col, select

from storage import destroyed, erase_now, unsharing
from storage.database import Snapshot
from storage.destroyed import Destroyed
from storage.erase import erase_own, is_erased
from storage.tables import Person
from storage.unit_of_work import Store, Unit

HEAD = "kombot deletions 1"


class NoList(ValueError):
    """The message says which line it is about."""


class How(StrEnum):
    LEFT = "left"
    ERASED = "erased"
    CLEARED = "cleared"


@dataclass(frozen=True, kw_only=True)
class Gone:
    """`on` is the day on which they left, or on which their own was erased."""

    person_id: str
    on: date
    how: How


@dataclass(frozen=True, kw_only=True)
class Deletions:
    """People, and what of conversations was destroyed by a concept's rule."""

    people: list[Gone]
    destroyed: list[Destroyed] = field(default_factory=list)


async def read(reads: Snapshot) -> Deletions:
    return Deletions(people=await _people(reads), destroyed=await destroyed.read(reads))


async def _people(reads: Snapshot) -> list[Gone]:
    found = await reads.all(
        select(Person).where(col(Person.left_on).is_not(None)).order_by(col(Person.id))
    )
    gone = [
        Gone(person_id=each.id, on=each.left_on, how=How.ERASED if is_erased(each) else How.LEFT)
        for each in found
        if each.left_on is not None
    ]
    known = {each.person_id for each in gone if each.how is How.ERASED}
    return gone + [
        Gone(person_id=person_id, on=day, how=How.CLEARED)
        for person_id, day in await erase_now.cleared(reads)
        if person_id not in known
    ]


def write(found: Deletions) -> str:
    people = (f"{each.person_id} {each.on.isoformat()} {each.how.value}" for each in found.people)
    return "\n".join((HEAD, *people, *map(destroyed.written, found.destroyed), ""))


def parse(text: str) -> Deletions:
    """Raise NoList."""
    head, *lines = text.splitlines() or [""]
    if head != HEAD:
        raise NoList(f"its first line is not “{HEAD}”")
    numbered = [(number, each) for number, each in enumerate(lines, 2) if each.strip()]
    found = [_line(number, each) for number, each in numbered]
    return Deletions(
        people=[each for each in found if isinstance(each, Gone)],
        destroyed=[each for each in found if isinstance(each, Destroyed)],
    )


def _line(number: int, line: str) -> Gone | Destroyed:
    try:
        if line.startswith(destroyed.MARK):
            return destroyed.parsed(line)
        person_id, day, what = line.split()
        return Gone(person_id=person_id, on=date.fromisoformat(day), how=How(what))
    except ValueError:
        raise NoList(f"line {number} is not an id, a day, and left, erased or cleared") from None


async def apply(store: Store, gone: Deletions) -> int:
    """Forget those who were forgotten and note who had left; of how many that changed something.

    What was destroyed is destroyed once more. Sharing and consents end, also with an empty list.
    """
    await store.run(unsharing.end_all)
    for each in gone.destroyed:
        await store.run(partial(destroyed.destroy_anew, gone=each))
    return sum([await store.run(partial(_apply, gone=each)) for each in gone.people])


async def _apply(unit: Unit, gone: Gone) -> bool:
    person = await unit.first(select(Person).where(Person.id == gone.person_id))
    if person is None or is_erased(person):
        return False
    if gone.how is How.CLEARED:
        return await _clear(unit, gone)
    if person.left_on != gone.on:
        here = update(Person).where(col(Person.id) == person.id)
        unit.update(here.values(left_on=gone.on))
    if gone.how is How.ERASED:
        await erase_own(unit, person.id, date.max)
    return gone.how is How.ERASED or person.left_on != gone.on


async def _clear(unit: Unit, gone: Gone) -> bool:
    """A backup from after that day has it done already, and what came since is not to go."""
    known = dict(await erase_now.cleared(unit))
    if gone.person_id in known and known[gone.person_id] >= gone.on:
        return False
    erase_now.clear(unit, gone.person_id, datetime.combine(gone.on, time.min, tzinfo=UTC))
    return True
