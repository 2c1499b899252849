"""What somebody does to learn something, and what they wrote around it: read by its owner's id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Activity, ActivityState, Goal
from storage.unit_of_work import Unit

SHARED = {part: f"{part}_shared" for part in ("before", "after", "later")}
"""By part: the column that says whether the leader may read it."""


def is_shared(activity: Activity, part: str) -> bool:
    return bool(getattr(activity, SHARED[part]))


def unshare(unit: Unit, person_id: str) -> None:
    """All of somebody's is their own again."""
    theirs = update(Activity).where(col(Activity.person_id) == person_id)
    unit.update(theirs.values(dict.fromkeys(SHARED.values(), False)), expect=None)


async def activity(reads: Snapshot, activity_id: str) -> Activity | None:
    return await reads.first(select(Activity).where(Activity.id == activity_id))


async def dated(reads: Snapshot, *, first: date, last: date) -> list[tuple[Activity, Goal]]:
    """Those that begin or end between two days, both included, and are not dropped."""
    return await reads.all(
        select(Activity, Goal)
        .join(Goal, col(Goal.id) == Activity.goal_id)
        .where(
            Activity.state != ActivityState.DROPPED.value,
            or_(
                col(Activity.starts_on).between(first, last),
                col(Activity.ends_on).between(first, last),
            ),
        )
        .order_by(col(Activity.id))
    )


async def of_person(reads: Snapshot, person_id: str) -> list[Activity]:
    """Somebody's own, what comes first first; what has no day yet stands before it."""
    return await reads.all(
        select(Activity)
        .where(Activity.person_id == person_id, Activity.state != ActivityState.DROPPED.value)
        .order_by(
            col(Activity.starts_on).nulls_first(),
            col(Activity.ends_on).nulls_first(),
            col(Activity.id),
        )
    )


def write(
    unit: Unit, was: Activity, part: str, answers: Mapping[str, str], *, shared: bool
) -> None:
    """Its owner's words for one part; only if that part is shared as it was read."""
    column = SHARED[part]
    values: dict[str, object] = {part: dict(answers), column: shared}
    if part != "before":
        values["state"] = ActivityState.DONE.value
    unit.update(
        update(Activity)
        .where(
            col(Activity.id) == was.id,
            col(Activity.person_id) == was.person_id,
            col(getattr(Activity, column)).is_(is_shared(was, part)),
        )
        .values(**values)
    )
