"""The leader's own plan: three areas at most, what will be done, what success looks like (TAL-71).

It is the leader's alone; parts of it go into the feedback to the employees, if the leader says so.
"""

from __future__ import annotations

from functools import partial

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import SHORT, Answers, Facts, Problem, Text
from dialogs.rounds.leader.leading import held_round
from storage import leading
from storage.tables import LeaderPlan
from storage.unit_of_work import Unit

AREAS = ("1", "2", "3")
PARTS = ("area", "measures", "success")
LENGTH = 600


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await held_round(unit, visit)
    if isinstance(state, Refusal):
        return state
    made = await leading.plan(unit, state.round.id, visit.who.id)
    return {"round": state.round, "made": made}


def prefill(facts: Facts) -> Answers:
    made: LeaderPlan | None = facts["made"]
    areas = made.areas if made else []
    return {
        f"{part}_{number}": area.get(part, "")
        for number, area in zip(AREAS, areas, strict=False)
        for part in PARTS
    }


def _written(answers: Answers, number: str) -> dict[str, str]:
    return {part: answers.get(f"{part}_{number}", "") for part in PARTS}


def named(number: str, _facts: Facts, answers: Answers) -> dict[str, Problem]:
    """What is to be done belongs to an area."""
    area = _written(answers, number)
    nameless = any(area.values()) and not area["area"]
    return {f"area_{number}": Problem("required")} if nameless else {}


async def save(unit: Unit, sent: Completion) -> Card:
    round_id = sent.facts["round"].id
    areas = [area for each in AREAS if (area := _written(sent.answers, each))["area"]]
    kept = LeaderPlan(round_id=round_id, person_id=sent.who.id, areas=areas)
    leading.keep_plan(unit, kept, sent.facts["made"])
    say = sent.say
    buttons = (
        Button(label=say("leader_feedback/begin"), value=write(Open("leader_feedback", round_id))),
        Button(label=say("leader_cards/kom_begin"), value=write(Do("kom_leader", round_id))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    body = (say("leader_plan/yours"),)
    return Card(title=say("leader_plan/done"), body=body, buttons=buttons)


def _page(number: str) -> Page:
    first = number == AREAS[0]
    return Page(
        f"area_{number}",
        (
            Text(f"area_{number}", required=first, max_length=SHORT, multiline=False),
            Text(f"measures_{number}", required=first, max_length=LENGTH),
            Text(f"success_{number}", required=False, max_length=LENGTH),
        ),
        check=partial(named, number),
    )


LEADER_PLAN = Dialog(
    name="leader_plan",
    pages=tuple(_page(each) for each in AREAS),
    load=load,
    prefill=prefill,
    done=save,
)
