"""What a leader is told of what their people do: one a day, and all of a day in one message.

Each is rendered when it is said, by the message that it is: what has been done meanwhile is not
told. None of it is ever of no use before its own day, so that nothing is lost by waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dialogs.core.actions import Action, Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing, Message
from dialogs.talks.dates import another
from dialogs.talks.dates.invited import OTHER_TIME
from dialogs.talks.during import minutes
from dialogs.talks.evaluating import asking, result
from dialogs.talks.keeping import consent_mail, new_leader, unfiled
from dialogs.talks.kom_access import first_name
from dialogs.talks.mini import mail as mini_mail
from dialogs.talks.mini import off as mini_off
from dialogs.talks.plans import mail as plan_mail
from dialogs.talks.plans import messages as plan_messages
from dialogs.talks.senior import offer
from schedules.core.context import Context
from schedules.core.decide import Rule
from schedules.core.letter import Line
from schedules.core.nudge import subject_of, today_of
from schedules.core.reminder import LEADERS, Need, Reminder
from storage import consents, kom, people, talk_plans
from storage.database import Snapshot
from storage.slices import Known, Row

KIND = "news"
"""Of which nobody can have none: a pause puts it off."""


@dataclass(frozen=True, kw_only=True)
class News:
    """Where `led`, what has waited is not told to whoever leads the one it is about no more.

    `named` is what its subject is called in the message, and `mark` what may stand after that.

    `way` leads to it from among others, where its first button is not for whoever reads a line.
    What is `alone` stands among no others, so that nothing else tells that it was told.
    """

    name: str
    message: Message
    named: str
    mark: str = ""
    way: Callable[[str], Action] | None = None
    about: str = ""
    alone: bool = False
    led: bool = True

    def params(self, subject: str) -> dict[str, Any]:
        id_, _, mark = subject.partition("|")
        return {self.named: id_, self.mark: mark} if self.mark else {self.named: subject}

    async def card(self, reads: Snapshot, hearing: Hearing) -> Card | None:
        """Also what is told at once, or to somebody who leads nobody."""
        if self.named in hearing.params:
            return await self.message(reads, hearing)
        params = self.params(subject_of(hearing))
        return await self._waited(reads, replace(hearing, params=params))

    async def _waited(self, reads: Snapshot, hearing: Hearing) -> Card | None:
        """They may have another leader since, after weeks of a pause or of leave."""
        if self.led and not await _is_theirs(reads, hearing):
            return None
        return await self.message(reads, hearing)

    async def line(self, reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
        """Its title, and the way to it."""
        params = self.params(subject)
        card = await self._waited(reads, replace(hearing, params=params))
        if card is None:
            return None
        name = await first_name(reads, await _whose(reads, params))
        own = [each.value for each in card.buttons if not each.url]
        value = write(self.way(params[self.named])) if self.way else own[0]
        label = hearing.say(f"nudge_news/{self.name}", name=name)
        return Line(
            day=today_of(hearing),
            words=card.title,
            button=Button(label=label, value=value),
            new=True,
        )

    def reminder(self) -> Reminder:
        rule = Rule(name=self.name, kind=KIND, told_once=True)
        return Reminder(
            rule=rule,
            message=self.card,
            needs=needs,
            share=LEADERS,
            rides=not self.alone,
            about=self.about,
        )


async def _is_theirs(reads: Snapshot, hearing: Hearing) -> bool:
    """They lead the one it is about when it is said, or it is about nobody."""
    who, person_id = hearing.who, await _whose(reads, hearing.params)
    person = await people.person(reads, person_id) if person_id else None
    return person is None or (who is not None and person.leader_id == who.id)


async def _whose(reads: Snapshot, params: Mapping[str, str]) -> str | None:
    """The employee whom it is about; None where it is about nobody."""
    talk_id = params.get("conversation") or params.get("talk")
    if "consent" in params:
        found = await consents.find(reads, params["consent"])
        talk_id = found[1].id if found else None
    if "plan" in params:
        plan = await talk_plans.find(reads, params["plan"])
        talk_id = plan.conversation_id if plan else None
    talk = await kom.conversation(reads, talk_id) if talk_id else None
    return talk.person_id if talk else params.get("person")


def needs(rows: Sequence[Row], _known: Known, _context: Context) -> Mapping[str, Need]:
    """Whether there is something left to say is seen when it is said."""
    return {row.id: Need(give_up_at=row.give_up_at) for row in rows}


def _consents(_id: str) -> Action:
    return Do("consents")


def _agreed(talk_id: str) -> Action:
    return Do("mini", talk_id)


def _read_all(cycle_id: str) -> Action:
    return Do(result.COMMAND, cycle_id)


NEWS = (
    News(name=OTHER_TIME, message=another.wanted, named="conversation", mark="sequence"),
    News(
        name=minutes.MESSAGE, message=minutes.minutes_written, named="conversation", mark="undone"
    ),
    News(name=plan_mail.WRITTEN, message=plan_messages.plan_written, named="talk"),
    News(name=plan_mail.APPROVED, message=plan_messages.plan_approved, named="talk"),
    News(name=plan_mail.FILED, message=plan_messages.plan_filed, named="talk"),
    News(name=mini_mail.CALLED, message=mini_mail.called, named="conversation"),
    News(name=mini_mail.NOTED, message=mini_mail.noted, named="conversation", way=_agreed),
    News(name=mini_off.NAME, message=mini_off.is_off, named="conversation"),
    News(name=offer.WISHED, message=offer.wished, named="person"),
    News(name=new_leader.READER, message=new_leader.may_read, named="person"),
    News(name=unfiled.MESSAGE, message=unfiled.plan_unfiled, named="plan", led=False),
    News(name=consent_mail.ASKED, message=consent_mail.asked, named="consent", way=_consents),
    News(name=consent_mail.SETTLED, message=consent_mail.settled, named="consent", way=_consents),
    News(name=consent_mail.OVER, message=consent_mail.over, named="consent", way=_consents),
    News(
        name=asking.MESSAGE,
        message=asking.evaluate,
        named="asked",
        about="talk_evaluation",
        alone=True,
    ),
    News(name=result.READY, message=result.ready, named="cycle", way=_read_all),
)
