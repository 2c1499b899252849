"""A row in every table for every column that says whose it is: what a new table cannot escape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String, Table
from sqlalchemy.types import JSON, DateTime, TypeDecorator
from sqlmodel import SQLModel, col, select

from storage.columns import Private, PrivateBytes, PrivateJson
from storage.ids import new_id
from storage.tables import Person
from storage.unit_of_work import Unit

NOW = datetime(2026, 8, 10, 7, tzinfo=UTC)
PLAIN = {"person_id", "actor_id", "about_id"}
"""Columns that hold a person's id without a foreign key."""
SECRET = "en hemmelig sætning"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A column in which somebody can stand."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


def places() -> Iterator[Place]:
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if _holds_a_person(column):
                yield Place(table=table.name, column=column.name)


def _holds_a_person(column: Column[Any]) -> bool:
    keys = {key.target_fullname for key in column.foreign_keys}
    return column.name in PLAIN or "person.id" in keys


@dataclass
class Filling:
    """Rows for a person: what they belong to is another's, and is made along with them."""

    unit: Unit
    other: str
    home: dict[str, str]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def row(self, table: Table, **given: Any) -> dict[str, Any]:
        values = {
            column.name: given.get(column.name, self._value(column)) for column in table.columns
        }
        if table.name == "simulated_message" and "position" not in given:
            del values["position"]
        model = _models()[table.name]
        self.unit.insert(model(**values))
        return values

    def _value(self, column: Column[Any]) -> Any:
        if _holds_a_person(column):
            return self.other
        for key in column.foreign_keys:
            parent = key.column.table
            if parent.name in self.home:
                return self.home[parent.name]
            return self.row(parent)[key.column.name]
        return self._plain(column)

    def _plain(self, column: Column[Any]) -> Any:
        kind = column.type
        match kind:
            case Private():
                return SECRET
            case PrivateJson():
                return {"answer": SECRET}
            case PrivateBytes() | LargeBinary():
                return SECRET.encode()
        plain = kind.impl if isinstance(kind, TypeDecorator) else kind
        match plain:
            case Boolean():
                return False
            case Integer():
                return next(self.numbers)
            case DateTime():
                return NOW
            case Date():
                return date(2026, 8, 10)
            case JSON():
                return {}
            case String():
                return new_id() if column.primary_key or column.unique else f"x{next(self.numbers)}"
        raise TypeError(column)


def _models() -> dict[str, type[SQLModel]]:
    found = SQLModel.__subclasses__()
    return {str(each.__tablename__): each for each in found if hasattr(each, "__table__")}


async def stands_everywhere(unit: Unit, person_id: str, other: str) -> list[Place]:
    """A row for every place in which somebody can stand, all other people in it being `other`."""
    home = await unit.first(select(Person).where(Person.id == person_id))
    assert home is not None
    known = {"organisation": home.organisation_id, "workplace": home.workplace_id}
    filling = Filling(unit, other, known)
    done = [each for each in places() if each.table != "person"]
    for place in done:
        table = SQLModel.metadata.tables[place.table]
        filling.row(table, **{place.column: person_id})
    _beside(filling, person_id)
    return done


def _beside(filling: Filling, person_id: str) -> None:
    """What is somebody's by way of another row, or by a word in a column."""
    tables = SQLModel.metadata.tables
    checkin = filling.row(tables["checkin"], person_id=person_id)
    goal = filling.row(tables["goal"], person_id=person_id)
    talk = filling.row(tables["conversation"], person_id=person_id)
    filling.row(tables["progress"], checkin_id=checkin["id"], goal_id=goal["id"])
    filling.row(tables["talk_outcome"], conversation_id=talk["id"], goal_id=goal["id"])
    for name in ("minutes", "consent", "guide", "leader_preparation"):
        filling.row(tables[name], conversation_id=talk["id"])
    address = filling.row(tables["address"], person_id=person_id)
    filling.row(tables["posted"], target=address["id"])
    filling.row(tables["simulated_message"], conversation=f"person:{person_id}")
    filling.row(tables["session"], subject=talk["id"])
    filling.row(tables["session"], subject=person_id)


async def still_standing(unit: Unit, person_id: str) -> set[str]:
    """Where somebody still stands, and what of theirs is there by way of a row that is gone."""
    found = set()
    for place in places():
        table = _models()[place.table]
        column = col(getattr(table, place.column))
        if await unit.first(select(table).where(column == person_id)) is not None:
            found.add(str(place))
    return found


__all__ = ["SECRET", "Place", "places", "stands_everywhere", "still_standing"]
