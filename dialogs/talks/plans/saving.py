"""What is kept when a plan is sent: goals, activities, who helps; a change takes a yes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogs.concepts import TalkConcept
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Refusal
from dialogs.rounds import drafts
from dialogs.rounds.closed_days import INSTEAD, open_day
from dialogs.talks.plans import mail, released
from dialogs.talks.plans.bond import Bond
from dialogs.talks.plans.standing import (
    activities,
    activity_numbers,
    as_day,
    fresh_id,
    goal_fields,
    goal_numbers,
    headings,
    helper,
)
from storage import audit, due, kom, minis, talk_outcomes, talk_plans, wordings
from storage.ids import new_id
from storage.tables import Activity, Conversation, Goal, GoalHelper, Kind, Outcome, TalkPlan
from storage.talk_plans import Contents
from storage.unit_of_work import Unit


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    bond: Bond = sent.facts["bond"]
    final = await drafts.settled(unit, sent)
    final["follow_up_on"] = open_day(
        "follow_up_on", sent.facts, final | {INSTEAD: sent.answers.get(INSTEAD, "")}
    )
    kom.expect_leads(unit, leader_id=bond.leader.id, person_id=bond.person.id)
    followed = _follow_up(unit, sent)
    before: TalkPlan | None = sent.facts["plan"]
    says, said = sent.answers["ready"] == "yes", _has_said_yes(sent, before)
    if not followed and final == sent.facts["stands"] and says == said:
        return _card(sent, "unchanged")
    talk = bond.talk or _a_talk(unit, sent, bond)
    _note(unit, sent, talk, followed)
    plan = _plan(sent, talk, final)
    if before is not None and says and not followed and final == sent.facts["stands"]:
        return await _yes(unit, sent, before)
    helpers = _helpers(sent, plan, final)
    plan.released = await _owed(unit, sent, followed, helpers)
    talk_plans.keep(unit, plan, before)
    talk_outcomes.call_again(unit, (goal.id for goal in sent.facts["goals"]), plan.caller)
    _goals(unit, sent, plan, final)
    if not talk.held and talk.at <= sent.now:
        kom.hold(unit, talk, sent.now)
    return _told(unit, sent, plan)


def _has_said_yes(sent: Completion, plan: TalkPlan | None) -> bool:
    mine = getattr(plan, f"{sent.facts['bond'].mine}_ok_at") if plan else None
    return mine is not None


def _follow_up(unit: Unit, sent: Completion) -> dict[str, Outcome]:
    """What became of the goals that were open. That one goes on as it was is no change later."""
    found: dict[str, Outcome] = {}
    for goal in sent.facts["goals"]:
        outcome = Outcome(sent.answers[f"state.{goal.id}"])
        if outcome is Outcome.KEPT and goal.id in sent.facts["states"]:
            continue
        talk_outcomes.follow_up(unit, goal, outcome, today=sent.today)
        _noted(unit, sent, f"goal-{outcome.value}", goal.id)
        found[goal.id] = outcome
    return found


def _note(
    unit: Unit, sent: Completion, talk: Conversation, followed: Mapping[str, Outcome]
) -> None:
    """Other words wait with the plan: the goal keeps its own until both have said yes to them."""
    for goal in sent.facts["goals"]:
        outcome = followed.get(goal.id)
        if outcome is not None:
            is_reworded = outcome is Outcome.ADJUSTED
            title = sent.answers.get(f"wording.{goal.id}") or goal.title
            talk_outcomes.note_outcome(
                unit, talk.id, goal.id, outcome, title=title if is_reworded else None
            )


def _a_talk(unit: Unit, sent: Completion, bond: Bond) -> Conversation:
    """They have talked without a date in kombot: what they agree on hangs on that talk."""
    pack: TalkConcept = sent.facts["pack"]
    talk = Conversation(
        id=new_id(),
        person_id=bond.person.id,
        leader_id=bond.leader.id,
        kind=Kind.KOM.value,
        at=sent.now,
        held=True,
        held_at=sent.now,
        concept=pack.key,
    )
    unit.insert(talk)
    return talk


def _plan(sent: Completion, talk: Conversation, final: dict[str, str]) -> TalkPlan:
    """Whoever sends it as ready has said yes to it; the other has not yet."""
    bond: Bond = sent.facts["bond"]
    yes = sent.now if sent.answers["ready"] == "yes" else None
    return TalkPlan(
        id=fresh_id(sent.facts["plan"]),
        conversation_id=talk.id,
        person_id=bond.person.id,
        leader_id=bond.leader.id,
        concept=sent.facts["pack"].key,
        fields=headings(sent.facts["pack"], final),
        follow_up_on=as_day(final["follow_up_on"]),
        caller=final["caller"],
        written_by=sent.who.id,
        person_ok_at=yes if bond.mine == "person" else None,
        leader_ok_at=yes if bond.mine == "leader" else None,
    )


def _helpers(sent: Completion, plan: TalkPlan, final: dict[str, str]) -> dict[str, GoalHelper]:
    """Who is to help, by goal; whoever is put back has said yes already."""
    found = {}
    for number in goal_numbers(sent.facts["pack"]):
        goal_id = talk_plans.goal_id(plan.id, number)
        asked = helper(final, number, goal_id)
        if final[f"title.{number}"] and asked is not None:
            found[goal_id] = released.put_back(sent.facts["plan"], asked)
    return found


async def _owed(
    unit: Unit,
    sent: Completion,
    followed: Mapping[str, Outcome],
    helpers: Mapping[str, GoalHelper],
) -> list[released.Yes] | None:
    """Of what somebody has promised here, that of which this plan has no need."""
    promised = await minis.helpers(unit, sent.facts["bond"].person.id)
    over = [each for each in promised if followed.get(each.goal_id) in talk_outcomes.ENDS]
    said = (*sent.facts["inside"].helpers.values(), *over)
    return released.owed(sent.facts["plan"], said, helpers.values())


def _goals(unit: Unit, sent: Completion, plan: TalkPlan, final: dict[str, str]) -> None:
    helpers = _helpers(sent, plan, final)
    inside: Contents = sent.facts["inside"]
    before = {goal.id: goal for goal in inside.goals}
    for number in goal_numbers(sent.facts["pack"]):
        goal_id = talk_plans.goal_id(plan.id, number)
        if final[f"title.{number}"]:
            goal = _goal(sent, plan, final, number)
            talk_plans.put_goal(unit, goal, before.get(goal_id))
            new = activities(sent.facts["pack"], final, number, goal=goal)
            _activities(unit, sent, goal, {each.id: each for each in new})
            asked = helpers.get(goal_id)
            talk_plans.ask_for_help(unit, goal_id, inside.helpers.get(goal_id), asked)
        elif goal_id in before:
            talk_plans.drop_goal(unit, goal_id)


def _goal(sent: Completion, plan: TalkPlan, final: dict[str, str], number: int) -> Goal:
    return Goal(
        id=talk_plans.goal_id(plan.id, number),
        person_id=plan.person_id,
        leader_id=plan.leader_id,
        title=final[f"title.{number}"],
        agreed_on=sent.today,
        caller=plan.caller,
        plan_id=plan.id,
        fields=goal_fields(sent.facts["pack"], final, number),
        zone=final[f"zone.{number}"] or None,
    )


def _activities(unit: Unit, sent: Completion, goal: Goal, new: dict[str, Activity]) -> None:
    inside: Contents = sent.facts["inside"]
    there = {each.id: each for each in inside.activities.get(goal.id, [])}
    for each in new.values():
        talk_plans.put_activity(unit, each, there.get(each.id))
    for nth in activity_numbers(sent.facts["pack"]):
        gone = talk_plans.activity_id(goal.id, nth)
        if gone in there and gone not in new:
            talk_plans.drop_activity(unit, gone)


def _noted(unit: Unit, sent: Completion, what: str, subject: str) -> None:
    bond: Bond = sent.facts["bond"]
    audit.record(
        unit,
        at=sent.now,
        actor_id=sent.who.id,
        about_id=bond.person.id,
        what=what,
        subject=subject,
    )


def _told(unit: Unit, sent: Completion, plan: TalkPlan) -> Card:
    """The other hears of it, the trail keeps who wrote, and the follow-up is planned anew."""
    bond: Bond = sent.facts["bond"]
    _noted(unit, sent, talk_plans.WRITTEN, plan.id)
    due.plan(unit, rule="goals.plan", subject=bond.person.id, due_at=sent.now)
    mail.written(unit, plan, to=bond.other.id, by=sent.who.id, now=sent.now, key=sent.session_id)
    return _card(sent, "said_yes" if sent.answers["ready"] == "yes" else "draft", plan)


async def _yes(unit: Unit, sent: Completion, plan: TalkPlan) -> Card:
    bond: Bond = sent.facts["bond"]
    inside: Contents = sent.facts["inside"]
    both = await says_yes(unit, bond, plan, inside, now=sent.now)
    return _card(sent, "agreed" if both else "said_yes", plan)


async def says_yes(
    unit: Unit, bond: Bond, plan: TalkPlan, inside: Contents, *, now: datetime
) -> bool:
    """One party's yes to what stands; with the other's the plan holds. Says whether it does.

    Only then do goals from before get its words, and does anybody else hear what it has changed.
    """
    me = bond.person if bond.mine == "person" else bond.leader
    talk_plans.approve(unit, plan, whose=bond.mine, now=now)
    audit.record(
        unit,
        at=now,
        actor_id=me.id,
        about_id=bond.person.id,
        what="plan-approved",
        subject=plan.id,
    )
    other_ok = plan.leader_ok_at if bond.mine == "person" else plan.person_ok_at
    mail.approved(unit, plan, to=bond.other.id, by=me.id, now=now)
    if other_ok is None:
        return False
    await wordings.settle(unit, plan)
    await released.tell_those_of(unit, plan, inside.helpers.values(), now=now)
    for asked in inside.helpers.values():
        mail.ask_for_help(unit, plan, asked, now=now)
    return True


def _card(sent: Completion, key: str, plan: TalkPlan | None = None) -> Card:
    say = sent.say
    facts = {name: sent.facts[name] for name in ("name", "leader", "other", "plan_name")}
    buttons = [Button(label=say("common/home"), value=write(Do("home")))]
    if plan is not None:
        see = write(Do("talk_plan", plan.conversation_id))
        buttons.insert(0, Button(label=say("plan/see", **facts), value=see, style="primary"))
    body = () if key == "unchanged" else (say(f"plan/{key}_how", **facts),)
    return Card(title=say(f"plan/{key}", **facts), body=body, buttons=tuple(buttons))
