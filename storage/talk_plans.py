"""The plan of a conversation: its goals, what leads to them, who helps, and who has said yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, delete, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import (
    Activity,
    Audit,
    Conversation,
    Goal,
    GoalHelper,
    Person,
    Progress,
    TalkOutcome,
    TalkPlan,
)
from storage.unit_of_work import Unit
from storage.wordings import as_worded

WRITTEN = "plan-written"
"""In the audit trail, with the plan's id: who wrote in it last is found there."""


@dataclass(frozen=True, kw_only=True)
class Contents:
    """A plan's goals in their order, and what hangs on each by the goal's id."""

    goals: tuple[Goal, ...] = ()
    activities: dict[str, list[Activity]] = field(default_factory=dict)
    helpers: dict[str, GoalHelper] = field(default_factory=dict)


def goal_id(plan_id: str, number: int) -> str:
    """The goal at a place of a plan: two who write the same goal at once write one."""
    return _key(f"{plan_id}:{number}")


def activity_id(goal: str, number: int) -> str:
    return _key(f"{goal}:{number}")


def _key(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]


async def find(reads: Snapshot, plan_id: str) -> TalkPlan | None:
    return await reads.first(select(TalkPlan).where(TalkPlan.id == plan_id))


async def of_talk(reads: Snapshot, conversation_id: str) -> TalkPlan | None:
    return await reads.first(select(TalkPlan).where(TalkPlan.conversation_id == conversation_id))


async def latest(reads: Snapshot, person_id: str) -> TalkPlan | None:
    """A person's newest, by when the conversation was."""
    return await reads.first(
        select(TalkPlan)
        .join(Conversation, col(Conversation.id) == TalkPlan.conversation_id)
        .where(TalkPlan.person_id == person_id)
        .order_by(col(Conversation.at).desc(), col(Conversation.id))
    )


async def contents(reads: Snapshot, plan_id: str) -> Contents:
    found = await reads.all(select(Goal).where(Goal.plan_id == plan_id))
    goals = [as_worded(goal, goal.first_title) for goal in found]
    ids = [goal.id for goal in goals]
    activities: dict[str, list[Activity]] = {}
    for each in await reads.all(select(Activity).where(col(Activity.goal_id).in_(ids))):
        activities.setdefault(each.goal_id, []).append(each)
    helpers = await reads.all(select(GoalHelper).where(col(GoalHelper.goal_id).in_(ids)))
    places = {goal_id(plan_id, number): number for number in range(1, len(goals) + 2)}
    last = len(places) + 1
    goals.sort(key=lambda goal: (places.get(goal.id, last), goal.agreed_on, goal.id))
    for goal, there in activities.items():
        order = [activity_id(goal, number) for number in range(1, len(there) + 2)]
        there.sort(key=lambda each: (order.index(each.id) if each.id in order else last, each.id))
    return Contents(
        goals=tuple(goals),
        activities=activities,
        helpers={each.goal_id: each for each in helpers},
    )


def agreed(plan: TalkPlan | None) -> bool:
    """Both have said yes to it as it stands."""
    return plan is not None and plan.person_ok_at is not None and plan.leader_ok_at is not None


async def is_complete(reads: Snapshot, conversation_id: str) -> bool:
    """Whether a plan is agreed: without one a conversation is not complete (NYB-KOM-27).

    That it has been held is another matter: `Conversation.held`.
    """
    return conversation_id in await complete_among(reads, [conversation_id])


async def complete_among(reads: Snapshot, conversation_ids: Iterable[str]) -> frozenset[str]:
    found = await reads.all(
        select(TalkPlan.conversation_id).where(
            col(TalkPlan.conversation_id).in_(list(conversation_ids)),
            col(TalkPlan.person_ok_at).is_not(None),
            col(TalkPlan.leader_ok_at).is_not(None),
        )
    )
    return frozenset(found)


async def last_written(reads: Snapshot, plan_id: str) -> Audit | None:
    return await reads.first(
        select(Audit)
        .where(Audit.subject == plan_id, Audit.what == WRITTEN)
        .order_by(col(Audit.at).desc(), col(Audit.id))
    )


def keep(unit: Unit, plan: TalkPlan, before: TalkPlan | None) -> None:
    """Only if nobody has changed it since; a change takes back that it was filed."""
    if before is None:
        unit.insert(plan)
        return
    unit.update(
        update(TalkPlan)
        .where(col(TalkPlan.id) == before.id, col(TalkPlan.turn) == before.turn)
        .values(
            fields=plan.fields,
            follow_up_on=plan.follow_up_on,
            caller=plan.caller,
            turn=before.turn + 1,
            written_by=plan.written_by,
            person_ok_at=plan.person_ok_at,
            leader_ok_at=plan.leader_ok_at,
            filed_at=None,
            filed_by=None,
            filed_digest=None,
            released=plan.released,
        )
    )


