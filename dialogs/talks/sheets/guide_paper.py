"""A concept's whole conversation on A4, to prepare on by hand (X-13).

What must be talked about is to be ticked off; questions that are many stand as a list to choose
from, with room to write below.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.concepts import TalkConcept
from dialogs.concepts import Text as Words
from dialogs.core.cards import Facts, Heading
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Lines, NewPage, Paper, PaperPart, Rating, Ticks
from dialogs.core.steps import Pick, Scale, Step, Text
from dialogs.core.texts import Speaker
from dialogs.talks.questions import NOTE, Section
from dialogs.talks.sheets.access import Sheet, sheet_of
from storage.database import Snapshot

NAME = "talk_guide"
A_BANK = 5
"""So many questions of one kind are a bank to choose from."""
ROOM, BANK_ROOM = 2, 4
"""Lines to write on: under a question, and under a bank."""


async def guide_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    sheet = await sheet_of(reads, request)
    if isinstance(sheet, Refusal):
        return sheet
    say, language = request.say, request.who.language
    facts = sheet.facts(language)
    return Paper(
        name=say("talk_papers/guide_file_name"),
        title=say("talk_papers/guide", **facts),
        subtitle=say("talk_papers/subtitle", **facts) if sheet.talk else "",
        parts=(
            sheet.pack.purpose.in_(language),
            sheet.pack.confidentiality.says.in_(language),
            *_obligatory(sheet.pack, say, facts),
            *(part for each in sheet.sections for part in _section(each, say)),
            NewPage(),
            *_agenda(sheet.pack, say),
            *_plan(sheet, say),
        ),
        foot=say("talk_papers/foot", **facts),
    )


def _obligatory(pack: TalkConcept, say: Speaker, facts: dict[str, object]) -> Iterator[PaperPart]:
    if not pack.obligatory:
        return
    rows = tuple((_in(each.name, say), _in(each.about, say)) for each in pack.obligatory)
    yield Heading(say("talk_papers/obligatory", **facts))
    yield Ticks(rows)


def _section(section: Section, say: Speaker) -> Iterator[PaperPart]:
    """What is obligatory stands above already, and the leader's own questions have no name."""
    if section.key == "must":
        return
    yield Heading(section.name or say("talk_papers/own_questions"))
    yield section.about
    if section.lines:
        yield Ticks(tuple((each, "") for each in section.lines))
    if _is_bank(section):
        yield Ticks(tuple((step.item, "") for step in section.steps))
        yield Lines(say("preparation/note_label"), BANK_ROOM)
        return
    for step in section.steps:
        yield from writing_room(step, say)


def _is_bank(section: Section) -> bool:
    """Many questions of one kind. What is rated, chosen or short has room of its own."""
    long = all(isinstance(step, Text) and step.multiline for step in section.steps)
    return long and len(section.steps) >= A_BANK


def writing_room(step: Step, say: Speaker) -> Iterator[PaperPart]:
    match step:
        case Scale():
            yield Rating(step.item, step.low_label, step.high_label)
        case Pick():
            yield step.item
            yield Ticks(tuple((each.label, each.hint) for each in step.offered({})))
        case Text() if step.phrases == NOTE:
            yield Lines(say("preparation/note_label"), BANK_ROOM)
        case _:
            is_short = isinstance(step, Text) and not step.multiline
            yield Lines(step.item, 1 if is_short else ROOM)


def _agenda(pack: TalkConcept, say: Speaker) -> Iterator[PaperPart]:
    yield Heading(say("talk_papers/agenda"))
    yield Facts(
        tuple(
            (say("talk_papers/minutes", minutes=each.minutes), _in(each.text, say))
            for each in pack.agenda
        )
    )
    yield Heading(say("talk_papers/prompts"))
    yield from (say("talk_papers/item", text=_in(each.text, say)) for each in pack.prompts)


def _plan(sheet: Sheet, say: Speaker) -> Iterator[PaperPart]:
    pack = sheet.pack
    yield Heading(_in(pack.plan.name, say))
    yield from (say("talk_papers/item", text=_in(each.text, say)) for each in pack.goal_questions)
    yield from (Lines(_in(each.name, say), ROOM) for each in pack.plan.fields)


def _in(text: Words, say: Speaker) -> str:
    return text.in_(say.language)
