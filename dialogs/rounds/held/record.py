"""What the groups wrote, in one record: for those who took part and for the planning group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Image, Part, Quote
from dialogs.core.dialog import Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.paper import Columns, Paper, PaperPart
from dialogs.core.texts import Speaker
from dialogs.rounds.held.day_entries import is_written
from dialogs.rounds.held.day_view import to_others
from dialogs.rounds.held.notes import cluster
from dialogs.rounds.held.running import Found, find, latest_held, other_teams
from dialogs.rounds.held.tables import PARTS, clustered, theme_of
from dialogs.rounds.state import in_group, leads
from storage import day, photos, sittings
from storage.database import Snapshot
from storage.photos import Group
from storage.tables import Note, NoteKind, Phase
from storage.unit_of_work import Unit

PAPER = "record"


@dataclass(frozen=True, kw_only=True)
class Record:
    """`groups` are the notes by list and by the group's number; `themes` by list.

    `photos` says how many there are of each group's poster.
    """

    found: Found
    themes: Mapping[str, str]
    groups: Mapping[str, Mapping[int, Sequence[Note]]]
    photos: Mapping[Group, int]


async def read(reads: Snapshot, visit: Visit) -> Record | Refusal:
    found = await find(reads, visit.subject, visit.who, visit.today, chosen=latest_held)
    if found is None:
        return Refusal("not_there")
    if not await _was_there(reads, found, visit):
        return Refusal("not_for_you")
    if found.round.phase != Phase.ANNOUNCED.value:
        return Refusal("day_no_themes")
    if found.sitting.ended_at is None and found.sitting.held_on >= visit.today:
        return Refusal("record_not_yet", {"day": found.sitting.held_on})
    groups: dict[str, dict[int, list[Note]]] = {part: defaultdict(list) for part in PARTS}
    for note in await day.notes(reads, found.sitting.id):
        groups[note.part][note.number].append(note)
    counted = await photos.counted(reads, found.sitting.id)
    for part, number in sorted(counted):
        groups[part].setdefault(number, [])
    language = visit.who.language
    themes = {part: await theme_of(reads, found.round.id, part, language) for part in PARTS}
    return Record(found=found, themes=themes, groups=groups, photos=counted)


async def _was_there(reads: Snapshot, found: Found, visit: Visit) -> bool:
    """Of several teams each reads what it wrote itself; the planning group looks after all."""
    if in_group(visit.who, found.round):
        return True
    team = await sittings.members(reads, found.sitting, found.round, visit.today)
    return visit.who.id in {person.id for person in team}


async def show(unit: Unit, request: Request) -> Card | Refusal:
    """`do:record:SITTING`: what matters most to each group; all of it stands on the paper."""
    record = await read(unit, request)
    if isinstance(record, Refusal):
        return record
    say = request.say
    body: list[Part] = [part for which in PARTS for part in _of_part(record, which, say)]
    if not any(record.groups.values()):
        body = [say("record/empty")]
    title = say("record/title", day=record.found.sitting.held_on)
    others = to_others(await other_teams(unit, record.found, request.who), "record", say)
    is_done = await is_written(unit, record.found.round.id, [record.found.sitting.id])
    buttons = (*_buttons(record, request, is_done=is_done), *others)
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=title, body=tuple(body), buttons=(*buttons, home))


def _of_part(record: Record, part: str, say: Speaker) -> Iterator[Part]:
    if not record.groups[part]:
        return
    yield Heading(record.themes[part])
    for number, notes in record.groups[part].items():
        heading = say("day/group", number=number)
        yield Quote(cluster(heading, [note for note in notes if note.chosen] or notes, say))
        if count := record.photos.get((part, number)):
            yield say("photo/count", count=count)


def _buttons(record: Record, request: Request, *, is_done: bool) -> Iterator[Button]:
    say, found, who = request.say, record.found, request.who
    url = request.house.links.to(PAPER, found.sitting.id, who.id, now=request.now)
    if url:
        yield Button(label=say("record/print"), value="", url=url)
    if not is_done and in_group(who, found.round) and not leads(who, found.round):
        yield Button(label=say("posters/begin"), value=write(Open("posters", found.sitting.id)))


async def record_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    record = await read(reads, request)
    if isinstance(record, Refusal):
        return record
    say = request.say
    pictures = await photos.whole(reads, record.found.sitting.id)
    parts = [part for which in PARTS for part in _printed(record, which, pictures, say)]
    return Paper(
        name=say("record/file_name"),
        title=say("record/title", day=record.found.sitting.held_on),
        subtitle=record.found.sitting.name,
        parts=tuple(parts) or (say("record/empty"),),
        foot=say("record/foot"),
    )


def _printed(
    record: Record, part: str, pictures: Mapping[Group, Sequence[bytes]], say: Speaker
) -> Iterator[PaperPart]:
    if not record.groups[part]:
        return
    yield Heading(record.themes[part])
    for number, notes in record.groups[part].items():
        yield Heading(say("day/group", number=number))
        yield Columns(
            tuple((say(f"notes/{kind.value}s"), _all(notes, kind, say)) for kind in NoteKind)
        )
        for slot, jpeg in enumerate(pictures.get((part, number), ()), start=1):
            yield Image(png=jpeg, alt=say("photo/one", slot=slot, number=number))


def _all(notes: Sequence[Note], kind: NoteKind, say: Speaker) -> tuple[PaperPart, ...]:
    mine = [note for note in notes if note.kind == kind.value]
    found = clustered(mine).items()
    return tuple(line for heading, under in found for line in _lines(heading, under, say))


def _lines(heading: str, notes: Sequence[Note], say: Speaker) -> Iterator[PaperPart]:
    yield from cluster(heading, notes, say).split("\n")
