"""Plans of those who have left that nobody has put into their personnel file yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Audit, Person, TalkPlan

TOLD = "plan-unfiled"
"""In the audit trail, with the plan's id: the leader is told once."""


async def of_leavers(
    reads: Snapshot, ids: Iterable[str], since: date, today: date
) -> list[tuple[TalkPlan, str]]:
    """Each with the leader whose it is to file, but for those who were told."""
    told = select(Audit.subject).where(Audit.what == TOLD)
    found = await reads.all(
        select(TalkPlan, Person.leader_id)
        .join(Person, col(Person.id) == TalkPlan.person_id)
        .where(
            col(Person.id).in_(list(ids)),
            col(Person.left_on).between(since, today),
            Person.leader_id == TalkPlan.leader_id,
            col(TalkPlan.filed_at).is_(None),
            col(TalkPlan.id).not_in(told),
        )
        .order_by(col(TalkPlan.id))
    )
    return [(plan, leader_id) for plan, leader_id in found if leader_id]
