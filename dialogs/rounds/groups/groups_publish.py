"""Everybody is told their groups; later only those who move are told again (TAL-37)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Hearing, Request
from dialogs.rounds.groups.gathering import PARTS, Gathering
from dialogs.rounds.groups.groups_card import at_turn, card_of
from dialogs.rounds.groups.groups_seen import names_of, own_groups, pens, post, useless, whole_list
from dialogs.rules.groups import scribes, seated
from storage import due, groups, outbox, people, sittings, steps
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, Proposal, Seat, ThemeList
from storage.unit_of_work import Unit

STEP, MINE, PEN = "groups", "groups_yours", "pen_passed"


async def publish_groups(unit: Unit, request: Request) -> Card | Refusal:
    """`do:publish_groups:SITTING.TURN`: what is told is what the person has just seen."""
    found = await at_turn(unit, request)
    if not isinstance(found, Gathering):
        return found
    if found.proposal is None or not found.fits or not found.has_news:
        return card_of(found, request)
    planning.expect_member(unit, request.who, found.round.workplace_id)
    groups.expect_open(unit, found.sitting)
    seats = tuple(to_sit(found))
    groups.publish(unit, found.proposal, seats)
    posted = await _tell(unit, found, seats, request.now)
    await _finish(unit, found, request)
    now = Proposal(**{**found.proposal.model_dump(), "published": found.proposal.turn})
    told = replace(found, proposal=now, seats=seats)
    key = "are_told_and_posted" if posted else "are_told"
    return card_of(told, request, notice=request.say(f"groups/{key}"))


def to_sit(found: Gathering) -> Iterator[Seat]:
    """A seat for each in each round. Who wrote for a group and is still in it goes on with it."""
    turn = found.proposal.turn if found.proposal else 0
    random = Random(f"{found.sitting.id}:{turn}:pen")  # noqa: S311 - a draw of lots, no secret
    busy: frozenset[str] = frozenset()
    for part, of_round in zip(PARTS, found.proposed, strict=True):
        wrote = _wrote(found.seats, part, dict(seated(of_round)))
        busy = write_in = scribes(of_round, keep=wrote, spare=busy, random=random)
        for number, group in seated(of_round):
            for person_id in group:
                yield Seat(
                    sitting_id=found.sitting.id,
                    part=part.value,
                    person_id=person_id,
                    number=number,
                    writes=person_id in write_in,
                )


def _wrote(
    seats: Iterable[Seat], part: ThemeList, now: Mapping[int, Sequence[str]]
) -> frozenset[tuple[str, int]]:
    """Also of a group that has another number now, since its own was closed up."""
    wrote = {each.person_id: each.number for each in seats if each.part == part and each.writes}
    kept = {(each, number) for each, number in wrote.items() if each in now.get(number, ())}
    led = {number for _, number in kept}
    return frozenset(kept) | {
        (each, number)
        for number, group in now.items()
        for each in group
        if number not in led and each in wrote and wrote[each] not in now
    }


async def _tell(unit: Unit, found: Gathering, seats: Iterable[Seat], now: datetime) -> bool:
    """Everybody the first time; then those who are new or sit elsewhere. The list is put right.

    Returns whether there is a channel for the list.
    """
    for person_id in sorted(_concerned(found, seats)):
        about = f"{MINE}:{found.sitting.id}:{person_id}"
        outbox.withdraw(unit, message=MINE, about=about)
        outbox.queue(unit, _mail(found, person_id, about, now))
    place = await people.place_for(unit, found.round.workplace_id, "everyone")
    if place is not None:
        post(unit, found.sitting, place.id, now)
    return place is not None


def _concerned(found: Gathering, seats: Iterable[Seat]) -> frozenset[str]:
    before = {(each.part, each.person_id): each.number for each in found.seats}
    return frozenset(
        each.person_id
        for each in seats
        if before.get((each.part, each.person_id)) != each.number and found.comes(each.person_id)
    )


def _mail(found: Gathering, person_id: str, about: str, now: datetime) -> Mail:
    turn = found.proposal.turn if found.proposal else 0
    again = any(each.person_id == person_id for each in found.seats)
    return Mail(
        message=MINE,
        key=f"{MINE}:{found.sitting.id}:{turn}:{person_id}",
        due_at=now,
        person_id=person_id,
        params={"sitting": found.sitting.id, "again": again},
        about=about,
        lane=Lane.BROADCAST,
        give_up_at=useless(found.sitting),
    )


async def _finish(unit: Unit, found: Gathering, request: Request) -> None:
    """The step is done when every dialogue of the round has its groups."""
    others = {each.id for each in await sittings.of_round(unit, found.round.id)}
    others.discard(found.sitting.id)
    if others - await groups.published(unit, others):
        return
    steps.finish(unit, found.round.id, STEP, person_id=request.who.id, now=request.now)
    due.plan(unit, rule="round.plan", subject=found.round.id, due_at=request.now)


async def groups_yours(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To each, when they are told and when they have to move; by what holds when it is sent."""
    sitting = await sittings.find(reads, hearing.params["sitting"])
    if sitting is None or sitting.ended_at is not None or hearing.who is None:
        return None
    who, say = hearing.who.id, hearing.say
    seats = await groups.seats(reads, sitting.id)
    if not any(each.person_id == who for each in seats):
        return None
    names = await names_of(reads, seats)
    key = "again" if hearing.params["again"] else "first"
    about = f"yours_{key}_body" if len({each.number for each in seats}) > 1 else "yours_one_body"
    rows = Facts(tuple(own_groups(seats, who, names, say)))
    writes = [part for part in PARTS if _writes(seats, who, part.value)]
    pen = tuple(say(f"groups/you_write_{part.value}") for part in writes)
    everybody = Button(label=say("groups/see_all"), value=write(Do("groups", sitting.id)))
    return Card(
        title=say(f"groups/yours_{key}"),
        body=(say(f"groups/{about}", day=sitting.held_on), rows, *pen),
        buttons=(*pens(seats, who, say), everybody),
    )


