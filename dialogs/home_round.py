"""Home's part about the Udviklingsdialog: one's own vote, and the round's phase for its planning group."""

from __future__ import annotations

from datetime import datetime

from dialogs.core.cards import Button, Part
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from storage.database import Snapshot


async def round_section(
    reads: Snapshot, who: Who, say: Speaker, now: datetime
) -> tuple[tuple[Part, ...], tuple[Button, ...], bool]:
    """What to show, what to press, and whether it awaits the person."""
    return (), (), False
