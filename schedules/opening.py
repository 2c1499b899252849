"""A vote that was planned opens on its day (TAL-24)."""

from __future__ import annotations

from dialogs import planning
from dialogs.rounds.opening.opening_late import is_late, open_late
from schedules.core.context import Context
from storage import due, moving, rounds
from storage.tables import Due, Phase
from storage.unit_of_work import Unit


async def open_vote(unit: Unit, row: Due, context: Context) -> None:
    """Once, in opening hours; where its day was moved meanwhile, it waits for the new one.

    Nobody has voted where kombot was away for as long as it was to be open: then its days move.
    Whoever wakes at night or on a day off waits too: everybody is written to, and a day on which
    nobody works is none of those that a vote was to have.
    """
    round_ = await rounds.find(unit, row.subject)
    if round_ is None or round_.phase != Phase.PLANNED.value or round_.voting_opens is None:
        return
    opens = context.calendar.next_open(max(round_.voting_opens, context.now))
    if opens > context.now:
        due.plan(unit, rule="vote.open", subject=round_.id, due_at=opens)
        return
    if is_late(round_, context.now, context.calendar):
        await open_late(unit, round_, context.calendar, context.now)
        return
    moving.open_vote(unit, round_, context.now)
    await planning.begin_voting(unit, round_, context.today, context.now)
