"""The demo workplace's year of conversations: some are held, some prepared, some have a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from storage import due
from storage.ids import new_id
from storage.tables import Conversation, Goal, Minutes, Preparation, TalkPlan
from storage.unit_of_work import Unit

TALK_AT = time(10)
SATURDAY = 5
HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Two:
    """Whose conversations they are, and after what they are held."""

    person_id: str
    leader_id: str
    concept: str


def put_talk(unit: Unit, told: Mapping[str, Any], two: Two, now: datetime) -> None:
    """`in_days` says when; a talk that has been was held, and what came of it is `agreed`."""
    talk = Conversation(
        id=new_id(),
        person_id=two.person_id,
        leader_id=two.leader_id,
        concept=two.concept,
        at=working_day(now + timedelta(days=told["in_days"])),
    )
    if talk.at < now:
        talk.held, talk.held_at = True, (talk.at + HOUR).astimezone(UTC)
    unit.insert(talk)
    if "prepared" in told:
        _prepare(unit, talk, told, now)
    if "agreed" in told:
        _agree(unit, talk, told["agreed"])
    due.plan(unit, rule="conversation.plan", subject=talk.id, due_at=now)


def _prepare(unit: Unit, talk: Conversation, told: Mapping[str, Any], now: datetime) -> None:
    shared = told.get("shared", "nothing")
    unit.insert(
        Preparation(
            conversation_id=talk.id,
            person_id=talk.person_id,
            answers=dict(told["prepared"]),
            shared=shared,
            shared_at=None if shared == "nothing" else now.astimezone(UTC),
        )
    )


def _agree(unit: Unit, talk: Conversation, agreed: Mapping[str, Any]) -> None:
    """Minutes that both have said yes to, and a plan that `plan_waits` for or holds."""
    at = talk.held_at
    unit.insert(
        Minutes(
            conversation_id=talk.id,
            points={"agreed": agreed["minutes"]},
            written_by=talk.leader_id,
            person_ok_at=at,
            leader_ok_at=at,
        )
    )
    plan = TalkPlan(
        id=new_id(),
        conversation_id=talk.id,
        person_id=talk.person_id,
        leader_id=talk.leader_id,
        concept=talk.concept,
        written_by=talk.leader_id,
        leader_ok_at=at,
        person_ok_at=None if agreed.get("waits") else at,
    )
    unit.insert(plan)
    for goal in _goals(plan, talk, agreed["goals"]):
        unit.insert(goal)
    due.plan(unit, rule="goals.plan", subject=talk.person_id, due_at=talk.at.astimezone(UTC))


def _goals(plan: TalkPlan, talk: Conversation, titles: Sequence[str]) -> list[Goal]:
    return [
        Goal(
            person_id=talk.person_id,
            leader_id=talk.leader_id,
            title=title,
            agreed_on=talk.at.date(),
            plan_id=plan.id,
        )
        for title in titles
    ]


def working_day(moment: datetime) -> datetime:
    """The talk's hour on that day, or on the Monday after a weekend."""
    while moment.weekday() >= SATURDAY:
        moment += timedelta(days=1)
    return datetime.combine(moment.date(), TALK_AT, moment.tzinfo)
