"""Somebody who works here has their own erased: who read along is told, and they get a receipt."""

from __future__ import annotations

from datetime import datetime

from dialogs.rights.asking import ERASED_NOW
from dialogs.talks.keeping import ending
from storage import erase_now, outbox
from storage.outbox import Mail
from storage.unit_of_work import Unit


async def erase_own(unit: Unit, person_id: str, now: datetime) -> None:
    """What others may read is ended by name, before all that is left of it is."""
    await ending.end_all(unit, person_id, now)
    erase_now.clear(unit, person_id, now)
    key = f"{ERASED_NOW}:{person_id}:{now.isoformat()}"
    outbox.queue(unit, Mail(message=ERASED_NOW, key=key, due_at=now, person_id=person_id))
