"""Who comes to a dialogue, who sits where in it, and what the planning group is working on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.bulk import row_of
from storage.database import Snapshot
from storage.tables import Apart, Attendance, Proposal, Seat, Sitting
from storage.unit_of_work import Unit

Groups = Sequence[Sequence[str]]
"""Ids of people, group by group."""


async def attendance(reads: Snapshot, sitting_id: str) -> dict[str, Attendance]:
    """By person; nobody who has said nothing."""
    found = await reads.all(select(Attendance).where(Attendance.sitting_id == sitting_id))
    return {each.person_id: each for each in found}


async def apart(reads: Snapshot, sitting_id: str) -> list[tuple[str, str]]:
    return await reads.all(
        select(Apart.one_id, Apart.other_id)
        .where(Apart.sitting_id == sitting_id)
        .order_by(col(Apart.one_id), col(Apart.other_id))
    )


async def proposal(reads: Snapshot, sitting_id: str) -> Proposal | None:
    return await reads.first(select(Proposal).where(Proposal.sitting_id == sitting_id))


async def seats(reads: Snapshot, sitting_id: str) -> list[Seat]:
    """Those that everybody has been told, in the order of the groups."""
    return await reads.all(
        select(Seat)
        .where(Seat.sitting_id == sitting_id)
        .order_by(col(Seat.part), col(Seat.number), col(Seat.person_id))
    )


async def published(reads: Snapshot, sitting_ids: Iterable[str]) -> frozenset[str]:
    """Those of the dialogues whose groups everybody has been told."""
    found = await reads.all(
        select(Proposal.sitting_id).where(
            col(Proposal.sitting_id).in_(list(sitting_ids)), col(Proposal.published) > 0
        )
    )
    return frozenset(found)


def attend(unit: Unit, sitting_id: str, rows: Mapping[str, tuple[bool, str]]) -> None:
    """Whether each of these comes, and their profession."""
    unit.delete(
        delete(Attendance).where(
            col(Attendance.sitting_id) == sitting_id, col(Attendance.person_id).in_(sorted(rows))
        )
    )
    unit.insert_all(
        Attendance,
        [
            row_of(
                Attendance,
                sitting_id=sitting_id,
                person_id=person_id,
                coming=coming,
                profession=profession,
            )
            for person_id, (coming, profession) in sorted(rows.items())
        ],
    )


def keep_apart(unit: Unit, sitting_id: str, one: str, other: str) -> None:
    first, second = sorted((one, other))
    unit.insert_new(
        Apart(sitting_id=sitting_id, one_id=first, other_id=second),
        conflict=(Apart.sitting_id, Apart.one_id, Apart.other_id),
    )


def let_together(unit: Unit, sitting_id: str, one: str, other: str) -> None:
    first, second = sorted((one, other))
    unit.delete(
        delete(Apart).where(
            col(Apart.sitting_id) == sitting_id,
            col(Apart.one_id) == first,
            col(Apart.other_id) == second,
        )
    )


def propose(
    unit: Unit,
    before: Proposal | None,
    *,
    sitting_id: str,
    groups: tuple[Groups, Groups],
    held: bool,
    person_id: str,
    now: datetime,
) -> Proposal:
    """Another proposal; loses the race to whoever made one meanwhile."""
    first, second = ([list(each) for each in found] for found in groups)
    new = Proposal(
        sitting_id=sitting_id,
        round_one=first,
        round_two=second,
        changed_by=person_id,
        changed_at=now,
        turn=before.turn + 1 if before else 1,
        published=before.published if before else 0,
        held=held,
    )
    if before is None:
        unit.insert(new)
        return new
    unit.update(
        update(Proposal)
        .where(col(Proposal.sitting_id) == sitting_id, col(Proposal.turn) == before.turn)
        .values(**new.model_dump(exclude={"sitting_id", "published"}))
    )
    return new


def publish(unit: Unit, found: Proposal, seats: Iterable[Seat]) -> None:
    """These are the groups from now on; loses the race to whoever changed them meanwhile."""
    unit.update(
        update(Proposal)
        .where(col(Proposal.sitting_id) == found.sitting_id, col(Proposal.turn) == found.turn)
        .values(published=found.turn)
    )
    unit.delete(delete(Seat).where(col(Seat.sitting_id) == found.sitting_id))
    rows = [row_of(Seat, **each.model_dump()) for each in seats]
    unit.insert_all(Seat, rows)


def expect_open(unit: Unit, sitting: Sitting) -> None:
    """State that the dialogue is where it was when it was looked at, and is not over."""
    unit.expect(
        select(Sitting).where(
            Sitting.id == sitting.id,
            Sitting.slot == sitting.slot,
            col(Sitting.started_at).is_not_distinct_from(sitting.started_at),
            col(Sitting.ended_at).is_(None),
        )
    )


def pass_on(unit: Unit, seat: Seat, to: Seat) -> None:
    """Another one in the group writes; loses the race to whoever changed it meanwhile."""
    for each, writes in ((seat, False), (to, True)):
        unit.update(
            update(Seat)
            .where(
                col(Seat.sitting_id) == each.sitting_id,
                col(Seat.part) == each.part,
                col(Seat.person_id) == each.person_id,
                col(Seat.number) == seat.number,
                col(Seat.writes).is_(not writes),
            )
            .values(writes=writes)
        )
