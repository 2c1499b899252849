"""Whoever promised to help with a goal hears it when that is no longer needed: never which goal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.messages import Hearing
from dialogs.talks.kom_access import first_name
from dialogs.talks.plans.mail import wish_of
from storage import minis, outbox, talk_plans
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import GoalHelper
from storage.unit_of_work import Unit

HELP_OVER = "help_over"


def tell(unit: Unit, promised: Iterable[GoalHelper], *, by: str, now: datetime) -> None:
    """Those who have said yes; who was only asked is not asked any more."""
    for each in promised:
        if each.agreed_at is not None:
            key = f"{each.goal_id}:{each.person_id}:{wish_of(each)}:{each.agreed_at.isoformat()}"
            outbox.queue(
                unit,
                Mail(
                    message=HELP_OVER,
                    key=f"{HELP_OVER}:{key}",
                    due_at=now,
                    person_id=each.person_id,
                    params={"goal": each.goal_id, "by": by},
                ),
            )


async def help_over(reads: Snapshot, hearing: Hearing) -> Card | None:
    """With what they have promised still; nothing where they have been asked once more."""
    who, say = hearing.who, hearing.say
    goal, by = hearing.params["goal"], hearing.params["by"]
    left = [each for each in await minis.helpers(reads, by) if who and each.person_id == who.id]
    again = await talk_plans.helper(reads, goal, who.id) if who else None
    name = await first_name(reads, by)
    if who is None or not name or any(each.goal_id == goal for each in left):
        return None
    if again is not None and again.agreed_at is None:
        return None
    body: list[Part] = [say("plan/help_over_how")]
    if left:
        body += [say("plan/help_left"), *(Quote(each.what) for each in left)]
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("plan/help_over", name=name), body=tuple(body), buttons=(home,))
