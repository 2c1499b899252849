"""What the simulator's platform keeps: messages, who lives there, and where its clock stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import (
    Absence,
    Address,
    Person,
    Place,
    Role,
    Setting,
    SimulatedMessage,
    Workplace,
)
from storage.unit_of_work import Unit

CHANNEL = "simulator"
BOT = "kombot"
SHOWN = 200
OFFSET = "simulator.offset"
LANGUAGE = "simulator.language"
READ = "simulator.read."


@dataclass(frozen=True, kw_only=True)
class Resident:
    """A person of the demo; `roles` are role names, `absent` is about the day asked for."""

    person: Person
    workplace: str
    roles: frozenset[str]
    absent: bool


async def residents(reads: Snapshot, today: date) -> list[Resident]:
    """Everyone who is reached in the simulator, by name."""
    found = await reads.all(
        select(Person, Workplace)
        .join(Address, col(Address.person_id) == Person.id)
        .join(Workplace, col(Workplace.id) == Person.workplace_id)
        .where(Address.channel == CHANNEL)
        .order_by(col(Person.name))
    )
    ids = [person.id for person, _ in found]
    roles, away = await _roles(reads, ids), await _away(reads, ids, today)
    return [
        Resident(
            person=person,
            workplace=workplace.name,
            roles=frozenset(roles[person.id]),
            absent=person.id in away,
        )
        for person, workplace in found
    ]


async def _roles(reads: Snapshot, ids: Iterable[str]) -> Mapping[str, set[str]]:
    roles: defaultdict[str, set[str]] = defaultdict(set)
    for role in await reads.all(select(Role).where(col(Role.person_id).in_(list(ids)))):
        roles[role.person_id].add(role.name)
    return roles


async def _away(reads: Snapshot, ids: Iterable[str], today: date) -> set[str]:
    found = await reads.all(
        select(Absence).where(
            col(Absence.person_id).in_(list(ids)),
            Absence.first_day <= today,
            or_(col(Absence.last_day).is_(None), col(Absence.last_day) >= today),
        )
    )
    return {absence.person_id for absence in found}


async def places(reads: Snapshot) -> list[Place]:
    return await reads.all(
        select(Place).where(Place.channel == CHANNEL).order_by(col(Place.purpose).desc())
    )


async def messages(reads: Snapshot, conversation: str) -> list[SimulatedMessage]:
    """The newest ones, oldest first."""
    newest = await reads.all(
        select(SimulatedMessage)
        .where(SimulatedMessage.conversation == conversation)
        .order_by(col(SimulatedMessage.position).desc())
        .limit(SHOWN)
    )
    return newest[::-1]


async def message(reads: Snapshot, reference: str) -> SimulatedMessage | None:
    return await reads.first(
        select(SimulatedMessage).where(SimulatedMessage.reference == reference)
    )


def add(unit: Unit, row: SimulatedMessage) -> None:
    unit.insert(row)


def add_once(unit: Unit, row: SimulatedMessage) -> None:
    """Nothing happens where a message has this reference already."""
    unit.insert_new(row, conflict=(SimulatedMessage.reference,))


def change(unit: Unit, row: SimulatedMessage, content: Mapping[str, Any]) -> None:
    """Only if it is as it was read."""
    unit.update(
        update(SimulatedMessage)
        .where(
            col(SimulatedMessage.reference) == row.reference,
            col(SimulatedMessage.version) == row.version,
        )
        .values(content=dict(content), version=row.version + 1)
    )


def remove(unit: Unit, references: Iterable[str]) -> None:
    unit.delete(
        delete(SimulatedMessage).where(col(SimulatedMessage.reference).in_(list(references)))
    )


async def versions(reads: Snapshot) -> dict[str, tuple[str, int]]:
    """Every message that the bot wrote: its reference, then its conversation and version."""
    found = await reads.all(
        select(
            SimulatedMessage.reference, SimulatedMessage.conversation, SimulatedMessage.version
        ).where(SimulatedMessage.author == BOT)
    )
    return {reference: (conversation, version) for reference, conversation, version in found}


async def unread(reads: Snapshot) -> dict[str, int]:
    """How many of the bot's messages nobody has looked at, by conversation."""
    found = await reads.all(
        select(SimulatedMessage.conversation, SimulatedMessage.position).where(
            SimulatedMessage.author == BOT
        )
    )
    marks = await _marks(reads)
    counts: defaultdict[str, int] = defaultdict(int)
    for conversation, position in found:
        counts[conversation] += (position or 0) > marks.get(conversation, 0)
    return {conversation: count for conversation, count in counts.items() if count}


async def _marks(reads: Snapshot) -> dict[str, int]:
    found = await reads.all(select(Setting).where(col(Setting.key).startswith(READ)))
    return {each.key.removeprefix(READ): int(each.value) for each in found}


async def read_to(reads: Snapshot, conversation: str) -> int:
    return (await _marks(reads)).get(conversation, 0)


async def last_position(reads: Snapshot, conversation: str) -> int:
    """Of the conversation's newest message; 0 where there is none."""
    where = SimulatedMessage.conversation == conversation
    newest = await reads.one(select(func.max(SimulatedMessage.position)).where(where))
    return newest or 0


def keep_read(unit: Unit, conversation: str, position: int) -> None:
    _set(unit, READ + conversation, str(position))


async def read_offset(reads: Snapshot) -> timedelta:
    """How far the simulator's clock is ahead."""
    found = await _get(reads, OFFSET)
    return timedelta(seconds=float(found)) if found else timedelta(0)


def keep_offset(unit: Unit, offset: timedelta) -> None:
    _set(unit, OFFSET, str(offset.total_seconds()))


async def read_language(reads: Snapshot) -> str | None:
    return await _get(reads, LANGUAGE)


async def keep_language(unit: Unit, language: str) -> None:
    """The page's language, and that of everyone in the demo."""
    _set(unit, LANGUAGE, language)
    reached = select(Address.person_id).where(Address.channel == CHANNEL)
    unit.update(
        update(Person).where(col(Person.id).in_(reached)).values(language=language), expect=None
    )


async def _get(reads: Snapshot, key: str) -> str | None:
    found = await reads.first(select(Setting).where(Setting.key == key))
    return found.value if found else None


def _set(unit: Unit, key: str, value: str) -> None:
    unit.delete(delete(Setting).where(col(Setting.key) == key))
    unit.insert(Setting(key=key, value=value))
