"""Twelve months round a middle as a small PNG: how many of what in each. Equal bytes for equals.

Only numbers stand in it, so that it may lie where pictures lie; names are in the words beside it.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING

from dialogs.pictures import (
    FILL,
    INK,
    LINE,
    MARGIN,
    NAME,
    ONE_AT_A_TIME,
    PAPER,
    TITLE,
    WIDTH,
    canvas,
    small,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OUTER, INNER = 320, 120
"""Radii in pixels."""
MARKS = ("●", "▲", "■")
"""One for each kind: what is said is said by shape and number, never by colour."""
LETTERS = 34
STEP = 54
"""Between the lines in a month."""
MONTH, TALLY = 8.0, 8.0


@dataclass(frozen=True)
class Month:
    """`counts` are as many as there are marks."""

    name: str
    counts: tuple[int, ...]


async def year_picture(title: str, months: Sequence[Month], legend: Sequence[str]) -> bytes:
    """Drawn beside the event loop, as in `dialogs.pictures`."""
    return await asyncio.to_thread(draw, title, tuple(months), tuple(legend))


@lru_cache(maxsize=32)
def draw(title: str, months: tuple[Month, ...], legend: tuple[str, ...]) -> bytes:
    with ONE_AT_A_TIME:
        heads = wrap(title, LETTERS)
        top = MARGIN + len(heads) * LINE + MARGIN
        bottom = top + 2 * OUTER + MARGIN
        figure, axes = canvas(bottom + len(legend) * LINE + MARGIN)
        for number, line in enumerate(heads):
            _left(axes, line, MARGIN + number * LINE, size=TITLE, weight="bold")
        for number, month in enumerate(months):
            _month(axes, month, number, (WIDTH / 2, top + OUTER))
        for number, words in enumerate(legend):
            _left(axes, f"{MARKS[number]}  {words}", bottom + number * LINE, size=NAME)
        return small(figure)


def _left(axes: Axes, words: str, top: float, *, size: float, weight: str = "normal") -> None:
    axes.text(MARGIN, top, words, size=size, weight=weight, color=INK, va="top", parse_math=False)


def _month(axes: Axes, month: Month, number: int, middle: tuple[float, float]) -> None:
    """January begins at the top, and the year goes as a clock does."""
    from matplotlib.patches import Wedge

    begins = 30 * number - 90
    slice_ = Wedge(
        middle, OUTER, begins, begins + 30, width=OUTER - INNER, fc=PAPER, ec=FILL, lw=0.8
    )
    axes.add_patch(slice_)
    _at(axes, month.name, middle, (number, INNER - 28), weight="bold")
    there = [f"{mark} {count}" for mark, count in zip(MARKS, month.counts, strict=True) if count]
    for line, words in enumerate(there):
        _at(axes, words, middle, (number, OUTER - 36 - line * STEP))


def _at(
    axes: Axes,
    words: str,
    middle: tuple[float, float],
    place: tuple[int, float],
    *,
    weight: str = "normal",
) -> None:
    """In the month with this number, so far from the middle."""
    number, far = place
    angle = math.radians(30 * number + 15 - 90)
    axes.text(
        middle[0] + far * math.cos(angle),
        middle[1] + far * math.sin(angle),
        words,
        size=MONTH if weight == "bold" else TALLY,
        weight=weight,
        color=INK,
        ha="center",
        va="center",
        parse_math=False,
    )
