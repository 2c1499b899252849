"""The invitation on paper and in a calendar, for whoever takes part in the round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import CalendarFile, Paper
from dialogs.rounds.inviting.invited import Invitation, entry_of, invitation_of, starts
from dialogs.rounds.state import takes_part
from storage import rounds, sittings
from storage.database import Snapshot
from storage.tables import Phase

PARTS = 4
"""What is told of a dialogue that is called off: id, sequence, day, time."""


async def invitation_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    found = await _asked(reads, request)
    return found.paper(request.say) if isinstance(found, Invitation) else found


async def invitation_calendar(reads: Snapshot, request: Request) -> CalendarFile | Refusal:
    found = await _asked(reads, request)
    return found.calendar_file(request.say) if isinstance(found, Invitation) else found


async def _asked(reads: Snapshot, request: Request) -> Invitation | Refusal:
    """By the dialogue's id; whoever has left the workplace or the group since gets nothing."""
    sitting = await sittings.find(reads, request.subject)
    round_ = await rounds.find(reads, sitting.round_id) if sitting else None
    if sitting is None or round_ is None or round_.phase != Phase.ANNOUNCED.value:
        return Refusal("not_there")
    if not takes_part(request.who, round_):
        return Refusal("not_for_you")
    return await invitation_of(reads, round_, sitting, house=request.house, today=request.today)


async def calendar_off(_reads: Snapshot, request: Request) -> CalendarFile | Refusal:
    """What was called off leaves the calendar, also where nothing else is left of it."""
    told = request.subject.split("|")
    if len(told) != PARTS:
        return Refusal("not_there")
    sitting_id, sequence, held_on, starts_at = told
    begins = starts(date.fromisoformat(held_on), starts_at, request.house.calendar)
    title = request.say("invitation/title_calendar")
    entry = entry_of(sitting_id, int(sequence), begins, title=title)
    return CalendarFile(
        name=request.say("invitation/calendar_file_name"), entries=(replace(entry, cancelled=True),)
    )
