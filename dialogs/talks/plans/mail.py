"""What is put in the outbox about a plan: ids, never words."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from dialogs.talks import news
from storage import due, outbox
from storage.outbox import Mail
from storage.tables import GoalHelper, TalkPlan
from storage.unit_of_work import Unit

WRITTEN, APPROVED, FILED = "plan_written", "plan_approved", "plan_filed"
AGREED, HOLDS = "plan.agreed", "plan.holds"
HELP_ASKED, HELP_ANSWERED = "help_asked", "help_answered"


def about(plan_id: str) -> str:
    return f"talk_plan:{plan_id}"


def written(unit: Unit, plan: TalkPlan, *, to: str, by: str, now: datetime, key: str) -> None:
    """That the other has written; an earlier message about it that has not gone is not sent."""
    for message in (WRITTEN, APPROVED):
        take_back(unit, plan, message)
    _send(unit, WRITTEN, plan, to=to, by=by, now=now, key=key)


def approved(unit: Unit, plan: TalkPlan, *, to: str, by: str, now: datetime) -> None:
    """A leader whose own yes is there already reads of the other's in the week's letter."""
    if to == plan.leader_id and plan.leader_ok_at is not None:
        due.plan(unit, rule=AGREED, subject=plan.conversation_id, due_at=now)
        return
    _send(unit, APPROVED, plan, to=to, by=by, now=now, key=f"{by}:{plan.turn}")


def filed(unit: Unit, plan: TalkPlan, *, by: str, now: datetime) -> None:
    """A receipt to both."""
    for to in (plan.person_id, plan.leader_id):
        _send(unit, FILED, plan, to=to, by=by, now=now, key=f"{to}:{plan.turn}")


def _send(
    unit: Unit, message: str, plan: TalkPlan, *, to: str, by: str, now: datetime, key: str
) -> None:
    """A leader hears of it with the rest of the day."""
    mail = Mail(
        message=message,
        key=f"{message}:{plan.id}:{key}",
        due_at=now,
        person_id=to,
        params={"talk": plan.conversation_id, "by": by},
        about=about(plan.id),
    )
    if to == plan.leader_id:
        news.tell_today(unit, mail, plan.conversation_id)
    else:
        outbox.queue(unit, mail)


def take_back(unit: Unit, plan: TalkPlan, message: str) -> None:
    """What has not been told of it yet, to either."""
    outbox.withdraw(unit, message=message, about=about(plan.id))
    news.take_back(unit, message, plan.conversation_id)


def ask_for_help(unit: Unit, plan: TalkPlan, asked: GoalHelper, *, now: datetime) -> None:
    """Once for each thing that somebody is asked for; never the goal that it leads to."""
    if asked.agreed_at is not None:
        return
    outbox.queue(
        unit,
        Mail(
            message=HELP_ASKED,
            key=f"{HELP_ASKED}:{asked.goal_id}:{asked.person_id}:{wish_of(asked)}",
            due_at=now,
            person_id=asked.person_id,
            params={"goal": asked.goal_id, "by": plan.person_id},
            about=about(plan.id),
        ),
    )


def answered(
    unit: Unit, plan_id: str, asked: GoalHelper, *, to: str, yes: bool, now: datetime
) -> None:
    outbox.queue(
        unit,
        Mail(
            message=HELP_ANSWERED,
            key=f"{HELP_ANSWERED}:{asked.goal_id}:{asked.person_id}:{wish_of(asked)}:{yes}",
            due_at=now,
            person_id=to,
            params={"helper": asked.person_id, "yes": yes},
            about=about(plan_id),
        ),
    )


def wish_of(asked: GoalHelper) -> str:
    """A name for what somebody is asked for that says nothing of it."""
    return sha256(f"{asked.goal_id}:{asked.person_id}:{asked.what}".encode()).hexdigest()[:8]
