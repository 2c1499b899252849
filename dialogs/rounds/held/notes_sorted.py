"""What a group does with its notes: mends them, puts them under headings, marks what matters most.

Two points and two actions at most are marked for each theme (TAL-46).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from dialogs.core.cards import Card, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick, Problem, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.held.notes import NOTE, notes_card, own_table
from dialogs.rounds.held.tables import Table
from storage import day
from storage.tables import Note, NoteKind
from storage.unit_of_work import Unit

HEADING = 60
MOST_CHOSEN = 2


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    table = await own_table(unit, visit)
    if isinstance(table, Refusal):
        return table
    if not table.notes:
        return Refusal("notes_none")
    return {"table": table, "today": visit.today}


def of_kind(kind: NoteKind, facts: Facts) -> tuple[Option, ...]:
    table: Table = facts["table"]
    return _options(table.of_kind(kind))


def _options(notes: list[Note]) -> tuple[Option, ...]:
    return tuple(Option(note.id, label=note.text) for note in notes)


# --- headings ------------------------------------------------------------------------------------


def headings_so_far(facts: Facts) -> Answers:
    table: Table = facts["table"]
    return {f"{note.kind}_under.{note.id}": note.heading for note in table.notes if note.heading}


async def put_under(unit: Unit, sent: Completion) -> Card:
    table: Table = sent.facts["table"]
    given = {note.id: sent.answers.get(f"{note.kind}_under.{note.id}", "") for note in table.notes}
    day.expect_unsorted(unit, table.round.id)
    for note in table.notes:
        if given[note.id] != (note.heading or ""):
            day.put_under(unit, note, given[note.id])
    notes = [note.model_copy(update={"heading": given[note.id]}) for note in table.notes]
    return await notes_card(unit, replace(table, notes=tuple(notes)), sent.say)


def _headings(kind: NoteKind) -> Page:
    under = Text(
        f"{kind.value}_under", required=False, max_length=HEADING, multiline=False, personal=False
    )
    return Page(f"{kind.value}s", (Repeat(over=partial(of_kind, kind), steps=(under,)),))


HEADINGS = Dialog(
    name="headings",
    pages=tuple(_headings(kind) for kind in NoteKind),
    load=load,
    prefill=headings_so_far,
    done=put_under,
    review=False,
)


# --- what matters most ---------------------------------------------------------------------------


def has(kind: NoteKind, least: int, facts: Facts, _answers: Answers) -> bool:
    table: Table = facts["table"]
    return len(table.of_kind(kind)) >= least


def names(kind: NoteKind) -> tuple[str, ...]:
    return tuple(f"{kind.value}_{number}" for number in range(1, MOST_CHOSEN + 1))


def chosen_so_far(facts: Facts) -> Answers:
    table: Table = facts["table"]
    return dict(_chosen(table))


def _chosen(table: Table) -> Iterator[tuple[str, str]]:
    for kind in NoteKind:
        marked = [note.id for note in table.of_kind(kind) if note.chosen]
        yield from zip(names(kind), marked, strict=False)


def not_twice(_facts: Facts, answers: Answers) -> Mapping[str, Problem]:
    wrong = {}
    for kind in NoteKind:
        first, second = names(kind)
        if answers.get(second) and answers.get(first) == answers[second]:
            wrong[second] = Problem("chosen_twice")
    return wrong


async def mark(unit: Unit, sent: Completion) -> Card:
    table: Table = sent.facts["table"]
    marked = {sent.answers.get(name) for kind in NoteKind for name in names(kind)}
    day.expect_unsorted(unit, table.round.id)
    for note in table.notes:
        if note.chosen != (note.id in marked):
            day.choose(unit, note, chosen=note.id in marked)
    notes = [note.model_copy(update={"chosen": note.id in marked}) for note in table.notes]
    after = replace(table, notes=tuple(notes))
    return await notes_card(unit, after, sent.say, notice=sent.say("important/done"))


def _picks(kind: NoteKind) -> tuple[Pick, ...]:
    options = partial(of_kind, kind)
    return tuple(
        Pick(name, options=options, required=least == 1, when=partial(has, kind, least))
        for least, name in enumerate(names(kind), start=1)
    )


IMPORTANT = Dialog(
    name="important",
    pages=(
        Page("important", tuple(p for kind in NoteKind for p in _picks(kind)), check=not_twice),
    ),
    load=load,
    prefill=chosen_so_far,
    done=mark,
    review=False,
)


# --- one that is wrong ---------------------------------------------------------------------------

MEND, REMOVE = "mend", "remove"


def any_note(facts: Facts) -> tuple[Option, ...]:
    table: Table = facts["table"]
    return _options(list(table.notes))


def is_mended(_facts: Facts, answers: Answers) -> bool:
    return answers.get("how") == MEND


def as_it_is(facts: Facts, answers: Answers, _say: Speaker) -> tuple[Part, ...]:
    table: Table = facts["table"]
    return tuple(Quote(note.text) for note in table.notes if note.id == answers.get("which"))


async def change(unit: Unit, sent: Completion) -> Card | Refusal:
    table: Table = sent.facts["table"]
    note = next(each for each in table.notes if each.id == sent.answers["which"])
    others = tuple(each for each in table.notes if each.id != note.id)
    day.expect_unsorted(unit, table.round.id)
    if sent.answers["how"] == REMOVE:
        day.remove(unit, note)
        return await notes_card(unit, replace(table, notes=others), sent.say)
    text = sent.answers["text"]
    day.mend(unit, note, text)
    mended = note.model_copy(update={"text": text})
    return await notes_card(unit, replace(table, notes=(*others, mended)), sent.say)


NOTE_MEND = Dialog(
    name="note_mend",
    pages=(
        Page("which", (Pick("which", options=any_note), Pick("how", options=(MEND, REMOVE)))),
        Page("text", (Text("text", max_length=NOTE),), when=is_mended, body=as_it_is),
    ),
    load=load,
    done=change,
    review=False,
)
