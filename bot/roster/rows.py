"""Cells to rows: which column is which, and every mistake with the line it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.roster import cells
from bot.roster.cells import Bad
from bot.roster.reading import Record, Table
from storage.roster import Away
from storage.tables import RoleName


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    line: int
    says: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """`names` as they are shown, the Danish one first; read by `read`, which may raise Bad."""

    names: tuple[str, ...]
    read: Callable[[str], Any]
    required: bool = False


COLUMNS: Mapping[str, Column] = {
    "name": Column(names=("navn", "name"), read=cells.name, required=True),
    "email": Column(names=("email", "e-mail", "mail"), read=cells.email, required=True),
    "workplace": Column(names=("arbejdsplads", "workplace"), read=cells.name, required=True),
    "area": Column(names=("område", "area"), read=cells.name),
    "leader": Column(names=("leder", "leader"), read=cells.email),
    "roles": Column(names=("roller", "roles", "rolle", "role"), read=cells.roles),
    "hourly_paid": Column(names=("timelønnet", "hourly-paid"), read=cells.yes_or_no),
    "absent_from": Column(names=("fraværende fra", "absent from"), read=cells.day),
    "absent_to": Column(names=("fraværende til", "absent to"), read=cells.day),
    "left": Column(names=("fratrådt", "left"), read=cells.day),
    "senior": Column(names=("seniorsamtale", "senior talk"), read=cells.yes_or_no),
    "language": Column(names=("sprog", "language"), read=cells.language),
}


def _key(header: str) -> str:
    return cells.plain(header.replace("-", " ").replace("_", " ")).casefold()


BY_HEADER = {_key(name): field for field, column in COLUMNS.items() for name in column.names}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One person of the file. What stands in no column of it is at its default."""

    line: int
    name: str
    email: str
    workplace: str
    area: str = ""
    leader: str = ""
    roles: frozenset[RoleName] = frozenset()
    hourly_paid: bool = False
    absent_from: date | None = None
    absent_to: date | None = None
    left: date | None = None
    senior: bool = False
    language: str = ""

    @property
    def absence(self) -> Away | None:
        return (self.absent_from, self.absent_to) if self.absent_from else None


@dataclass(frozen=True, kw_only=True)
class People:
    """What a file says; `fields` are the columns that it has. With problems nothing is imported."""

    rows: tuple[Row, ...] = ()
    fields: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = field(default=())


def is_column(header: str) -> bool:
    return _key(header) in BY_HEADER


def read_people(table: Table) -> People:
    if found := _cpr_numbers(table):
        # Nothing else is said: another message might repeat the number.
        return People(problems=tuple(found))
    fields, problems, warnings = _fields(table.header)
    if problems:
        return People(problems=tuple(problems), warnings=tuple(warnings))
    read = [_row(record, fields) for record in table.records]
    rows = [each for each in read if isinstance(each, Row)]
    wrong = [problem for each in read if not isinstance(each, Row) for problem in each]
    if not table.records:
        wrong.append(Problem(line=table.header.line, says="there is nobody below the column names"))
    return People(
        rows=tuple(rows),
        fields=frozenset(name for name in fields if name),
        problems=tuple(sorted((*wrong, *_twice(rows)))),
        warnings=tuple(warnings),
    )


def _cpr_numbers(table: Table) -> list[Problem]:
    says = (
        "this looks like a CPR number. kombot must not have them: take the number out, or the "
        "whole column, and import again"
    )
    return [
        Problem(line=record.line, says=says)
        for record in (table.header, *table.records)
        if any(cells.holds_cpr(cell) for cell in record.cells)
    ]


def _fields(header: Record) -> tuple[list[str], list[Problem], list[Problem]]:
    """Each column's field, or nothing for one that is not used; then problems and warnings."""
    fields = [BY_HEADER.get(_key(cell), "") for cell in header.cells]
    problems, warnings = [], []
    for name, column in COLUMNS.items():
        title = " / ".join(column.names[:2])
        if fields.count(name) > 1:
            problems.append(f"there are {fields.count(name)} columns for {title}: keep one")
        if column.required and name not in fields:
            problems.append(f"there is no column {title}: add it to the first line")
    for cell, name in zip(header.cells, fields, strict=True):
        if not name and cell.strip():
            warnings.append(f"the column {cells.shown(cells.plain(cell))} is not used")
    return fields, _at(header.line, problems), _at(header.line, warnings)


def _at(line: int, says: Sequence[str]) -> list[Problem]:
    return [Problem(line=line, says=each) for each in says]


def _row(record: Record, fields: Sequence[str]) -> Row | list[Problem]:
    if len(record.cells) > len(fields):
        says = (
            f"there are {len(record.cells)} cells and {len(fields)} columns: a cell that holds the "
            "delimiter stands in quotation marks"
        )
        return _at(record.line, [says])
    values: dict[str, Any] = {}
    problems: list[str] = []
    padded = (*record.cells, *[""] * (len(fields) - len(record.cells)))
    for name, raw in zip(fields, padded, strict=True):
        if name:
            try:
                values[name] = _value(COLUMNS[name], raw)
            except Bad as bad:
                problems.append(f"{COLUMNS[name].names[0]} {bad}")
    if not problems:
        problems += _absence_problems(values)
    return _at(record.line, problems) or Row(line=record.line, **values)


def _value(column: Column, raw: str) -> Any:  # noqa: ANN401 - a column's own kind of value
    value = column.read(raw)
    if column.required and not value:
        raise Bad("is empty: write it")
    return value


def _absence_problems(values: Mapping[str, Any]) -> list[str]:
    first, last = values.get("absent_from"), values.get("absent_to")
    if last and not first:
        return ["there is a last day of absence and no first one: write fraværende fra, too"]
    if first and last and last < first:
        return ["the absence ends before it begins: turn the days round"]
    return []


def _twice(rows: Sequence[Row]) -> list[Problem]:
    first: dict[str, int] = {}
    found = []
    for row in rows:
        line = first.setdefault(row.email, row.line)
        if line != row.line:
            says = f"{row.email} stands in line {line}, too: each person has one line"
            found.append(Problem(line=row.line, says=says))
    return found
