"""Each member of the planning group rates each heading, and then they see what it gives together.

Nothing is seen before all have rated, or they close it: see `dialogs.rules.ratings` (TAL-54..56).
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.messages import Request
from dialogs.core.steps import Answers, Facts, Option, Scale
from dialogs.core.texts import Speaker
from dialogs.rounds.plan.rated import Rated, close, criteria_of, rated
from dialogs.rounds.plan.rating_result import ratings
from dialogs.rounds.plan.topics import line
from dialogs.rounds.plan.work import home, state_for
from dialogs.rules.ratings import HIGHEST, LOWEST, is_few
from storage import topics
from storage.tables import Note, Round, Topic
from storage.unit_of_work import Unit


async def rate(unit: Unit, request: Request) -> Card | Open | Refusal:
    """`do:rate:ROUND`: the next heading that the person has not rated, or what has come of it."""
    state = await state_for(unit, request, request.subject)
    if isinstance(state, Refusal):
        return state
    found = await rated(unit, state.round, request)
    if not found.topics:
        return Refusal("no_topics")
    waiting = None if is_few(len(found.group)) else found.next_for(request.who.id)
    return Open(RATING.name, waiting.id) if waiting else await ratings(unit, request)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    topic = await topics.find(unit, visit.subject)
    if topic is None:
        return Refusal("topic_gone")
    state = await state_for(unit, visit, topic.round_id)
    if isinstance(state, Refusal):
        return state
    if topic.standing is not None:
        return Refusal("rating_closed")
    found = await rated(unit, state.round, visit)
    if is_few(len(found.group)):
        return Refusal("rating_together")
    notes = await topics.notes(unit, topic.round_id, topic.part)
    return {
        "round": state.round,
        "topic": topic.title,
        "topic_id": topic.id,
        "under": tuple(note for note in notes if note.topic_id == topic.id),
        "criteria": tuple(
            Option(c.key, label=c.text.in_(visit.who.language)) for c in criteria_of(topic.part)
        ),
        "mine": found.given[topic.id].get(visit.who.id, {}),
        "rated": found,
    }


def prefill(facts: Facts) -> Answers:
    return {f"value.{key}": str(value) for key, value in facts["mine"].items()}


def by_criterion(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["criteria"]
    return found


def under_it(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    notes: Sequence[Note] = facts["under"]
    lines = "\n".join(line(note, say) for note in notes)
    return (Quote(lines),) if lines else ()


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    planning.expect_member(unit, sent.who, round_.workplace_id)
    values = {each.key: int(sent.answers[f"value.{each.key}"]) for each in sent.facts["criteria"]}
    found: Rated = sent.facts["rated"]
    left = [
        each
        for each in found.open
        if each.id != sent.subject and not found.is_rated(each, sent.who.id)
    ]
    if left or not _last(found, sent):
        topics.rate(unit, sent.subject, sent.who.id, values)
    else:
        _close_all(unit, found, sent, values)
    return _kept(sent, left)


def _last(found: Rated, sent: Completion) -> bool:
    """Whether all others of the group have rated everything."""
    return all(found.next_for(each.id) is None for each in found.group if each.id != sent.who.id)


def _close_all(unit: Unit, found: Rated, sent: Completion, values: dict[str, int]) -> None:
    """The last one's numbers go straight into the result."""
    for each in found.open:
        given = found.given[each.id]
        if each.id == sent.subject:
            given = {**given, sent.who.id: values}
        close(unit, each, given, found.rows[each.id])


def _kept(sent: Completion, left: Sequence[Topic]) -> Card:
    say, round_id = sent.say, sent.facts["round"].id
    if not left:
        see = write(Do("ratings", round_id))
        button = Button(label=say("rating/see"), value=see, style="primary")
        return Card(title=say("rating/all_done"), buttons=(button, home(say)))
    label = say("rating/next", topic=left[0].title)
    more = Button(label=label, value=write(Open("rating", left[0].id)), style="primary")
    body = say("rating/left", left=len(left))
    return Card(title=say("rating/done"), body=(body,), buttons=(more, home(say)))


RATING = Dialog(
    name="rating",
    pages=(
        Page(
            "rate",
            (Repeat(over=by_criterion, steps=(Scale("value", low=LOWEST, high=HIGHEST),)),),
            body=under_it,
        ),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
)
