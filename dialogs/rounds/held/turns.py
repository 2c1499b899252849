"""Messages at the turns of the day: a part begins, the next one tells, five minutes are left.

They go by the minute on a day that people have set aside, so they wait in the outbox rather than in
the planner, which keeps to quiet hours. Whatever moves the script takes back what waits and lays it
out anew; one that slipped through says nothing about a part that runs no more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.house import House
from dialogs.core.messages import Hearing
from dialogs.core.people import Who
from dialogs.rounds.held.day_view import Looking, day_card, sorting, speaking
from dialogs.rounds.held.running import MINUTE, Running, find, running, taking_part
from dialogs.rules.script import EXAMPLES, IN_GROUPS, SORT, WARNED, swaps, warns
from storage import day, outbox, people
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, RoleName, Seat
from storage.unit_of_work import Unit

TURN, UP = "day_turn", "day_up"


def about(sitting_id: str) -> str:
    return f"day:{sitting_id}"


def withdraw(unit: Unit, sitting_id: str) -> None:
    for message in (TURN, UP):
        outbox.withdraw(unit, message=message, about=about(sitting_id))


@dataclass(frozen=True)
class _Turn:
    """A message that is due. `kind` names its phrases."""

    person_id: str
    kind: str
    at: datetime
    message: str = TURN


async def plan_turns(unit: Unit, now_runs: Running, today: date) -> None:
    """Lay out what is to be said in the part that runs from now on."""
    sitting = now_runs.sitting
    withdraw(unit, sitting.id)
    found = [*await _of_groups(unit, now_runs, today), *await _of_leaders(unit, now_runs)]
    for turn in found:
        if turn.at >= now_runs.now:
            outbox.queue(unit, _mail(now_runs, turn))


def _mail(runs: Running, turn: _Turn) -> Mail:
    sitting = runs.sitting
    return Mail(
        message=turn.message,
        key=f"{turn.message}:{sitting.id}:{runs.stamp}:{turn.kind}:{turn.at:%H%M}:{turn.person_id}",
        due_at=turn.at,
        person_id=turn.person_id,
        params={"sitting": sitting.id, "stamp": runs.stamp, "kind": turn.kind},
        about=about(sitting.id),
        lane=Lane.UPDATE,
        give_up_at=max(runs.slot.ends, turn.at) + WARNED * MINUTE,
    )


async def _of_groups(reads: Snapshot, runs: Running, today: date) -> list[_Turn]:
    if runs.slot.key not in IN_GROUPS:
        return []
    seated = await day.groups(reads, runs.sitting.id, runs.slot.part)
    if not seated:
        present = await taking_part(reads, runs.sitting, runs.round, today)
        return [turn for person in present for turn in _for_all(person.id, runs)]
    seats = [seat for group in seated.values() for seat in group]
    turns = [turn for seat in seats for turn in _for_all(seat.person_id, runs)]
    return [*turns, *(turn for group in seated.values() for turn in _for_writers(group, runs))]


def _for_all(person_id: str, runs: Running) -> Iterator[_Turn]:
    yield _Turn(person_id, "start", runs.slot.starts)
    if warns(runs.slot):
        yield _Turn(person_id, "left", runs.slot.ends - WARNED * MINUTE)


def _for_writers(group: Iterable[Seat], runs: Running) -> Iterator[_Turn]:
    """Whoever writes hears when the next may tell; the others need not look at a screen."""
    seats = list(group)
    if runs.slot.key != EXAMPLES:
        return
    for minutes in swaps(len(seats), runs.slot.minutes):
        for seat in seats:
            if seat.writes:
                yield _Turn(seat.person_id, "swap", runs.slot.starts + minutes * MINUTE)


async def _of_leaders(reads: Snapshot, runs: Running) -> list[_Turn]:
    """Their view comes anew when five minutes are left, and when the time is up."""
    leaders = await people.with_role(reads, runs.round.workplace_id, RoleName.LEADER)
    up = {person.id for person in leaders} | {runs.round.contact_id}
    turns = [_Turn(each, "up", runs.slot.ends, UP) for each in sorted(up)]
    if warns(runs.slot):
        left = runs.slot.ends - WARNED * MINUTE
        turns += [_Turn(person.id, "left", left, UP) for person in leaders]
    return turns


async def _still(reads: Snapshot, hearing: Hearing, who: Who) -> Looking | None:
    """The day as it is, if what was to be said still holds."""
    found = await find(reads, hearing.params["sitting"], who, hearing.now.date())
    if found is None:
        return None
    house: House = hearing.house
    runs = await running(reads, found.sitting, found.round, house.calendar, hearing.now)
    if runs.stamp != hearing.params["stamp"] or runs.is_over or runs.is_paused:
        return None
    seats = await day.seats_of(reads, found.sitting.id, who.id)
    mine = [seat for seat in seats if seat.part == runs.slot.part]
    return Looking(running=runs, who=who, say=hearing.say, house=house, seats=mine)


async def turn(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To those who sit in groups."""
    looking = await _still(reads, hearing, hearing.who) if hearing.who else None
    if looking is None:
        return None
    say, runs, kind = hearing.say, looking.running, hearing.params["kind"]
    name = looking.name(runs.slot)
    notes = Button(
        label=say("day/to_notes"), value=write(Do("notes", runs.sitting.id)), style="primary"
    )
    body = [part async for part in _told(reads, looking)] if kind == "start" else []
    words = say(f"day/turn_{kind}", name=name, ends=runs.slot.ends)
    return Card(
        title=say(f"day/turn_{kind}_title", name=name), body=(words, *body), buttons=(notes,)
    )


async def _told(reads: Snapshot, looking: Looking) -> AsyncIterator[Part]:
    """Whom one sits with, how the time is shared, and what to do."""
    say, runs = looking.say, looking.running
    for seat in looking.seats:
        group = (await day.groups(reads, runs.sitting.id, seat.part))[seat.number]
        others = [each.person_id for each in group if each.person_id != looking.who.id]
        found = await people.people(reads, others)
        names = sorted(person.name for person in found.values())
        yield say("day/your_group", number=seat.number, names=names)
        if seat.writes:
            yield say("day/you_write")
        if runs.slot.key == EXAMPLES:
            yield speaking(len(group), runs.slot.minutes, say)
    for part in looking.words(runs.pack.what):
        yield part
    if runs.slot.key == SORT:
        for part in sorting(looking):
            yield part


async def up(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To whoever holds the day together: the view, as it is when it is sent."""
    looking = await _still(reads, hearing, hearing.who) if hearing.who else None
    if looking is None or not looking.runs_it:
        return None
    return day_card(looking, notice=hearing.say(f"day/{hearing.params['kind']}"))
