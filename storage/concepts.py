"""Which concept an organisation, or one area of it, holds its conversations after."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, delete, or_
from sqlmodel import col, select

from storage.database import Snapshot
from storage.prepared import prepared
from storage.tables import ConceptUse, Conversation, Cycle, Organisation, Workplace
from storage.unit_of_work import Unit


async def in_use(reads: Snapshot, workplace_id: str, today: date) -> str | None:
    """The name of the pack that holds at a workplace today; None where nobody has chosen one.

    The area's own comes before the organisation's, and only once it has been put before its
    committee and the main committee has been told (HER-02).
    """
    return await reads.first(_IN_USE(workplace_id, today))


async def of_organisation(reads: Snapshot, organisation_id: str) -> list[ConceptUse]:
    """What was chosen, the newest last."""
    return await reads.all(
        select(ConceptUse)
        .where(ConceptUse.organisation_id == organisation_id)
        .order_by(col(ConceptUse.area), col(ConceptUse.holds_from), col(ConceptUse.id))
    )


async def areas(reads: Snapshot, organisation_id: str) -> list[str]:
    """Those that the organisation's workplaces lie in."""
    found = select(Workplace.area).where(
        Workplace.organisation_id == organisation_id, Workplace.area != ""
    )
    return await reads.all(found.distinct().order_by(col(Workplace.area)))


def choose(unit: Unit, use: ConceptUse) -> None:
    """What was chosen for the same days before gives way to it; the rest is kept as it was."""
    same = (
        col(ConceptUse.organisation_id) == use.organisation_id,
        col(ConceptUse.area) == use.area,
        col(ConceptUse.holds_from) == use.holds_from,
    )
    unit.delete(delete(ConceptUse).where(*same))
    whose = select(Organisation.id).where(Organisation.id == use.organisation_id)
    unit.expect_none(select(ConceptUse.id).where(*same), within=whose)
    unit.insert(use)


async def named(reads: Snapshot) -> dict[str, str]:
    """Every concept that something is held after, with what that is."""
    found: dict[str, str] = {}
    for what, column in (
        ("a year", Cycle.concept),
        ("a conversation", Conversation.concept),
        ("a choice", ConceptUse.concept),
    ):
        found |= dict.fromkeys(await reads.all(select(column).distinct()), what)
    return found


_IN_USE = prepared(
    lambda workplace_id, today: (
        select(ConceptUse.concept)
        .join(Workplace, col(Workplace.organisation_id) == col(ConceptUse.organisation_id))
        .where(
            Workplace.id == workplace_id,
            col(ConceptUse.holds_from) <= today,
            or_(
                col(ConceptUse.area) == "",
                and_(
                    col(ConceptUse.area) == col(Workplace.area),
                    col(ConceptUse.put_before_on) <= today,
                    col(ConceptUse.informed_on) <= today,
                ),
            ),
        )
        .order_by(
            (col(ConceptUse.area) == "").asc(),
            col(ConceptUse.holds_from).desc(),
            col(ConceptUse.id).desc(),
        )
        .limit(1)
    )
)
