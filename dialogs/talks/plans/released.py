"""Whoever promised to help with a goal hears it when that is no longer needed: never which goal.

What a draft takes out it may put back: they hear it when both have said yes to a plan without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.messages import Hearing
from dialogs.talks.kom_access import first_name
from dialogs.talks.plans.mail import wish_of
from storage import minis, outbox, people, talk_plans
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import GoalHelper, TalkPlan
from storage.unit_of_work import Unit

HELP_OVER = "help_over"
Yes: TypeAlias = dict[str, str]
"""Whose, to what and when: ids, never words."""


def owed(
    before: TalkPlan | None, promised: Iterable[GoalHelper], wished: Iterable[GoalHelper]
) -> list[Yes] | None:
    """The yeses to a plan as it held that this draft has no use for, with those of drafts before.

    Who was only asked is not asked any more.
    """
    said = list(before.released or []) if before else []
    said += [_yes(each) for each in promised if each.agreed_at is not None]
    used = {_what(_yes(each)) for each in wished}
    return list({_what(each): each for each in said if _what(each) not in used}.values()) or None


def put_back(before: TalkPlan | None, wished: GoalHelper) -> GoalHelper:
    """With the yes that they gave to the very same, before a draft took it out."""
    said = {_what(each): each for each in (before.released or [] if before else [])}
    yes = said.get(_what(_yes(wished)))
    if yes is not None:
        wished.agreed_at = datetime.fromisoformat(yes["at"])
    return wished


async def tell_those_of(
    unit: Unit, plan: TalkPlan, helpers: Iterable[GoalHelper], *, now: datetime
) -> None:
    """The plan holds without them. Who is asked for something else reads that in the question."""
    asked = {(each.goal_id, each.person_id) for each in helpers}
    gone = [each for each in plan.released or [] if (each["goal"], each["person"]) not in asked]
    known = await people.people(unit, [each["person"] for each in gone])
    for each in gone:
        if each["person"] in known:
            _queue(unit, each, by=plan.person_id, now=now)


def tell(unit: Unit, promised: Iterable[GoalHelper], *, by: str, now: datetime) -> None:
    """Those of them who have said yes."""
    for each in promised:
        if each.agreed_at is not None:
            _queue(unit, _yes(each), by=by, now=now)


def _yes(each: GoalHelper) -> Yes:
    at = each.agreed_at.isoformat() if each.agreed_at else ""
    return {"goal": each.goal_id, "person": each.person_id, "wish": wish_of(each), "at": at}


def _what(yes: Yes) -> tuple[str, str, str]:
    return yes["goal"], yes["person"], yes["wish"]


def _queue(unit: Unit, yes: Yes, *, by: str, now: datetime) -> None:
    mail = Mail(
        message=HELP_OVER,
        key=f"{HELP_OVER}:{':'.join(_what(yes))}:{yes['at']}",
        due_at=now,
        person_id=yes["person"],
        params={"goal": yes["goal"], "by": by},
    )
    outbox.queue(unit, mail)


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
