"""An employee cannot come on the day that was set: their leader is asked for another."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.talks import news
from dialogs.talks.dates.invited import OTHER_TIME
from dialogs.talks.kom_access import first_name
from dialogs.talks.kom_mail import about
from storage import due, kom, people
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Conversation
from storage.unit_of_work import Unit


async def ask(unit: Unit, request: Request) -> Card | Refusal:
    """Once for each date: asking twice is asking once."""
    talk = await kom.conversation(unit, request.subject)
    if talk is None:
        return Refusal("talk_gone")
    if talk.person_id != request.who.id:
        return Refusal("not_your_talk")
    if talk.held or talk.called_off_at or talk.at <= request.now:
        return Refusal("nothing_to_cancel")
    leader_id = request.who.leader_id or talk.leader_id
    await _tell(unit, request, talk, leader_id)
    say, leader = request.say, await first_name(unit, leader_id)
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("talk_invitation/asked", leader=leader),
        body=(say("talk_invitation/asked_how", leader=leader, at=talk.at),),
        buttons=(home,),
    )


async def _tell(unit: Unit, request: Request, talk: Conversation, leader_id: str) -> None:
    """Whoever leads them now, for it is they who find the time.

    At once where the day is near; else with what else there is that day.
    """
    mail, subject = _mail(talk, request, leader_id), f"{talk.id}|{talk.sequence}"
    if news.presses(talk.at, request.now, request.house.calendar):
        news.tell_at_once(unit, mail, subject, request.house.calendar)
        return
    if not await due.concerns(unit, person_id=leader_id, rule=OTHER_TIME, subject=subject):
        news.tell_today(unit, mail, subject)


def _mail(talk: Conversation, request: Request, leader_id: str) -> Mail:
    return Mail(
        message=OTHER_TIME,
        key=f"{OTHER_TIME}:{talk.id}:{talk.sequence}:{leader_id}",
        due_at=request.now,
        person_id=leader_id,
        params={"conversation": talk.id, "sequence": talk.sequence},
        about=about(talk.id),
        give_up_at=talk.at,
    )


async def wanted(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the leader they have now; nothing once it has been moved or called off."""
    talk = await kom.conversation(reads, hearing.params["conversation"])
    person = await people.person(reads, talk.person_id) if talk else None
    if talk is None or person is None or hearing.who is None:
        return None
    if person.leader_id != hearing.who.id:
        return None
    if talk.held or talk.called_off_at or str(talk.sequence) != str(hearing.params["sequence"]):
        return None
    say, name = hearing.say, person.name.split()[0]
    move = write(Open("conversation", talk.person_id))
    return Card(
        title=say("talk_invitation/wanted", name=name, at=talk.at),
        body=(say("talk_invitation/wanted_how", name=name),),
        buttons=(
            Button(label=say("talk_invitation/find"), value=move, style="primary"),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )
