"""Where the groups wrote on paper: the planning group enters their posters (TAL-51, X-13).

A poster has its theme on top and two fields, important points and desired actions (TAL-38).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick, Problem, Text
from dialogs.rounds.held.notes import NOTE, numbers, parts, photo_buttons
from dialogs.rounds.held.tables import PARTS, group_numbers, subject_of, table_of
from dialogs.rounds.state import in_group, leads, state_of
from dialogs.theme_names import list_name
from storage import day, sittings
from storage.tables import Note, NoteKind, Phase, ThemeList
from storage.unit_of_work import Unit

ON_A_POSTER = 2
"""Of either kind, most important first (TAL-46)."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await state_of(unit, await _round_of(unit, visit.subject), visit.today)
    if state is None:
        return Refusal("not_there")
    if leads(visit.who, state.round):
        return Refusal("notes_not_the_leader")
    if not in_group(visit.who, state.round):
        return Refusal("not_for_you")
    if state.round.phase != Phase.ANNOUNCED.value:
        return Refusal("day_no_themes")
    held = [each for each in state.sittings if each.held_on <= visit.today]
    if not held:
        return Refusal("day_not_yet", {"day": state.round.dialogue_on})
    if await day.is_being_sorted(unit, state.round.id):
        return Refusal("notes_sorted")
    written = [note for each in held for note in await day.notes(unit, each.id)]
    entered = {(note.sitting_id, note.part, str(note.number)) for note in written}
    found = [(each, await group_numbers(unit, each, state.round, visit.today)) for each in held]
    return {
        "round": state.round,
        "sittings": tuple(Option(each.id, label=each.name or "–") for each in held),
        "entered": entered,
        "numbers": {
            number
            for each, known in found
            for number in known
            if any((each.id, part, number) not in entered for part in PARTS)
        },
        "language": visit.who.language,
        "today": visit.today,
    }


async def _round_of(unit: Unit, subject: str) -> str:
    sitting = await sittings.find(unit, subject)
    return sitting.round_id if sitting else subject


def teams(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["sittings"]
    return found


def several(facts: Facts, _answers: Answers) -> bool:
    return len(teams(facts)) > 1


def sitting_of(facts: Facts, answers: Answers) -> str:
    return answers.get("sitting") or teams(facts)[0].key


def not_entered(facts: Facts, answers: Answers) -> Mapping[str, Problem]:
    """One that was entered already is mended where it stands."""
    which = (sitting_of(facts, answers), answers.get("part"), answers.get("number"))
    return {"number": Problem("poster_entered")} if which in facts["entered"] else {}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_, answers, say = sent.facts["round"], sent.answers, sent.say
    planning.expect_member(unit, sent.who, round_.workplace_id)
    day.expect_unsorted(unit, round_.id)
    for kind in NoteKind:
        for number in range(1, ON_A_POSTER + 1):
            if text := answers.get(f"{kind.value}_{number}"):
                day.write(unit, _note(sent, kind, text))
    sitting_id = sitting_of(sent.facts, answers)
    on = Button(
        label=say("posters/another"), value=write(Open("posters", sitting_id)), style="primary"
    )
    also = await _photo_button(unit, sent)
    record = Button(label=say("day/to_record"), value=write(Do("record", sitting_id)))
    which = list_name(ThemeList(answers["part"]), say.language)
    title = say("posters/done", number=answers["number"], part=which)
    return Card(title=title, buttons=(on, *also, record))


async def _photo_button(unit: Unit, sent: Completion) -> Iterable[Button]:
    """A photo says what was drawn, too."""
    answers = sent.answers
    subject = subject_of(sitting_of(sent.facts, answers), answers["part"], int(answers["number"]))
    table = await table_of(unit, subject, sent)
    return () if isinstance(table, Refusal) else photo_buttons(table, sent.say)


def _note(sent: Completion, kind: NoteKind, text: str) -> Note:
    return Note(
        sitting_id=sitting_of(sent.facts, sent.answers),
        part=sent.answers["part"],
        number=int(sent.answers["number"]),
        kind=kind.value,
        text=text,
        chosen=True,
    )


def _fields(kind: NoteKind) -> tuple[Text, ...]:
    """The first is there on every poster."""
    return tuple(
        Text(f"{kind.value}_{number}", max_length=NOTE, required=number == 1)
        for number in range(1, ON_A_POSTER + 1)
    )


POSTERS = Dialog(
    name="posters",
    pages=(
        Page(
            "group",
            (
                Pick("sitting", options=teams, when=several),
                Pick("part", options=parts),
                Pick("number", options=numbers),
            ),
            check=not_entered,
        ),
        Page("poster", (*_fields(NoteKind.POINT), *_fields(NoteKind.ACTION))),
    ),
    load=load,
    done=save,
    review=False,
)
