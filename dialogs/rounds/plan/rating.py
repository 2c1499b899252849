"""Each member of the planning group rates each heading, then sees what it gives (TAL-54..56)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs import planning
from dialogs.concepts import load_round
from dialogs.concepts.work_plans import PlanCriterion
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote, Table
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.messages import Request
from dialogs.core.steps import Answers, Facts, Option, Scale
from dialogs.core.texts import Speaker
from dialogs.rounds.plan.sorting import PARTS
from dialogs.rounds.plan.topics import line
from dialogs.rounds.plan.work import home, state_for
from dialogs.rules import ratings as rules
from dialogs.rules.ratings import HIGHEST, LOWEST, Given, Standing
from dialogs.theme_names import CONCEPT, list_name
from storage import topics
from storage.database import Snapshot
from storage.tables import Note, Person, Round, ThemeList, Topic
from storage.unit_of_work import Unit


def criteria_of(part: str) -> tuple[PlanCriterion, ...]:
    return load_round(CONCEPT).work_plan.criteria_of(part)


@dataclass(frozen=True, kw_only=True)
class Rated:
    """A round's headings and who gave them what, of those who are in the group now."""

    topics: Sequence[Topic]
    given: Mapping[str, Given]
    group: Sequence[Person]

    def keys(self, topic: Topic) -> tuple[str, ...]:
        return tuple(each.key for each in criteria_of(topic.part))

    def is_rated(self, topic: Topic, person_id: str) -> bool:
        return rules.whole(self.given[topic.id].get(person_id, {}), self.keys(topic))

    def next_for(self, person_id: str) -> Topic | None:
        return next((each for each in self.topics if not self.is_rated(each, person_id)), None)

    def seen_by(self, topic: Topic, person_id: str) -> bool:
        return rules.may_see(
            rated=self.is_rated(topic, person_id),
            raters=len(self.given[topic.id]),
            group=len(self.group),
        )

    def counted(self, topic: Topic, person_id: str) -> bool:
        """Seen, and with so many that no number is somebody's."""
        return self.seen_by(topic, person_id) and len(self.given[topic.id]) >= rules.ENOUGH


async def rated(reads: Snapshot, round_: Round, visit: Visit) -> Rated:
    found = await topics.of_round(reads, round_.id)
    found.sort(key=lambda topic: PARTS.index(topic.part))
    group = await planning.group(reads, round_.workplace_id, visit.today)
    members = {each.id for each in group}
    given: dict[str, dict[str, dict[str, int]]] = {topic.id: {} for topic in found}
    for each in await topics.ratings(reads, given):
        if each.person_id in members:
            given[each.topic_id].setdefault(each.person_id, {})[each.criterion] = each.value
    keys = {topic.id: [c.key for c in criteria_of(topic.part)] for topic in found}
    complete = {
        id_: {who: values for who, values in by.items() if rules.whole(values, keys[id_])}
        for id_, by in given.items()
    }
    return Rated(topics=found, given=complete, group=group)


