"""The two of a short talk: either calls it, moves it, reads its agenda, notes what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.core.dialog import Refusal, Visit
from dialogs.talks.kom_access import own_person
from storage import kom, people
from storage.database import Snapshot
from storage.tables import Conversation, Kind, Person


@dataclass(frozen=True, kw_only=True)
class Pair:
    """An employee and the leader they have now; `is_leader`: the visitor is the latter."""

    person: Person
    leader: Person
    is_leader: bool

    @property
    def other(self) -> Person:
        return self.person if self.is_leader else self.leader


async def pair_of(reads: Snapshot, visit: Visit, person_id: str) -> Pair | Refusal:
    """The visitor and their leader or, by id, one whom the visitor leads."""
    if person_id and person_id != visit.who.id:
        led = await own_person(reads, visit)
        me = await people.person(reads, visit.who.id)
        if isinstance(led, Refusal) or me is None:
            return led if isinstance(led, Refusal) else Refusal("not_there")
        return Pair(person=led, leader=me, is_leader=True)
    me = await people.person(reads, visit.who.id)
    leader = await people.person(reads, me.leader_id) if me and me.leader_id else None
    if me is None or leader is None or (leader.left_on and leader.left_on <= visit.today):
        return Refusal("no_leader_yet")
    return Pair(person=me, leader=leader, is_leader=False)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A short talk and its two."""

    talk: Conversation
    pair: Pair


async def meeting_of(reads: Snapshot, visit: Visit) -> Meeting | Refusal:
    """`visit.subject` as a short talk of the visitor's, for as long as they lead each other."""
    talk = await kom.conversation(reads, visit.subject)
    if talk is None or talk.kind != Kind.MINI.value or talk.called_off_at is not None:
        return Refusal("talk_gone")
    person = await people.person(reads, talk.person_id)
    leader = await people.person(reads, talk.leader_id)
    if person is None or leader is None or visit.who.id not in (person.id, leader.id):
        return Refusal("not_your_mini")
    is_leader = visit.who.id == leader.id
    if is_leader and person.leader_id != leader.id:
        return Refusal("not_your_person")
    return Meeting(talk=talk, pair=Pair(person=person, leader=leader, is_leader=is_leader))
