"""A municipality's own file over a pack: it says what differs, and nothing else.

Tables are gone into. Lists whose entries have a `key` are gone through by it: an entry that is
there is changed, `removed = true` takes it out, a new one comes last. Everything else is replaced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.concepts.places import Place

Table = Mapping[str, object]
EXTENDS, REMOVED = "extends", "removed"
FIXED = ("obligatory",)
"""Lists from which nobody may take anything out."""


@dataclass(frozen=True)
class Merged:
    """`problems` are where in the municipality's own file, and what."""

    data: Table
    problems: tuple[tuple[Place, str], ...] = ()


@dataclass
class _Merge:
    problems: list[tuple[Place, str]] = field(default_factory=list)

    def tables(self, base: Table, own: Table, place: Place) -> Table:
        merged = dict(base)
        for name, value in own.items():
            merged[name] = self._value(base.get(name), value, (*place, name))
        return merged

    def _value(self, base: object, own: object, place: Place) -> object:
        if isinstance(base, Mapping) and isinstance(own, Mapping):
            return self.tables(base, own, place)
        if isinstance(own, list) and _is_keyed(own) and isinstance(base, list | type(None)):
            return self._list(base or [], own, place)
        return own

    def _list(self, base: Sequence[object], own: Sequence[Table], place: Place) -> list[object]:
        merged = {_key(each): each for each in base}
        for index, entry in enumerate(own):
            key, here = _key(entry), (*place, index)
            if not entry.get(REMOVED, False):
                mine = {name: value for name, value in entry.items() if name != REMOVED}
                merged[key] = self._value(merged.get(key), mine, here)
            elif problem := self._not_removable(key, merged, place):
                self.problems.append(((*here, REMOVED), problem))
            else:
                del merged[key]
        return list(merged.values())

    def _not_removable(self, key: object, merged: Mapping[object, object], place: Place) -> str:
        if place[-1] in FIXED:
            return "this must always be talked about: take the line out, or change the wording only"
        return "" if key in merged else f'there is no "{key}" to take out: mend the key'


def merge(base: Table, own: Table) -> Merged:
    work = _Merge()
    mine = {name: value for name, value in own.items() if name != EXTENDS}
    return Merged(work.tables(base, mine, ()), tuple(work.problems))


def own_place(place: Place, merged: Table, own: Table) -> Place | None:
    """Where a place of the merged pack stands in the municipality's own file; None: in the base."""
    found: list[str | int] = []
    there: object = merged
    here: object = own
    for step in place:
        there = _inside(there, step)
        if isinstance(step, int) and isinstance(here, list):
            index = next((at for at, each in enumerate(here) if _key(each) == _key(there)), step)
            found.append(index)
            here = _inside(here, index)
        else:
            found.append(step)
            here = _inside(here, step)
        if here is None:
            return None if there is not None else tuple(found)
    return tuple(found)


def _inside(value: object, step: str | int) -> object:
    match value:
        case Mapping():
            return value.get(step)
        case list() if isinstance(step, int) and step < len(value):
            return value[step]
        case _:
            return None


def _key(value: object) -> object:
    return value.get("key") if isinstance(value, Mapping) else None


def _is_keyed(entries: Sequence[object]) -> bool:
    return bool(entries) and all(_key(each) is not None for each in entries)
