"""What conversations have left behind, what of it is to go, and what has gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import (
    Checkin,
    Conversation,
    Cycle,
    Destruction,
    Goal,
    LeaderPreparation,
    Minutes,
    Person,
    Preparation,
    TalkEvaluation,
    TalkPlan,
    TeamMember,
    TeamTalk,
)
from storage.unit_of_work import Unit

BETWEEN_TWO = ("minutes", "plan")
"""What both parties of a conversation have."""
LEADERS_OWN = "leader_preparation"


@dataclass(frozen=True, kw_only=True)
class Left:
    """What some people's conversations have left behind: ids of conversations, and their plans."""

    talks: list[Conversation]
    minutes: frozenset[str]
    preparation: frozenset[str]
    leader_preparation: frozenset[str]
    plans: list[TalkPlan]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that goes or went, and whose; `at` is when its conversation was."""

    row: Destruction
    name: str
    at: datetime | None

    @property
    def concept(self) -> str:
        return self.row.rule.partition(":")[0]


async def people_after(reads: Snapshot, after: str, most: int) -> list[str]:
    """The next slice of all, by id: what somebody who is erased opened goes by its rule as well."""
    return await reads.all(
        select(Person.id).where(col(Person.id) > after).order_by(col(Person.id)).limit(most)
    )


async def left_by(reads: Snapshot, ids: Iterable[str]) -> Left:
    people = list(ids)
    talks = await reads.all(
        select(Conversation)
        .where(col(Conversation.person_id).in_(people))
        .order_by(col(Conversation.at), col(Conversation.id))
    )
    theirs = [talk.id for talk in talks]
    plans = await reads.all(select(TalkPlan).where(col(TalkPlan.person_id).in_(people)))
    found = {
        table: frozenset(
            await reads.all(
                select(table.conversation_id).where(col(table.conversation_id).in_(theirs))
            )
        )
        for table in (Minutes, Preparation, LeaderPreparation)
    }
    return Left(
        talks=talks,
        minutes=found[Minutes],
        preparation=found[Preparation],
        leader_preparation=found[LeaderPreparation],
        plans=plans,
    )


async def teams_of(reads: Snapshot, ids: Iterable[str]) -> list[tuple[TeamTalk, str]]:
    """Each with its workplace: all talks of the teams that one of them led or wrote in."""
    people = list(ids)
    wrote = select(TeamMember.team_talk_id).where(
        col(TeamMember.person_id).in_(people), col(TeamMember.answers).is_not(None)
    )
    theirs = or_(col(TeamTalk.leader_id).in_(people), col(TeamTalk.id).in_(wrote))
    places = (
        select(Cycle.workplace_id).join(TeamTalk, col(TeamTalk.cycle_id) == Cycle.id).where(theirs)
    )
    return await reads.all(
        select(TeamTalk, Cycle.workplace_id)
        .join(Cycle, col(Cycle.id) == TeamTalk.cycle_id)
        .where(col(Cycle.workplace_id).in_(places))
        .order_by(col(TeamTalk.at), col(TeamTalk.id))
    )


async def members_of(reads: Snapshot, ids: Iterable[str]) -> list[TeamMember]:
    """What some people wrote for the others in their teams."""
    return await reads.all(
        select(TeamMember).where(
            col(TeamMember.person_id).in_(list(ids)), col(TeamMember.answers).is_not(None)
        )
    )


async def checked_in_before(reads: Snapshot, ids: Iterable[str], day: date) -> list[str]:
    """Who of these people has a check-in from before that day."""
    return await reads.all(
        select(Checkin.person_id)
        .where(col(Checkin.person_id).in_(list(ids)), col(Checkin.made_on) < day)
        .distinct()
    )


async def closed_before(reads: Snapshot, ids: Iterable[str], day: date) -> list[str]:
    """Goals of these people that are of no plan (any more), and were closed before that day."""
    closed_on = func.coalesce(col(Goal.closed_on), col(Goal.agreed_on))
    return await reads.all(
        select(Goal.id).where(
            col(Goal.person_id).in_(list(ids)),
            col(Goal.open).is_(False),
            col(Goal.plan_id).is_(None),
            closed_on < day,
        )
    )


async def evaluated(reads: Snapshot, leaders: Iterable[str]) -> list[Cycle]:
    """Years of which there are answers still on how they went, by who opened them."""
    there = select(TalkEvaluation.cycle_id).where(TalkEvaluation.cycle_id == Cycle.id).exists()
    return await reads.all(
        select(Cycle).where(col(Cycle.set_by).in_(list(leaders)), there).order_by(col(Cycle.id))
    )


async def planned(reads: Snapshot, ids: Iterable[str]) -> dict[tuple[str, str], Destruction]:
    """By artefact and subject, for the people whose it is."""
    found = await reads.all(select(Destruction).where(col(Destruction.person_id).in_(list(ids))))
    return {(each.artefact, each.subject): each for each in found}


def plan(unit: Unit, row: Destruction) -> None:
    """Unless somebody else has planned it meanwhile."""
    unit.insert_new(row, conflict=(Destruction.artefact, Destruction.subject))


def move(unit: Unit, row: Destruction, due_on: date, told_on: date | None) -> None:
    """`told_on`: when those whose it is are told of the new day; None while it is far off."""
    unit.update(
        update(Destruction)
        .where(col(Destruction.id) == row.id, col(Destruction.destroyed_at).is_(None))
        .values(due_on=due_on, told_on=told_on)
    )


def receipt(unit: Unit, row: Destruction, now: datetime) -> None:
    """The one who destroys it writes it; another one loses the race."""
    unit.update(
        update(Destruction)
        .where(col(Destruction.id) == row.id, col(Destruction.destroyed_at).is_(None))
        .values(destroyed_at=now)
    )


async def told(
    reads: Snapshot, reader_id: str, days: tuple[date, date], between: tuple[datetime, datetime]
) -> list[Entry]:
    """What a person was to be told on those days, of their own and as somebody's leader now.

    `days` include both; `between` is the same in time. Somebody who leads a person no longer is
    told nothing about them.
    """
    soon = and_(col(Destruction.destroyed_at).is_(None), col(Destruction.told_on).between(*days))
    since, until = between
    gone = and_(col(Destruction.destroyed_at) >= since, col(Destruction.destroyed_at) < until)
    own = and_(col(Destruction.person_id) == reader_id, col(Destruction.artefact) != LEADERS_OWN)
    leads = and_(
        col(Destruction.leader_id) == reader_id,
        col(Person.leader_id) == reader_id,
        col(Destruction.artefact).in_((*BETWEEN_TWO, LEADERS_OWN)),
    )
    found = await reads.all(
        select(Destruction, Person.name, Conversation.at)
        .join(Person, col(Person.id) == Destruction.person_id)
        .join(Conversation, col(Conversation.id) == Destruction.subject, isouter=True)
        .where(or_(soon, gone), or_(own, leads))
        .order_by(col(Destruction.due_on), col(Person.name), col(Destruction.artefact))
    )
    return [Entry(row=row, name=name, at=at) for row, name, at in found]
