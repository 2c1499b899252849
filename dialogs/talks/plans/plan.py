"""The plan that a leader and an employee agree on: either writes, and both say yes."""

from __future__ import annotations

from datetime import date, timedelta

from dialogs.concepts import TalkConcept
from dialogs.core.cards import Facts as Rows
from dialogs.core.cards import Part
from dialogs.core.dialog import Dialog, Page, Pages, Refusal, Repeat, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.closed_days import closed_page
from dialogs.talks.packs import cycle_of, mini_months, names_of, pack_at, pack_of
from dialogs.talks.plans.bond import Bond, bond_of, has_gone
from dialogs.talks.plans.form import (
    FOLLOWING,
    STATES,
    adjusting,
    goal_pages,
    months_on,
    once,
    open_goals,
)
from dialogs.talks.plans.saving import save
from dialogs.talks.plans.standing import standing
from dialogs.talks.plans.told import spoken
from storage import kom, people, talk_outcomes, talk_plans
from storage.database import Snapshot
from storage.tables import Goal, Outcome, TalkPlan
from storage.talk_plans import Contents
from storage.unit_of_work import Unit


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    bond = await _bond(unit, visit)
    if isinstance(bond, Refusal):
        return bond
    pack = await _pack(unit, visit, bond)
    plan = await talk_plans.of_talk(unit, bond.talk.id) if bond.talk else None
    inside = await talk_plans.contents(unit, plan.id) if plan else Contents()
    goals = await _carried(unit, bond, inside)
    calendar = visit.house.calendar.for_zone(visit.who.zone)
    return {
        **names_of(pack, visit.who.language),
        **_named(pack, visit.who.language, bond),
        "bond": bond,
        "pack": pack,
        "plan": plan,
        "inside": inside,
        "goals": goals,
        "states": await talk_outcomes.outcomes(unit, bond.talk.id) if bond.talk else {},
        "themes": await _themes(unit, visit, bond),
        "learning": visit.house.packs.learning(),
        "colleagues": await _colleagues(unit, visit, bond, inside),
        "stands": standing(pack, plan, inside),
        "changed": await _changed(unit, visit, plan),
        "calendar": calendar,
        "today": visit.today,
        "language": visit.who.language,
        "in_language": visit.who.language,
        "proposed": calendar.next_working_day(
            months_on(visit.today, mini_months(visit.house, pack))
        ),
    }


async def _bond(reads: Snapshot, visit: Visit) -> Bond | Refusal:
    """What both agreed to is filed as it stands: nobody is there any more to agree to a change."""
    bond = await bond_of(reads, visit)
    if isinstance(bond, Refusal):
        return bond
    return Refusal("person_left") if has_gone(bond.person, visit.today) else bond


def _named(pack: TalkConcept, language: str, bond: Bond) -> dict[str, str]:
    """`name` is the employee's, `leader` the leader's, `other` that of whoever is not writing."""
    return {
        "plan_name": pack.names.plan.in_(language),
        "name": bond.person.name.split()[0],
        "leader": bond.leader.name.split()[0],
        "other": bond.other.name.split()[0],
    }


async def _pack(reads: Snapshot, visit: Visit, bond: Bond) -> TalkConcept:
    if bond.talk is not None:
        return pack_of(visit.house, bond.talk)
    return await pack_at(reads, visit.house, bond.person.workplace_id, today=visit.today)


async def _carried(reads: Snapshot, bond: Bond, inside: Contents) -> tuple[Goal, ...]:
    """What was agreed before and is open, in this plan's words if it has any; not its own."""
    own = {goal.id for goal in inside.goals}
    found = await kom.goals_with(reads, bond.person.id, bond.leader.id)
    followed = await talk_outcomes.followed(reads, bond.talk.id) if bond.talk else []
    worded = {goal.id: goal for goal, _ in followed}
    return tuple(worded.get(goal.id, goal) for goal in found if goal.id not in own)


async def _themes(reads: Snapshot, visit: Visit, bond: Bond) -> tuple[str, ...]:
    """What the workplace is to get better at: the goals are to lead there (NYB-KOM-31)."""
    cycle = await cycle_of(reads, visit.house, bond.talk) if bond.talk else None
    return tuple(cycle.themes) if cycle else ()


async def _colleagues(
    reads: Snapshot, visit: Visit, bond: Bond, inside: Contents
) -> tuple[Option, ...]:
    """Those who work there, and whoever was asked before and does so no longer."""
    here = await people.of_workplace(reads, bond.person.workplace_id, visit.today)
    asked = [each.person_id for each in inside.helpers.values()]
    known = {each.id: each for each in here} | await people.people(reads, asked)
    own = {bond.person.id, bond.leader.id}
    return tuple(Option(each.id, label=each.name) for each in known.values() if each.id not in own)


async def _changed(
    reads: Snapshot, visit: Visit, plan: TalkPlan | None
) -> tuple[str, object] | None:
    """Who wrote in it last and when, where it was the other."""
    found = await talk_plans.last_written(reads, plan.id) if plan else None
    if found is None or found.actor_id == visit.who.id:
        return None
    person = await people.person(reads, found.actor_id)
    return (person.name, found.at) if person else None


def prefill(facts: Facts) -> Answers:
    """A plan that is there already is looked through: goals that are open go on, unless said."""
    plan: TalkPlan | None = facts["plan"]
    if plan is None:
        return drafts.begun(facts)
    kept = {f"state.{goal.id}": Outcome.KEPT.value for goal in facts["goals"]}
    mine = plan.person_ok_at if facts["bond"].mine == "person" else plan.leader_ok_at
    return {**drafts.gone_on_with(facts), **kept, "ready": "yes" if mine else "draft"}


def has_goals(facts: Facts, _answers: Answers) -> bool:
    return bool(facts["goals"])


def _so_far(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    return (Rows(tuple((each.title, _agreed(each.agreed_on, say)) for each in facts["goals"])),)


def _agreed(day: date, say: Speaker) -> str:
    return say("plan/agreed_on", day=day)


PLAN = Dialog(
    name="plan",
    pages=(
        Page(
            "so_far",
            (Repeat(over=open_goals, steps=(Pick("state", options=STATES),)),),
            when=has_goals,
            body=_so_far,
        ),
        Pages(adjusting),
        Pages(lambda facts: once(facts, "text")),
        Pages(goal_pages, others=("form", "starts", "ends", "zone", "helper")),
        Pages(lambda facts: once(facts, "help")),
        FOLLOWING,
        closed_page("follow_up_on"),
        drafts.other_page(spoken),
    ),
    load=load,
    done=save,
    prefill=prefill,
    roomy=True,
    expires_after=timedelta(days=60),
)
