"""The ways to a plan from elsewhere, and which plans wait for somebody."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from storage import people, talk_plans
from storage.database import Snapshot


async def plan_button(reads: Snapshot, person_id: str, say: Speaker) -> tuple[Button, ...]:
    """To the newest plan, where there is one."""
    plan = await talk_plans.latest(reads, person_id)
    see = write(Do("talk_plan", plan.conversation_id)) if plan else ""
    return (Button(label=say("plan/see"), value=see),) if plan else ()


async def plans_at_home(reads: Snapshot, who: Who, say: Speaker) -> tuple[Button, ...]:
    """Plans that the other has said yes to, and that wait for one's own yes."""
    found = await talk_plans.waiting_for(reads, who.id)
    others = [each.leader_id if each.person_id == who.id else each.person_id for each in found]
    names = await people.people(reads, others) if others else {}
    return tuple(
        Button(
            label=say("plan/waits_for_you", name=names[other].name.split()[0]),
            value=write(Do("talk_plan", plan.conversation_id)),
            style="primary",
        )
        for plan, other in zip(found, others, strict=True)
        if other in names
    )
