"""What is kept between a person and their leaders: how much, and which leaders may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import (
    Consent,
    Conversation,
    Destruction,
    Goal,
    Minutes,
    Person,
    Preparation,
    Scope,
    TalkPlan,
)


@dataclass(frozen=True, kw_only=True)
class Between:
    """`readers` may read something of a preparation, `led_by` follow goals up with the person."""

    minutes: int
    talk_plans: int
    let_read: int
    soon: int
    gone: int
    readers: list[str]
    led_by: list[str]


async def about(reads: Snapshot, person_id: str) -> Between:
    mine = Conversation.person_id == person_id
    theirs = select(Conversation.id).where(mine)
    shared = (
        select(Person.name)
        .join(Conversation, col(Conversation.leader_id) == Person.id)
        .join(Preparation, col(Preparation.conversation_id) == Conversation.id)
        .where(mine, Preparation.shared != Scope.NOTHING.value)
    )
    goals = (
        select(Person.name)
        .join(Goal, col(Goal.leader_id) == Person.id)
        .where(Goal.person_id == person_id, col(Goal.open).is_(True))
    )
    holds = (
        col(Consent.withdrawn_at).is_(None),
        col(Consent.person_ok_at).is_not(None),
        col(Consent.leader_ok_at).is_not(None),
    )
    own = (Destruction.person_id == person_id, Destruction.artefact != "leader_preparation")
    is_gone = col(Destruction.destroyed_at).is_not(None)
    return Between(
        minutes=await _count(reads, Minutes, col(Minutes.conversation_id).in_(theirs)),
        talk_plans=await _count(reads, TalkPlan, col(TalkPlan.person_id) == person_id),
        let_read=await _count(reads, Consent, col(Consent.conversation_id).in_(theirs), *holds),
        soon=await _count(reads, Destruction, *own, ~is_gone),
        gone=await _count(reads, Destruction, *own, is_gone),
        readers=sorted(set(await reads.all(shared))),
        led_by=sorted(set(await reads.all(goals))),
    )


async def concepts(reads: Snapshot, person_id: str) -> list[str]:
    """What they have talked after, whether it holds where they work now or not."""
    return await reads.all(
        select(Conversation.concept)
        .where(Conversation.person_id == person_id)
        .distinct()
        .order_by(col(Conversation.concept))
    )


async def _count(reads: Snapshot, table: type[Any], *where: Any) -> int:  # noqa: ANN401 - columns
    return await reads.one(select(func.count()).select_from(table).where(*where))
