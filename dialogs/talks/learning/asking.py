"""What one wants from a course or a task, what one used of it, and what came of it (KL-07, 19, 26).

Each is a short page of the learning concept's own questions. Whether it was pleasant is not asked.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from dialogs.concepts import LearningConcept
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Pages, Refusal, Visit
from dialogs.core.steps import SHORT, Answers, Facts, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.talks.kom_access import first_name
from storage import due, kom, learning
from storage.tables import Activity, ActivityState
from storage.unit_of_work import Unit

When: TypeAlias = Literal["before", "after", "later"]
WHENS: tuple[When, ...] = ("before", "after", "later")
NAME = "learning"
STEP = "learned"


def rule_of(when: str) -> str:
    """The reminder that asks for it."""
    return f"{NAME}.{when}"


def asked(pack: LearningConcept, when: When, language: str) -> tuple[tuple[str, str], ...]:
    """Pairs of a key and a question."""
    questions = {"before": pack.before, "after": pack.after, "later": pack.later}[when]
    return tuple((each.key, each.text.in_(language)) for each in questions)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """`ACTIVITY.WHEN`."""
    activity_id, _, when = visit.subject.partition(".")
    found = await learning.activity(unit, activity_id)
    if found is None or when not in WHENS:
        return Refusal("not_there")
    if found.person_id != visit.who.id:
        return Refusal("not_your_learning")
    if found.state == ActivityState.DROPPED.value:
        return Refusal("learning_dropped")
    language = visit.who.language
    return {
        "activity": found,
        "when": when,
        "questions": asked(visit.house.packs.learning(), when, language),
        "leader": await first_name(unit, visit.who.leader_id),
        "what": found.what,
    }


def pages(facts: Facts) -> tuple[Page, ...]:
    steps = tuple(
        Text(
            f"{STEP}.{key}",
            required=False,
            item=question,
            max_length=SHORT * 2,
        )
        for key, question in facts["questions"]
    )
    share = Pick("share", options=("me", "leader"), when=has_leader)
    return (Page(f"ask.{facts['when']}", (*steps, share), item=facts["what"], body=_what),)


def has_leader(facts: Facts, _answers: Answers) -> bool:
    return bool(facts["leader"])


def _what(facts: Facts, _answers: Answers, _say: Speaker) -> tuple[Part, ...]:
    return (Quote(facts["what"]),)


def prefill(facts: Facts) -> Answers:
    activity: Activity = facts["activity"]
    written = getattr(activity, facts["when"]) or {}
    shown = {"share": "leader"} if learning.is_shared(activity, facts["when"]) else {}
    return {**{f"{STEP}.{key}": text for key, text in written.items()}, **shown}


async def save(unit: Unit, sent: Completion) -> Card:
    activity, when = sent.facts["activity"], sent.facts["when"]
    answers = {
        key: sent.answers[f"{STEP}.{key}"]
        for key, _ in sent.facts["questions"]
        if sent.answers.get(f"{STEP}.{key}")
    }
    shared = sent.answers.get("share") == "leader"
    if shared:
        kom.expect_leads(unit, leader_id=sent.who.leader_id or "", person_id=sent.who.id)
    learning.write(unit, activity, when, answers, shared=shared)
    due.cancel(unit, rule=rule_of(when), subject=activity.id, person_id=sent.who.id)
    return _card(sent, shared=shared)


def _card(sent: Completion, *, shared: bool) -> Card:
    say, facts = sent.say, sent.facts
    return Card(
        title=say("learning/done"),
        body=(
            say("learning/kept_leader" if shared else "learning/kept_me", **facts),
            say(f"learning/next_{facts['when']}", **facts),
        ),
        buttons=(
            Button(label=say("learning/see"), value=write(Do("learning"))),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )


LEARNING = Dialog(
    name=NAME,
    pages=(Pages(of=pages, others=("share",)),),
    load=load,
    done=save,
    prefill=prefill,
    review=False,
)
