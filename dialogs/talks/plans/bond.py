"""Whose plan it is: the two who hold the conversation, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dialogs.core.dialog import Refusal, Visit
from dialogs.talks.keeping.unfiled import is_to_be_filed
from dialogs.talks.kom_access import own_person
from dialogs.talks.packs import pack_of
from storage import kom, people, talk_plans, unfiled
from storage.database import Snapshot
from storage.tables import Conversation, Person, TalkPlan

Side = Literal["person", "leader"]
OLD = timedelta(days=60)
"""So long after a conversation what is agreed belongs to the next one, where a date is set."""


@dataclass(frozen=True, kw_only=True)
class Bond:
    """An employee and their leader over one plan. `mine` says on which side the visitor is.

    There is no `talk` yet where the two agree on something without a date in kombot.
    """

    person: Person
    leader: Person
    mine: Side
    talk: Conversation | None

    @property
    def other(self) -> Person:
        return self.leader if self.mine == "person" else self.person


def has_gone(person: Person, today: date) -> bool:
    return person.left_on is not None and person.left_on <= today


async def bond_of(reads: Snapshot, visit: Visit) -> Bond | Refusal:
    """`visit.subject` is a conversation or, for a leader, one of their people."""
    talk = await kom.conversation(reads, visit.subject)
    if talk is not None:
        return await _over(reads, visit, talk)
    person = await own_person(reads, visit)
    if isinstance(person, Refusal):
        return person
    leader = await people.person(reads, visit.who.id)
    if leader is None:
        return Refusal("not_your_person")
    talk = await _to_plan(reads, visit, person)
    return Bond(person=person, leader=leader, mine="leader", talk=talk)


async def _over(reads: Snapshot, visit: Visit, talk: Conversation) -> Bond | Refusal:
    """A leader who has another job now is no longer a party; the employee always is."""
    found = await people.people(reads, (talk.person_id, talk.leader_id))
    person, leader = found.get(talk.person_id), found.get(talk.leader_id)
    if person is None or leader is None:
        return Refusal("talk_gone")
    if visit.who.id == person.id:
        return Bond(person=person, leader=leader, mine="person", talk=talk)
    if visit.who.id != leader.id or person.leader_id != leader.id:
        return Refusal("not_your_plan")
    if has_gone(person, visit.today):
        # What is to be filed can be printed and filed for as long as it is here (NOR-29).
        plan = await talk_plans.of_talk(reads, talk.id)
        if not is_to_be_filed(pack_of(visit.house, talk), plan):
            return Refusal("person_left")
    return Bond(person=person, leader=leader, mine="leader", talk=talk)


async def _to_file(reads: Snapshot, visit: Visit) -> Bond | None:
    """Of somebody who has left: their last leader, or HR, takes the other leader's place to file.

    Both have agreed to what goes into the personnel file (NOR-29).
    """
    talk = await kom.conversation(reads, visit.subject)
    found = await people.people(reads, (talk.person_id, talk.leader_id)) if talk else {}
    person = found.get(talk.person_id) if talk else None
    if talk is None or person is None or not has_gone(person, visit.today):
        return None
    plan = await talk_plans.of_talk(reads, talk.id)
    if not is_to_be_filed(pack_of(visit.house, talk), plan):
        return None
    if visit.who.id not in await unfiled.filers(reads, person, visit.today):
        return None
    return Bond(person=person, leader=found[talk.leader_id], mine="leader", talk=talk)


async def _to_plan(reads: Snapshot, visit: Visit, person: Person) -> Conversation | None:
    """The conversation that what is agreed now belongs to."""
    latest = await kom.latest_conversation(reads, person.id, visit.now)
    coming = await kom.planned(reads, person.id, visit.now)
    mine = [each for each in (latest, coming) if each and each.leader_id == visit.who.id]
    mine = [each for each in mine if each.called_off_at is None]
    fresh = [each for each in mine if each.at > visit.now - OLD]
    return next(iter((*fresh, *mine)), None)


async def planned_of(
    reads: Snapshot, visit: Visit
) -> tuple[Bond, Conversation, TalkPlan] | Refusal:
    """As `bond_of`, where there is a plan: `visit.subject` is the plan's conversation."""
    bond = await bond_of(reads, visit)
    if isinstance(bond, Refusal):
        bond = await _to_file(reads, visit) or bond
    if isinstance(bond, Refusal):
        return bond
    plan = await talk_plans.of_talk(reads, bond.talk.id) if bond.talk else None
    if bond.talk is None or plan is None:
        return Refusal("no_plan_yet")
    return bond, bond.talk, plan
