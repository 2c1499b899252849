"""The board as a small PNG: three columns, a note for each effort, equal bytes for equal boards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING

from dialogs.pictures import FILL, INK, LINE, MARGIN, ONE_AT_A_TIME, PAPER, TITLE, WIDTH, canvas
from dialogs.pictures import small as as_png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BETWEEN, INSIDE, HEAD = 14, 12, 48
"""Pixels: between columns and notes, inside a note, and the height of a column's head."""
HEADING, NOTE, UNDER = 8.5, 8.0, 7.5
"""Sizes of text in points: 8 points are 11 pixels on a phone, at half the picture's size."""
LETTERS, HEADLINE = 15, 34
"""How many letters stand on a line of a note, and of the title."""
NOTE_LINE = 28


@dataclass(frozen=True)
class Slip:
    """A note on the board; `under` stands smaller under its title, or is empty."""

    title: str
    under: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(_broken(self.title))

    @property
    def height(self) -> int:
        return 2 * INSIDE + NOTE_LINE * (len(self.lines) + bool(self.under))


@dataclass(frozen=True)
class Column:
    name: str
    slips: tuple[Slip, ...]

    @property
    def height(self) -> int:
        return HEAD + sum(BETWEEN + slip.height for slip in self.slips)


async def board_picture(title: str, columns: Sequence[Column]) -> bytes:
    """Drawn beside the event loop, as in `dialogs.pictures`."""
    return await asyncio.to_thread(draw, title, tuple(columns))


@lru_cache(maxsize=32)
def draw(title: str, columns: tuple[Column, ...]) -> bytes:
    with ONE_AT_A_TIME:
        heads = wrap(title, HEADLINE)
        top = MARGIN + len(heads) * LINE + BETWEEN
        tallest = max(column.height for column in columns)
        figure, axes = canvas(top + tallest + MARGIN)
        for number, line in enumerate(heads):
            _words(axes, line, (MARGIN, MARGIN + number * LINE), size=TITLE, weight="bold")
        wide = (WIDTH - 2 * MARGIN - (len(columns) - 1) * BETWEEN) / len(columns)
        for number, column in enumerate(columns):
            _column(axes, column, (MARGIN + number * (wide + BETWEEN), top), wide)
        return as_png(figure)


def _column(axes: Axes, column: Column, at: tuple[float, float], wide: float) -> None:
    left, top = at
    _box(axes, at, (wide, HEAD), filled=True)
    _words(axes, column.name, (left + INSIDE, top + INSIDE), size=HEADING, ink=PAPER, weight="bold")
    top += HEAD
    for slip in column.slips:
        top += BETWEEN
        _box(axes, (left, top), (wide, slip.height), filled=False)
        inner = top + INSIDE
        for line in slip.lines:
            _words(axes, line, (left + INSIDE, inner), size=NOTE)
            inner += NOTE_LINE
        if slip.under:
            _words(axes, slip.under, (left + INSIDE, inner), size=UNDER, ink=FILL, weight="bold")
        top += slip.height


def _broken(title: str) -> list[str]:
    """Lines that fit; a word that is longer than a line goes on after a hyphen."""
    words = [part for word in title.split() for part in _parts(word)]
    return wrap(" ".join(words), LETTERS, break_long_words=False) or [""]


def _parts(word: str) -> list[str]:
    if len(word) <= LETTERS:
        return [word]
    return [f"{word[: LETTERS - 1]}-", *_parts(word[LETTERS - 1 :])]


def _box(axes: Axes, at: tuple[float, float], size: tuple[float, float], *, filled: bool) -> None:
    from matplotlib.patches import Rectangle

    face = FILL if filled else PAPER
    axes.add_patch(Rectangle(at, *size, facecolor=face, edgecolor=FILL, linewidth=0.8))


def _words(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    *,
    size: float,
    ink: str = INK,
    weight: str = "normal",
) -> None:
    """A title may hold a `$`: it is no formula."""
    axes.text(*at, drawable(text), size=size, weight=weight, color=ink, va="top", parse_math=False)


def drawable(text: str) -> str:
    """Without what the font has no sign for, such as emoji: the words beside it have them."""
    signs = _signs()
    return "".join(letter for letter in text if letter == "\n" or ord(letter) in signs)


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont("DejaVu Sans")).get_charmap())
