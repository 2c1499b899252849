"""The leader's own part after the dialogue: their thoughts, their plan, and what they promised."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Update, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import (
    LeaderFeedback,
    LeaderPlan,
    Note,
    Person,
    Reflection,
    Round,
    Sitting,
    ThemeList,
)
from storage.unit_of_work import Unit


async def reflection(reads: Snapshot, round_id: str, person_id: str) -> Reflection | None:
    return await reads.first(
        select(Reflection).where(Reflection.round_id == round_id, Reflection.person_id == person_id)
    )


def keep_reflection(unit: Unit, new: Reflection, before: Reflection | None) -> None:
    """A first one loses the race to another first one: what was written is not written over."""
    if before is None:
        unit.insert(new)
        return
    unit.update(
        update(Reflection)
        .where(col(Reflection.round_id) == new.round_id, col(Reflection.person_id) == new.person_id)
        .values(answers=new.answers)
    )


async def plan(reads: Snapshot, round_id: str, person_id: str) -> LeaderPlan | None:
    return await reads.first(
        select(LeaderPlan).where(LeaderPlan.round_id == round_id, LeaderPlan.person_id == person_id)
    )


async def newest_plan(reads: Snapshot, person_id: str) -> LeaderPlan | None:
    """A leader's own, from the newest dialogue that they made one after."""
    return await reads.first(
        select(LeaderPlan)
        .join(Round, col(Round.id) == LeaderPlan.round_id)
        .where(LeaderPlan.person_id == person_id)
        .order_by(col(Round.dialogue_on).desc(), col(LeaderPlan.round_id))
    )


def keep_plan(unit: Unit, new: LeaderPlan, before: LeaderPlan | None) -> None:
    if before is None:
        unit.insert(new)
        return
    unit.update(
        update(LeaderPlan)
        .where(col(LeaderPlan.round_id) == new.round_id, col(LeaderPlan.person_id) == new.person_id)
        .values(areas=new.areas)
    )


async def noted_on_leadership(reads: Snapshot, round_id: str) -> list[Note]:
    """What the groups found most important about leadership: their points before their wishes."""
    return await reads.all(
        select(Note)
        .join(Sitting, col(Sitting.id) == Note.sitting_id)
        .where(
            Sitting.round_id == round_id,
            Note.part == ThemeList.LEADERSHIP.value,
            col(Note.chosen).is_(True),
        )
        .order_by(col(Note.kind).desc(), col(Sitting.held_on), col(Note.number), col(Note.id))
    )


async def feedback(reads: Snapshot, round_id: str, person_id: str) -> LeaderFeedback | None:
    return await reads.first(
        select(LeaderFeedback).where(
            LeaderFeedback.round_id == round_id, LeaderFeedback.person_id == person_id
        )
    )


async def promises(reads: Snapshot, round_id: str) -> list[tuple[LeaderFeedback, str]]:
    """What the leaders of a round have promised, each with the leader's name."""
    return await reads.all(
        select(LeaderFeedback, Person.name)
        .join(Person, col(Person.id) == LeaderFeedback.person_id)
        .where(LeaderFeedback.round_id == round_id)
        .order_by(col(LeaderFeedback.sent_at), col(LeaderFeedback.person_id))
    )


def promise_anew(unit: Unit, was: LeaderFeedback, *, again_on: date, why: str) -> None:
    """Another day, openly and with a word why; loses the race where it was kept meanwhile."""
    unit.update(_open(was).values(again_on=again_on, points={**was.points, "why": why}))


def keep_promise(unit: Unit, was: LeaderFeedback, now: datetime) -> None:
    unit.update(_open(was).values(kept_at=now))


def _open(was: LeaderFeedback) -> Update:
    return update(LeaderFeedback).where(
        col(LeaderFeedback.round_id) == was.round_id,
        col(LeaderFeedback.person_id) == was.person_id,
        col(LeaderFeedback.again_on) == was.again_on,
        col(LeaderFeedback.kept_at).is_(None),
    )
