"""Everything about one person, in words: what the file says that is handed out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from dialogs.core.cards import Facts, Heading
from dialogs.core.house import House
from dialogs.core.paper import DataFile
from dialogs.core.texts import Speaker
from dialogs.rights import asked
from dialogs.rights.forms import Form
from dialogs.rights.in_words import in_words
from storage import export, people
from storage.database import Snapshot
from storage.erase_now import OPERATOR
from storage.export import Found, Line
from storage.tables import Person

TECHNICAL = frozenset(
    {
        *("about", "attempts", "claim", "conversation", "dedupe_key", "give_up_at", "lane"),
        *("leased_until", "params", "position", "published", "reference", "sequence"),
        *("settled_at", "slot", "source", "subject", "target", "tenant", "turn", "version"),
        *("whom",),
    }
)
"""Columns that say nothing to a reader: they are in the machine's file alone."""
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
TRAIL, ITSELF = "audit", "kombot"
LEFT = ("votes", "nameless", "leader", "work", "copies")


@dataclass(frozen=True, kw_only=True)
class Collected:
    """`names` are those of everybody who stands in it, by id.

    `asked` are the questions that answers were given to.
    """

    person: Person
    made: datetime
    found: tuple[Found, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    asked: asked.Every = field(default_factory=dict)
    backup_days: int = 30


async def collect(
    reads: Snapshot, person_id: str, *, now: datetime, house: House
) -> Collected | None:
    person = await people.person(reads, person_id)
    if person is None:
        return None
    found = await export.everything(reads, person_id)
    language = person.language or house.language
    asking = asked.Asking(reads=reads, house=house, language=language)
    return Collected(
        person=person,
        made=now,
        found=tuple(found),
        names=await export.names(reads, found),
        asked=await asked.every(asking, found),
        backup_days=house.backup_days,
    )


def readable(all_: Collected, say: Speaker) -> DataFile:
    """It is kept and read in other years too: every day in it has its year."""
    say = replace(say, now=LONG_AGO)
    parts: list[str | Heading | Facts] = [say("export/made", now=all_.made)]
    for found in all_.found:
        parts.append(Heading(say(f"export/t_{found.table}")))
        told = (_rows(found, number, all_, say) for number in range(len(found.lines)))
        parts += [Facts(rows) for rows in told if rows]
    parts.append(Heading(say("export/own_title")))
    parts += left_out(all_, say)
    title = say("export/title", name=all_.person.name)
    return DataFile(name=f"kombot-{all_.made:%Y-%m-%d}", title=title, parts=tuple(parts))


def left_out(all_: Collected, say: Speaker) -> list[str]:
    return [say(f"export/left_{each}", backup_days=all_.backup_days) for each in LEFT]


def _rows(found: Found, number: int, all_: Collected, say: Speaker) -> tuple[tuple[str, str], ...]:
    line = found.lines[number]
    if found.table == TRAIL:
        return (_in_the_trail(line.values, all_, say),)
    shown = {
        name: text
        for name, value in line.values.items()
        if name not in TECHNICAL | found.ids
        and not (name == "person_id" and value == all_.person.id)
        and (text := _value(name in found.people, value, all_, say))
    }
    asked_ = all_.asked.get((found.table, number), asked.NOTHING)
    form = Form(table=found.table, row=line.values, asked=asked_)
    shown |= {name: form.told(name, say) for name in shown if form.has(name)}
    rows = [(say(f"export/c_{name}"), text) for name, text in shown.items()]
    rows += [(say(f"export/c_{name}"), say("export/withheld")) for name in line.withheld]
    return tuple(rows)


def _in_the_trail(values: Mapping[str, Any], all_: Collected, say: Speaker) -> tuple[str, str]:
    key = f"trail/did_{values['what'].replace('-', '_')}"
    who = _name(values["actor_id"], all_, say) or say("trail/somebody")
    told = say(key if say.has(key) else "trail/did_other", who=who)
    about = _name(values["about_id"], all_, say)
    whom = "" if values["about_id"] == all_.person.id or not about else f" ({about})"
    return say.moment(values["at"]), f"{told}{whom}"


def _value(is_person: bool, value: object, all_: Collected, say: Speaker) -> str:  # noqa: FBT001 - what kind of column it is
    if is_person and isinstance(value, str):
        return _name(value, all_, say)
    return in_words(value, say)


def _name(person_id: str, all_: Collected, say: Speaker) -> str:
    if person_id == OPERATOR:
        return say("trail/operator")
    if person_id == ITSELF:
        return say("trail/kombot")
    return all_.names.get(person_id, "")


def as_data(all_: Collected, say: Speaker) -> dict[str, Any]:
    """For a machine: every column by its name, under headings that people can read."""
    return {
        "navn": all_.person.name,
        "lavet": all_.made.isoformat(),
        "tabeller": {
            found.table: {
                "overskrift": say(f"export/t_{found.table}"),
                "rækker": [_plain(line) for line in found.lines],
            }
            for found in all_.found
        },
        "navne": dict(all_.names),
        "ikke_med": left_out(all_, say),
    }


def _plain(line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {name: _as_json(value) for name, value in line.values.items()}
    return {**told, "andres_ord": list(line.withheld)} if line.withheld else told


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
