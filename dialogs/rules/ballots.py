"""What of a theme vote may be shown: the one gate that every surface stands behind (X-01).

Counts in, what may be seen out. A list of five ballots or more is shown with counts; of three or
four only which themes were chosen; below that nothing. Reasons and the wordings of free themes are
for the employee representatives alone, and only where counts may be shown.

The two lists are judged each for itself. That is safe because no ballot leads to one of the other
list and because nothing is shown twice: not while the vote runs, not for a part of the workplace
and for all of it. How many have answered says nothing about themes, so it may stand beside either.

Where some ballots came on paper, whoever typed those in knows them, and could take them from what
is shown. So the ballots of the chat, if there are any, have to be enough by themselves: `in_chat`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

LEAST = 5
"""A house may ask for more ballots before counts are shown, never for fewer."""
NAMES_FROM = 3


@dataclass(frozen=True, kw_only=True)
class Place:
    """Themes with equal counts share their rank; the next rank counts them all (1, 1, 3)."""

    rank: int
    theme: str
    count: int


@dataclass(frozen=True)
class Ranked:
    """Every theme that was chosen, most ballots first, equals in the pack's order."""

    places: tuple[Place, ...]

    @property
    def total(self) -> int:
        return sum(place.count for place in self.places)

    @property
    def front(self) -> tuple[str, ...]:
        """The theme with most ballots, or those that are tied for it."""
        return tuple(place.theme for place in self.places if place.rank == 1)


@dataclass(frozen=True)
class NamesOnly:
    """The themes that were chosen, in the pack's order: an order by count would be a count."""

    themes: tuple[str, ...]


@dataclass(frozen=True)
class Withheld:
    """Too few ballots to say anything by theme."""


Shown: TypeAlias = Ranked | NamesOnly | Withheld


def gate(
    counts: Mapping[str, int],
    *,
    order: Sequence[str],
    minimum: int = LEAST,
    in_chat: int | None = None,
) -> Shown:
    """What may be shown of one list. `order` is every theme in the pack's order.

    Raises ValueError for a minimum below LEAST and for a theme that the pack does not have.
    """
    total = _unknown(_checked_total(counts, order, minimum), in_chat)
    chosen = [theme for theme in order if counts.get(theme, 0)]
    if total < NAMES_FROM:
        return Withheld()
    if total < minimum:
        return NamesOnly(tuple(chosen))
    by_count = sorted(chosen, key=lambda theme: -counts[theme])
    return Ranked(tuple(_place(theme, counts) for theme in by_count))


def words_may_be_read(
    counts: Mapping[str, int], *, minimum: int = LEAST, in_chat: int | None = None
) -> bool:
    """Whether a list has so many ballots that its reasons and wordings may be read at all."""
    return _unknown(sum(counts.values()), in_chat) >= max(minimum, LEAST)


def _unknown(total: int, in_chat: int | None) -> int:
    """How many ballots there are that nobody knows of; without one in the chat, as many as all."""
    return min(total, in_chat or total)


def _checked_total(counts: Mapping[str, int], order: Sequence[str], minimum: int) -> int:
    if minimum < LEAST:
        msg = f"counts are never shown below {LEAST} ballots, so not from {minimum}"
        raise ValueError(msg)
    if unknown := set(counts) - set(order):
        msg = f"themes that the pack does not have: {sorted(unknown)}"
        raise ValueError(msg)
    return sum(counts.values())


def _place(theme: str, counts: Mapping[str, int]) -> Place:
    ahead = sum(1 for count in counts.values() if count > counts[theme])
    return Place(rank=ahead + 1, theme=theme, count=counts[theme])
