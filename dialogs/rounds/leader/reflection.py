"""After the dialogue the leader thinks about their own role, for nobody else to read (TAL-70)."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.leader.leading import held_round
from storage import due, leading, steps
from storage.tables import Reflection
from storage.unit_of_work import Unit

QUESTIONS = ("heard", "surprise", "keep", "change")
SHOWN = 12
"""So many of the groups' notes stand above the questions: more than that nobody keeps in mind."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await held_round(unit, visit)
    if isinstance(state, Refusal):
        return state
    noted = await leading.noted_on_leadership(unit, state.round.id)
    return {
        "round": state.round,
        "noted": [each.text for each in noted[:SHOWN]],
        "made": await leading.reflection(unit, state.round.id, visit.who.id),
    }


def prefill(facts: Facts) -> Answers:
    made: Reflection | None = facts["made"]
    return made.answers if made else {}


def _noted(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    noted: list[str] = facts["noted"]
    return (Heading(say("reflection/noted")), *map(Quote, noted)) if noted else ()


async def save(unit: Unit, sent: Completion) -> Card:
    round_id = sent.facts["round"].id
    kept = Reflection(round_id=round_id, person_id=sent.who.id, answers=dict(sent.answers))
    leading.keep_reflection(unit, kept, sent.facts["made"])
    steps.finish(unit, round_id, "reflection", person_id=sent.who.id, now=sent.now)
    due.plan(unit, rule="round.plan", subject=round_id, due_at=sent.now)
    say = sent.say
    buttons = (
        Button(label=say("leader_plan/begin"), value=write(Open("leader_plan", round_id))),
        Button(label=say("leader_cards/kom_begin"), value=write(Do("kom_leader", round_id))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(title=say("reflection/done"), body=(say("reflection/next"),), buttons=buttons)


REFLECTION = Dialog(
    name="reflection",
    pages=(
        Page("back", tuple(Text(each, required=False) for each in QUESTIONS[:2]), body=_noted),
        Page("ahead", tuple(Text(each, required=False) for each in QUESTIONS[2:])),
    ),
    load=load,
    prefill=prefill,
    done=save,
)
