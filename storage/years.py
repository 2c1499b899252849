"""The year of conversations: opened, changed, and the themes that people add of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Conversation, Cycle, OwnTheme, Role, RoleName, Workplace
from storage.unit_of_work import Unit

CHANGED = (
    "purpose",
    "themes",
    "set_by",
    "form",
    "with_workplace_id",
    "first_day",
    "last_day",
    "opened_at",
    "kickoff_at",
    "kickoff_place",
    "guidelines",
)
"""What the leader sets; the rest of a year is written by others."""


def set_year(unit: Unit, cycle: Cycle, before: Cycle | None) -> None:
    """Only if it is as it was read."""
    if before is None:
        unit.insert(cycle)
        return
    values = {name: getattr(cycle, name) for name in CHANGED}
    unit.update(
        update(Cycle)
        .where(col(Cycle.id) == before.id, col(Cycle.turn) == before.turn)
        .values(**values, turn=before.turn + 1)
    )


def set_guide(unit: Unit, cycle: Cycle, guide: Mapping[str, Sequence[str]]) -> None:
    """What is asked of all; only if the year is as it was read."""
    unit.update(
        update(Cycle)
        .where(col(Cycle.id) == cycle.id, col(Cycle.turn) == cycle.turn)
        .values(guide={key: list(each) for key, each in guide.items()}, turn=cycle.turn + 1)
    )


async def latest(reads: Snapshot, workplace_id: str) -> Cycle | None:
    return await reads.first(
        select(Cycle).where(Cycle.workplace_id == workplace_id).order_by(col(Cycle.year).desc())
    )


async def others(reads: Snapshot, organisation_id: str, *, most: int) -> list[Workplace]:
    """The workplaces of an organisation, by name."""
    return await reads.all(
        select(Workplace)
        .where(Workplace.organisation_id == organisation_id)
        .order_by(col(Workplace.name))
        .limit(most)
    )


async def led(reads: Snapshot, person_id: str) -> list[str]:
    """Ids of the workplaces that somebody leads."""
    return await reads.all(
        select(Role.workplace_id)
        .where(Role.person_id == person_id, Role.name == RoleName.LEADER.value)
        .order_by(col(Role.workplace_id))
    )


async def talks_of(reads: Snapshot, cycle_id: str) -> list[Conversation]:
    """The year's conversations that are still to be held."""
    return await reads.all(
        select(Conversation)
        .where(Conversation.cycle_id == cycle_id, col(Conversation.held).is_(False))
        .order_by(col(Conversation.at))
    )


async def own_theme(reads: Snapshot, cycle_id: str, person_id: str) -> OwnTheme | None:
    return await reads.first(
        select(OwnTheme).where(OwnTheme.cycle_id == cycle_id, OwnTheme.person_id == person_id)
    )


def keep_own_theme(unit: Unit, theme: OwnTheme) -> None:
    """In place of the one before; one without a name is taken away."""
    forget_own_theme(unit, theme.cycle_id, theme.person_id)
    if theme.name:
        unit.insert(theme)


def forget_own_theme(unit: Unit, cycle_id: str, person_id: str) -> None:
    unit.delete(
        delete(OwnTheme).where(
            col(OwnTheme.cycle_id) == cycle_id, col(OwnTheme.person_id) == person_id
        )
    )
