"""Who takes part in a round's dialogues, and in which: of several teams each has its own day."""

from __future__ import annotations

from datetime import date

from dialogs.core.people import Who
from storage import sittings
from storage.database import Snapshot
from storage.tables import Person, Round, Sitting


async def sitting_of(reads: Snapshot, round_: Round, who: Who) -> Sitting | None:
    """The dialogue that somebody prepares for; None for those who are in none (TAL-14)."""
    if who.workplace_id != round_.workplace_id or who.hourly_paid:
        return None
    return await sittings.of_person(reads, round_.id, who.id)


async def everyone(
    reads: Snapshot, round_: Round, today: date
) -> dict[str, tuple[Person, Sitting]]:
    """Each participant with the dialogue that is theirs, by the person's id."""
    found: dict[str, tuple[Person, Sitting]] = {}
    for sitting in await sittings.of_round(reads, round_.id):
        for person in await sittings.members(reads, sitting, round_, today):
            # Who is in two teams prepares for the first of them, as `sittings.of_person` says.
            found.setdefault(person.id, (person, sitting))
    return found
