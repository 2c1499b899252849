"""Somebody comes or goes while a workplace has a round: that is looked at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from storage import due
from storage.database import Snapshot
from storage.roster import Entry, Kept, Roster
from storage.tables import Person, Round, Sitting
from storage.unit_of_work import Unit

JOINED, CONTACT_GONE = "person.joined", "contact.gone"
LATELY, IN_USE = timedelta(days=7), timedelta(days=200)
"""How long a contact person's last day is looked back on, and a round is followed up."""


async def notice(
    unit: Unit, kept: Kept, after: Roster, ids: Mapping[str, str], *, today: date, now: datetime
) -> None:
    """Hand over who takes part from now on and did not, and rounds whose contact person changed.

    `ids` are everybody's, by email.
    """
    waiting = await _with_a_dialogue_ahead(unit, today)
    there = {name for name, id_ in kept.workplace_ids.items() if id_ in waiting}
    for email, entry in after.people.items():
        if entry.workplace in there and _joins(kept.roster.people.get(email), entry, today):
            due.plan(unit, rule=JOINED, subject=ids[email], due_at=now)
    is_now = after.people
    changed = {ids[email] for email, was in kept.roster.people.items() if is_now.get(email) != was}
    for round_id, contact_id in await _contacts(unit, today):
        if contact_id in changed:
            due.plan(unit, rule=CONTACT_GONE, subject=round_id, due_at=now)


async def notice_last_days(unit: Unit, today: date, now: datetime) -> None:
    """Each night: whose last day was a while ahead when it was known."""
    gone = select(Person.id).where(
        col(Person.left_on) <= today, col(Person.left_on) > today - LATELY
    )
    left = set(await unit.all(gone))
    for round_id, contact_id in await _contacts(unit, today):
        if contact_id in left:
            due.plan(unit, rule=CONTACT_GONE, subject=round_id, due_at=now)


async def _contacts(reads: Snapshot, today: date) -> list[tuple[str, str]]:
    """Of rounds that have something before them."""
    return await reads.all(
        select(Round.id, Round.contact_id).where(col(Round.dialogue_on) >= today - IN_USE)
    )


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
