"""Somebody has left: their leader hears of a plan that was to be filed and is not yet (NOR-29)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dialogs.talks.keeping.unfiled import MESSAGE, is_to_be_filed
from dialogs.talks.packs import pack_named
from schedules.core.context import Context
from storage import audit, erase, outbox, unfiled
from storage.outbox import Mail
from storage.tables import TalkPlan
from storage.unit_of_work import Unit


async def tell_leaders(unit: Unit, ids: Sequence[str], context: Context) -> None:
    """Once for each plan, while it is still there."""
    since = context.today - timedelta(days=erase.KEPT_DAYS)
    for plan, leader_id in await unfiled.of_leavers(unit, ids, since, context.today):
        if is_to_be_filed(pack_named(context.house, plan.concept), plan):
            _tell(unit, plan, leader_id, context)


def _tell(unit: Unit, plan: TalkPlan, leader_id: str, context: Context) -> None:
    audit.record(
        unit,
        at=context.now,
        actor_id=audit.NOBODY,
        about_id=plan.person_id,
        what=unfiled.TOLD,
        subject=plan.id,
    )
    outbox.queue(
        unit,
        Mail(
            message=MESSAGE,
            key=f"{MESSAGE}:{plan.id}",
            due_at=context.calendar_of(leader_id).next_open(context.now),
            person_id=leader_id,
            params={"plan": plan.id},
            about=f"conversation:{plan.conversation_id}",
        ),
    )
