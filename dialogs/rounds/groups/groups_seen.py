"""The groups as everybody sees them, once they are told: one's own first, then the whole list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.rounds.groups.gathering import PARTS, told_in
from dialogs.rounds.state import takes_part
from dialogs.rules.groups import seated
from storage import groups, outbox, people, rounds, sittings
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, Round, Seat, Sitting
from storage.unit_of_work import Unit

ALL, DAY = "groups_list", timedelta(days=1)
Names = Mapping[str, str]
"""By the person's id."""


def post(unit: Unit, sitting: Sitting, place_id: str, now: datetime) -> None:
    """The whole list in a channel, once; put right where it stands already."""
    mail = Mail(
        message=ALL,
        key=f"{ALL}:{sitting.id}:{place_id}",
        due_at=now,
        place_id=place_id,
        params={"sitting": sitting.id},
        about=rounds.afterwards(sitting.round_id),
        slot=f"{ALL}:{sitting.id}",
        lane=Lane.UPDATE,
        give_up_at=useless(sitting),
    )
    outbox.queue(unit, mail)


async def post_all(unit: Unit, round_: Round, place_id: str, now: datetime) -> None:
    """In a channel that is chosen later: the list of each dialogue that is still to come."""
    ahead = [each for each in await sittings.of_round(unit, round_.id) if now < useless(each)]
    told = await groups.published(unit, [each.id for each in ahead])
    for each in ahead:
        if each.id in told:
            post(unit, each, place_id, now)


def useless(sitting: Sitting) -> datetime:
    """From then on nobody needs to be told where they sit."""
    return datetime.combine(sitting.held_on, time.min, UTC) + DAY


async def names_of(reads: Snapshot, seats: Sequence[Seat]) -> Names:
    found = await people.people(reads, {each.person_id for each in seats})
    return {each.id: each.name for each in found.values()}


async def see(reads: Snapshot, request: Request) -> Card | Refusal:
    """By the id of a round, or of a dialogue in it."""
    sitting = await sittings.find(reads, request.subject)
    round_id = sitting.round_id if sitting else request.subject
    round_ = await rounds.find(reads, round_id)
    if round_ is None:
        return Refusal("not_there")
    if not takes_part(request.who, round_):
        return Refusal("not_for_you")
    mine = sitting or await sittings.of_person(reads, round_.id, request.who.id)
    seats = await groups.seats(reads, mine.id) if mine else []
    if not seats:
        return Refusal("groups_not_yet")
    say, who = request.say, request.who.id
    names = await names_of(reads, seats)
    own = [Facts(tuple(own_groups(seats, who, names, say)))] if _sits(seats, who) else []
    home = Button(label=say("common/home"), value=write(Do("home")))
    title = say("groups/all_title", team=mine.name if mine else "")
    body = (*own, *whole_list(seats, names, say))
    return Card(title=title, body=body, buttons=(*pens(seats, who, say), home))


def _sits(seats: Sequence[Seat], person_id: str) -> bool:
    return any(each.person_id == person_id for each in seats)


def own_groups(
    seats: Sequence[Seat], person_id: str, names: Names, say: Speaker
) -> Iterator[tuple[str, str]]:
    """Each round's, with the others in it."""
    for part in PARTS:
        for number, group in seated(told_in(seats, part)):
            if person_id in group:
                others = sorted(names.get(each, "–") for each in group if each != person_id)
                facts = {"number": number, "others": others}
                yield say(f"groups/round_{part.value}"), say("groups/own", **facts)


def whole_list(seats: Sequence[Seat], names: Names, say: Speaker) -> Iterator[Part]:
    for part in PARTS:
        yield Heading(say(f"groups/round_{part.value}"))
        yield Facts(
            tuple(
                (say("groups/number", number=number), listed(seats, part.value, number, names, say))
                for number, _ in seated(told_in(seats, part))
            )
        )


def listed(seats: Sequence[Seat], part: str, number: int, names: Names, say: Speaker) -> str:
    """The names of a group, who writes for it among them."""
    mine = [each for each in seats if (each.part, each.number) == (part, number)]
    told = {
        each.person_id: say("groups/writer", name=names.get(each.person_id, "–"))
        if each.writes
        else names.get(each.person_id, "–")
        for each in mine
    }
    return ", ".join(sorted(told.values()))


def pens(seats: Sequence[Seat], person_id: str, say: Speaker) -> Iterator[Button]:
    """For who writes: a button that passes it on, for each round in which they do."""
    for part in PARTS:
        mine = [each for each in seats if (each.part, each.person_id) == (part.value, person_id)]
        if mine and mine[0].writes and len(_group(seats, mine[0])) > 1:
            value = write(Do("pass_pen", f"{mine[0].sitting_id}.{part.value}"))
            yield Button(label=say(f"groups/pass_{part.value}"), value=value)


def _group(seats: Sequence[Seat], mine: Seat) -> list[Seat]:
    return [each for each in seats if (each.part, each.number) == (mine.part, mine.number)]
