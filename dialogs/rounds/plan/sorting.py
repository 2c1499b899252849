"""The planning group sorts all groups' notes under headings that it makes (TAL-53)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.messages import Request
from dialogs.core.steps import Answers, Facts, Option, Pick, Problem, Text
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.plan.work import home, keep_change, state_for
from storage import sessions, topics
from storage.tables import Note, Round, ThemeList, Topic
from storage.unit_of_work import Unit

AT_ONCE = 6
"""Notes on one page: more of them, with all the headings to each, nobody overlooks."""
MOST_TOPICS, TITLE = 12, 60
NEW = ("heading_1", "heading_2")
LATER = "later"
BATCH = "batch"
"""The notes of the page, kept beside the answers, so that they are the same until it is sent."""
PARTS = tuple(which.value for which in ThemeList)


async def sort(unit: Unit, request: Request) -> Card | Open | Refusal:
    """`do:sort:ROUND`: the next notes that lie under no heading, or the headings."""
    state = await state_for(unit, request, request.subject)
    if isinstance(state, Refusal):
        return state
    found = {part: await topics.notes(unit, state.round.id, part) for part in PARTS}
    if not any(found.values()):
        return Refusal("no_notes")
    waiting = [part for part, notes in found.items() if unsorted(notes)]
    if waiting:
        return Open(SORTING.name, f"{state.round.id}:{waiting[0]}")
    say = request.say
    see = tuple(_see(part, request.subject, say) for part in PARTS if found[part])
    return Card(title=say("sorting/all_sorted"), buttons=(*see, home(say)))


def _see(part: str, round_id: str, say: Speaker) -> Button:
    label = say(f"sorting/see_{part}")
    return Button(label=label, value=write(Do("topics", f"{round_id}:{part}")))


def unsorted(notes: Sequence[Note]) -> list[Note]:
    return [note for note in notes if note.topic_id is None]


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_id, _, part = visit.subject.partition(":")
    state = await state_for(unit, visit, round_id)
    if isinstance(state, Refusal):
        return state
    if part not in PARTS:
        return Refusal("not_there")
    notes = await topics.notes(unit, round_id, part)
    batch = await _batch(unit, visit, notes)
    if not batch:
        return Refusal("no_notes")
    found = [each for each in await topics.of_round(unit, round_id) if each.part == part]
    return {
        "round": state.round,
        "part": part,
        "topics": tuple(found),
        "batch": tuple(batch),
        "notes": {note.id: _shown(note) for note in batch},
        "left": len(unsorted(notes)),
        "stands": {f"note.{note.id}": note.topic_id or LATER for note in batch},
        "changed": await drafts.last_changed(unit, round_id, part, visit.who.id),
    }


async def _batch(unit: Unit, visit: Visit, notes: Sequence[Note]) -> list[Note]:
    """Those that the person has before them already, else the next unsorted ones."""
    running = await sessions.about(
        unit, person_id=visit.who.id, dialog=SORTING.name, subject=visit.subject
    )
    before = running.answers.get(BATCH, "").split() if running else []
    mine = [note for note in notes if note.id in before]
    return mine or unsorted(notes)[:AT_ONCE]


def _shown(note: Note) -> Mapping[str, Any]:
    return {
        "text": note.text,
        "kind": note.kind,
        "heading": note.heading or "",
        "chosen": note.chosen,
    }


def prefill(facts: Facts) -> Answers:
    return {**drafts.begun(facts), BATCH: " ".join(note.id for note in facts["batch"])}


def each_note(facts: Facts) -> tuple[Option, ...]:
    return tuple(Option(note.id, label=note.id) for note in facts["batch"])


def where(facts: Facts) -> tuple[Option, ...]:
    """None yet, every heading, or those that are just being made."""
    made = tuple(Option(topic.id, label=topic.title) for topic in facts["topics"])
    return (Option(LATER), *made, *(Option(name) for name in NEW))


def check(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """A new heading that something is put under needs a name; and too many are no order."""
    used = {raw for name, raw in answers.items() if name.startswith("note.")}
    named = [name for name in NEW if answers.get(name)]
    missing = [name for name in NEW if name in used and name not in named]
    if missing:
        return {name: Problem("needs_heading") for name in missing}
    fresh = [name for name in named if _known(facts, answers[name]) is None]
    if fresh and len(facts["topics"]) + len(fresh) > MOST_TOPICS:
        return {fresh[-1]: Problem("enough_headings", {"most": MOST_TOPICS})}
    return {}


def _known(facts: Facts, title: str) -> Topic | None:
    """The heading that is called so already: the same one twice is one."""
    found: Sequence[Topic] = facts["topics"]
    alike = (each for each in found if each.title.casefold() == title.casefold())
    return next(alike, None)


def spoken(facts: Facts, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    titles = {topic.id: topic.title for topic in facts["topics"]}
    note = facts["notes"][name.partition(".")[2]]
    return note["text"], titles.get(raw) or say(f"sorting/note_{raw}")


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    made = _make(unit, sent)
    final = await drafts.settled(unit, sent)
    known = {each.id for each in sent.facts["topics"]}
    targets = {name: None if raw == LATER else made.get(raw, raw) for name, raw in final.items()}
    for topic_id in known & set(targets.values()):
        topics.expect(unit, topic_id)
    for note in sent.facts["batch"]:
        if (target := targets[f"note.{note.id}"]) != note.topic_id:
            topics.sort(unit, note, target)
    keep_change(unit, sent, round_, "sorted", sent.facts["part"])
    newly = sum(note.topic_id is None for note in sent.facts["batch"])
    still = sum(raw == LATER for raw in final.values())
    return _kept(sent, left=sent.facts["left"] - newly + still)


def _make(unit: Unit, sent: Completion) -> dict[str, str]:
    """The new headings' ids by the field in which each was named."""
    made: dict[str, str] = {}
    titles: dict[str, str] = {}
    for name in NEW:
        title = sent.answers.get(name, "")
        if not title:
            continue
        known = _known(sent.facts, title)
        if known is None and title.casefold() not in titles:
            known = Topic(round_id=sent.facts["round"].id, part=sent.facts["part"], title=title)
            unit.insert(known)
        made[name] = titles.setdefault(title.casefold(), known.id if known else "")
    return made


def _kept(sent: Completion, *, left: int) -> Card:
    say, round_id, part = sent.say, sent.facts["round"].id, sent.facts["part"]
    body = say("sorting/left", left=left)
    more = Button(label=say("sorting/more"), value=write(Do("sort", round_id)), style="primary")
    buttons = ((more,) if left else ()) + (_see(part, round_id, say), home(say))
    return Card(title=say("sorting/done"), body=(body,), buttons=buttons)


SORTING = Dialog(
    name="sorting",
    pages=(
        Page(
            "notes",
            (
                *(
                    Text(name, required=False, max_length=TITLE, multiline=False, personal=False)
                    for name in NEW
                ),
                Repeat(over=each_note, steps=(Pick("note", options=where),)),
            ),
            check=check,
        ),
        drafts.other_page(spoken),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
    roomy=True,
)
