"""Who takes part in a conversation: the employee, and the leader for as long as they lead them."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.core.dialog import Refusal, Visit
from storage import kom, people
from storage.database import Snapshot
from storage.tables import Conversation, Person


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The two of a conversation, seen by one of them."""

    talk: Conversation
    person: Person
    leader: Person
    is_leader: bool

    @property
    def other(self) -> Person:
        return self.person if self.is_leader else self.leader


async def pair_at(reads: Snapshot, visit: Visit, talk_id: str) -> Pair | Refusal:
    """For one of the two alone (HER-06, HER-09)."""
    talk = await kom.conversation(reads, talk_id)
    found = await people.people(reads, [talk.person_id, talk.leader_id]) if talk else {}
    if talk is None or len(found) < len({talk.person_id, talk.leader_id}):
        return Refusal("consent_gone")
    person, leader = found[talk.person_id], found[talk.leader_id]
    is_leader = visit.who.id == leader.id and person.leader_id == leader.id
    if not is_leader and visit.who.id != person.id:
        return Refusal("consent_of_two")
    return Pair(talk=talk, person=person, leader=leader, is_leader=is_leader)


def leads_still(pair: Pair) -> bool:
    return pair.person.leader_id == pair.leader.id
