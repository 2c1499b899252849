"""Everything about one person, read through every table (GDPR, articles 15 and 20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, or_
from sqlmodel import SQLModel, col, select

from storage.columns import Sealed
from storage.database import Snapshot
from storage.tables import Person, Workplace
from storage.theirs import THEIRS, Theirs, Through

PEOPLE, WORKPLACES = "person.id", "workplace.id"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row. `withheld`: the columns whose words are somebody else's, or nobody's business."""

    values: Mapping[str, Any]
    own: bool
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """Of one table. `people`: the columns with the id of a person or a workplace; `ids`: others."""

    table: str
    lines: tuple[Line, ...]
    people: frozenset[str]
    ids: frozenset[str]


async def everything(reads: Snapshot, person_id: str) -> list[Found]:
    """Table by table, in the order of `THEIRS`; tables without a row are left out."""
    found = [await _one(reads, each, person_id) for each in THEIRS]
    return [each for each in found if each.lines]


async def whose(reads: Snapshot, organisation_id: str, email_or_id: str) -> Person | None:
    """Whoever is meant at the terminal, in their own organisation."""
    wanted = email_or_id.strip()
    return await reads.first(
        select(Person).where(
            Person.organisation_id == organisation_id,
            or_(col(Person.email) == wanted.lower(), col(Person.id) == wanted),
        )
    )


async def names(reads: Snapshot, found: Sequence[Found]) -> dict[str, str]:
    """What the people and workplaces are called that stand in it, by id."""
    wanted = {
        str(line.values[column])
        for each in found
        for line in each.lines
        for column in each.people
        if line.values.get(column)
    }
    found_names: dict[str, str] = {}
    for table in (Person, Workplace):
        rows = select(table.id, table.name).where(col(table.id).in_(wanted))
        found_names |= dict(await reads.all(rows))
    return found_names


async def _one(reads: Snapshot, theirs: Theirs, person_id: str) -> Found:
    lines = [
        _line(theirs, row, own=True)
        for row in await _rows(reads, theirs, _is_own(theirs, person_id))
    ]
    known = {_key(theirs, each.values) for each in lines}
    for row in await _rows(reads, theirs, _is_named(theirs, person_id)):
        line = _line(theirs, row, own=False)
        if _key(theirs, line.values) not in known:
            lines.append(line)
    return Found(
        table=theirs.name,
        lines=tuple(lines),
        people=frozenset(people_columns(theirs.table)),
        ids=frozenset(_ids(theirs.table)),
    )


async def _rows(
    reads: Snapshot, theirs: Theirs, conditions: Sequence[ColumnElement[bool]]
) -> list[SQLModel]:
    if not conditions:
        return []
    order = list(theirs.table.__table__.primary_key)  # type: ignore[attr-defined]  # SQLModel tells no types of it
    return await reads.all(select(theirs.table).where(or_(*conditions)).order_by(*order))


def _is_own(theirs: Theirs, person_id: str) -> list[ColumnElement[bool]]:
    return [
        *(_column(theirs, name) == person_id for name in theirs.own),
        *(_through(theirs, each, person_id) for each in theirs.through),
        *([_column(theirs, theirs.prefixed) == f"person:{person_id}"] if theirs.prefixed else []),
    ]


def _is_named(theirs: Theirs, person_id: str) -> list[ColumnElement[bool]]:
    return [
        *(_column(theirs, name) == person_id for name in theirs.named),
        *(_through(theirs, each, person_id) for each in theirs.beside),
        *(
            cast(_column(theirs, name), String).contains(person_id, autoescape=True)
            for name in theirs.listed
        ),
    ]


def _through(theirs: Theirs, way: Through, person_id: str) -> ColumnElement[bool]:
    table: Any = way.table
    ids = select(table.id).where(getattr(table, way.whose) == person_id)
    found: ColumnElement[bool] = _column(theirs, way.column).in_(ids)
    return found


def _column(theirs: Theirs, name: str) -> Any:  # noqa: ANN401 - a column is typed as its value.
    return col(getattr(theirs.table, name))


def _line(theirs: Theirs, row: SQLModel, *, own: bool) -> Line:
    open_ = theirs.words(row, own)
    sealed = {each.name for each in _columns(theirs.table) if isinstance(each.type, Sealed)}
    shown = [each.name for each in _columns(theirs.table) if each.name not in theirs.hidden]
    withheld = tuple(
        name for name in shown if name in sealed and not open_ and getattr(row, name) is not None
    )
    values = {name: getattr(row, name) for name in shown if open_ or name not in sealed}
    return Line(values=values, own=own, withheld=withheld)


def _key(theirs: Theirs, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[each.name] for each in theirs.table.__table__.primary_key)  # type: ignore[attr-defined]  # as above


def _columns(table: type[SQLModel]) -> list[Any]:
    return list(table.__table__.columns)  # type: ignore[attr-defined]  # as above


def people_columns(table: type[SQLModel]) -> Iterator[str]:
    """Those that hold the id of one person or workplace, with a foreign key or without."""
    plain = {"actor_id", "about_id", "person_id"}
    for each in _columns(table):
        keys = {key.target_fullname for key in each.foreign_keys}
        if each.name in plain or keys & {PEOPLE, WORKPLACES}:
            yield each.name


def _ids(table: type[SQLModel]) -> Iterator[str]:
    people = set(people_columns(table))
    for each in _columns(table):
        is_key = each.name == "id" or bool(each.foreign_keys)
        if is_key and each.name not in people:
            yield each.name
