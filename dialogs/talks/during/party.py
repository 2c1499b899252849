"""A conversation as one of its two parties sees it: nobody else gets further than this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Action, Do, Open, write
from dialogs.core.cards import Button, Style
from dialogs.core.dialog import Completion, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.talks import news
from dialogs.talks.kom_mail import about
from dialogs.talks.packs import name_of, pack_of
from storage import audit, kom, minutes, outbox, people
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Conversation, Person
from storage.unit_of_work import Unit


@dataclass(frozen=True, kw_only=True)
class Party:
    """`me` looks at it; `other` is who the talk is with."""

    talk: Conversation
    pack: TalkConcept
    me: Person
    other: Person
    is_leader: bool

    @property
    def first_name(self) -> str:
        return self.other.name.split()[0]

    @property
    def employee(self) -> Person:
        return self.other if self.is_leader else self.me

    @property
    def leader(self) -> Person:
        return self.me if self.is_leader else self.other

    @property
    def side(self) -> str:
        return "leader" if self.is_leader else "person"

    def name(self, language: str) -> str:
        return name_of(self.pack, self.talk.kind, language)

    def has_come(self, visit: Visit) -> bool:
        """Its day is today or has been, where whoever looks at it is."""
        return self.talk.at.astimezone(ZoneInfo(visit.who.zone)).date() <= visit.today

    def opens(self, say: Speaker, dialog: str, label: str, *, style: Style = "plain") -> Button:
        return _button(say(label), Open(dialog, self.talk.id), style)

    def does(self, say: Speaker, command: str, label: str, *, style: Style = "plain") -> Button:
        return _button(say(label), Do(command, self.talk.id), style)


def _button(label: str, action: Action, style: Style) -> Button:
    return Button(label=label, value=write(action), style=style)


async def party_at(reads: Snapshot, visit: Visit, talk_id: str) -> Party | Refusal:
    """The employee, and the leader for as long as they lead them (HER-06, HER-09)."""
    talk = await kom.conversation(reads, talk_id)
    if talk is None or talk.called_off_at is not None:
        return Refusal("talk_gone")
    known = await people.people(reads, [talk.person_id, talk.leader_id])
    person, leader = known.get(talk.person_id), known.get(talk.leader_id)
    if person is None or leader is None:
        return Refusal("talk_gone")
    is_leader = visit.who.id == leader.id
    if visit.who.id != person.id and not (is_leader and person.leader_id == leader.id):
        return Refusal("talk_of_two")
    me, other = (leader, person) if is_leader else (person, leader)
    pack = pack_of(visit.house, talk)
    return Party(talk=talk, pack=pack, me=me, other=other, is_leader=is_leader)


async def party_in(reads: Snapshot, request: Request) -> Party | Refusal:
    """The talk that is named first in the subject, else whoever asks has one of their own."""
    talk_id = request.subject.partition("|")[0]
    if talk_id:
        return await party_at(reads, request, talk_id)
    own = await minutes.of_party(reads, request.who.id, request.now)
    return await party_at(reads, request, own.id) if own else Refusal("no_talk_of_yours")


def noted(unit: Unit, visit: Visit, party: Party, what: str) -> None:
    """That somebody read or changed what is another's too is kept; what it was is not."""
    audit.record(
        unit,
        at=visit.now,
        actor_id=visit.who.id,
        about_id=party.other.id,
        what=what,
        subject=party.talk.id,
    )


def tell_other(
    unit: Unit,
    visit: Completion | Request,
    party: Party,
    message: str,
    *,
    mark: str,
    **params: bool,
) -> None:
    """One message about it waits at a time; what it is about stands in a view of its own.

    A leader hears of it with the rest of the day.
    """
    talk_id = party.talk.id
    mail = Mail(
        message=message,
        key=f"{message}:{talk_id}:{mark}",
        due_at=visit.now,
        person_id=party.other.id,
        params={"conversation": talk_id, **params},
        about=about(talk_id),
    )
    outbox.withdraw(unit, message=message, about=about(talk_id))
    if party.is_leader:
        outbox.queue(unit, mail)
        return
    marks = [name for name, holds in params.items() if holds]
    for each in (talk_id, *(f"{talk_id}|{name}" for name in params)):
        news.take_back(unit, message, each)
    news.tell_today(unit, mail, "|".join([talk_id, *marks]))


def stamp(moment: datetime) -> str:
    """A moment in a button."""
    return str(int(moment.timestamp()))


def home(say: Speaker) -> Button:
    return _button(say("common/home"), Do("home"), "plain")
