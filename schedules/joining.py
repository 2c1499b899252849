"""Somebody comes to a workplace, or goes, while it has a round (TAL-10, 14, 22, 24, 37)."""

from __future__ import annotations

from dialogs import planning
from dialogs.rounds.moving.contact_gone import tell_gone
from dialogs.rounds.opening.newcomers import take_along
from schedules.core.context import Context
from storage import due, people, rounds
from storage.tables import Due
from storage.unit_of_work import Unit


async def joined(unit: Unit, row: Due, context: Context) -> None:
    """Once; where nobody holds a dialogue any more there is nothing to be taken along to."""
    person = await people.person(unit, row.subject)
    round_ = await rounds.latest(unit, person.workplace_id) if person else None
    if person is None or round_ is None:
        return
    votes = await planning.take_in(unit, round_, person, context.today, context.now)
    if await take_along(unit, round_, person, context.calendar, context.now) or votes:
        due.plan(unit, rule="round.plan", subject=round_.id, due_at=context.now)


async def contact_gone(unit: Unit, row: Due, context: Context) -> None:
    """The group is told, and whoever is reminded in their place is planned for."""
    round_ = await rounds.find(unit, row.subject)
    if round_ is not None and await tell_gone(unit, round_, context.now):
        due.plan(unit, rule="round.plan", subject=round_.id, due_at=context.now)
