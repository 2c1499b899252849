"""Views that not everybody shares (TAL-109) are parted from those who wrote them."""

from __future__ import annotations

from schedules.core.context import Context
from schedules.days import SCRUB
from storage import due, efforts
from storage.tables import Due
from storage.unit_of_work import Unit


async def write_anew(unit: Unit, row: Due, context: Context) -> None:
    """Straight after one more was written; then nothing of what they were is left."""
    await efforts.write_dissents_anew(unit, row.subject)
    due.plan(unit, rule=SCRUB, subject=row.subject, due_at=context.now)
