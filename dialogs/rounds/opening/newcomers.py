"""Somebody who came after the teams were made: the group is told, or they are simply invited."""

from __future__ import annotations

from datetime import date, datetime

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.inviting.invitation_mail import tell_one
from dialogs.rounds.state import in_group
from storage import outbox, people, rounds, sittings
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Person, RoleName, Round, Sitting
from storage.unit_of_work import Unit

MESSAGE = "newcomer"


def to_come(sitting: Sitting, today: date) -> bool:
    return sitting.started_at is None and sitting.ended_at is None and sitting.held_on >= today


async def take_along(unit: Unit, round_: Round, person: Person, today: date, now: datetime) -> bool:
    """False where there is no dialogue to come that would be theirs."""
    held = await sittings.of_round(unit, round_.id)
    leaders = await people.with_role(unit, round_.workplace_id, RoleName.LEADER)
    here = person.left_on is None or person.left_on > today
    if person.hourly_paid or not here or person.id in {each.id for each in leaders}:
        return False
    ahead = [each for each in held if to_come(each, today)]
    if not ahead:
        return False
    theirs = await sittings.of_person(unit, round_.id, person.id)
    if theirs is None:
        for member in await planning.group(unit, round_.workplace_id, today):
            outbox.queue(unit, _mail(round_, person, member, now))
    elif theirs.invited_at is not None and to_come(theirs, today):
        tell_one(unit, theirs, round_, person, key="joined", now=now)
    return True


def _mail(round_: Round, person: Person, member: Person, now: datetime) -> Mail:
    return Mail(
        message=MESSAGE,
        key=f"{MESSAGE}:{round_.id}:{person.id}:{member.id}",
        due_at=now,
        person_id=member.id,
        params={"round": round_.id, "person": person.id},
        about=rounds.afterwards(round_.id),
    )


async def newcomer(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To each of the group, until somebody has put them in a team."""
    round_ = await rounds.find(reads, hearing.params["round"])
    person = await people.person(reads, hearing.params["person"])
    if round_ is None or person is None or hearing.who is None:
        return None
    there = await sittings.of_person(reads, round_.id, person.id)
    if there is not None or not in_group(hearing.who, round_):
        return None
    say = hearing.say
    begin = Button(label=say("team/begin"), value=write(Open("team", round_.id)), style="primary")
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("team/newcomer_title", name=person.name),
        body=(say("team/newcomer", name=person.name),),
        buttons=(begin, home),
    )
