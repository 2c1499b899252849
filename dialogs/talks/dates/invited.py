"""What the invitation to a conversation says, in the chat and in a calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.concepts import TalkConcept
from dialogs.core.cards import Button, Part, Quote
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.paper import CalendarFile, Entry
from dialogs.core.texts import Speaker
from dialogs.rounds.links import to_paper
from dialogs.talks.kom_access import first_name
from dialogs.talks.packs import cycle_of, names_for, pack_of
from storage import kom
from storage.database import Snapshot
from storage.tables import Conversation, Cycle, Kind

CALENDAR, OTHER_TIME = "talk_calendar", "other_time"


def lasts(pack: TalkConcept, kind: str) -> timedelta:
    if kind == Kind.MINI.value:
        return timedelta(minutes=pack.mini.minutes)
    return timedelta(minutes=pack.time_split.where_why_minutes + pack.time_split.how_minutes)


def said(talk: Conversation, cycle: Cycle | None, say: Speaker) -> tuple[Part, ...]:
    """Whether it was moved, where it is, and what the year is about."""
    parts: list[Part] = []
    if talk.sequence:
        parts.append(say("talk_invitation/moved"))
    if talk.place:
        parts.append(Rows(((say("talk_invitation/where"), talk.place),)))
    if cycle and talk.kind != Kind.MINI.value:
        parts += year_said(cycle, say)
    return tuple(parts)


def year_said(cycle: Cycle, say: Speaker) -> tuple[Part, ...]:
    """The purpose and the themes, as their leader has worded them."""
    parts: list[Part] = []
    if cycle.purpose:
        parts += [say("preparation/years_purpose"), Quote(cycle.purpose)]
    if cycle.themes:
        parts.append(say("preparation/years_themes", names=cycle.themes))
    return tuple(parts)


def to_calendar(
    say: Speaker, talk: Conversation, *, house: House, person_id: str, now: datetime
) -> tuple[Button, ...]:
    """Nothing where no calendar is served."""
    key = "calendar_off" if talk.called_off_at else "calendar"
    label = say(f"talk_invitation/{key}")
    return to_paper(label, CALENDAR, talk.id, house=house, person_id=person_id, now=now)


async def talk_calendar(reads: Snapshot, request: Request) -> CalendarFile | Refusal:
    """For the two alone. What was called off or moved takes the earlier entry's place."""
    talk = await kom.conversation(reads, request.subject)
    if talk is None:
        return Refusal("talk_gone")
    if request.who.id not in (talk.person_id, talk.leader_id):
        return Refusal("not_for_you")
    return CalendarFile(
        name=request.say("talk_invitation/file_name"),
        entries=(await entry_of(reads, talk, request),),
    )


async def entry_of(reads: Snapshot, talk: Conversation, request: Request) -> Entry:
    say, pack = request.say, pack_of(request.house, talk)
    other = talk.leader_id if request.who.id == talk.person_id else talk.person_id
    facts = {**names_for(request.house, talk, say.language), "name": await first_name(reads, other)}
    is_mini = talk.kind == Kind.MINI.value
    cycle = await cycle_of(reads, request.house, talk)
    themes = say("preparation/years_themes", names=cycle.themes) if cycle and cycle.themes else ""
    return Entry(
        uid=f"{talk.id}@kombot",
        sequence=talk.sequence,
        starts=talk.at,
        ends=talk.at + lasts(pack, talk.kind),
        title=say(f"talk_invitation/title_{'mini' if is_mini else 'kom'}", **facts),
        place=talk.place or "",
        text="" if is_mini else themes,
        cancelled=talk.called_off_at is not None,
    )
