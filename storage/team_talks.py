"""A team's common conversation: who takes part, what they let the others read, the team's plan."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, update
from sqlmodel import col, select

from storage.bulk import row_of
from storage.database import Snapshot
from storage.tables import Cycle, Person, Role, RoleName, TeamMember, TeamTalk
from storage.unit_of_work import Unit

CHANCE = random.SystemRandom()
LED = (
    exists()
    .where(
        col(Cycle.id) == TeamTalk.cycle_id,
        col(Role.person_id) == TeamTalk.leader_id,
        col(Role.workplace_id) == Cycle.workplace_id,
        col(Role.name) == RoleName.LEADER.value,
    )
    .correlate(TeamTalk)
)
"""Whoever called it leads the workplace still."""
IN_TEAM: ColumnElement[bool] = or_(
    col(Person.workplace_id) == Cycle.with_workplace_id,
    and_(
        col(Person.workplace_id) == Cycle.workplace_id,
        or_(col(Person.leader_id) == TeamTalk.leader_id, ~LED),
    ),
)
"""Somebody works where the talk is, under its leader: a move to another place or leader ends it.

Where nobody leads it, it waits with its team for whoever comes.
"""
MEMBERS = (
    select(TeamMember)
    .join(TeamTalk, col(TeamTalk.id) == TeamMember.team_talk_id)
    .join(Cycle, col(Cycle.id) == TeamTalk.cycle_id)
    .join(Person, col(Person.id) == TeamMember.person_id)
    .where(IN_TEAM)
)


async def find(reads: Snapshot, talk_id: str) -> TeamTalk | None:
    return await reads.first(select(TeamTalk).where(TeamTalk.id == talk_id))


async def planned(reads: Snapshot, cycle_id: str, leader_id: str, today: date) -> TeamTalk | None:
    """The year's that this leader has called and not held, else one that waits for them.

    Two leaders of a workplace have each their own.
    """
    own = col(TeamTalk.leader_id) == leader_id
    return await reads.first(
        select(TeamTalk)
        .where(
            TeamTalk.cycle_id == cycle_id,
            col(TeamTalk.held_at).is_(None),
            or_(own, and_(~LED, _has_most(leader_id, today))),
        )
        .order_by(own.desc(), col(TeamTalk.at).desc())
    )


def _has_most(leader_id: str, today: date) -> ColumnElement[bool]:
    """Whether more than half of its people there are led by them: a talk goes with its team.

    Whoever leads a few of them would take it away from all the others. Where nobody leads most,
    it stays with everybody.
    """
    there = (
        select(func.count())
        .select_from(TeamMember)
        .join(Person, col(Person.id) == TeamMember.person_id)
        .join(Cycle, col(Cycle.workplace_id) == Person.workplace_id)
        .where(
            col(Cycle.id) == TeamTalk.cycle_id,
            col(TeamMember.team_talk_id) == TeamTalk.id,
            _here(today),
        )
        .correlate(TeamTalk)
    )
    theirs = there.where(col(Person.leader_id) == leader_id)
    return theirs.scalar_subquery() * 2 > there.scalar_subquery()


def _here(today: date) -> ColumnElement[bool]:
    return or_(col(Person.left_on).is_(None), col(Person.left_on) > today)


async def left_behind(reads: Snapshot, leader_id: str, today: date) -> TeamTalk | None:
    """The newest that was held of a leader's present team, and whose own leader is gone."""
    leads = (
        exists()
        .where(
            col(Role.person_id) == leader_id,
            col(Role.workplace_id) == Cycle.workplace_id,
            col(Role.name) == RoleName.LEADER.value,
        )
        .correlate(Cycle)
    )
    return await reads.first(
        select(TeamTalk)
        .join(Cycle, col(Cycle.id) == TeamTalk.cycle_id)
        .where(col(TeamTalk.held_at).is_not(None), leads, ~LED, _has_most(leader_id, today))
        .order_by(col(TeamTalk.at).desc(), col(TeamTalk.id))
    )


async def latest_of(reads: Snapshot, person_id: str) -> TeamTalk | None:
    """The newest that somebody takes part in or calls, now."""
    mine = MEMBERS.with_only_columns(col(TeamMember.team_talk_id)).where(
        col(TeamMember.person_id) == person_id
    )
    return await reads.first(
        select(TeamTalk)
        .where(col(TeamTalk.id).in_(mine) | ((col(TeamTalk.leader_id) == person_id) & LED))
        .order_by(col(TeamTalk.at).desc(), col(TeamTalk.id))
    )


async def members(reads: Snapshot, talk_id: str, today: date) -> list[TeamMember]:
    """Who is in the team now, in an order of chance: what stands first tells nothing of whose."""
    found = await reads.all(MEMBERS.where(TeamMember.team_talk_id == talk_id, _here(today)))
    CHANCE.shuffle(found)
    return found


async def member(reads: Snapshot, talk_id: str, person_id: str) -> TeamMember | None:
    """None as well for whoever was in the team before."""
    return await reads.first(
        MEMBERS.where(TeamMember.team_talk_id == talk_id, TeamMember.person_id == person_id)
    )


