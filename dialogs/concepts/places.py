"""Where in a TOML text a value stands, so that a complaint can name the line."""

from __future__ import annotations

import re
from collections.abc import Iterator

Place = tuple[str | int, ...]
"""The way to a value, e.g. ("wellbeing", "themes", 2, "name", "da")."""

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?")
_PAIR = re.compile(r"^\s*([A-Za-z0-9_.-]+)\s*=")


def line_of(text: str, place: Place) -> int:
    """The line (from 1) of the value, or of the nearest table above it that the text has."""
    lines = _lines(text)
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return 1


def _lines(text: str) -> dict[Place, int]:
    """The line on which each table, list and plain key begins."""
    lines: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in _statements(text):
        if header := _HEADER.match(line):
            names = header[2].split(".")
            table = _table(names, counts, repeated=header[1] == "[[")
            for length in range(1, len(table) + 1):
                lines.setdefault(table[:length], number)
        elif pair := _PAIR.match(line):
            lines.setdefault((*table, *pair[1].split(".")), number)
    return lines


def _table(names: list[str], counts: dict[Place, int], *, repeated: bool) -> Place:
    """The place of a header: a name that is a list means its latest entry so far."""
    place: Place = ()
    for depth, name in enumerate(names, 1):
        place = (*place, name)
        if repeated and depth == len(names):
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its number, without those inside a text of several lines."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if not inside:
            yield number, line
        inside ^= line.count('"""') % 2 == 1
