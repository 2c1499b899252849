"""Either of the two calls a short talk off; what they have agreed stands, and it is due again."""

from __future__ import annotations

from datetime import timedelta

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Facts, Notice
from dialogs.core.texts import Speaker
from dialogs.talks import news
from dialogs.talks.dates.invited import to_calendar
from dialogs.talks.kom_access import first_name
from dialogs.talks.kom_mail import about
from dialogs.talks.mini.mail import CALLED, in_a_letter
from dialogs.talks.mini.parties import Meeting, meeting_of
from dialogs.talks.packs import names_of, pack_of
from storage import arranging, due, kom, outbox, people
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Conversation
from storage.unit_of_work import Unit

NAME = "mini_off"
"""Of the dialog, and of the message to the other one."""
ASKED_AGAIN = timedelta(days=7)
"""Then whoever calls the short talks is reminded, where no other is set by then (NYB-KOM-23)."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    meeting = await meeting_of(unit, visit)
    if isinstance(meeting, Refusal):
        return meeting
    talk = meeting.talk
    if talk.held or talk.at <= visit.now:
        return Refusal("nothing_to_cancel")
    return {
        "meeting": meeting,
        "name": meeting.pair.other.name.split()[0],
        "at": talk.at,
        "tells": _knows(visit, meeting),
        **names_of(pack_of(visit.house, talk), visit.who.language),
    }


def _knows(visit: Visit, meeting: Meeting) -> bool:
    """A leader whom no letter has told of it yet need not hear that it is off."""
    talk, calendar = meeting.talk, visit.house.calendar.for_zone(visit.who.zone)
    unmoved = talk.called_by == visit.who.id and not talk.sequence
    return meeting.pair.is_leader or not (unmoved and in_a_letter(talk.at, visit.now, calendar))


def preview(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    return (say("mini_off/kept", **facts),)


async def save(unit: Unit, sent: Completion) -> Card:
    meeting: Meeting = sent.facts["meeting"]
    talk = meeting.talk
    arranging.call_off(unit, talk, sent.now)
    due.cancel_all(unit, talk.id)
    again = sent.now + ASKED_AGAIN
    due.plan(unit, rule="goals.plan", subject=talk.person_id, due_at=again)
    for message in (CALLED, "conversation_set"):
        outbox.withdraw(unit, message=message, about=about(talk.id))
    off = talk.model_copy(update={"called_off_at": sent.now, "sequence": talk.sequence + 1})
    if sent.facts["tells"]:
        _tell(unit, sent, off, meeting)
    told = (sent.say("mini_off/is_told", **sent.facts),) if sent.facts["tells"] else ()
    return Card(
        title=sent.say("mini_off/done", **sent.facts),
        body=told,
        buttons=_ways(sent, off, sent.say),
    )


def _tell(unit: Unit, sent: Completion, off: Conversation, meeting: Meeting) -> None:
    """A leader at once where its day is near; else with what else there is that day.

    Whoever leads them no more is told at once: it still stands in their calendar.
    """
    mail = _mail(sent, off, meeting.pair.other.id)
    calendar = sent.house.calendar.for_zone(sent.who.zone)
    if meeting.pair.is_leader or meeting.pair.leader.id != sent.who.leader_id:
        outbox.queue(unit, mail)
    elif news.presses(off.at, sent.now, calendar):
        news.tell_at_once(unit, mail, off.id, calendar)
    else:
        news.tell_today(unit, mail, off.id)


def _mail(sent: Completion, talk: Conversation, person_id: str) -> Mail:
    return Mail(
        message=NAME,
        key=f"{NAME}:{talk.id}:{talk.sequence}",
        due_at=sent.now,
        person_id=person_id,
        params={"conversation": talk.id, "by": sent.who.id},
        about=about(talk.id),
    )


def _ways(
    asked: Visit | Hearing, talk: Conversation, say: Speaker, *, goes_on: bool = True
) -> tuple[Button, ...]:
    me = asked.who.id if asked.who else ""
    whom = "" if me == talk.person_id else talk.person_id
    names = names_of(pack_of(asked.house, talk), say.language)
    call = Button(label=say("mini/call", **names), value=write(Do("call_mini", whom)))
    return (
        *to_calendar(say, talk, house=asked.house, person_id=me, now=asked.now),
        *((call,) if goes_on else ()),
        Button(label=say("common/home"), value=write(Do("home"))),
    )


async def is_off(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the other one; not where it has a new date by now, of which they are told instead.

    Whoever leads them no more has no other date to find.
    """
    talk = await kom.conversation(reads, hearing.params["conversation"])
    who, say = hearing.who, hearing.say
    if talk is None or who is None or who.id not in (talk.person_id, talk.leader_id):
        return None
    person = await people.person(reads, talk.person_id)
    if talk.called_off_at is None or person is None:
        return None
    goes_on = who.id in (person.id, person.leader_id)
    facts = {
        "name": await first_name(reads, hearing.params.get("by") or talk.person_id),
        "at": talk.at,
        **names_of(pack_of(hearing.house, talk), say.language),
    }
    return Card(
        title=say("mini_off/off", **facts),
        body=(say("mini_off/still", **facts),) if goes_on else (),
        buttons=_ways(hearing, talk, say, goes_on=goes_on),
    )


MINI_OFF = Dialog(
    name=NAME,
    pages=(Page("preview", (Notice("preview_read"),), body=preview),),
    load=load,
    done=save,
    review=False,
)
