"""A round's days are moved: the vote that is still to open, the dialogues, and who moved what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Person, Phase, PlanChange, Round
from storage.unit_of_work import Unit

MOVED = "moved"


def open_vote(unit: Unit, round_: Round, now: datetime) -> None:
    """What was planned becomes a vote; loses the race to whoever moved its opening since."""
    unit.update(
        update(Round)
        .where(
            col(Round.id) == round_.id,
            col(Round.phase) == Phase.PLANNED.value,
            col(Round.voting_opens) == round_.voting_opens,
        )
        .values(phase=Phase.VOTING.value, opened_at=now)
    )


def open_late(unit: Unit, round_: Round, *, deadline: datetime, now: datetime) -> None:
    """As `open_vote`, with another last day, as the planned one is past."""
    unit.update(
        update(Round)
        .where(
            col(Round.id) == round_.id,
            col(Round.phase) == Phase.PLANNED.value,
            col(Round.voting_opens) == round_.voting_opens,
            col(Round.deadline) == round_.deadline,
        )
        .values(phase=Phase.VOTING.value, opened_at=now, voting_opens=now, deadline=deadline)
    )


def set_days(
    unit: Unit,
    round_: Round,
    *,
    dialogue_on: date,
    plan_due: date | None,
    deadline: datetime,
    voting_opens: datetime | None,
) -> None:
    """The round's own days; loses the race to whoever moved them, or got on with it, since."""
    unit.update(
        update(Round)
        .where(
            col(Round.id) == round_.id,
            col(Round.phase) == round_.phase,
            col(Round.dialogue_on) == round_.dialogue_on,
            col(Round.deadline) == round_.deadline,
        )
        .values(
            dialogue_on=dialogue_on,
            plan_due=plan_due,
            deadline=deadline,
            voting_opens=voting_opens,
        )
    )


def keep(unit: Unit, round_id: str, *, subject: str, person_id: str, now: datetime) -> None:
    """Who moved what, for the group."""
    change = PlanChange(round_id=round_id, what=MOVED, subject=subject, person_id=person_id, at=now)
    unit.insert(change)


async def count(reads: Snapshot, round_id: str) -> int:
    """How often anything was moved."""
    return await reads.one(
        select(func.count())
        .select_from(PlanChange)
        .where(PlanChange.round_id == round_id, PlanChange.what == MOVED)
    )


async def last(reads: Snapshot, round_id: str) -> tuple[PlanChange, Person] | None:
    """What was moved last, and by whom."""
    return await reads.first(
        select(PlanChange, Person)
        .join(Person, col(Person.id) == PlanChange.person_id)
        .where(PlanChange.round_id == round_id, PlanChange.what == MOVED)
        .order_by(col(PlanChange.at).desc(), col(PlanChange.id))
    )
