"""Somebody waits for everything about them, or to be erased: whoever runs kombot hears of it again.

The law gives a month (GDPR, article 12 (3)).
"""

from __future__ import annotations

from dialogs.rights.asking import REMIND, REMINDED, mail_to
from schedules.core.context import Context
from storage import admins, due, outbox, people, wishes
from storage.tables import Due, Wish
from storage.unit_of_work import Unit


async def remind(unit: Unit, row: Due, context: Context) -> None:
    wish = await wishes.find(unit, row.subject)
    whose = await people.person(unit, wish.person_id) if wish else None
    if wish is None or wish.done_at is not None or whose is None:
        return
    for each in await admins.here(unit, whose.organisation_id, context.today):
        outbox.queue(unit, mail_to(each.id, wish, context.now))
    _again(unit, wish, context)


def _again(unit: Unit, wish: Wish, context: Context) -> None:
    """Until its last day is over: after that `kombot doctor` says so."""
    for after in REMINDED:
        at = context.calendar.next_open(wish.asked_at + after)
        if at > context.now:
            due.plan(unit, rule=REMIND, subject=wish.id, due_at=at)
            return
