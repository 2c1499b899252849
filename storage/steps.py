"""A round's steps and their days: when each is due, and who said that it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import RoundStep
from storage.unit_of_work import Unit


async def of_round(reads: Snapshot, round_id: str) -> dict[str, RoundStep]:
    """By the step's key; empty for a round from before there were steps."""
    found = await reads.all(select(RoundStep).where(RoundStep.round_id == round_id))
    return {each.step: each for each in found}


def set_days(unit: Unit, round_id: str, days: Mapping[str, date]) -> None:
    """Set the days of a new round, or of those of its steps that have none."""
    for step, due_on in sorted(days.items()):
        unit.insert_new(
            RoundStep(round_id=round_id, step=step, due_on=due_on),
            conflict=(RoundStep.round_id, RoundStep.step),
        )


def move(unit: Unit, step: RoundStep, due_on: date) -> None:
    """Move the day of a step; loses the race to whoever moved it since."""
    unit.update(
        update(RoundStep)
        .where(
            col(RoundStep.round_id) == step.round_id,
            col(RoundStep.step) == step.step,
            col(RoundStep.due_on) == step.due_on,
        )
        .values(due_on=due_on)
    )


def finish(unit: Unit, round_id: str, step: str, *, person_id: str | None, now: datetime) -> None:
    """Keep that a step is done; the first one who says so stands, and a second is no error."""
    unit.update(
        update(RoundStep)
        .where(
            col(RoundStep.round_id) == round_id,
            col(RoundStep.step) == step,
            col(RoundStep.done_at).is_(None),
        )
        .values(done_at=now, done_by=person_id),
        expect=None,
    )


def open_again(unit: Unit, round_id: str, step: str) -> None:
    unit.update(
        update(RoundStep)
        .where(col(RoundStep.round_id) == round_id, col(RoundStep.step) == step)
        .values(done_at=None, done_by=None),
        expect=None,
    )
