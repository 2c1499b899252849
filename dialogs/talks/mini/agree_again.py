"""A goal of the plan is worded anew at a short talk: the plan holds once both say yes to it again.

Whoever noted it has said yes with it, where they had to the plan before. The other reads the new
words in the message that tells of what came of the talk, and says yes there with one button
(NYB-KOM-27), also where theirs was the only yes: it was to other words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Part, Quote
from dialogs.core.dialog import Completion
from dialogs.core.messages import Hearing
from dialogs.core.texts import Speaker
from dialogs.talks.mini.parties import Meeting
from dialogs.talks.plans import mail
from storage import agreed_again, audit, talk_outcomes, talk_plans, wordings
from storage.database import Snapshot
from storage.tables import Conversation, Goal, Outcome, TalkPlan
from storage.unit_of_work import Unit

ADJUSTED = Outcome.ADJUSTED.value


async def ask(unit: Unit, sent: Completion, reworded: Mapping[str, str]) -> str:
    """Whose yes is waited for. What was to be told of the plan before is not told."""
    meeting: Meeting = sent.facts["meeting"]
    found = await _plans(unit, meeting.talk, reworded)
    for goal in sent.facts["goals"]:
        if goal.id in reworded:
            _word(unit, goal, found.get(goal.id), reworded[goal.id])
    waits = set()
    for plan in {each.id: each for each in found.values()}.values():
        is_leader = meeting.pair.is_leader
        now, by = sent.now, sent.who.id
        waits.add(agreed_again.reopen(unit, plan, by=by, is_leader=is_leader, now=now))
        for message in (mail.WRITTEN, mail.APPROVED):
            mail.take_back(unit, plan, message)
        audit.record(
            unit,
            at=now,
            actor_id=by,
            about_id=plan.person_id,
            what=talk_plans.WRITTEN,
            subject=plan.id,
        )
    return next((each for each in (agreed_again.BOTH, agreed_again.OTHERS) if each in waits), "")


def _word(unit: Unit, goal: Goal, plan: TalkPlan | None, title: str) -> None:
    """The goal's own plan is closed until both say yes to it again; an earlier one is not."""
    if plan is None or plan.id == goal.plan_id:
        wordings.reword(unit, goal, title, agreed_in=plan)
    else:
        wordings.propose(unit, plan, goal.id, title)


async def _plans(reads: Snapshot, talk: Conversation, goals: Iterable[str]) -> dict[str, TalkPlan]:
    return await agreed_again.plans_of(
        reads, goals, person_id=talk.person_id, leader_id=talk.leader_id
    )


async def asked(
    reads: Snapshot, hearing: Hearing, talk: Conversation
) -> tuple[tuple[Part, ...], tuple[Button, ...]]:
    """The new words and the yes to them, while the listener's yes is what is missing."""
    if hearing.who is None:
        return (), ()
    followed = await talk_outcomes.followed(reads, talk.id)
    goals = {goal.id: goal for goal, outcome in followed if outcome == ADJUSTED}
    found = await _plans(reads, talk, goals)
    plans = [
        each
        for each in {plan.id: plan for plan in found.values()}.values()
        if _is_missing(each, hearing.who.id) and (hearing.params.get("asks", True) or _one(each))
    ]
    if not plans:
        return (), ()
    quotes = await _new_words(reads, plans, goals)
    both = not all(_one(each) for each in plans)
    return (*quotes, hearing.say("mini/plan_again", both=both)), _buttons(plans, hearing.say)


async def _new_words(
    reads: Snapshot, plans: Iterable[TalkPlan], goals: dict[str, Goal]
) -> tuple[Quote, ...]:
    """In a plan in which a goal goes on they wait; in its own it has them."""
    for plan in plans:
        carried = await talk_outcomes.followed(reads, plan.conversation_id)
        goals = goals | {goal.id: goal for goal, _ in carried if goal.id in goals}
    return tuple(Quote(goal.title) for goal in goals.values())


def _buttons(plans: Iterable[TalkPlan], say: Speaker) -> tuple[Button, ...]:
    yes = tuple(
        Button(
            label=say("plan/say_yes"),
            value=write(Do("plan_yes", f"{plan.conversation_id}:{plan.turn}")),
            style="plain" if number else "primary",
        )
        for number, plan in enumerate(plans)
    )
    see = tuple(
        Button(label=say("plan/see_it"), value=write(Do("talk_plan", plan.conversation_id)))
        for plan in plans
    )
    return (*yes, *see)


def _is_missing(plan: TalkPlan, listener: str) -> bool:
    """The listener's own yes."""
    return (plan.person_ok_at if listener == plan.person_id else plan.leader_ok_at) is None


def _one(plan: TalkPlan) -> bool:
    """Whether one of the two has said yes to it as it stands."""
    return plan.person_ok_at is not None or plan.leader_ok_at is not None
