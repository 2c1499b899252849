"""Who is offered a talk about the late career, and what they say: no age, no reason (X-11)."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import SeniorOffer
from storage.unit_of_work import Unit

YES, NO = "yes", "no"
FORGOTTEN = "answer_erased"
"""They have answered, and had their own erased since: what they said is known to nobody."""


async def offer(reads: Snapshot, person_id: str) -> SeniorOffer | None:
    """For the person alone: nobody else asks before they have said yes."""
    return await reads.first(select(SeniorOffer).where(SeniorOffer.person_id == person_id))


async def is_wanted(reads: Snapshot, person_id: str) -> bool:
    found = await offer(reads, person_id)
    return found is not None and found.answer == YES


def offer_to(unit: Unit, person_id: str, *, set_by: str | None) -> None:
    """Whoever has been offered one already keeps their answer."""
    unit.insert_new(
        SeniorOffer(person_id=person_id, set_by=set_by), conflict=(SeniorOffer.person_id,)
    )


def forget_answer(unit: Unit, person_id: str) -> None:
    """That they were offered it stays, or whoever said no would be offered it once more."""
    theirs = update(SeniorOffer).where(
        col(SeniorOffer.person_id) == person_id, col(SeniorOffer.answer) != ""
    )
    unit.update(theirs.values(answer=FORGOTTEN), expect=None)


def answer(unit: Unit, person_id: str, says: str, before: SeniorOffer | None) -> None:
    """Only if nothing else was said meanwhile; who was offered none asks for it themselves."""
    if before is None:
        unit.insert(SeniorOffer(person_id=person_id, set_by=person_id, answer=says))
        return
    unit.update(
        update(SeniorOffer)
        .where(col(SeniorOffer.person_id) == person_id, col(SeniorOffer.answer) == before.answer)
        .values(answer=says)
    )