def _writes(seats: Iterable[Seat], person_id: str, part: str) -> bool:
    return any(each.writes for each in seats if (each.person_id, each.part) == (person_id, part))


async def groups_list(reads: Snapshot, hearing: Hearing) -> Card | None:
    """In the workplace's channel: who sits where, and who writes. No wish of anybody's."""
    sitting = await sittings.find(reads, hearing.params["sitting"])
    seats = await groups.seats(reads, sitting.id) if sitting else []
    if sitting is None or not seats:
        return None
    say = hearing.say
    return Card(
        title=say("groups/all_title", team=sitting.name),
        body=(
            say("groups/all_body", day=sitting.held_on),
            *whole_list(seats, await names_of(reads, seats), say),
        ),
    )


async def pass_pen(unit: Unit, request: Request) -> Card | Refusal:
    """`do:pass_pen:SITTING.PART` asks to whom; with `.PERSON` it is passed on."""
    sitting_id, part, *to = (*request.subject.split(".", 2), "")
    seats = [each for each in await groups.seats(unit, sitting_id) if each.part == part]
    mine = next((each for each in seats if each.person_id == request.who.id), None)
    if mine is None or not mine.writes:
        return Refusal("pen_not_yours")
    others = {each.person_id: each for each in seats if each.number == mine.number}
    del others[mine.person_id]
    names, say = await names_of(unit, list(others.values())), request.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    if to[0] not in others:
        choose = tuple(
            Button(label=names[each], value=write(Do("pass_pen", f"{sitting_id}.{part}.{each}")))
            for each in sorted(others, key=names.__getitem__)
        )
        return Card(title=say("groups/who_writes"), buttons=(*choose, home))
    groups.pass_on(unit, mine, others[to[0]])
    mail = Mail(
        message=PEN,
        key=f"pen:{sitting_id}:{part}:{to[0]}:{request.now.isoformat()}",
        due_at=request.now,
        person_id=to[0],
        params={"sitting": sitting_id, "part": part, "by": request.who.id},
        about=f"pen:{sitting_id}:{to[0]}",
    )
    outbox.queue(unit, mail)
    return Card(title=say("groups/passed", name=names[to[0]]), buttons=(home,))


async def pen_passed(reads: Snapshot, hearing: Hearing) -> Card | None:
    params = hearing.params
    seats = await groups.seats(reads, params["sitting"])
    who = hearing.who.id if hearing.who else ""
    by = await people.person(reads, params["by"])
    if by is None or not _writes(seats, who, params["part"]):
        return None
    say = hearing.say
    title = say("groups/you_write_now", name=by.name)
    body = (say(f"groups/you_write_{params['part']}"),)
    return Card(title=title, body=body, buttons=tuple(pens(seats, who, say)))
