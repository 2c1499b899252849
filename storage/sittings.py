"""The dialogues of a round, and who takes part in each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage import people
from storage.bulk import row_of
from storage.database import Snapshot
from storage.prepared import prepared
from storage.tables import Person, Round, Seat, Sitting, SittingMember
from storage.unit_of_work import Unit


async def of_round(reads: Snapshot, round_id: str) -> list[Sitting]:
    """In the order of their days; one for the whole workplace, or one for each team."""
    return await reads.all(_OF_ROUND(round_id))


async def find(reads: Snapshot, sitting_id: str) -> Sitting | None:
    return await reads.first(_SITTING(sitting_id))


def add(unit: Unit, sitting: Sitting, members: Iterable[str] = ()) -> None:
    """Keep a dialogue; `members` are the ids of a team's people, nobody for the whole workplace."""
    unit.insert(sitting)
    rows = [row_of(SittingMember, sitting_id=sitting.id, person_id=each) for each in members]
    unit.insert_all(SittingMember, rows)


async def teams_of(reads: Snapshot, round_id: str) -> dict[str, str]:
    """The id of each person's team, by theirs; of somebody in two the first."""
    found = await reads.all(
        select(SittingMember.person_id, Sitting.id)
        .join(Sitting, col(Sitting.id) == SittingMember.sitting_id)
        .where(Sitting.round_id == round_id)
        .order_by(col(Sitting.held_on).desc(), col(Sitting.starts_at).desc(), col(Sitting.id))
    )
    return dict(found)


def put(unit: Unit, person_id: str, team: Sitting) -> None:
    """In that team, and in no other of the round's any more: their seat there goes, and its pen."""
    teams = select(Sitting.id).where(Sitting.round_id == team.round_id)
    unit.delete(
        delete(Seat).where(
            col(Seat.person_id) == person_id,
            col(Seat.sitting_id).in_(teams),
            col(Seat.sitting_id) != team.id,
        ),
        expect=None,
    )
    unit.delete(
        delete(SittingMember).where(
            col(SittingMember.person_id) == person_id, col(SittingMember.sitting_id).in_(teams)
        )
    )
    unit.insert(SittingMember(sitting_id=team.id, person_id=person_id))


def move(unit: Unit, sitting: Sitting, *, held_on: date, starts_at: str, place: str) -> None:
    """Another day, time or place, and it stands again; loses the race to whoever moved it since."""
    unit.update(
        update(Sitting)
        .where(col(Sitting.id) == sitting.id, col(Sitting.changes) == sitting.changes)
        .values(
            held_on=held_on,
            starts_at=starts_at,
            place=place,
            changes=sitting.changes + 1,
            off_at=None,
        )
    )


async def members(reads: Snapshot, sitting: Sitting, round_: Round, today: date) -> list[Person]:
    """Who takes part: the team's people who are here, or all of the workplace, by name.

    Paid by the hour they are not (TAL-14), and a leader is among them where the team names them.
    """
    here = await people.of_workplace(reads, round_.workplace_id, today)
    salaried = [person for person in here if not person.hourly_paid]
    if not sitting.name:
        return salaried
    mine = set(
        await reads.all(
            select(SittingMember.person_id).where(SittingMember.sitting_id == sitting.id)
        )
    )
    return [person for person in salaried if person.id in mine]


async def of_person(reads: Snapshot, round_id: str, person_id: str) -> Sitting | None:
    """The dialogue that a person takes part in: their team's, or the whole workplace's."""
    found = await of_round(reads, round_id)
    whole = next((each for each in found if not each.name), None)
    mine = await reads.all(
        select(SittingMember.sitting_id).where(
            SittingMember.person_id == person_id,
            col(SittingMember.sitting_id).in_([each.id for each in found]),
        )
    )
    return next((each for each in found if each.id in mine), whole)


_OF_ROUND = prepared(
    lambda round_id: (
        select(Sitting)
        .where(Sitting.round_id == round_id)
        .order_by(col(Sitting.held_on), col(Sitting.starts_at), col(Sitting.name), col(Sitting.id))
    )
)
_SITTING = prepared(lambda sitting_id: select(Sitting).where(Sitting.id == sitting_id))