def approve(unit: Unit, plan: TalkPlan, *, whose: str, now: datetime) -> None:
    """`whose` is `person` or `leader`. Only to what was read, the other's yes among it.

    With both it holds, and whoever a draft had no use for is told: nobody is left to be.
    """
    said: dict[str, object] = {f"{whose}_ok_at": now}
    other = plan.leader_ok_at if whose == "person" else plan.person_ok_at
    if other is not None:
        said["released"] = None
    unit.update(
        update(TalkPlan)
        .where(
            col(TalkPlan.id) == plan.id,
            col(TalkPlan.turn) == plan.turn,
            col(TalkPlan.person_ok_at).is_not_distinct_from(plan.person_ok_at),
            col(TalkPlan.leader_ok_at).is_not_distinct_from(plan.leader_ok_at),
        )
        .values(said)
    )


def hand_over(unit: Unit, plan: TalkPlan, *, by: str, now: datetime, digest: str) -> None:
    """That it lies in the personnel file (NOR-29): once, and only as both agreed to it."""
    unit.update(
        update(TalkPlan)
        .where(
            col(TalkPlan.id) == plan.id,
            col(TalkPlan.turn) == plan.turn,
            col(TalkPlan.person_ok_at).is_not(None),
            col(TalkPlan.leader_ok_at).is_not(None),
            col(TalkPlan.filed_at).is_(None),
        )
        .values(filed_at=now, filed_by=by, filed_digest=digest)
    )


def put_goal(unit: Unit, goal: Goal, before: Goal | None) -> None:
    if before is None:
        unit.insert(goal)
        return
    said = _of(goal, ("title", "fields", "zone", "caller"))
    if before.first_title is not None:
        said["first_title"] = said.pop("title")
    unit.update(update(Goal).where(col(Goal.id) == goal.id).values(said))


def put_activity(unit: Unit, activity: Activity, before: Activity | None) -> None:
    if before is None:
        unit.insert(activity)
        return
    said = ("what", "who", "form", "starts_on", "ends_on")
    unit.update(update(Activity).where(col(Activity.id) == activity.id).values(_of(activity, said)))


def _of(row: Goal | Activity, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def drop_activity(unit: Unit, activity: str) -> None:
    unit.delete(delete(Activity).where(col(Activity.id) == activity))


def drop_goal(unit: Unit, goal: str) -> None:
    """What was only ever a draft, with what hangs on it."""
    for table in (Activity, GoalHelper, Progress, TalkOutcome):
        unit.delete(delete(table).where(col(table.goal_id) == goal))
    unit.delete(delete(Goal).where(col(Goal.id) == goal))


def ask_for_help(unit: Unit, goal: str, before: GoalHelper | None, now: GoalHelper | None) -> None:
    """Whoever is to help; another wish is another question, and the earlier yes is gone."""
    if before and now and (before.person_id, before.what) == (now.person_id, now.what):
        return
    unit.delete(delete(GoalHelper).where(col(GoalHelper.goal_id) == goal))
    if now is not None:
        unit.insert(now)


async def helper(reads: Snapshot, goal: str, person_id: str) -> GoalHelper | None:
    return await reads.first(
        select(GoalHelper).where(GoalHelper.goal_id == goal, GoalHelper.person_id == person_id)
    )


def helps(unit: Unit, plan: TalkPlan, asked: GoalHelper, now: datetime) -> None:
    """Yes to what was asked as the plan stood then: nobody changed it meanwhile."""
    unit.expect(select(TalkPlan.id).where(TalkPlan.id == plan.id, TalkPlan.turn == plan.turn))
    unit.update(
        update(GoalHelper)
        .where(col(GoalHelper.goal_id) == asked.goal_id)
        .where(col(GoalHelper.person_id) == asked.person_id)
        .values(agreed_at=now)
    )


def helps_not(unit: Unit, asked: GoalHelper) -> None:
    unit.delete(
        delete(GoalHelper).where(
            col(GoalHelper.goal_id) == asked.goal_id, col(GoalHelper.person_id) == asked.person_id
        )
    )


async def of_goal(reads: Snapshot, goal: str) -> TalkPlan | None:
    return await reads.first(
        select(TalkPlan).join(Goal, col(Goal.plan_id) == TalkPlan.id).where(Goal.id == goal)
    )


async def waiting_for(reads: Snapshot, person_id: str) -> list[TalkPlan]:
    """Plans that the other party has said yes to, and this one not; a leader's own people's."""
    mine = and_(
        col(TalkPlan.person_id) == person_id,
        col(TalkPlan.person_ok_at).is_(None),
        col(TalkPlan.leader_ok_at).is_not(None),
    )
    led = and_(
        col(TalkPlan.leader_id) == person_id,
        col(Person.leader_id) == person_id,
        col(TalkPlan.leader_ok_at).is_(None),
        col(TalkPlan.person_ok_at).is_not(None),
    )
    return await reads.all(
        select(TalkPlan)
        .join(Person, col(Person.id) == TalkPlan.person_id)
        .where(or_(mine, led))
        .order_by(col(TalkPlan.id))
    )


async def next_follow_up(reads: Snapshot, person_id: str, today: date) -> date | None:
    """The day that the two have set in the newest plan, while it is to come."""
    plan = await latest(reads, person_id)
    day = plan.follow_up_on if plan else None
    return day if day and day >= today else None
