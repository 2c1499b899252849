"""Who comes to a workplace on the way to its dialogue is taken along (TAL-14, 22, 24, 37)."""

from __future__ import annotations

from dialogs import planning
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