async def rate(unit: Unit, request: Request) -> Card | Open | Refusal:
    """`do:rate:ROUND`: the next heading that the person has not rated, or what has come of it."""
    state = await state_for(unit, request, request.subject)
    if isinstance(state, Refusal):
        return state
    found = await rated(unit, state.round, request)
    if not found.topics:
        return Refusal("no_topics")
    waiting = found.next_for(request.who.id)
    return Open(RATING.name, waiting.id) if waiting else await ratings(unit, request)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    topic = await topics.find(unit, visit.subject)
    if topic is None:
        return Refusal("topic_gone")
    state = await state_for(unit, visit, topic.round_id)
    if isinstance(state, Refusal):
        return state
    notes = await topics.notes(unit, topic.round_id, topic.part)
    given = await topics.ratings(unit, [topic.id])
    criteria = criteria_of(topic.part)
    return {
        "round": state.round,
        "topic": topic.title,
        "topic_id": topic.id,
        "under": tuple(note for note in notes if note.topic_id == topic.id),
        "criteria": tuple(Option(c.key, label=c.text.in_(visit.who.language)) for c in criteria),
        "mine": {e.criterion: e.value for e in given if e.person_id == visit.who.id},
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
    topics.expect(unit, sent.subject)
    values = {each.key: int(sent.answers[f"value.{each.key}"]) for each in sent.facts["criteria"]}
    topics.rate(unit, sent.subject, sent.who.id, values)
    found = await rated(unit, round_, sent)
    left = [
        each
        for each in found.topics
        if each.id != sent.subject and not found.is_rated(each, sent.who.id)
    ]
    say = sent.say
    if not left:
        see = write(Do("ratings", round_.id))
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


async def ratings(unit: Unit, request: Request) -> Card | Refusal:
    """`do:ratings:ROUND`: averages and spread, with what there is to talk about."""
    state = await state_for(unit, request, request.subject)
    if isinstance(state, Refusal):
        return state
    found = await rated(unit, state.round, request)
    say = request.say
    body: list[Part] = [say("rating/openly" if rules.is_open(len(found.group)) else "rating/how")]
    for part in PARTS:
        mine = [each for each in found.topics if each.part == part]
        if mine:
            body += [Heading(list_name(ThemeList(part), say.language))]
            body += _part(found, mine, request.who.id, say)
    more = found.next_for(request.who.id)
    choose = write(Open("efforts", state.round.id))
    buttons = [Button(label=say("rating/choose"), value=choose)]
    if more:
        go_on = write(Open("rating", more.id))
        buttons.insert(0, Button(label=say("rating/go_on"), value=go_on, style="primary"))
    return Card(title=say("rating/result"), body=tuple(body), buttons=(*buttons, home(say)))


def _part(found: Rated, mine: Sequence[Topic], who_id: str, say: Speaker) -> list[Part]:
    if rules.is_open(len(found.group)):
        return _openly(found, [each for each in mine if found.seen_by(each, who_id)], say)
    counted = [each for each in mine if found.counted(each, who_id)]
    parts = _standings(found, counted, say) if counted else []
    parts += [
        say("rating/few", topic=each.title)
        for each in mine
        if found.seen_by(each, who_id) and each not in counted
    ]
    hidden = sum(not found.seen_by(each, who_id) for each in mine)
    return [*parts, say("rating/hidden", hidden=hidden)] if hidden else parts


def _openly(found: Rated, seen: Sequence[Topic], say: Speaker) -> list[Part]:
    """So few that an average would tell: each number with its name, which they were told before."""
    names = {each.id: each.name for each in found.group}
    parts: list[Part] = []
    for topic in seen:
        who = [id_ for id_ in names if id_ in found.given[topic.id]]
        rows = [
            (
                each.name.in_(say.language),
                *(str(found.given[topic.id][id_][each.key]) for id_ in who),
            )
            for each in criteria_of(topic.part)
        ]
        parts.append(Table((topic.title, *(names[id_] for id_ in who)), tuple(rows)))
    return parts


def _standings(found: Rated, counted: Sequence[Topic], say: Speaker) -> list[Part]:
    titles = {each.id: each.title for each in counted}
    criteria = criteria_of(counted[0].part)
    standings = rules.standings(
        {each.id: found.given[each.id] for each in counted}, [each.key for each in criteria]
    )
    head = (
        say("rating/heading"),
        say("rating/whole"),
        *(each.name.in_(say.language) for each in criteria),
    )
    rows = tuple(
        (titles[each.topic], say("rating/average", value=each.average), *_cells(each, say))
        for each in standings
    )
    return [Table(head, rows), *_talk_about(standings, titles, say)]


def _cells(standing: Standing, say: Speaker) -> tuple[str, ...]:
    return tuple(
        say("rating/spread", value=each.average, low=each.low, high=each.high)
        for each in standing.by.values()
    )


def _talk_about(
    standings: Sequence[Standing], titles: Mapping[str, str], say: Speaker
) -> list[Part]:
    """Where they see it differently, and where two stand alike."""
    apart = [titles[each.topic] for each in standings if each.differs]
    alike = [[titles[id_] for id_ in tied] for tied in rules.ties(standings)]
    parts: list[Part] = [say("rating/differs", topics=apart)] if apart else []
    return parts + [say("rating/tied", topics=each) for each in alike]


def order_seen(found: Rated, who_id: str) -> list[Topic]:
    """The headings to choose among: the highest first where the person may see the result."""
    counted = [each for each in found.topics if found.counted(each, who_id)]
    if len(counted) < len(found.topics):
        return list(found.topics)
    placed: dict[str, float] = {}
    for part in PARTS:
        mine = {each.id: found.given[each.id] for each in counted if each.part == part}
        keys = [each.key for each in criteria_of(part)]
        placed |= {each.topic: each.average for each in rules.standings(mine, keys)}
    return sorted(found.topics, key=lambda topic: -placed[topic.id])
