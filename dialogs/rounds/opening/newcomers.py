"""Somebody who came after the teams were made: the group is told, or they are simply invited."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.groups.groups_amiss import tell_amiss
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


async def take_along(
    unit: Unit, round_: Round, person: Person, calendar: WorkCalendar, now: datetime
) -> bool:
    """False where there is no dialogue to come that would be theirs."""
    today = calendar.local_date(now)
    held = await sittings.of_round(unit, round_.id)
    leaders = await people.with_role(unit, round_.workplace_id, RoleName.LEADER)
    here = person.left_on is None or person.left_on > today
    if person.hourly_paid or not here or person.id in {each.id for each in leaders}:
        return False
    if not any(to_come(each, today) for each in held):
        return False
    theirs = await sittings.of_person(unit, round_.id, person.id)
    if theirs is None:
        for member in await planning.group(unit, round_.workplace_id, today):
            outbox.queue(unit, _mail(round_, member, calendar, now))
        return True
    if theirs.invited_at is not None and to_come(theirs, today):
        tell_one(unit, theirs, round_, person, key="joined", now=now)
    await tell_amiss(unit, round_, [theirs], calendar, now)
    return True


def _mail(round_: Round, member: Person, calendar: WorkCalendar, now: datetime) -> Mail:
    """One a working day, however many come: a later day's is a new one, so that it is noticed."""
    theirs = calendar.for_zone(member.zone or calendar.zone)
    due_at = theirs.next_open(now)
    slot = f"{MESSAGE}:{round_.id}:{theirs.local_date(due_at).isoformat()}"
    return Mail(
        message=MESSAGE,
        key=f"{slot}:{member.id}",
        due_at=due_at,
        person_id=member.id,
        params={"round": round_.id},
        about=rounds.afterwards(round_.id),
        slot=slot,
    )


async def in_no_team(reads: Snapshot, round_: Round, today: date) -> list[Person]:
    """Everybody was in one when the teams were made, so these came since."""
    teams = await sittings.teams_of(reads, round_.id)
    leaders = await people.with_role(reads, round_.workplace_id, RoleName.LEADER)
    placed = {*teams, *(each.id for each in leaders)}
    here = await people.of_workplace(reads, round_.workplace_id, today)
    return [each for each in here if not each.hourly_paid and each.id not in placed]


async def newcomer(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To each of the group: all who are in no team when it is sent, while there are any."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or hearing.who is None or not in_group(hearing.who, round_):
        return None
    today = hearing.now.astimezone(ZoneInfo(hearing.who.zone)).date()
    held = await sittings.of_round(reads, round_.id)
    if not any(each.name and to_come(each, today) for each in held):
        return None
    names = [each.name for each in await in_no_team(reads, round_, today)]
    if not names:
        return None
    say = hearing.say
    begin = Button(label=say("team/begin"), value=write(Open("team", round_.id)), style="primary")
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("team/newcomer_title", names=names),
        body=(say("team/newcomer", names=names),),
        buttons=(begin, home),
    )
