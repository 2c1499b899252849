"""Everyday examples: each its owner's alone, and of all of them together only how many there are.

They go a month after the last dialogue of their round.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, func, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Example, ThemeList
from storage.unit_of_work import Unit

KEPT = timedelta(days=30)
"""After the dialogue; docs/databeskyttelse.md says so too."""


async def of_person(reads: Snapshot, round_id: str, person_id: str) -> dict[ThemeList, Example]:
    found = await reads.all(
        select(Example).where(Example.round_id == round_id, Example.person_id == person_id)
    )
    return {ThemeList(each.list): each for each in found}


async def ready(reads: Snapshot, round_id: str, lists: Iterable[str]) -> frozenset[str]:
    """Ids of those who have one for each of the lists: to leave them in peace, and to count.

    Nobody is shown them.
    """
    wanted = set(lists)
    found = await reads.all(
        select(Example.person_id)
        .where(Example.round_id == round_id, col(Example.list).in_(wanted))
        .group_by(col(Example.person_id))
        .having(func.count() == len(wanted))
    )
    return frozenset(found)


def keep(unit: Unit, example: Example, before: Example | None) -> None:
    """The first one, or in place of the one that was read."""
    if before is None:
        unit.insert(example)
        return
    unit.update(
        update(Example)
        .where(col(Example.id) == before.id)
        .values(
            experience=example.experience,
            happened=example.happened,
            shows=example.shows,
            leads_to=example.leads_to,
        )
    )


def forget(unit: Unit, round_id: str) -> None:
    unit.delete(delete(Example).where(col(Example.round_id) == round_id))
