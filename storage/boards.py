"""The board of efforts: where each of them is and since when, and what was found of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import (
    ActionPlan,
    Effort,
    EffortProgress,
    EffortState,
    FollowUp,
    Person,
    PlanChange,
    Round,
)
from storage.unit_of_work import Unit

OPEN = (EffortState.PLANNED.value, EffortState.RUNNING.value)


@dataclass(frozen=True, kw_only=True)
class OnBoard:
    """An effort, who drives it, and where that one last said that it is."""

    effort: Effort
    driver_id: str | None = None
    latest: EffortProgress | None = None

    @property
    def state(self) -> EffortState:
        return EffortState(self.effort.state)


async def board(reads: Snapshot, round_id: str) -> list[OnBoard]:
    """All efforts of a round, in the order in which they begin."""
    efforts = await reads.all(select(Effort).where(Effort.round_id == round_id))
    ids = [each.id for each in efforts]
    drivers, latest = await _drivers(reads, ids), await _latest(reads, ids)
    efforts.sort(key=lambda each: (each.first_on or date.max, each.title, each.id))
    return [
        OnBoard(effort=each, driver_id=drivers.get(each.id), latest=latest.get(each.id))
        for each in efforts
    ]


async def find(reads: Snapshot, effort_id: str) -> OnBoard | None:
    effort = await reads.first(select(Effort).where(Effort.id == effort_id))
    if effort is None:
        return None
    drivers, latest = await _drivers(reads, [effort_id]), await _latest(reads, [effort_id])
    return OnBoard(effort=effort, driver_id=drivers.get(effort_id), latest=latest.get(effort_id))


async def _drivers(reads: Snapshot, ids: Iterable[str]) -> dict[str, str | None]:
    rows = await reads.all(
        select(ActionPlan.effort_id, ActionPlan.driver_id).where(
            col(ActionPlan.effort_id).in_(list(ids))
        )
    )
    return dict(rows)


async def _latest(reads: Snapshot, ids: Iterable[str]) -> dict[str, EffortProgress]:
    found = await reads.all(
        select(EffortProgress)
        .where(col(EffortProgress.effort_id).in_(list(ids)))
        .order_by(col(EffortProgress.at), col(EffortProgress.id))
    )
    return {each.effort_id: each for each in found}


async def titles_at(reads: Snapshot, workplace_id: str) -> list[str]:
    """What a workplace's running efforts are called."""
    found = await reads.all(
        select(Effort)
        .join(Round, col(Round.id) == Effort.round_id)
        .where(Round.workplace_id == workplace_id, Effort.state == EffortState.RUNNING.value)
        .order_by(col(Effort.since).nulls_first(), col(Effort.id))
    )
    return [each.title for each in found]


async def follow_ups(reads: Snapshot, round_id: str) -> list[FollowUp]:
    """Of a round's efforts, the earliest first."""
    return await reads.all(
        select(FollowUp)
        .join(Effort, col(Effort.id) == FollowUp.effort_id)
        .where(Effort.round_id == round_id)
        .order_by(col(FollowUp.months), col(FollowUp.effort_id))
    )


def move(
    unit: Unit, effort: Effort, state: EffortState, *, person_id: str, today: date, now: datetime
) -> None:
    """Bring an effort to a state, and keep who did; loses the race to whoever changed it since."""
    unit.update(
        update(Effort)
        .where(col(Effort.id) == effort.id, col(Effort.turn) == effort.turn)
        .values(state=state.value, since=today, turn=effort.turn + 1)
    )
    unit.insert(
        PlanChange(
            round_id=effort.round_id,
            what=f"effort_{state.value}",
            subject=effort.id,
            person_id=person_id,
            at=now,
        )
    )


async def last_moved(reads: Snapshot, effort: Effort) -> tuple[str, datetime] | None:
    """Who brought an effort to its present state, and when."""
    return await reads.first(
        select(Person.name, PlanChange.at)
        .join(Person, col(Person.id) == PlanChange.person_id)
        .where(
            PlanChange.round_id == effort.round_id,
            PlanChange.subject == effort.id,
            PlanChange.what == f"effort_{effort.state}",
        )
        .order_by(col(PlanChange.at).desc(), col(PlanChange.id))
    )


def expect_driver(unit: Unit, effort_id: str, person_id: str) -> None:
    """State that the person drives the effort when what they said of it is written."""
    unit.expect(
        select(ActionPlan.effort_id).where(
            ActionPlan.effort_id == effort_id, ActionPlan.driver_id == person_id
        )
    )
