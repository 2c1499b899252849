"""How far a plan is, in a line: at home and in a leader's view of a person."""

from __future__ import annotations

from datetime import datetime

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from storage import kom, people, talk_plans
from storage.database import Snapshot


async def plan_row(reads: Snapshot, person_id: str, say: Speaker, now: datetime) -> tuple[str, str]:
    """Held is not complete: without a plan that both agree on it says so (NYB-KOM-27)."""
    talk = await kom.latest_conversation(reads, person_id, now)
    plan = await talk_plans.of_talk(reads, talk.id) if talk else None
    if plan is not None:
        return say("plan/row"), say(
            "plan/row_agreed" if talk_plans.agreed(plan) else "plan/row_draft"
        )
    key = "plan/row_missing" if talk and talk.held else "plan/row_none"
    return say("plan/row"), say(key)


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
