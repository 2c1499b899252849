"""The efforts of a round with their plans: read whole, written by whoever read them last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from random import SystemRandom
from typing import Any

from sqlalchemy import Update, delete, func, update
from sqlmodel import col, select

from storage import due
from storage.bulk import row_of
from storage.database import Snapshot
from storage.ids import new_id
from storage.tables import (
    ActionPlan,
    Contribution,
    Dissent,
    Effort,
    EffortState,
    PlanChange,
    ReportBack,
    Round,
)
from storage.unit_of_work import Unit

CHANCE = SystemRandom()
WRITE_ANEW = "dissents.anew"
"""The job that parts views from those who wrote them."""
IN_PROGRESS = (EffortState.PLANNED.value, EffortState.RUNNING.value)


async def of_round(reads: Snapshot, round_id: str) -> list[Effort]:
    """Those that were not taken out again: as they are planned in time, then by title."""
    found = await reads.all(
        select(Effort).where(Effort.round_id == round_id, Effort.state != EffortState.DROPPED.value)
    )
    return sorted(found, key=lambda each: (each.first_on or date.max, each.title, each.id))


async def all_of(reads: Snapshot, round_id: str) -> list[Effort]:
    """All that were ever chosen, those that were taken out again among them."""
    return await reads.all(select(Effort).where(Effort.round_id == round_id))


async def in_progress(reads: Snapshot, round_id: str) -> list[Effort]:
    return [each for each in await of_round(reads, round_id) if each.state in IN_PROGRESS]


async def find(reads: Snapshot, effort_id: str) -> Effort | None:
    return await reads.first(select(Effort).where(Effort.id == effort_id))


async def titles(reads: Snapshot, round_id: str) -> dict[str, str]:
    """Of all that were ever chosen, by id."""
    return {each.id: each.title for each in await all_of(reads, round_id)}


def begin(unit: Unit, effort: Effort, *, beside: int) -> None:
    """Keep a new effort beside those that were read."""
    expect_beside(unit, effort.round_id, beside)
    unit.insert(effort)


def expect_beside(unit: Unit, round_id: str, beside: int) -> None:
    """State that so many are in progress, before one more comes to be (TAL-60).

    The round's row is taken first, so that on PostgreSQL a second one waits and then counts both.
    """
    where = update(Round).where(col(Round.id) == round_id)
    unit.update(where.values(contact_id=Round.contact_id))
    count = select(func.count()).where(
        col(Effort.round_id) == round_id, col(Effort.state).in_(IN_PROGRESS)
    )
    unit.expect(select(Round).where(Round.id == round_id, count.scalar_subquery() == beside))


def change(unit: Unit, effort: Effort, **values: Any) -> None:  # noqa: ANN401 - of any column
    """Loses the race to whoever changed it since."""
    unit.update(_as_read(effort).values(turn=effort.turn + 1, **values))


def _as_read(effort: Effort) -> Update:
    return update(Effort).where(col(Effort.id) == effort.id, col(Effort.turn) == effort.turn)


async def plans(reads: Snapshot, effort_ids: Iterable[str]) -> dict[str, ActionPlan]:
    """By the effort's id."""
    found = await reads.all(
        select(ActionPlan).where(col(ActionPlan.effort_id).in_(list(effort_ids)))
    )
    return {each.effort_id: each for each in found}


def plan(unit: Unit, effort_id: str, before: ActionPlan | None, values: Mapping[str, Any]) -> None:
    """The first one of an effort, or a change that loses the race to whoever changed it since."""
    if before is None:
        unit.insert(ActionPlan(effort_id=effort_id, **values))
        return
    unit.update(
        update(ActionPlan)
        .where(col(ActionPlan.effort_id) == effort_id, col(ActionPlan.turn) == before.turn)
        .values(turn=before.turn + 1, **values)
    )


async def contributions(
    reads: Snapshot, effort_ids: Iterable[str]
) -> dict[str, dict[str, Contribution]]:
    """By the effort's id, then by level (TAL-61)."""
    ids = list(effort_ids)
    found = await reads.all(select(Contribution).where(col(Contribution.effort_id).in_(ids)))
    by_effort: dict[str, dict[str, Contribution]] = {each: {} for each in ids}
    for each in found:
        by_effort[each.effort_id][each.level] = each
    return by_effort


def contribute(unit: Unit, effort: Effort, given: Iterable[Contribution], *, up: bool) -> None:
    """Every level's contribution anew; `up` that the organisation has one (TAL-63)."""
    change(unit, effort, shared_up=up)
    unit.delete(delete(Contribution).where(col(Contribution.effort_id) == effort.id))
    for each in given:
        unit.insert(each)


def dissent(unit: Unit, round_id: str, text: str, now: datetime) -> None:
    """Without who and when: there is no column for either; soon it is written anew."""
    unit.insert(Dissent(round_id=round_id, text=text))
    due.plan(unit, rule=WRITE_ANEW, subject=round_id, due_at=now)


async def write_dissents_anew(unit: Unit, round_id: str) -> None:
    """All of a round's at once, under fresh ids in an order of chance.

    Otherwise the place of a row, and on PostgreSQL the number of the transaction that it shares
    with what else its writer did, would lead to them.
    """
    old = await dissents(unit, round_id)
    CHANCE.shuffle(old)
    unit.delete(delete(Dissent).where(col(Dissent.round_id) == round_id), expect=len(old))
    new = [row_of(Dissent, id=new_id(), round_id=round_id, text=each.text) for each in old]
    unit.insert_all(Dissent, new)


async def dissents(reads: Snapshot, round_id: str) -> list[Dissent]:
    """In an order that says nothing about when they were written: their ids are random."""
    return await reads.all(
        select(Dissent).where(Dissent.round_id == round_id).order_by(col(Dissent.id))
    )


def record(
    unit: Unit, *, round_id: str, what: str, subject: str, person_id: str, at: datetime
) -> None:
    """Keep who changed what; `what` is a key, never words."""
    unit.insert(
        PlanChange(round_id=round_id, what=what, subject=subject, person_id=person_id, at=at)
    )


async def changes(reads: Snapshot, round_id: str, *, limit: int = 20) -> list[PlanChange]:
    """Who changed what, the newest first."""
    return await reads.all(
        select(PlanChange)
        .where(PlanChange.round_id == round_id)
        .order_by(col(PlanChange.at).desc(), col(PlanChange.id))
        .limit(limit)
    )


async def last_change(reads: Snapshot, round_id: str, subject: str) -> PlanChange | None:
    return await reads.first(
        select(PlanChange)
        .where(PlanChange.round_id == round_id, PlanChange.subject == subject)
        .order_by(col(PlanChange.at).desc(), col(PlanChange.id))
    )


async def reported_back(reads: Snapshot, round_id: str) -> ReportBack | None:
    return await reads.first(select(ReportBack).where(ReportBack.round_id == round_id))


def report_back(unit: Unit, before: ReportBack | None, told: ReportBack) -> None:
    """Loses the race to whoever told it since."""
    if before is None:
        unit.insert(told)
        return
    unit.update(
        update(ReportBack)
        .where(
            col(ReportBack.round_id) == before.round_id, col(ReportBack.version) == before.version
        )
        .values(
            process=told.process,
            version=before.version + 1,
            sent_by=told.sent_by,
            sent_at=told.sent_at,
        )
    )
