"""A goal of the plan is worded anew at a short talk: the plan holds once both say yes to it again.

Whoever noted it has said yes with it. The other reads the new words in the message that tells of
what came of the talk, and says yes there with one button (NYB-KOM-27).
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Part, Quote
from dialogs.core.dialog import Completion
from dialogs.core.messages import Hearing
from dialogs.talks.mini.parties import Meeting
from dialogs.talks.plans import mail
from storage import agreed_again, audit, talk_outcomes, talk_plans
from storage.database import Snapshot
from storage.tables import Conversation, Outcome, TalkPlan
from storage.unit_of_work import Unit


async def ask(unit: Unit, sent: Completion, goals: Sequence[str]) -> bool:
    """Whether the other's yes is waited for. What was to be told of the plan before is not told."""
    meeting: Meeting = sent.facts["meeting"]
    waits = False
    for plan in await _plans(unit, meeting.talk, goals):
        is_leader = meeting.pair.is_leader
        now, by = sent.now, sent.who.id
        waits |= agreed_again.reopen(unit, plan, by=by, is_leader=is_leader, now=now)
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
    return waits


async def _plans(reads: Snapshot, talk: Conversation, goals: Sequence[str]) -> list[TalkPlan]:
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
    goals = [goal for goal, outcome in followed if outcome == Outcome.ADJUSTED.value]
    stand_in = {each.id for each in await _plans(reads, talk, [goal.id for goal in goals])}
    waiting = await talk_plans.waiting_for(reads, hearing.who.id)
    plans = [each for each in waiting if each.id in stand_in]
    if not plans:
        return (), ()
    say = hearing.say
    parts: tuple[Part, ...] = (*(Quote(goal.title) for goal in goals), say("mini/plan_again"))
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
    return parts, (*yes, *see)
