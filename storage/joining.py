"""Somebody comes to a workplace while it has a dialogue ahead: that is looked at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import col, select

from storage import due
from storage.database import Snapshot
from storage.roster import Entry, Kept, Roster
from storage.tables import Round, Sitting
from storage.unit_of_work import Unit

JOINED = "person.joined"


async def notice(
    unit: Unit, kept: Kept, after: Roster, ids: Mapping[str, str], *, today: date, now: datetime
) -> None:
    """Hand over who takes part from now on and did not; `ids` are everybody's, by email."""
    waiting = await _with_a_dialogue_ahead(unit, today)
    there = {name for name, id_ in kept.workplace_ids.items() if id_ in waiting}
    for email, entry in after.people.items():
        if entry.workplace in there and _joins(kept.roster.people.get(email), entry, today):
            due.plan(unit, rule=JOINED, subject=ids[email], due_at=now)


async def _with_a_dialogue_ahead(reads: Snapshot, today: date) -> set[str]:
    found = await reads.all(
        select(Round.workplace_id)
        .join(Sitting, col(Sitting.round_id) == Round.id)
        .where(col(Sitting.held_on) >= today)
        .distinct()
    )
    return set(found)


def _joins(was: Entry | None, entry: Entry, today: date) -> bool:
    """They are here for a salary (TAL-14), and were not, or not at this workplace."""
    if entry.hourly_paid or not entry.is_here(today):
        return False
    stayed = was is not None and was.workplace == entry.workplace
    return not (was is not None and stayed and was.is_here(today) and not was.hourly_paid)
