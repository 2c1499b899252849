"""A conversation gets a date, or another: one way for one person and for a whole team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.core.dialog import Completion
from dialogs.talks.kom_access import grace_ends
from dialogs.talks.kom_mail import tell_employee
from dialogs.talks.packs import pack_at
from storage import arranging, consent, due, kom
from storage.ids import new_id
from storage.tables import Conversation, Cycle, Person
from storage.unit_of_work import Unit


@dataclass(frozen=True, kw_only=True)
class Arranged:
    """`before` is the one that is moved, or that was called off and is taken up again."""

    person: Person
    kind: str
    at: datetime
    place: str = ""
    before: Conversation | None = None


async def arrange(unit: Unit, sent: Completion, wanted: Arranged) -> tuple[Conversation, bool]:
    """As it is from now on, and whether that is new: what is as it was is told to nobody."""
    kom.expect_leads(unit, leader_id=sent.who.id, person_id=wanted.person.id)
    before = wanted.before
    if before is not None and _is_same(sent, before, wanted):
        return before, False
    talk = await _as_wanted(unit, sent, wanted)
    if before is None:
        arranging.set_new(unit, talk, since=sent.now)
    else:
        await _move(unit, sent, before, talk)
    due.plan(unit, rule="conversation.plan", subject=talk.id, due_at=sent.now)
    tell_employee(unit, sent, talk)
    return talk, True


def _is_same(sent: Completion, before: Conversation, wanted: Arranged) -> bool:
    is_ = (before.at, before.kind, before.leader_id, before.place or "")
    same = (wanted.at, wanted.kind, sent.who.id, wanted.place)
    return before.called_off_at is None and is_ == same


async def _as_wanted(unit: Unit, sent: Completion, wanted: Arranged) -> Conversation:
    """It is held after what its year was opened with, else after what holds there today."""
    person, before = wanted.person, wanted.before
    year = wanted.at.astimezone(ZoneInfo(person.zone or sent.house.zone)).year
    cycle: Cycle | None = await kom.cycle(unit, person.workplace_id, year)
    today = await pack_at(unit, sent.house, person.workplace_id, today=sent.today)
    concept = cycle.concept if cycle else today.key
    return Conversation(
        id=before.id if before else new_id(),
        person_id=person.id,
        leader_id=sent.who.id,
        kind=wanted.kind,
        at=wanted.at,
        place=wanted.place or None,
        cycle_id=cycle.id if cycle else None,
        concept=before.concept if before else concept,
        sequence=before.sequence + 1 if before else 0,
    )


async def _move(unit: Unit, sent: Completion, before: Conversation, talk: Conversation) -> None:
    if before.leader_id != talk.leader_id:
        await arranging.set_aside(unit, before, sent.now)
    arranging.move(unit, before, talk)
    await kom.expire_preparing(unit, talk, grace_ends(talk, sent))
    if before.leader_id != talk.leader_id:
        kom.unshare(unit, talk.id)
        await consent.ask_again(unit, before)
