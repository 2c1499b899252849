"""What was said of a year's conversations, for its leader and the local committee (NYB-KOM-51).

Through the gate: from five on, and in an order that tells nothing; else nothing at all. What the
leader and the committee make of it together is kept, and read when the next year is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from dialogs.concepts import Ask
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Pages, Refusal, Visit
from dialogs.core.house import House
from dialogs.core.messages import Hearing, Request
from dialogs.core.people import Who
from dialogs.core.steps import Facts
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rules.ballots import LEAST, words_may_be_read
from dialogs.talks.packs import names_of, pack_of
from dialogs.talks.questions import PICK, SCALE, asked
from storage import kom
from storage import talk_evaluations as store
from storage.database import Snapshot
from storage.tables import Cycle, RoleName, TalkEvaluation
from storage.talk_evaluations import Part as Of
from storage.unit_of_work import Unit

READY, COMMAND, DIALOG = "talk_evaluations_ready", "talk_evaluations", "year_answer"
Lessons = tuple[tuple[str, str], ...]
"""Pairs of a question and what the leader and the committee agreed on."""
READERS = (RoleName.LEADER, RoleName.TR, RoleName.AMR)
"""The leader of the workplace, and its local committee."""


def may_read(who: Who, cycle: Cycle) -> bool:
    return any(who.has(role, cycle.workplace_id) for role in READERS)


async def ready(reads: Snapshot, hearing: Hearing) -> Card | None:
    cycle = await kom.cycle_by_id(reads, hearing.params["cycle"])
    if cycle is None or hearing.who is None or not may_read(hearing.who, cycle):
        return None
    return await _card(reads, cycle, hearing.house, hearing.say)


async def show(unit: Unit, request: Request) -> Card | Refusal:
    """`do:talk_evaluations:CYCLE`: only once no more can come."""
    cycle = await _read(unit, request)
    if isinstance(cycle, Refusal):
        return cycle
    return await _card(unit, cycle, request.house, request.say)


async def _read(reads: Snapshot, visit: Visit) -> Cycle | Refusal:
    cycle = await kom.cycle_by_id(reads, visit.subject)
    if cycle is None:
        return Refusal("not_there")
    if not may_read(visit.who, cycle):
        return Refusal("not_for_you")
    return Refusal("talk_evaluation_not_yet") if cycle.evaluated_at is None else cycle


async def _card(reads: Snapshot, cycle: Cycle, house: House, say: Speaker) -> Card:
    found = pack_of(house, cycle)
    body: list[Part] = []
    for part, asks in ((Of.TALK, found.evaluations.talk), (Of.YEAR, found.evaluations.year)):
        if asks:
            sent = await store.of(reads, cycle.id, part)
            body += shown(part, asks, sent, say, minimum=house.minimum_ballots)
    body += await agreed_parts(reads, cycle, house, say)
    home = Button(label=say("common/home"), value=write(Do("home")))
    answer = Button(label=say("talk_evaluation/answer"), value=write(Open(DIALOG, cycle.id)))
    facts = {**names_of(found, say.language), "year": cycle.year}
    return Card(
        title=say("talk_evaluation/result", **facts),
        body=tuple(body) or (say("talk_evaluation/nothing"),),
        buttons=(answer, home) if found.evaluations.year else (home,),
    )


def shown(
    part: Of, asks: Sequence[Ask], sent: Sequence[TalkEvaluation], say: Speaker, *, minimum: int
) -> list[Part]:
    """The answers of one person stand in orders of their own, so that nothing joins them."""
    heading = Heading(say(f"talk_evaluation/part_{part}"))
    least = max(minimum, LEAST)
    if not words_may_be_read({part.value: len(sent)}, minimum=least):
        return [heading, say("talk_evaluation/too_few", least=least)]
    parts: list[Part] = [heading, say("talk_evaluation/count", count=len(sent))]
    said = [each.answers for each in sent]
    for ask in asks:
        parts += [ask.text.in_(say.language), *_answered(part, ask, said, say)]
    return parts


def _answered(
    part: Of, ask: Ask, said: Sequence[Mapping[str, str]], say: Speaker
) -> Iterator[Part]:
    found = sorted(raw for answers in said for raw in _raw(part, ask, answers))
    if not found:
        yield say("talk_evaluation/nothing")
    elif ask.kind in {SCALE, PICK}:
        names = {each.key: each.name.in_(say.language) for each in ask.choices}
        numbers = sorted(Counter(found).items(), key=lambda each: (len(each[0]), each[0]))
        rows = tuple((names.get(raw, raw), str(count)) for raw, count in numbers)
        yield Rows(rows)
    else:
        yield from map(Quote, found)


def _raw(part: Of, ask: Ask, answers: Mapping[str, str]) -> list[str]:
    names = [step.name for step in asked(part.value, (ask,), "da")]
    return [answers[name] for name in names if answers.get(name)]


async def agreed_parts(
    reads: Snapshot, cycle: Cycle, house: House, say: Speaker
) -> tuple[Part, ...]:
    """What the leader and the committee have made of it; empty where they have not yet."""
    said = await _agreed(reads, cycle, house, say.language)
    return told(said, say("talk_evaluation/agreed"))


async def _agreed(reads: Snapshot, cycle: Cycle, house: House, language: str) -> Lessons:
    agreed = await store.agreed(reads, cycle.id)
    asks = pack_of(house, cycle).evaluations.year if agreed else ()
    return tuple(
        (ask.text.in_(language), raw)
        for ask in asks
        for raw in _raw(Of.COMMITTEE, ask, agreed.answers if agreed else {})
    )


def told(said: Lessons, heading: str) -> tuple[Part, ...]:
    parts: list[Part] = [Heading(heading)] if said else []
    for question, text in said:
        parts += [question, Quote(text)]
    return tuple(parts)


async def lessons(
    reads: Snapshot, house: House, workplace_id: str, *, before: int, language: str
) -> Lessons:
    """For whoever opens a year: what was said of the last one that was evaluated."""
    cycle = await store.latest(reads, workplace_id, before=before)
    return await _agreed(reads, cycle, house, language) if cycle else ()


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    cycle = await _read(unit, visit)
    if isinstance(cycle, Refusal):
        return cycle
    pack, language = pack_of(visit.house, cycle), visit.who.language
    if not pack.evaluations.year:
        return Refusal("not_there")
    made = await store.agreed(unit, cycle.id)
    steps = asked(Of.COMMITTEE.value, pack.evaluations.year, language)
    return {
        "year": cycle.year,
        "cycle": cycle,
        "made": made,
        "steps": steps,
        "stands": {step.name: made.answers.get(step.name, "") if made else "" for step in steps},
        "changed": None,
    }


def pages(facts: Facts) -> tuple[Page, ...]:
    return (Page("together", facts["steps"]),)


def spoken(facts: Facts, name: str, raw: str, _say: Speaker) -> tuple[str, str]:
    return next(step.item for step in facts["steps"] if step.name == name), raw


async def save(unit: Unit, sent: Completion) -> Card:
    cycle: Cycle = sent.facts["cycle"]
    store.agree(unit, cycle.id, await drafts.settled(unit, sent), sent.facts["made"])
    say = sent.say
    see = Button(label=say("year_answer/see"), value=write(Do(COMMAND, cycle.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("year_answer/done"), body=(say("year_answer/kept"),), buttons=(see, home))


YEAR_ANSWER = Dialog(
    name=DIALOG,
    pages=(Pages(pages, others=(SCALE, PICK)), drafts.other_page(spoken)),
    load=load,
    prefill=drafts.begun,
    done=save,
    review=False,
)
