"""A group's notes on the day: one point or one wished action each (TAL-44), seen and written."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Image, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.steps import Facts, Option, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.held.running import find, the_script
from dialogs.rounds.held.tables import (
    MOST_NOTES,
    PARTS,
    Table,
    group_numbers,
    looks_like_several,
    subject_of,
    table_of,
    theme_of,
)
from dialogs.rounds.state import leads
from dialogs.theme_names import list_name
from storage import day
from storage.database import Snapshot
from storage.photos import Seen
from storage.tables import Note, NoteKind, Seat, ThemeList
from storage.unit_of_work import Unit

NOTE = 200


async def show(unit: Unit, request: Request) -> Card | Open | Refusal:
    """`do:notes:SITTING` finds one's own group, `do:notes:SITTING|PART|NUMBER` is a group."""
    if "|" in request.subject:
        table = await table_of(unit, request.subject, request)
        if isinstance(table, Refusal):
            return table
        return await notes_card(unit, table, request.say)
    found = await find(unit, request.subject, request.who, request.today)
    if found is None:
        return Refusal("not_there")
    if leads(request.who, found.round):
        return Refusal("notes_not_the_leader")
    seats = await day.seats_of(unit, found.sitting.id, request.who.id)
    if not seats:
        return Open(TABLE.name, found.sitting.id)
    current = the_script().slot(found.sitting.slot).part
    seat = next((each for each in seats if each.part == current), seats[0])
    table = await table_of(unit, subject_of(found.sitting.id, seat.part, seat.number), request)
    if isinstance(table, Refusal):
        return table
    card = await notes_card(unit, table, request.say)
    others = tuple(_to(each, request.say) for each in seats if each.part != seat.part)
    return replace(card, buttons=(*card.buttons[:-1], *others, card.buttons[-1]))


def _to(seat: Seat, say: Speaker) -> Button:
    label = say("notes/other_part", part=list_name(ThemeList(seat.part), say.language))
    subject = subject_of(seat.sitting_id, seat.part, seat.number)
    return Button(label=label, value=write(Do("notes", subject)))


async def notes_card(reads: Snapshot, table: Table, say: Speaker, *, notice: str = "") -> Card:
    theme = await theme_of(reads, table.round.id, table.part, say.language)
    body: list[Part] = [notice] if notice else []
    for kind in NoteKind:
        body += [Heading(say(f"notes/{kind.value}s")), *_clusters(table, kind, say)]
    body += photo_parts(table, say)
    if not table.may_write:
        body.append(say("notes/only_read"))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("notes/of_group", number=table.number, theme=theme),
        body=tuple(body),
        buttons=(*_buttons(table, say), *photo_buttons(table, say), home),
    )


def _clusters(table: Table, kind: NoteKind, say: Speaker) -> Sequence[Part]:
    found = table.clusters(kind)
    if not found:
        return (say("notes/none_yet"),)
    return [Quote(cluster(heading, notes, say)) for heading, notes in found.items()]


def cluster(heading: str, notes: Sequence[Note], say: Speaker) -> str:
    lines = [
        say("notes/chosen", text=note.text) if note.chosen else say("notes/item", text=note.text)
        for note in notes
    ]
    return "\n".join([heading, *lines] if heading else lines)


def _buttons(table: Table, say: Speaker) -> list[Button]:
    """First more notes; once there are some, what is done with them."""
    if not table.may_write:
        return []
    dialogs = (NOTE_DIALOG, *(("headings", "important", "note_mend") if table.notes else ()))
    return [
        Button(
            label=say(f"notes/to_{name}"),
            value=write(Open(name, table.subject)),
            style="primary" if name == NOTE_DIALOG else "plain",
        )
        for name in dialogs
    ]


def photo_parts(table: Table, say: Speaker, *, only: Collection[str] = ()) -> list[Part]:
    """The photos of the poster, or those of them that are named."""
    shown = [each for each in table.photos if not only or each.id in only]
    if not shown:
        return []
    return [
        Heading(say("photo/shown")),
        *(
            Image(png=each.thumb, alt=photo_name(each, table, say), name=f"{each.id}.jpg")
            for each in shown
        ),
    ]


def photo_name(photo: Seen, table: Table, say: Speaker) -> str:
    return say("photo/one", slot=photo.slot, number=table.number)


def photo_buttons(table: Table, say: Speaker) -> Iterator[Button]:
    if table.may_write and table.takes_photos and table.free_slots:
        yield Button(label=say("photo/to_photo"), value=write(Open("photo", table.subject)))
    if table.may_remove:
        remove = write(Open("photo_gone", table.subject))
        yield Button(label=say("photo/to_photo_gone"), value=remove)


NOTE_DIALOG = "note"


async def own_table(unit: Unit, visit: Visit) -> Table | Refusal:
    """The table that the person may write at."""
    table = await table_of(unit, visit.subject, visit)
    if isinstance(table, Refusal) or table.may_write:
        return table
    if await day.is_being_sorted(unit, table.round.id):
        return Refusal("notes_sorted")
    return Refusal("notes_only_read")


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    table = await own_table(unit, visit)
    if isinstance(table, Refusal):
        return table
    if len(table.notes) >= MOST_NOTES:
        return Refusal("notes_full", {"most": MOST_NOTES})
    return {"table": table, "today": visit.today}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    table: Table = sent.facts["table"]
    text = sent.answers["note"]
    note = Note(
        sitting_id=table.sitting.id,
        part=table.part,
        number=table.number,
        kind=sent.answers["kind"],
        text=text,
    )
    day.expect_unsorted(unit, table.round.id)
    day.write(unit, note)
    after = replace(table, notes=(*table.notes, note))
    notice = sent.say("notes/several" if looks_like_several(text) else "notes/kept")
    return await notes_card(unit, after, sent.say, notice=notice)


WRITE_NOTE = Dialog(
    name=NOTE_DIALOG,
    pages=(
        Page(
            "note",
            (
                Pick("kind", options=tuple(kind.value for kind in NoteKind)),
                Text("note", max_length=NOTE),
            ),
        ),
    ),
    load=load,
    done=save,
    review=False,
)


# --- where no groups are set, one says at which table one sits -----------------------------------


async def load_tables(unit: Unit, visit: Visit) -> Facts | Refusal:
    found = await find(unit, visit.subject, visit.who, visit.today)
    if found is None:
        return Refusal("not_there")
    first = await table_of(unit, subject_of(found.sitting.id, PARTS[0], 1), visit)
    if isinstance(first, Refusal):
        return first
    return {
        "sitting": found.sitting.id,
        "numbers": await group_numbers(unit, found.sitting, found.round, visit.today),
        "language": visit.who.language,
        "today": visit.today,
    }


def parts(facts: Facts) -> tuple[Option, ...]:
    return tuple(
        Option(part, label=list_name(ThemeList(part), facts["language"])) for part in PARTS
    )


def numbers(facts: Facts) -> tuple[Option, ...]:
    """Of the groups that there are."""
    return tuple(Option(each, label=each) for each in sorted(facts["numbers"], key=int))


async def sit(unit: Unit, sent: Completion) -> Card | Refusal:
    subject = subject_of(sent.facts["sitting"], sent.answers["part"], int(sent.answers["number"]))
    table = await table_of(unit, subject, sent)
    return table if isinstance(table, Refusal) else await notes_card(unit, table, sent.say)


TABLE = Dialog(
    name="table",
    pages=(Page("table", (Pick("part", options=parts), Pick("number", options=numbers))),),
    load=load_tables,
    done=sit,
    review=False,
)
