"""The day of a dialogue: where its script is, and what the groups write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Update, delete, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Attendance, Note, Seat, Sitting, Topic
from storage.unit_of_work import Unit

Groups = Mapping[int, Sequence[Seat]]
"""Who sits where in one part of a dialogue, by the group's number."""


def start(unit: Unit, sitting: Sitting, now: datetime) -> None:
    """Loses the race to whoever started it meanwhile."""
    unit.update(_as_read(sitting).values(started_at=now, slot=0, slot_at=now))


def go_to(unit: Unit, sitting: Sitting, slot: int, now: datetime) -> None:
    """Begin a part of the script; loses the race to whoever went on or paused meanwhile."""
    unit.update(_as_read(sitting).values(slot=slot, slot_at=now, paused_at=None))


def pause(unit: Unit, sitting: Sitting, now: datetime) -> None:
    unit.update(_as_read(sitting).values(paused_at=now))


def resume(unit: Unit, sitting: Sitting, slot_at: datetime) -> None:
    """Go on as if the part had begun at `slot_at`: so much later as it paused."""
    unit.update(_as_read(sitting).values(slot_at=slot_at, paused_at=None))


def end(unit: Unit, sitting: Sitting, now: datetime) -> None:
    unit.update(_as_read(sitting).values(ended_at=now, paused_at=None))


def _as_read(sitting: Sitting) -> Update:
    return update(Sitting).where(
        col(Sitting.id) == sitting.id,
        col(Sitting.ended_at).is_(None),
        col(Sitting.slot) == sitting.slot,
        col(Sitting.slot_at).is_not_distinct_from(sitting.slot_at),
        col(Sitting.paused_at).is_not_distinct_from(sitting.paused_at),
    )


async def groups(reads: Snapshot, sitting_id: str, part: str) -> Groups:
    """Empty where no groups are set."""
    found = await reads.all(
        select(Seat)
        .where(Seat.sitting_id == sitting_id, Seat.part == part)
        .order_by(col(Seat.number), col(Seat.person_id))
    )
    seated: dict[int, list[Seat]] = defaultdict(list)
    for each in found:
        seated[each.number].append(each)
    return dict(seated)


async def seats_of(reads: Snapshot, sitting_id: str, person_id: str) -> list[Seat]:
    """A person's groups; wellbeing, which is talked of first, stands first."""
    return await reads.all(
        select(Seat)
        .where(Seat.sitting_id == sitting_id, Seat.person_id == person_id)
        .order_by(col(Seat.part).desc())
    )


async def staying_away(reads: Snapshot, sitting_id: str) -> frozenset[str]:
    found = await reads.all(
        select(Attendance.person_id).where(
            Attendance.sitting_id == sitting_id, col(Attendance.coming).is_(False)
        )
    )
    return frozenset(found)


async def notes(reads: Snapshot, sitting_id: str) -> list[Note]:
    """Of all groups, in an order that says nothing about when they were written."""
    return await reads.all(
        select(Note)
        .where(Note.sitting_id == sitting_id)
        .order_by(col(Note.part).desc(), col(Note.number), col(Note.kind).desc(), col(Note.id))
    )


async def notes_of(reads: Snapshot, sitting_id: str, part: str, number: int) -> list[Note]:
    """Of one group, points first."""
    return await reads.all(
        select(Note)
        .where(Note.sitting_id == sitting_id, Note.part == part, Note.number == number)
        .order_by(col(Note.kind).desc(), col(Note.id))
    )


async def all_have_written(reads: Snapshot, sitting_ids: Iterable[str]) -> bool:
    """Whether every group of these has written something; False where no groups are set."""
    ids = sorted(sitting_ids)
    seats = select(Seat.sitting_id, Seat.part, Seat.number).where(col(Seat.sitting_id).in_(ids))
    notes = select(Note.sitting_id, Note.part, Note.number).where(col(Note.sitting_id).in_(ids))
    groups = set(await reads.all(seats.distinct()))
    without_groups = set(ids) - {sitting_id for sitting_id, _, _ in groups}
    return not without_groups and groups <= set(await reads.all(notes.distinct()))


async def is_being_sorted(reads: Snapshot, round_id: str) -> bool:
    """Whether the planning group has begun to sort what was written."""
    return await reads.first(select(Topic.id).where(Topic.round_id == round_id)) is not None


def expect_unsorted(unit: Unit, round_id: str) -> None:
    """State that nobody has begun to sort: nothing is changed in a record that is worked with."""
    unit.update(
        update(Topic).where(col(Topic.round_id) == round_id).values(round_id=round_id), expect=0
    )


def write(unit: Unit, note: Note) -> None:
    unit.insert(note)


def mend(unit: Unit, note: Note, text: str) -> None:
    unit.update(_unsorted(note).values(text=text))


def remove(unit: Unit, note: Note) -> None:
    unit.delete(delete(Note).where(col(Note.id) == note.id, col(Note.topic_id).is_(None)), expect=1)


def put_under(unit: Unit, note: Note, heading: str) -> None:
    unit.update(_unsorted(note).values(heading=heading or None))


def choose(unit: Unit, note: Note, *, chosen: bool) -> None:
    unit.update(_unsorted(note).where(col(Note.chosen) == note.chosen).values(chosen=chosen))


def _unsorted(note: Note) -> Update:
    return update(Note).where(col(Note.id) == note.id, col(Note.topic_id).is_(None))
