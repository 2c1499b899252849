"""The wheel in A3, for the table between the two (NOR-26).

It is drawn for a concept whose questions are there for inspiration, one field for each theme, and
which has something in the middle of them: sheets that stand before the themes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogs.concepts import Ask, TalkConcept
from dialogs.concepts import Sheet as PackSheet
from dialogs.core.cards import Heading
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Lines, Paper, PaperPart, Rating, Sector, Ticks, Wheel
from dialogs.core.texts import Speaker
from dialogs.talks.questions import Section
from dialogs.talks.sheets.access import Sheet, sheet_of
from storage.database import Snapshot

NAME = "talk_wheel"
SECTORS = range(3, 7)
"""With fewer it is no wheel, and with more there is no room for words."""
ROOM = 2


def has_wheel(pack: TalkConcept) -> bool:
    inspiring = all(each.answers == "together" for each in pack.tracks)
    return inspiring and len(pack.tracks) in SECTORS and any(_inner(pack))


async def wheel_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    sheet = await sheet_of(reads, request)
    if isinstance(sheet, Refusal):
        return sheet
    if not has_wheel(sheet.pack):
        return Refusal("not_there")
    return paper_of(sheet, request.say)


def paper_of(sheet: Sheet, say: Speaker) -> Paper:
    facts = sheet.facts(say.language)
    return Paper(
        name=say("talk_papers/wheel_file_name"),
        title=say("talk_papers/wheel", **facts),
        subtitle=say("talk_papers/subtitle", **facts) if sheet.talk else "",
        parts=(_wheel(sheet, say),),
        foot=say("talk_papers/foot", **facts),
        landscape=True,
        size="a3",
    )


def _wheel(sheet: Sheet, say: Speaker) -> Wheel:
    themes = {each.key for each in sheet.pack.tracks}
    outer = [each for each in sheet.pack.sheets if each.place == "after"]
    half = (len(outer) + 1) // 2
    middle = [part for each in _inner(sheet.pack) for part in _middle(each, say)]
    return Wheel(
        sectors=tuple(_sector(each) for each in sheet.sections if each.key in themes),
        middle=tuple(middle),
        left=tuple(_beside(outer[:half], say)),
        right=tuple(_beside(outer[half:], say)),
    )


def _inner(pack: TalkConcept) -> Iterator[PackSheet]:
    return (each for each in pack.sheets if each.place == "before")


def _sector(section: Section) -> Sector:
    return Sector(section.name, section.about, section.lines)


def _middle(sheet: PackSheet, say: Speaker) -> Iterator[PaperPart]:
    for ask in sheet.asks:
        yield from _asked(ask, say)


def _asked(ask: Ask, say: Speaker) -> Iterator[PaperPart]:
    language = say.language
    match ask.kind:
        case "scale":
            low, high = (each.in_(language) if each else "" for each in (ask.low, ask.high))
            yield Rating(ask.text.in_(language), low, high)
        case "pick":
            yield ask.text.in_(language)
            yield Ticks(tuple((each.name.in_(language), "") for each in ask.choices))
        case "slots":
            yield Lines(ask.text.in_(language), ask.slots or 1)
        case _:
            yield Lines(ask.text.in_(language), 1)


def _beside(sheets: Sequence[PackSheet], say: Speaker) -> Iterator[PaperPart]:
    language = say.language
    for sheet in sheets:
        yield Heading(sheet.name.in_(language))
        yield sheet.about.in_(language)
        for each in sheet.statements:
            yield say("talk_papers/item", text=each.text.in_(language))
        for ask in sheet.asks:
            yield Lines(ask.text.in_(language), ROOM)
