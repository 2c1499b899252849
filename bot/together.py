"""Variables that are of use only together: what is missing beside what is set. Pure.

A platform takes one way of each of its parts, such as a way out and a way in, or nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Way:
    """Names that are set all of them; `when` says what this way is for, where there is another."""

    names: tuple[str, ...]
    when: str = ""

    def __str__(self) -> str:
        return f"{listed(self.names)} {self.when}".strip()


Part: TypeAlias = tuple[Way, ...]
Together: TypeAlias = tuple[Part, ...]


def wanted(together: Together) -> str:
    """What to set, in words that follow "set"."""
    return "; and ".join(_either(part) for part in together)


def complaints(together: Together, given: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """One whole sentence for each part that does not fit, with the name it is told at."""
    named = [name for part in together for way in part for name in way.names]
    present = [name for name in named if name in given]
    for part in together if present else ():
        begun = [way for way in part if not given.isdisjoint(way.names)]
        if len(begun) > 1:
            yield _crossed(part, begun, given)
        elif missing := _missing(begun or list(part), given):
            yield missing[0], _lacking(part, missing, _beside(begun, present))


def _missing(ways: list[Way], given: AbstractSet[str]) -> list[str]:
    return [name for name in ways[0].names if name not in given]


def _beside(begun: list[Way], present: list[str]) -> str:
    """The one that is set, of the way that was begun if there is one."""
    own = [name for way in begun for name in way.names if name in present]
    return (own or present)[0]


def _lacking(part: Part, missing: list[str], present: str) -> str:
    verb = "is" if len(missing) == 1 else "are"
    return (
        f"{listed(missing)} {verb} missing while {present} is set: set {_either(part)}, "
        f"or take {present} out."
    )


def _crossed(part: Part, begun: list[Way], given: AbstractSet[str]) -> tuple[str, str]:
    found = [next(name for name in way.names if name in given) for way in begun]
    count = "all" if found[2:] else "both"
    return found[0], f"{listed(found)} are {count} set: keep {_either(part)}, not {count}."


def _either(part: Part) -> str:
    return ", or ".join(map(str, part))


def listed(names: list[str] | tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
