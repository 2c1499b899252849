"""Somebody has left: a plan that was to be filed and is not yet waits, and is told of (NOR-29)."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.talks import news
from dialogs.talks.keeping.unfiled import MESSAGE, is_to_be_filed
from dialogs.talks.packs import pack_named
from schedules.core.context import Context
from storage import audit, unfiled
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Person, TalkPlan
from storage.unit_of_work import Unit


async def tell_leaders(unit: Unit, ids: Sequence[str], context: Context) -> None:
    """Once for each plan: their leader now, or HR where there is none."""
    since = context.today - unfiled.HELD
    for plan, person in await unfiled.of_leavers(unit, ids, since, context.today):
        filers = await unfiled.filers(unit, person, context.today)
        if filers and is_to_be_filed(pack_named(context.house, plan.concept), plan):
            _tell(unit, plan, filers, context)


async def waits(reads: Snapshot, person_id: str, context: Context) -> Person | None:
    """Whose plan is still to be filed, and for that has to be told from another's."""
    person, plans = await unfiled.of_person(reads, person_id)
    if person.left_on is None or context.today > person.left_on + unfiled.HELD:
        return None
    held = (is_to_be_filed(pack_named(context.house, each.concept), each) for each in plans)
    return person if any(held) else None


def _tell(unit: Unit, plan: TalkPlan, filers: Sequence[str], context: Context) -> None:
    audit.record(
        unit,
        at=context.now,
        actor_id=audit.NOBODY,
        about_id=plan.person_id,
        what=unfiled.TOLD,
        subject=plan.id,
    )
    for filer in filers:
        mail = Mail(
            message=MESSAGE,
            key=f"{MESSAGE}:{plan.id}:{filer}",
            due_at=context.calendar_of(filer).next_open(context.now),
            person_id=filer,
            params={"plan": plan.id},
            about=f"conversation:{plan.conversation_id}",
        )
        news.tell_today(unit, mail, plan.id)
