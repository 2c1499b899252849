"""A plan whose goal is worded anew between two talks: what both said yes to is another now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Conversation, Goal, TalkOutcome, TalkPlan
from storage.unit_of_work import Unit

OTHERS, BOTH = "others", "both"
"""Whose yes a plan waits for: a draft that nobody has said yes to waits for none."""


async def plans_of(
    reads: Snapshot, goals: Iterable[str], *, person_id: str, leader_id: str
) -> dict[str, TalkPlan]:
    """For each goal the two's newest plan in which it stands, as a new one or as one that goes on.

    An older plan, in which it was agreed on first, is history by then.
    """
    found: dict[str, TalkPlan] = {}
    for goal in goals:
        its_own = select(Goal.plan_id).where(Goal.id == goal)
        goes_on = select(TalkOutcome.conversation_id).where(TalkOutcome.goal_id == goal)
        plan = await reads.first(
            select(TalkPlan)
            .join(Conversation, col(Conversation.id) == TalkPlan.conversation_id)
            .where(
                TalkPlan.person_id == person_id,
                TalkPlan.leader_id == leader_id,
                or_(col(TalkPlan.id).in_(its_own), col(TalkPlan.conversation_id).in_(goes_on)),
            )
            .order_by(col(Conversation.at).desc(), col(Conversation.id))
        )
        if plan is not None:
            found[goal] = plan
    return found


def reopen(unit: Unit, plan: TalkPlan, *, by: str, is_leader: bool, now: datetime) -> str:
    """Only if it is as it was read. Says whose yes it waits for now: nobody's is lost unsaid.

    Whoever words it anew says yes with it, where they had said so before. A file that was handed
    over has the words of before: the new one is to be filed as well (NOR-29).
    """
    oks = (plan.person_ok_at, plan.leader_ok_at)
    had, others = reversed(oks) if is_leader else oks
    mine = now if had else None
    unit.update(
        update(TalkPlan)
        .where(col(TalkPlan.id) == plan.id, col(TalkPlan.turn) == plan.turn)
        .values(
            turn=plan.turn + 1,
            written_by=by,
            person_ok_at=None if is_leader else mine,
            leader_ok_at=mine if is_leader else None,
            filed_at=None,
            filed_by=None,
            filed_digest=None,
        )
    )
    if had:
        return OTHERS
    return BOTH if others else ""
