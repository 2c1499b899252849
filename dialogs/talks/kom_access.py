"""Whose conversation and whose people: what every dialog about a conversation asks first."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.core.dialog import Refusal, Visit
from storage import kom, people
from storage.database import Snapshot
from storage.tables import Conversation, Person

WAITS = timedelta(days=60)


async def own_person(reads: Snapshot, visit: Visit) -> Person | Refusal:
    """`visit.subject` as a person whom the visitor leads."""
    person: Person | None = await people.person(reads, visit.subject)
    if person is None or person.leader_id != visit.who.id:
        return Refusal("not_your_person")
    if person.left_on and person.left_on <= visit.today:
        return Refusal("person_left")
    return person


async def own_talk(reads: Snapshot, visit: Visit) -> Conversation | Refusal:
    """`visit.subject` as a conversation in which the visitor is the employee."""
    talk: Conversation | None = await kom.conversation(reads, visit.subject)
    if talk is None:
        return Refusal("talk_gone")
    return talk if talk.person_id == visit.who.id else Refusal("not_your_talk")


def is_over(talk: Conversation, visit: Visit) -> bool:
    """Held, or its day has passed where the visitor is; one that is called off waits a while."""
    if talk.called_off_at is not None:
        return talk.held or visit.now > grace_ends(talk, visit)
    return talk.held or talk.at.astimezone(ZoneInfo(visit.who.zone)).date() < visit.today


def grace_ends(talk: Conversation, visit: Visit) -> datetime:
    """The end of the day after the conversation: until then a late text is handed back.

    What is being prepared for one that is called off waits for its new date.
    """
    if talk.called_off_at is not None:
        return talk.called_off_at + WAITS
    zone = ZoneInfo(visit.who.zone)
    day = talk.at.astimezone(zone).date() + timedelta(days=2)
    return datetime.combine(day, time.min, tzinfo=zone)


async def first_name(reads: Snapshot, person_id: str | None) -> str:
    """Empty where there is nobody."""
    person = await people.person(reads, person_id) if person_id else None
    return person.name.split()[0] if person else ""
