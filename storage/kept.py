"""What is kept about one person, counted: the answer to "what do you know about me?"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Snapshot
from storage.tables import (
    Answer,
    Checkin,
    Commitment,
    Conversation,
    Decision,
    EffortProgress,
    Example,
    FollowUp,
    Goal,
    LeaderFeedback,
    LeaderPlan,
    Outbox,
    Participation,
    PassedOn,
    Preparation,
    Reflection,
    Report,
    Session,
)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How many of each there are. `open_votes` are those whose ballots can still be found."""

    sessions: int
    checkins: int
    shared_checkins: int
    conversations: int
    preparations: int
    shared_preparations: int
    goals: int
    examples: int
    promises: int
    shared_promises: int
    thoughts: int
    plans: int
    told: int
    on_efforts: int
    votes: int
    open_votes: int
    sent_up: int
    nudges: int
    waiting: int


async def about(reads: Snapshot, person_id: str) -> Kept:
    shown = Checkin.visible_to == "leader"
    shared = Preparation.shared != "nothing"
    linked = col(Participation.wellbeing_token).is_not(None)
    voted = select(func.count()).where(
        Participation.person_id == person_id, col(Participation.answered).is_(True)
    )
    return Kept(
        sessions=await _count(reads, Session, person_id),
        checkins=await _count(reads, Checkin, person_id),
        shared_checkins=await reads.one(_counting(Checkin, person_id).where(shown)),
        conversations=await _count(reads, Conversation, person_id),
        preparations=await _count(reads, Preparation, person_id),
        shared_preparations=await reads.one(_counting(Preparation, person_id).where(shared)),
        goals=await _count(reads, Goal, person_id),
        examples=await _count(reads, Example, person_id),
        promises=await _count(reads, Commitment, person_id),
        shared_promises=await reads.one(
            _counting(Commitment, person_id).where(col(Commitment.shared).is_(True))
        ),
        thoughts=await _count(reads, Reflection, person_id),
        plans=await _count(reads, LeaderPlan, person_id),
        told=await _count(reads, LeaderFeedback, person_id),
        on_efforts=await _count(reads, EffortProgress, person_id)
        + await _count(reads, FollowUp, person_id),
        votes=await reads.one(voted),
        open_votes=await reads.one(voted.where(linked)),
        sent_up=await _sent_up(reads, person_id),
        nudges=await _count(reads, Decision, person_id),
        waiting=await _count(reads, Outbox, person_id),
    )


async def _sent_up(reads: Snapshot, person_id: str) -> int:
    """Plans, summaries, answers, and efforts that were passed on."""
    signed = (
        select(func.count()).select_from(Report).where(Report.sent_by == person_id),
        select(func.count()).select_from(Answer).where(Answer.answered_by == person_id),
        select(func.count()).select_from(PassedOn).where(PassedOn.passed_by == person_id),
    )
    return sum([await reads.one(each) for each in signed])


Owned: TypeAlias = (
    type[Session]
    | type[Checkin]
    | type[Conversation]
    | type[Preparation]
    | type[Goal]
    | type[Example]
    | type[Commitment]
    | type[Reflection]
    | type[LeaderPlan]
    | type[LeaderFeedback]
    | type[EffortProgress]
    | type[FollowUp]
    | type[Decision]
    | type[Outbox]
)


def _counting(table: Owned, person_id: str) -> SelectOfScalar[int]:
    return select(func.count()).select_from(table).where(col(table.person_id) == person_id)


async def _count(reads: Snapshot, table: Owned, person_id: str) -> int:
    return await reads.one(_counting(table, person_id))
