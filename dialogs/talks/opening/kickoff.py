"""The kick-off meeting in everybody's calendar (NYB-KOM-43)."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.core.cards import Button, part_text
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.paper import CalendarFile, Entry
from dialogs.core.texts import Speaker
from dialogs.rounds.links import to_paper
from dialogs.talks.dates.invited import year_said
from dialogs.talks.packs import names_of, pack_of
from storage import kom
from storage.database import Snapshot
from storage.tables import Cycle

CALENDAR = "kickoff_calendar"
LASTS = timedelta(minutes=60)


def to_calendar(
    say: Speaker, cycle: Cycle, *, house: House, person_id: str, now: datetime
) -> tuple[Button, ...]:
    """Nothing where there is no meeting to come, or no calendar is served."""
    if cycle.kickoff_at is None or cycle.kickoff_at <= now:
        return ()
    label = say("year_messages/calendar")
    return to_paper(label, CALENDAR, cycle.id, house=house, person_id=person_id, now=now)


def out_of_calendar(
    say: Speaker, cycle: Cycle, *, was: str, house: House, person_id: str, now: datetime
) -> tuple[Button, ...]:
    """`was` is when it would have been held: the year itself does not say it any more."""
    label = say("year_messages/calendar_off")
    subject = f"{cycle.id}|{was}"
    return to_paper(label, CALENDAR, subject, house=house, person_id=person_id, now=now)


async def kickoff_calendar(reads: Snapshot, request: Request) -> CalendarFile | Refusal:
    cycle_id, _, was = request.subject.partition("|")
    cycle = await kom.cycle_by_id(reads, cycle_id)
    if cycle is None:
        return Refusal("not_there")
    who = request.who
    if who.workplace_id != cycle.workplace_id and not who.has("leader", cycle.workplace_id):
        return Refusal("not_for_you")
    if cycle.kickoff_at is None and not was:
        return Refusal("not_there")
    starts = cycle.kickoff_at or datetime.fromisoformat(was)
    return CalendarFile(
        name=request.say("year_messages/kickoff_file_name"),
        entries=(_entry(cycle, starts, request),),
    )


def _entry(cycle: Cycle, starts: datetime, request: Request) -> Entry:
    say, pack = request.say, pack_of(request.house, cycle)
    facts = {**names_of(pack, say.language), "year": cycle.year}
    return Entry(
        uid=f"{cycle.id}@kombot",
        sequence=cycle.turn,
        starts=starts,
        ends=starts + LASTS,
        title=say("year_messages/kickoff_title", **facts),
        place=cycle.kickoff_place or "",
        text="\n".join(part_text(part) for part in year_said(cycle, say)),
        cancelled=cycle.kickoff_at is None,
    )
