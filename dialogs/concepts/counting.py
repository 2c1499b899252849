"""What every list of a pack is held to: keys of their own, and as many entries as it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from dialogs.concepts.places import Place
from dialogs.concepts.talks import Span

Complaints = Iterator[tuple[Place, str]]


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


def unique(place: Place, entries: Sequence[Keyed]) -> Complaints:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if entry.key in seen:
            yield (
                (*place, index, "key"),
                f'another entry of the list has the key "{entry.key}": give this one its own',
            )
        seen.add(entry.key)


def counted(place: Place, entries: Sequence[Keyed], *, count: int) -> Complaints:
    if len(entries) != count:
        yield (
            place,
            f"has {len(entries)} entries and [counts] says {count}: mend the list or the count",
        )


def within(place: Place, entries: Sequence[Keyed], span: Span) -> Complaints:
    if not span.holds(len(entries)):
        allowed = f"{span.least} to {span.most}"
        yield (
            place,
            f"has {len(entries)} entries and [counts] allows {allowed}: mend the list or the count",
        )
