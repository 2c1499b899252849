"""Files of people, as towns send them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from bot.roster.plan import Plan, plan
from bot.roster.reading import read_table
from bot.roster.rows import People, is_column, read_people
from storage.roster import Roster

TODAY = date(2026, 11, 22)
EVERYTHING = (
    "navn;email;arbejdsplads;område;leder;roller;timelønnet;fraværende fra;fraværende til;"
    "fratrådt;sprog"
)


def people(text: str | bytes) -> People:
    data = text.encode() if isinstance(text, str) else text
    return read_people(read_table(data, is_column=is_column))


def planned(text: str | bytes, before: Roster | None = None, *, leavers: bool = False) -> Plan:
    return plan(people(text), before or Roster(), today=TODAY, leavers=leavers)


def imported(*texts: str) -> Roster:
    """What there is once these files are imported, one after the other."""
    roster = Roster()
    for text in texts:
        outcome = planned(text, roster)
        assert not outcome.problems, outcome.problems
        roster = outcome.after
    return roster


def file_of(*rows: Mapping[str, str], columns: Iterable[str] = ()) -> str:
    """A file with the columns that the rows name, or these."""
    header = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    lines = [";".join(row.get(name, "") for name in header) for row in rows]
    return "\r\n".join((";".join(header), *lines)) + "\r\n"


def row(name: str, **more: str) -> dict[str, str]:
    """A person at Solsikken whose address is made of the name."""
    first = {
        "navn": name,
        "email": f"{name.split(maxsplit=1)[0].lower()}@eksempel.dk",
        "arbejdsplads": "Solsikken",
    }
    return {**first, **{key.replace("_", " "): value for key, value in more.items()}}


def problems(outcome: Plan) -> list[tuple[int, str]]:
    return [(each.line, each.says) for each in outcome.problems]


def only_problem(text: str | bytes, before: Roster | None = None) -> tuple[int, str]:
    (problem,) = problems(planned(text, before))
    return problem
