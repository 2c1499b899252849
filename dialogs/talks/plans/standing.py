"""A plan as the form has it: one raw answer for each field, empty where nothing stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from dialogs.concepts import TalkConcept
from storage.ids import new_id
from storage.tables import Activity, Goal, GoalHelper, TalkPlan
from storage.talk_plans import Contents, activity_id, goal_id

WHY, CHANGE, OTHERS = "why", "change", "others"
"""What `Goal.fields` has beside the concept's own headings."""
HOW = "how"
"""What `TalkPlan.fields` has beside them: how it is followed up."""
OWN = (WHY, CHANGE, OTHERS)
TALK = ("follow_up_on", HOW, "caller")


def goal_numbers(pack: TalkConcept) -> range:
    return range(1, pack.limits.goals.most + 1)


def activity_numbers(pack: TalkConcept) -> range:
    return range(1, pack.limits.activities.most + 1)


def per_goal(pack: TalkConcept) -> tuple[str, ...]:
    """The keys of the headings that are written under for each goal."""
    if pack.plan.per == "talk":
        return ()
    return tuple(each.key for each in pack.plan.fields if each.kind == "text")


def per_talk(pack: TalkConcept) -> tuple[str, ...]:
    """Those that are there once; what others help with is one of them where the plan is one."""
    if pack.plan.per == "goal":
        return ()
    return tuple(each.key for each in pack.plan.fields if each.kind in ("text", "help"))


def names(pack: TalkConcept) -> Iterator[str]:
    """Every field of the form that the two write in together."""
    yield from TALK
    yield from (f"field.{key}" for key in per_talk(pack))
    for number in goal_numbers(pack):
        yield from (f"{name}.{number}" for name in ("title", *OWN, "zone", "helper", "helps"))
        yield from (f"note.{number}-{key}" for key in per_goal(pack))
        for nth in activity_numbers(pack):
            at = f"{number}-{nth}"
            yield from (f"{name}.{at}" for name in ("what", "who", "form", "starts", "ends"))


def standing(pack: TalkConcept, plan: TalkPlan | None, inside: Contents) -> dict[str, str]:
    found = dict.fromkeys(names(pack), "")
    if plan is None:
        return found
    found |= {name: raw for name, raw in _of_plan(plan).items() if name in found}
    for number in goal_numbers(pack):
        goal = next((each for each in inside.goals if each.id == goal_id(plan.id, number)), None)
        if goal is not None:
            now = _of_goal(number, goal, inside)
            found |= {name: raw for name, raw in now.items() if name in found}
    return found


def _of_plan(plan: TalkPlan) -> dict[str, str]:
    written = {f"field.{key}": raw for key, raw in plan.fields.items()}
    day = plan.follow_up_on.isoformat() if plan.follow_up_on else ""
    return {
        **written,
        "follow_up_on": day,
        HOW: plan.fields.get(HOW, ""),
        "caller": plan.caller,
    }


def _of_goal(number: int, goal: Goal, inside: Contents) -> dict[str, str]:
    fields, helper = goal.fields or {}, inside.helpers.get(goal.id)
    found = {
        f"title.{number}": goal.title,
        f"zone.{number}": goal.zone or "",
        f"helper.{number}": helper.person_id if helper else "",
        f"helps.{number}": helper.what if helper else "",
    }
    for key, raw in fields.items():
        found[f"{key}.{number}" if key in OWN else f"note.{number}-{key}"] = raw
    for nth in range(1, len(inside.activities.get(goal.id, [])) + 2):
        each = _activity(inside, goal.id, nth)
        if each is not None:
            found |= _of_activity(f"{number}-{nth}", each)
    return found


def _activity(inside: Contents, goal: str, nth: int) -> Activity | None:
    there = inside.activities.get(goal, [])
    return next((each for each in there if each.id == activity_id(goal, nth)), None)


def _of_activity(at: str, each: Activity) -> dict[str, str]:
    return {
        f"what.{at}": each.what,
        f"who.{at}": each.who or "",
        f"form.{at}": each.form or "",
        f"starts.{at}": each.starts_on.isoformat() if each.starts_on else "",
        f"ends.{at}": each.ends_on.isoformat() if each.ends_on else "",
    }


def headings(pack: TalkConcept, written: Mapping[str, str]) -> dict[str, str]:
    """What `TalkPlan.fields` is to hold."""
    found = {key: written[f"field.{key}"] for key in per_talk(pack)} | {HOW: written[HOW]}
    return {key: raw for key, raw in found.items() if raw}


def goal_fields(pack: TalkConcept, written: Mapping[str, str], number: int) -> dict[str, str]:
    own = {name: written[f"{name}.{number}"] for name in OWN}
    notes = {key: written[f"note.{number}-{key}"] for key in per_goal(pack)}
    return {key: raw for key, raw in (own | notes).items() if raw}


def activities(
    pack: TalkConcept, written: Mapping[str, str], number: int, *, goal: Goal
) -> Iterator[Activity]:
    for nth in activity_numbers(pack):
        at = f"{number}-{nth}"
        if written[f"what.{at}"]:
            yield Activity(
                id=activity_id(goal.id, nth),
                goal_id=goal.id,
                person_id=goal.person_id,
                what=written[f"what.{at}"],
                who=written[f"who.{at}"] or None,
                form=written[f"form.{at}"] or None,
                starts_on=as_day(written[f"starts.{at}"]),
                ends_on=as_day(written[f"ends.{at}"]),
            )


def helper(written: Mapping[str, str], number: int, goal: str) -> GoalHelper | None:
    who, what = written[f"helper.{number}"], written[f"helps.{number}"]
    return GoalHelper(goal_id=goal, person_id=who, what=what) if who and what else None


def as_day(raw: str) -> date | None:
    return date.fromisoformat(raw) if raw else None


def fresh_id(plan: TalkPlan | None) -> str:
    return plan.id if plan else new_id()
