"""A team's common conversation: who takes part, what they let the others read, the team's plan."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage.bulk import row_of
from storage.database import Snapshot
from storage.tables import TeamMember, TeamTalk
from storage.unit_of_work import Unit

CHANCE = random.SystemRandom()


async def find(reads: Snapshot, talk_id: str) -> TeamTalk | None:
    return await reads.first(select(TeamTalk).where(TeamTalk.id == talk_id))


async def planned(reads: Snapshot, cycle_id: str) -> TeamTalk | None:
    """The year's that has not been held."""
    return await reads.first(
        select(TeamTalk)
        .where(TeamTalk.cycle_id == cycle_id, col(TeamTalk.held_at).is_(None))
        .order_by(col(TeamTalk.at).desc())
    )


async def latest_of(reads: Snapshot, person_id: str) -> TeamTalk | None:
    """The newest that somebody takes part in or calls."""
    mine = select(TeamMember.team_talk_id).where(TeamMember.person_id == person_id)
    return await reads.first(
        select(TeamTalk)
        .where(col(TeamTalk.id).in_(mine) | (col(TeamTalk.leader_id) == person_id))
        .order_by(col(TeamTalk.at).desc(), col(TeamTalk.id))
    )


async def members(reads: Snapshot, talk_id: str) -> list[TeamMember]:
    """In an order of chance: what stands first tells nothing of whose it is."""
    found = await reads.all(select(TeamMember).where(TeamMember.team_talk_id == talk_id))
    CHANCE.shuffle(found)
    return found


async def member(reads: Snapshot, talk_id: str, person_id: str) -> TeamMember | None:
    return await reads.first(
        select(TeamMember).where(
            TeamMember.team_talk_id == talk_id, TeamMember.person_id == person_id
        )
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
    unit.insert(talk)
    join(unit, talk.id, person_ids)


def join(unit: Unit, talk_id: str, person_ids: Iterable[str]) -> None:
    """Who takes part already keeps what they wrote."""
    rows = [row_of(TeamMember, team_talk_id=talk_id, person_id=each) for each in person_ids]
    same = (TeamMember.team_talk_id, TeamMember.person_id)
    unit.insert_all(TeamMember, rows, conflict=same)


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
    unit: Unit, member: TeamMember, answers: Mapping[str, str], shared_at: datetime | None
) -> None:
    """What a member wrote, and whether the others may read it; not once they have talked."""
    unit.expect(
        select(TeamTalk.id).where(
            TeamTalk.id == member.team_talk_id, col(TeamTalk.held_at).is_(None)
        )
    )
    unit.update(
        update(TeamMember)
        .where(
            col(TeamMember.team_talk_id) == member.team_talk_id,
            col(TeamMember.person_id) == member.person_id,
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
    unit.update(
        update(TeamTalk)
        .where(col(TeamTalk.id) == talk.id, col(TeamTalk.held_at).is_(None))
        .values(held_at=now)
    )
