"""When and where a dialogue is held, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from dialogs.core.cards import Facts, Part
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.state import State, in_group
from storage import sittings
from storage.database import Snapshot
from storage.tables import Sitting


def meeting(sitting: Sitting, say: Speaker) -> str:
    """When and where they meet, in a sentence."""
    at = time.fromisoformat(sitting.starts_at)
    return say("move/meeting", day=sitting.held_on, at=at, place=sitting.place)


def rows(held: Iterable[Sitting], say: Speaker) -> list[tuple[str, str]]:
    """One for each dialogue, by its team."""
    return [(say("inform/meets", team=each.name), meeting(each, say)) for each in held]


async def meetings(reads: Snapshot, state: State, who: Who, say: Speaker) -> tuple[Part, ...]:
    """One's own; for the planning group all of them."""
    held: Iterable[Sitting] = state.sittings
    if not in_group(who, state.round):
        mine = await sittings.of_person(reads, state.round.id, who.id)
        held = (mine,) if mine is not None else ()
    found = rows(held, say)
    return (Facts(tuple(found)),) if found else ()
