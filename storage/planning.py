"""What the planner reads and writes: for many rows at once, so that a slice costs little."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import (
    Address,
    Conversation,
    Decision,
    Due,
    Goal,
    Outbox,
    Participation,
    Person,
    Round,
)
from storage.unit_of_work import Unit

SETTLED = ("sent", "skipped", "failed")


async def reachable(reads: Snapshot, people: Iterable[str]) -> frozenset[str]:
    """Those who can be written to somewhere."""
    found = await reads.all(
        select(Address.person_id)
        .where(col(Address.person_id).in_(list(people)), Address.unreachable == "")
        .distinct()
    )
    return frozenset(found)


async def rounds(reads: Snapshot, ids: Iterable[str]) -> dict[str, Round]:
    found = await reads.all(select(Round).where(col(Round.id).in_(list(ids))))
    return {each.id: each for each in found}


async def unanswered(
    reads: Snapshot, round_ids: Iterable[str], people: Iterable[str]
) -> set[tuple[str, str]]:
    """(round, person) of those among the people who may vote and have not."""
    found = await reads.all(
        select(Participation.round_id, Participation.person_id).where(
            col(Participation.round_id).in_(list(round_ids)),
            col(Participation.person_id).in_(list(people)),
            col(Participation.answered).is_(False),
        )
    )
    return set(found)


async def conversations(reads: Snapshot, ids: Iterable[str]) -> dict[str, Conversation]:
    found = await reads.all(select(Conversation).where(col(Conversation.id).in_(list(ids))))
    return {each.id: each for each in found}


async def latest_talks(
    reads: Snapshot, people: Iterable[str], since: datetime
) -> dict[str, Conversation]:
    """Each person's last conversation since then, the coming ones among them."""
    found = await reads.all(
        select(Conversation)
        .where(col(Conversation.person_id).in_(list(people)), col(Conversation.at) >= since)
        .order_by(col(Conversation.at))
    )
    return {each.person_id: each for each in found}


async def coming(
    reads: Snapshot, people: Iterable[str], *, rules: Iterable[str], before: datetime
) -> list[Due]:
    """What these rules have planned for these people until then, overdue rows among them."""
    return await reads.all(
        select(Due)
        .where(
            col(Due.person_id).in_(list(people)),
            col(Due.rule).in_(list(rules)),
            col(Due.due_at) < before,
        )
        .order_by(col(Due.due_at), col(Due.id))
    )


async def decided(
    reads: Snapshot, people: Iterable[str], *, reason: str, since: date
) -> list[Decision]:
    """What was left unsent for one reason, oldest first."""
    return await reads.all(
        select(Decision)
        .where(
            col(Decision.person_id).in_(list(people)),
            Decision.reason == reason,
            col(Decision.local_date) >= since,
        )
        .order_by(col(Decision.at), col(Decision.id))
    )


def replan(unit: Unit, *, rule: str, subject: str, when: Mapping[str, datetime]) -> None:
    """Let a rule look at these people, by id, about a subject, and at nobody else."""
    unit.delete(delete(Due).where(col(Due.rule) == rule, col(Due.subject) == subject))
    for person_id, due_at in when.items():
        unit.insert(Due(rule=rule, subject=subject, person_id=person_id, due_at=due_at))


def ensure(unit: Unit, *, rule: str, due_at: datetime, person_id: str = "") -> None:
    """Plan a rule that comes back by itself, unless it is planned already."""
    unit.insert_new(
        Due(rule=rule, person_id=person_id, due_at=due_at),
        conflict=(Due.rule, Due.person_id, Due.subject),
    )


async def strayed(reads: Snapshot, rule: str) -> list[str]:
    """Subjects of a rule whose row is for a leader that the person no longer has."""
    return await reads.all(
        select(Due.subject)
        .join(Person, col(Person.id) == Due.subject)
        .where(
            Due.rule == rule,
            col(Due.person_id) != Person.id,
            col(Due.person_id).is_distinct_from(Person.leader_id),
        )
    )


async def goals_among(reads: Snapshot, people: Iterable[str]) -> dict[str, Goal]:
    """Each person's newest open goal."""
    found = await reads.all(
        select(Goal)
        .where(col(Goal.person_id).in_(list(people)), col(Goal.open).is_(True))
        .order_by(col(Goal.agreed_on), col(Goal.id))
    )
    return {each.person_id: each for each in found}


def forget_decisions(unit: Unit, before: datetime) -> None:
    unit.delete(delete(Decision).where(col(Decision.at) < before))


def forget_settled(unit: Unit, before: datetime) -> None:
    """Messages that were sent or given up."""
    unit.delete(
        delete(Outbox).where(col(Outbox.state).in_(SETTLED), col(Outbox.settled_at) < before)
    )
