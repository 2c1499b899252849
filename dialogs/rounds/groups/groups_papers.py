"""On paper: who sits where, round by round, and cards for the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogs.core.cards import Button, Heading, Table
from dialogs.core.dialog import Completion, Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import NewPage, Paper, PaperPart, Signs
from dialogs.core.texts import Speaker
from dialogs.rounds.groups.gathering import PARTS, told_in
from dialogs.rounds.groups.groups_seen import Names, listed, names_of
from dialogs.rounds.links import to_paper
from dialogs.rounds.state import in_group
from dialogs.rules.groups import seated
from storage import groups, people, rounds, sittings
from storage.database import Snapshot
from storage.tables import Seat, Sitting

LISTS, CARDS = "group_lists", "table_cards"


def printed(asks: Completion | Request, sitting_id: str) -> Iterator[Button]:
    """Buttons that open what is printed."""
    for paper in (LISTS, CARDS):
        yield from to_paper(
            asks.say(f"groups/print_{paper}"),
            paper,
            sitting_id,
            house=asks.house,
            person_id=asks.who.id,
            now=asks.now,
        )


async def group_lists(reads: Snapshot, request: Request) -> Paper | Refusal:
    """Who sits where, and who writes: what everybody was told, and nothing else."""
    found = await _told(reads, request)
    if isinstance(found, Refusal):
        return found
    sitting, seats, workplace = found
    names, say = await names_of(reads, seats), request.say
    return Paper(
        name=say("groups/file_name"),
        title=say("groups/all_title", team=sitting.name),
        subtitle=say("groups/paper_subtitle", workplace=workplace, day=sitting.held_on),
        parts=tuple(_lists(seats, names, say)),
    )


def _lists(seats: Sequence[Seat], names: Names, say: Speaker) -> Iterator[PaperPart]:
    head = (say("groups/paper_group"), say("groups/paper_who"))
    for part in PARTS:
        rows = tuple(
            (say("groups/number", number=number), listed(seats, part.value, number, names, say))
            for number, _ in seated(told_in(seats, part))
        )
        yield Heading(say(f"groups/round_{part.value}"))
        yield Table(head, rows)


async def table_cards(reads: Snapshot, request: Request) -> Paper | Refusal:
    """A card for each table in each round: the group's number, and who sits there."""
    found = await _told(reads, request)
    if isinstance(found, Refusal):
        return found
    sitting, seats, workplace = found
    names, say = await names_of(reads, seats), request.say
    parts: list[PaperPart] = []
    for part in PARTS:
        about = say(f"groups/round_{part.value}")
        signs = tuple(
            (
                say("groups/number", number=number),
                (about, *sorted(names.get(each, "–") for each in group)),
            )
            for number, group in seated(told_in(seats, part))
        )
        parts += [NewPage(), Signs(signs)] if parts else [Signs(signs)]
    return Paper(
        name=say("groups/cards_file_name"),
        title=say("groups/cards_title", team=sitting.name),
        subtitle=say("groups/paper_subtitle", workplace=workplace, day=sitting.held_on),
        parts=tuple(parts),
    )


async def _told(reads: Snapshot, request: Request) -> tuple[Sitting, Sequence[Seat], str] | Refusal:
    sitting = await sittings.find(reads, request.subject)
    round_ = await rounds.find(reads, sitting.round_id) if sitting else None
    if sitting is None or round_ is None:
        return Refusal("not_there")
    if not in_group(request.who, round_):
        return Refusal("not_for_you")
    seats = await groups.seats(reads, sitting.id)
    workplace = await people.workplace(reads, round_.workplace_id)
    if not seats or workplace is None:
        return Refusal("groups_not_yet")
    return sitting, seats, workplace.name
