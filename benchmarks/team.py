"""A leader with as many people as is asked for, with whom everything is under way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from sqlmodel import SQLModel

from benchmarks.crowds import NOW
from storage.bulk import row_of
from storage.tables import (
    Address,
    Conversation,
    Due,
    Goal,
    Organisation,
    Person,
    Preparation,
    Role,
    Scope,
    Workplace,
)
from storage.unit_of_work import Store, Unit

DAY = timedelta(days=1)
AGREED = date(2026, 4, 20)
ANSWERS = {"trivsel": "8", "why": "Jeg har gode kolleger, og opgaverne giver mening. " * 4}


def leader_of(size: int) -> str:
    return f"leader-{size}"


async def founds(store: Store, sizes: Iterable[int]) -> None:
    async with store.unit() as unit:
        unit.insert(Organisation(id="o", name="Solkommunen"))
        await unit.commit()
    for size in sizes:
        async with store.unit() as unit:
            _team(unit, size)
            await unit.commit()
    # As PostgreSQL does by itself within a minute.
    await store.maintenance(lambda it: it.exec_driver_sql("ANALYZE").close())


def _team(unit: Unit, size: int) -> None:
    where, leader = f"w-{size}", leader_of(size)
    unit.insert(Workplace(id=where, organisation_id="o", name=f"Sted {size}"))
    numbers = range(size)
    _all(
        unit,
        Person,
        [_person(leader, where, None), *(_person(f"p-{size}-{n}", where, leader) for n in numbers)],
    )
    unit.insert(Role(person_id=leader, workplace_id=where, name="leader"))
    _of_each(unit, Address, numbers, lambda n: _address(f"p-{size}-{n}", n))
    _of_each(unit, Conversation, numbers, lambda n: _talk(f"p-{size}-{n}", leader, n))
    prepared = [n for n in numbers if n % 4]
    _of_each(unit, Preparation, prepared, lambda n: _preparation(f"p-{size}-{n}", n))
    _of_each(unit, Goal, numbers, lambda n: _goal(f"p-{size}-{n}", leader))
    _of_each(unit, Due, numbers, lambda n: _minikom(f"p-{size}-{n}", leader, n))


def _all(unit: Unit, model: type[SQLModel], given: Iterable[dict[str, Any]]) -> None:
    unit.insert_all(model, [row_of(model, **each) for each in given])


def _of_each(
    unit: Unit, model: type[SQLModel], numbers: Iterable[int], make: Callable[[int], dict[str, Any]]
) -> None:
    _all(unit, model, map(make, numbers))


def _person(person_id: str, where: str, leader: str | None) -> dict[str, Any]:
    return {
        "id": person_id,
        "organisation_id": "o",
        "workplace_id": where,
        "leader_id": leader,
        "name": f"Navn {person_id}",
        "email": f"{person_id}@solsikken.example",
    }


def _address(person_id: str, number: int) -> dict[str, Any]:
    """One in fifty cannot be reached."""
    lost = "" if number % 50 else "cannot_dm_bot"
    return {
        "person_id": person_id,
        "channel": "slack",
        "external_id": person_id,
        "unreachable": lost,
    }


def _talk(person_id: str, leader: str, number: int) -> dict[str, Any]:
    at = NOW + (1 + number % 40) * DAY
    return {"id": f"c-{person_id}", "person_id": person_id, "leader_id": leader, "at": at}


def _preparation(person_id: str, number: int) -> dict[str, Any]:
    """Two in three of those who have prepared have shared all of it."""
    shared = Scope.ALL if number % 3 else Scope.NOTHING
    return {
        "conversation_id": f"c-{person_id}",
        "person_id": person_id,
        "answers": ANSWERS,
        "shared": shared.value,
    }


def _goal(person_id: str, leader: str) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "leader_id": leader,
        "title": "Lære at lede møder",
        "agreed_on": AGREED,
    }


def _minikom(person_id: str, leader: str, number: int) -> dict[str, Any]:
    due_at = NOW + (3 + number % 60) * DAY
    return {"rule": "minikom", "person_id": leader, "subject": person_id, "due_at": due_at}
