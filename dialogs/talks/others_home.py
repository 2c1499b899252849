"""Home's part about the conversations beside the year's own, and how they went."""

from __future__ import annotations

from datetime import datetime

from dialogs.core.cards import Button
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.talks.evaluating import asking
from dialogs.talks.teams import card, following
from storage.database import Snapshot


async def others_at_home(
    reads: Snapshot, who: Who, say: Speaker, now: datetime
) -> tuple[Button, ...]:
    return (
        *await asking.at_home(reads, who, say),
        *await card.at_home(reads, who, say),
        *await following.at_home(reads, who, say, now),
    )
