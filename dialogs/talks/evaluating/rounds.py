"""When a year's evaluation opens and closes, and who is asked (NYB-KOM-51, NYB-KOM-52, NOR-30)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dialogs.core.house import House
from dialogs.rules.ballots import LEAST
from dialogs.talks.evaluating.asking import MESSAGE
from dialogs.talks.evaluating.result import READERS, READY
from dialogs.talks.news import take_back, tell_today
from dialogs.talks.packs import cycle_of, pack_of
from storage import due, outbox, people
from storage import talk_evaluations as store
from storage.outbox import Mail
from storage.tables import Conversation, Cycle, RoleName
from storage.talk_evaluations import Part
from storage.unit_of_work import Unit

OPEN_FOR = timedelta(days=14)
LATE = timedelta(days=60)
"""A year that ended longer ago is not opened: nobody remembers it well."""


def ends(cycle: Cycle) -> date:
    """Where nobody has said when a year's conversations end, they are over by December."""
    return cycle.last_day or date(cycle.year, 12, 1)


async def after_talk(unit: Unit, house: House, talk: Conversation, at: datetime) -> None:
    """Both are offered to say how it was. The leader, who holds many, is written to once a year."""
    cycle = await cycle_of(unit, house, talk)
    if cycle is None or cycle.evaluated_at is not None:
        return
    if not pack_of(house, talk).evaluations.talk or talk.concept != cycle.concept:
        return
    parts = ((Part.TALK, talk.person_id, talk.id), (Part.LEADER, talk.leader_id, "once"))
    for part, person_id, key in parts:
        store.ask(unit, cycle.id, part, [person_id])
        mail = _mail(cycle, part, person_id, key=key, at=at)
        if part is Part.TALK:
            outbox.queue(unit, mail)
        else:
            await _tell_leader(unit, mail)


async def _tell_leader(unit: Unit, mail: Mail) -> None:
    """Once a year, with what else there is that day."""
    subject, leader = mail.params["asked"], mail.person_id or ""
    if not await due.concerns(unit, person_id=leader, rule=MESSAGE, subject=subject):
        tell_today(unit, mail, subject)


async def open_year(unit: Unit, house: House, cycle: Cycle, today: date, at: datetime) -> bool:
    """The year's questions to everybody but the leader, who answers with the committee."""
    if not ends(cycle) < today <= ends(cycle) + LATE:
        return False
    store.open_until(unit, cycle, today + OPEN_FOR)
    if not pack_of(house, cycle).evaluations.year:
        return True
    there = await people.of_workplace(unit, cycle.workplace_id, today)
    leads = {each.id for each in await people.with_role(unit, cycle.workplace_id, RoleName.LEADER)}
    asked = [each.id for each in there if each.id not in leads]
    store.ask(unit, cycle.id, Part.YEAR, asked)
    for person_id in asked:
        outbox.queue(unit, _mail(cycle, Part.YEAR, person_id, key="year", at=at))
    return True


async def close_year(unit: Unit, house: House, cycle: Cycle, now: datetime, at: datetime) -> None:
    """No more are taken in, what told who was asked is forgotten, and the readers are told."""
    await store.close(unit, cycle, now, least=max(house.minimum_ballots, LEAST))
    leaders = f"{cycle.id}|{Part.LEADER}"
    for about in (_about(cycle), f"talk_evaluation:{leaders}"):
        outbox.forget_about(unit, about)
    take_back(unit, MESSAGE, leaders)
    asks = pack_of(house, cycle).evaluations
    if not (asks.talk or asks.year):
        return
    leads = {each.id for each in await people.with_role(unit, cycle.workplace_id, RoleName.LEADER)}
    for person in await people.with_role(unit, cycle.workplace_id, *READERS):
        mail = Mail(
            message=READY,
            key=f"{READY}:{cycle.id}:{person.id}",
            due_at=at,
            person_id=person.id,
            params={"cycle": cycle.id},
            about=f"cycle:{cycle.id}",
        )
        if person.id in leads:
            tell_today(unit, mail, cycle.id)
        else:
            outbox.queue(unit, mail)


def _mail(cycle: Cycle, part: Part, person_id: str, *, key: str, at: datetime) -> Mail:
    return Mail(
        message=MESSAGE,
        key=f"{MESSAGE}:{cycle.id}:{part}:{key}:{person_id}",
        due_at=at,
        person_id=person_id,
        params={"asked": f"{cycle.id}|{part}"},
        about=_about(cycle),
        give_up_at=at + OPEN_FOR if part is not Part.LEADER else None,
    )


def _about(cycle: Cycle) -> str:
    return f"talk_evaluation:{cycle.id}"
