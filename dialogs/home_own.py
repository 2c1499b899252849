"""Home's part about what is one's own around the dialogue: examples, chores, a promise."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.core.cards import Button, Part
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.afterwards import commitments
from dialogs.rounds.preparing import chores, examples
from storage import rounds
from storage.database import Snapshot

SECTIONS = (examples.at_home, chores.at_home, commitments.at_home)


async def own_section(
    reads: Snapshot, who: Who, say: Speaker, now: datetime
) -> tuple[tuple[Part, ...], tuple[Button, ...], bool]:
    """What to show, what to press, and whether it awaits the person."""
    found = await rounds.latest(reads, who.workplace_id)
    if found is None:
        return (), (), False
    today = now.astimezone(ZoneInfo(who.zone)).date()
    shown = [await section(reads, found, who, today, say) for section in SECTIONS]
    parts = tuple(part for some, _, _ in shown for part in some)
    buttons = tuple(button for _, some, _ in shown for button in some)
    return parts, buttons, any(waits for _, _, waits in shown)
