"""A conversation is called off: both are told, and what was prepared stays with its owner."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Facts, Notice
from dialogs.core.texts import Speaker
from dialogs.talks.dates.invited import to_calendar
from dialogs.talks.kom_access import first_name, grace_ends
from dialogs.talks.kom_mail import about
from dialogs.talks.packs import names_of, pack_of
from storage import arranging, due, kom, outbox
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Conversation
from storage.unit_of_work import Unit

MESSAGE = "talk_called_off"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    talk = await kom.conversation(unit, visit.subject)
    if talk is None:
        return Refusal("talk_gone")
    if talk.leader_id != visit.who.id:
        return Refusal("not_your_person")
    if talk.held or talk.called_off_at or talk.at <= visit.now:
        return Refusal("nothing_to_cancel")
    return {
        "talk": talk,
        "at": talk.at,
        "name": await first_name(unit, talk.person_id),
        **names_of(pack_of(visit.house, talk), visit.who.language),
    }


def preview(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    return (say("talk_off/kept", name=facts["name"]),)


async def save(unit: Unit, sent: Completion) -> Card:
    talk: Conversation = sent.facts["talk"]
    arranging.call_off(unit, talk, sent.now)
    due.cancel_all(unit, talk.id)
    for message in ("conversation_set", "guide_changed"):
        outbox.withdraw(unit, message=message, about=about(talk.id))
    # What is being prepared would run out with the day that no longer holds.
    off = talk.model_copy(update={"called_off_at": sent.now, "sequence": talk.sequence + 1})
    await kom.expire_preparing(unit, off, grace_ends(off, sent))
    outbox.queue(
        unit,
        Mail(
            message=MESSAGE,
            key=f"{MESSAGE}:{talk.id}:{off.sequence}",
            due_at=sent.now,
            person_id=talk.person_id,
            params={"conversation": talk.id, "sequence": off.sequence},
            about=about(talk.id),
        ),
    )
    return _told(sent, off)


def _told(sent: Completion, talk: Conversation) -> Card:
    say, name = sent.say, sent.facts["name"]
    again = write(Open("conversation", talk.person_id))
    buttons = (
        *to_calendar(say, talk, house=sent.house, person_id=sent.who.id, now=sent.now),
        Button(label=say("talk_off/again"), value=again),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(
        title=say("talk_off/done", name=name),
        body=(say("talk_off/is_told", name=name),),
        buttons=buttons,
    )


async def called_off(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the employee; not where it has a new date by now, which they are told instead."""
    talk = await kom.conversation(reads, hearing.params["conversation"])
    who, say = hearing.who, hearing.say
    if talk is None or who is None or talk.person_id != who.id or not talk.called_off_at:
        return None
    facts = {
        "leader": await first_name(reads, talk.leader_id),
        "at": talk.at,
        **names_of(pack_of(hearing.house, talk), say.language),
    }
    buttons = (
        *to_calendar(say, talk, house=hearing.house, person_id=who.id, now=hearing.now),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(
        title=say("talk_off/off", **facts), body=(say("talk_off/yours", **facts),), buttons=buttons
    )


TALK_OFF = Dialog(
    name="talk_off",
    pages=(Page("preview", (Notice("preview_read"),), body=preview),),
    load=load,
    done=save,
    review=False,
)