async def has_talked(reads: Snapshot, cycle_id: str, person_id: str) -> bool:
    """Whether the team of somebody has had its talk this year: then their own is shorter.

    It never stands in for their own: each has a claim to one (NYB-KOM-39).
    """
    found = await reads.first(
        select(TeamMember.person_id)
        .join(TeamTalk, col(TeamTalk.id) == TeamMember.team_talk_id)
        .where(
            TeamTalk.cycle_id == cycle_id,
            col(TeamTalk.held_at).is_not(None),
            TeamMember.person_id == person_id,
        )
    )
    return found is not None


def call(unit: Unit, talk: TeamTalk, person_ids: Iterable[str]) -> None:
    """Only while this leader has called none that is still to be held."""
    another = select(TeamTalk.id).where(
        TeamTalk.cycle_id == talk.cycle_id,
        TeamTalk.leader_id == talk.leader_id,
        col(TeamTalk.held_at).is_(None),
    )
    unit.expect_none(another, within=select(Cycle.id).where(Cycle.id == talk.cycle_id))
    unit.insert(talk)
    join(unit, talk.id, person_ids)


def join(unit: Unit, talk_id: str, person_ids: Iterable[str]) -> None:
    """Who takes part already keeps what they wrote."""
    rows = [row_of(TeamMember, team_talk_id=talk_id, person_id=each) for each in person_ids]
    same = (TeamMember.team_talk_id, TeamMember.person_id)
    unit.insert_all(TeamMember, rows, conflict=same)


def expect_member(unit: Unit, talk: TeamTalk, person_id: str) -> None:
    """The premise that somebody is in its team still."""
    unit.expect(
        MEMBERS.where(TeamMember.team_talk_id == talk.id, TeamMember.person_id == person_id)
    )


def expect_leads(unit: Unit, talk: TeamTalk) -> None:
    """The premise that whoever called it leads the workplace still, and that it is theirs."""
    unit.expect(
        select(TeamTalk.id).where(TeamTalk.id == talk.id, TeamTalk.leader_id == talk.leader_id, LED)
    )


def take_over(unit: Unit, before: TeamTalk, leader_id: str, today: date) -> None:
    """From somebody who leads the workplace no more, with most of the team.

    What was shared while it was theirs ends: everybody shares it anew, or not, with the leader
    who came (X-03).
    """
    unit.update(
        update(TeamTalk)
        .where(
            col(TeamTalk.id) == before.id,
            col(TeamTalk.leader_id) == before.leader_id,
            ~LED,
            _has_most(leader_id, today),
        )
        .values(leader_id=leader_id)
    )
    shared = update(TeamMember).where(col(TeamMember.team_talk_id) == before.id)
    unit.update(shared.values(shared_at=None), expect=None)


def move(unit: Unit, before: TeamTalk, *, at: datetime, place: str | None) -> None:
    """Only if it is as it was read and has not been held."""
    unit.update(
        update(TeamTalk)
        .where(
            col(TeamTalk.id) == before.id,
            col(TeamTalk.sequence) == before.sequence,
            col(TeamTalk.held_at).is_(None),
        )
        .values(at=at, place=place, sequence=before.sequence + 1, called_off_at=None)
    )


def call_off(unit: Unit, before: TeamTalk, now: datetime) -> None:
    """What everybody wrote waits for a new date."""
    unit.update(
        update(TeamTalk)
        .where(
            col(TeamTalk.id) == before.id,
            col(TeamTalk.sequence) == before.sequence,
            col(TeamTalk.held_at).is_(None),
            col(TeamTalk.called_off_at).is_(None),
        )
        .values(called_off_at=now, sequence=before.sequence + 1)
    )


def keep_own(
    unit: Unit,
    talk: TeamTalk,
    member: TeamMember,
    answers: Mapping[str, str],
    shared_at: datetime | None,
) -> None:
    """What a member wrote, and whether the others may read it; not once they have talked.

    Only if its sharing is as it was read, and with the leader who was named then.
    """
    unit.expect(
        select(TeamTalk.id).where(
            TeamTalk.id == talk.id,
            TeamTalk.leader_id == talk.leader_id,
            col(TeamTalk.held_at).is_(None),
        )
    )
    expect_member(unit, talk, member.person_id)
    unit.update(
        update(TeamMember)
        .where(
            col(TeamMember.team_talk_id) == member.team_talk_id,
            col(TeamMember.person_id) == member.person_id,
            col(TeamMember.shared_at).is_not_distinct_from(member.shared_at),
        )
        .values(answers=dict(answers), shared_at=shared_at)
    )


def keep_plan(unit: Unit, talk: TeamTalk, plan: Mapping[str, str]) -> None:
    """Only in place of what was read."""
    unit.update(
        update(TeamTalk)
        .where(col(TeamTalk.id) == talk.id, col(TeamTalk.turn) == talk.turn)
        .values(plan=dict(plan), turn=talk.turn + 1)
    )


def hold(unit: Unit, talk: TeamTalk, now: datetime) -> None:
    """Once, and only as it was read: nobody has moved it or called it off meanwhile."""
    unit.update(
        update(TeamTalk)
        .where(
            col(TeamTalk.id) == talk.id,
            col(TeamTalk.sequence) == talk.sequence,
            col(TeamTalk.held_at).is_(None),
        )
        .values(held_at=now)
    )
