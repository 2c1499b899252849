"""What the pictures show: somebody's own year, a leader's, and how many have a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import col, select

from storage.database import Snapshot
from storage.kom import STANDS
from storage.tables import (
    Checkin,
    Conversation,
    Cycle,
    Due,
    Goal,
    Person,
    Progress,
    Round,
    TalkPlan,
)

A_YEAR = timedelta(days=365)


async def checkins_since(reads: Snapshot, person_id: str, since: date) -> list[Checkin]:
    return await reads.all(
        select(Checkin)
        .where(Checkin.person_id == person_id, col(Checkin.made_on) >= since)
        .order_by(col(Checkin.made_on), col(Checkin.id))
    )


async def goals_since(reads: Snapshot, person_id: str, since: date) -> list[Goal]:
    """Those that are open, and those that were closed since."""
    return await reads.all(
        select(Goal)
        .where(
            Goal.person_id == person_id,
            or_(col(Goal.open).is_(True), col(Goal.closed_on) >= since),
        )
        .order_by(col(Goal.agreed_on), col(Goal.id))
    )


async def progress_since(
    reads: Snapshot, person_id: str, since: date
) -> list[tuple[str, date, int]]:
    """(goal, day, 0-10) in time order, from the owner's own check-ins."""
    found = await reads.all(
        select(Progress, Checkin)
        .join(Checkin, col(Checkin.id) == Progress.checkin_id)
        .where(Checkin.person_id == person_id, col(Checkin.made_on) >= since)
        .order_by(col(Checkin.made_on), col(Checkin.id))
    )
    return [(each.goal_id, made.made_on, each.value) for each, made in found]


@dataclass(frozen=True, kw_only=True)
class LeaderYear:
    """`talks` are (when, with whom); `follow_ups` and `deadlines` are days, and never content."""

    talks: Sequence[tuple[datetime, str]]
    follow_ups: Sequence[date]
    deadlines: Sequence[date]


async def leader_year(
    reads: Snapshot, leader_id: str, workplaces: Sequence[str], *, first: datetime, end: datetime
) -> LeaderYear:
    """A leader's own conversations from `first` until `end`, and what is due at their workplaces.

    Only of whom they lead: a talk with somebody who has another leader now is none of theirs.
    """
    talks = await reads.all(
        select(Conversation.at, Person.name)
        .join(Person, col(Person.id) == Conversation.person_id)
        .where(
            Conversation.leader_id == leader_id,
            Person.leader_id == leader_id,
            col(Conversation.at) >= first,
            col(Conversation.at) < end,
            STANDS,
        )
        .order_by(col(Conversation.at), col(Person.name))
    )
    days = (first.date(), end.date())
    return LeaderYear(
        talks=talks,
        follow_ups=await _follow_ups(reads, leader_id, first, end),
        deadlines=sorted(
            each for each in await _deadlines(reads, workplaces) if _within(each, days)
        ),
    )


def _within(day: date, days: tuple[date, date]) -> bool:
    return days[0] <= day < days[1]


async def _follow_ups(
    reads: Snapshot, leader_id: str, first: datetime, end: datetime
) -> list[date]:
    """The day that a plan names, and the short talks that are due."""
    planned = await reads.all(
        select(TalkPlan)
        .join(Person, col(Person.id) == TalkPlan.person_id)
        .where(TalkPlan.leader_id == leader_id, Person.leader_id == leader_id)
    )
    due = await reads.all(
        select(Due.due_at)
        .join(Person, col(Person.id) == Due.subject)
        .where(Due.rule == "minikom", Person.leader_id == leader_id)
    )
    days = [each.follow_up_on for each in planned if each.follow_up_on]
    days += [each.date() for each in due]
    return sorted(each for each in days if _within(each, (first.date(), end.date())))


async def _deadlines(reads: Snapshot, workplaces: Sequence[str]) -> list[date]:
    """A year's first and last day for conversations, and the days of the dialogue."""
    years = await reads.all(select(Cycle).where(col(Cycle.workplace_id).in_(workplaces)))
    rounds = await reads.all(select(Round).where(col(Round.workplace_id).in_(workplaces)))
    days = [each for year in years for each in (year.first_day, year.last_day)]
    days += [each.evaluation_until for each in years]
    days += [each for round_ in rounds for each in (round_.dialogue_on, round_.plan_due)]
    return [each for each in days if each]


async def with_a_plan(reads: Snapshot, workplace_id: str, today: date) -> tuple[int, int]:
    """(Those with an approved plan or an open goal within a year, everybody)."""
    there = (
        Person.workplace_id == workplace_id,
        or_(col(Person.left_on).is_(None), col(Person.left_on) > today),
    )
    everybody = await reads.one(select(func.count()).select_from(Person).where(*there))
    goals = select(Goal.person_id).where(
        col(Goal.open).is_(True), col(Goal.agreed_on) > today - A_YEAR
    )
    plans = select(TalkPlan.person_id).where(
        col(TalkPlan.person_ok_at).is_not(None),
        col(TalkPlan.leader_ok_at).is_not(None),
        col(TalkPlan.follow_up_on) > today - A_YEAR,
    )
    has = or_(col(Person.id).in_(goals), col(Person.id).in_(plans))
    some = await reads.one(select(func.count()).select_from(Person).where(*there, has))
    return some, everybody
