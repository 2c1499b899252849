"""What stays when somebody has their own erased, why, and until when: before it, and after."""

from __future__ import annotations

from datetime import datetime

from dialogs.core.cards import Facts, Heading, Part
from dialogs.core.house import House
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rights import rules
from storage import senior
from storage.database import Snapshot
from storage.stays import OFFER, STAYS


async def parts(
    reads: Snapshot, house: House, who: Who, now: datetime, say: Speaker
) -> tuple[Part, ...]:
    """And whom to turn to for whoever does not agree."""
    concepts = await rules.concepts_of(reads, house, who, now)
    facts = rules.facts_of(house, concepts, say)
    keys = [each.key for each in STAYS]
    if await senior.offer(reads, who.id) is None:
        keys.remove(OFFER)
    rows = tuple(
        (say(f"rights/stay_{key}"), say(f"rights/stay_{key}_why", **facts)) for key in keys
    )
    return Heading(say("rights/erase_stays")), Facts(rows), say("rights/disagree")
