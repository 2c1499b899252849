"""Who has left and who has been forgotten: what a backup from before does not know yet.

A list of ids and days, without names. Put back after a backup has been restored, it makes kombot
forget once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.erase import erase_own, is_erased
from storage.tables import Person
from storage.unit_of_work import Store, Unit

HEAD = "kombot deletions 1"


class NoList(ValueError):
    """The message says which line it is about."""


@dataclass(frozen=True, kw_only=True)
class Gone:
    person_id: str
    left_on: date
    erased: bool


async def read(reads: Snapshot) -> list[Gone]:
    found = await reads.all(
        select(Person).where(col(Person.left_on).is_not(None)).order_by(col(Person.id))
    )
    return [
        Gone(person_id=each.id, left_on=each.left_on, erased=is_erased(each))
        for each in found
        if each.left_on is not None
    ]


def write(found: Iterable[Gone]) -> str:
    lines = (
        f"{each.person_id} {each.left_on.isoformat()} {'erased' if each.erased else 'left'}"
        for each in found
    )
    return "\n".join((HEAD, *lines, ""))


def parse(text: str) -> list[Gone]:
    """Raise NoList."""
    head, *lines = text.splitlines() or [""]
    if head != HEAD:
        raise NoList(f"its first line is not “{HEAD}”")
    return [_line(number, each) for number, each in enumerate(lines, 2) if each.strip()]


def _line(number: int, line: str) -> Gone:
    try:
        person_id, day, what = line.split()
        return Gone(
            person_id=person_id,
            left_on=date.fromisoformat(day),
            erased={"erased": True, "left": False}[what],
        )
    except (ValueError, KeyError):
        raise NoList(f"line {number} is not an id, a day, and left or erased") from None


async def apply(store: Store, gone: Iterable[Gone]) -> int:
    """Forget those who were forgotten and note who had left; how many that changed."""
    return sum([await store.run(lambda unit, each=each: _apply(unit, each)) for each in gone])  # type: ignore[misc]


async def _apply(unit: Unit, gone: Gone) -> bool:
    person = await unit.first(select(Person).where(Person.id == gone.person_id))
    if person is None or is_erased(person):
        return False
    if person.left_on != gone.left_on:
        here = update(Person).where(col(Person.id) == person.id)
        unit.update(here.values(left_on=gone.left_on))
    if gone.erased:
        await erase_own(unit, person.id, date.max)
    return gone.erased or person.left_on != gone.left_on
