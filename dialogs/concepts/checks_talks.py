"""What must hold between the parts of a pack for conversations, and of one for learning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from dialogs.concepts.counting import Complaints, counted, unique, within
from dialogs.concepts.model import LearningConcept, TalkConcept
from dialogs.concepts.places import Place
from dialogs.concepts.talks import (
    AgendaItem,
    Artefact,
    Ask,
    Keeping,
    PlanForm,
    Sheet,
    Span,
    TalkItem,
)

TAKEN = frozenset(
    [
        "about",
        "begin",
        "common",
        "goals",
        "leader",
        "must",
        "own",
        "own_theme",
        "senior",
        "sharing",
        "theme",
        "themes",
        "topics",
    ]
)
"""Names that pages and steps of a preparation have already."""
OF_A_PLAN = frozenset(["why", "change", "others", "how"])
"""What every plan asks for beside the concept's own headings."""


def complaints(concept: TalkConcept) -> Complaints:
    yield from _tracks(concept)
    yield from _sheets(("sheets",), concept.sheets, concept)
    yield from _sheets(("leader_sheets",), concept.leader_sheets, concept)
    yield from unique(("obligatory",), concept.obligatory)
    yield from counted(("obligatory",), concept.obligatory, count=concept.counts.obligatory)
    yield from unique(("goal_questions",), concept.goal_questions)
    yield from unique(("prompts",), concept.prompts)
    yield from unique(("ground_rules",), concept.ground_rules)
    yield from _plan(concept.plan)
    yield from _spans(concept)
    yield from unique(("mini", "agenda"), concept.mini.agenda)
    if concept.mini.max_minutes:
        yield from _minutes(concept.mini.agenda, limit=concept.mini.max_minutes)
    yield from _agenda(concept)
    yield from _keeping(concept.keeping)
    for name in ("talk", "year"):
        yield from _asks(("evaluations", name), getattr(concept.evaluations, name))
    for name in ("team", "leader", "senior"):
        if variant := getattr(concept, name):
            yield from _asks((name, "asks"), variant.asks)


def of_learning(concept: LearningConcept) -> Complaints:
    for name in ("forms", "zones", "before", "after", "later", "links"):
        yield from unique((name,), getattr(concept, name))


def _tracks(concept: TalkConcept) -> Complaints:
    yield from unique(("tracks",), concept.tracks)
    yield from counted(("tracks",), concept.tracks, count=concept.counts.tracks)
    for index, track in enumerate(concept.tracks):
        place = ("tracks", index, "questions")
        yield from unique(place, track.questions)
        yield from within(place, track.questions, concept.counts.questions)
        if track.key in TAKEN:
            yield ("tracks", index, "key"), _taken(track.key)


def _taken(key: str) -> str:
    return f'"{key}" is the name of a page that every preparation has: take another'


def _sheets(place: Place, sheets: Sequence[Sheet], concept: TalkConcept) -> Complaints:
    yield from unique(place, sheets)
    tracks = {track.key for track in concept.tracks}
    for index, sheet in enumerate(sheets):
        yield from unique((*place, index, "statements"), sheet.statements)
        yield from _asks((*place, index, "asks"), sheet.asks)
        if sheet.key in TAKEN:
            yield (*place, index, "key"), _taken(sheet.key)
        elif sheet.key in tracks:
            yield (*place, index, "key"), f'"{sheet.key}" is the key of a track: take another'


def _asks(place: Place, asks: Sequence[Ask]) -> Complaints:
    yield from unique(place, asks)
    for index, ask in enumerate(asks):
        here = (*place, index)
        if ask.kind == "pick" and not ask.choices:
            yield (*here, "choices"), "a pick needs choices: add them"
        if ask.kind != "pick" and ask.choices:
            yield (*here, "choices"), 'choices belong to kind = "pick": take them out'
        if (ask.kind == "slots") != (ask.slots is not None):
            yield (*here, "slots"), 'kind = "slots" and slots = 2 to 5 belong together'
        if ask.kind == "scale" and not (ask.low and ask.high):
            yield (*here, "low"), "a scale says what its ends mean: add low and high"
        yield from unique((*here, "choices"), ask.choices)


def _plan(plan: PlanForm) -> Complaints:
    yield from unique(("plan", "fields"), plan.fields)
    seen: set[str] = set()
    for index, field in enumerate(plan.fields):
        if field.kind != "text" and field.kind in seen:
            what = f'another field is of the kind "{field.kind}": make this one a text'
            yield ("plan", "fields", index, "kind"), what
        seen.add(field.kind)
        if field.key in OF_A_PLAN:
            what = f'"{field.key}" is the name of something that every plan has: take another'
            yield ("plan", "fields", index, "key"), what
    for needed in ("goal", "follow_up"):
        if needed not in seen:
            yield ("plan", "fields"), f'one field must be of kind = "{needed}": add it'


def _spans(concept: TalkConcept) -> Complaints:
    spans: tuple[tuple[Place, Span], ...] = (
        (("limits", "themes"), concept.limits.themes),
        (("limits", "goals"), concept.limits.goals),
        (("limits", "activities"), concept.limits.activities),
        (("counts", "questions"), concept.counts.questions),
    )
    for place, span in spans:
        if span.least > span.most:
            yield place, f"least is {span.least} and most is {span.most}: swap or mend them"


def _minutes(agenda: Sequence[AgendaItem], *, limit: int) -> Complaints:
    total = sum(item.minutes for item in agenda)
    if total > limit:
        yield (
            ("mini", "agenda"),
            f"the items take {total} minutes and max_minutes is {limit}: shorten them",
        )


def _agenda(concept: TalkConcept) -> Complaints:
    yield from unique(("agenda",), concept.agenda)
    yield from _after_team(concept.agenda)
    split = concept.time_split
    parts = (("where_why", split.where_why_minutes), ("how", split.how_minutes))
    for part, minutes in parts:
        total = sum(item.minutes for item in concept.agenda if item.part == part)
        if total != minutes:
            what = (
                f'the items of part = "{part}" take {total} minutes, and time_split says {minutes}'
            )
            yield ("agenda",), f"{what}: mend one of them"


def _after_team(agenda: Sequence[TalkItem]) -> Complaints:
    for index, item in enumerate(agenda):
        if item.after_team is not None and item.after_team > item.minutes:
            what = f"it takes {item.minutes} minutes by itself: a talk after the team's is shorter"
            yield ("agenda", index, "after_team"), what


def _keeping(rules: Sequence[Keeping]) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for index, rule in enumerate(rules):
        place = ("keeping", index)
        if rule.artefact in seen:
            yield (
                (*place, "artefact"),
                f'another rule is for "{rule.artefact}": take one of them out',
            )
        if rule.until != "leaves" and rule.months is None:
            yield (*place, "months"), f'until = "{rule.until}" needs a number of months: add it'
        seen.add(rule.artefact)
    for missing in (each for each in get_args(Artefact) if each not in seen):
        yield ("keeping",), f'no rule says how long "{missing}" is kept: add one'
