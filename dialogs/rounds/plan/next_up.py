"""What brings a round's plan on next: the one thing that a reminder of it opens."""

from __future__ import annotations

from dialogs.core.actions import Action, Do, Open
from dialogs.rounds.plan.work import LEAST, is_ready
from storage import efforts, topics
from storage.database import Snapshot


async def next_up(reads: Snapshot, round_id: str) -> Action:
    """Notes are sorted, then efforts chosen, then each is given an action and a driver (TAL-53)."""
    found = await efforts.in_progress(reads, round_id)
    if len(found) < LEAST:
        may_choose = found or await topics.of_round(reads, round_id)
        return Open("efforts", round_id) if may_choose else Do("sort", round_id)
    plans = await efforts.plans(reads, [each.id for each in found])
    bare = [each.id for each in found if not is_ready(plans.get(each.id))]
    return Open("action_plan", bare[0]) if bare else Do("plan", round_id)
