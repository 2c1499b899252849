"""Pictures that may leave the house: bar charts as small PNGs, equal bytes for equal figures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from textwrap import wrap
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, DPI = 720, 200
"""In pixels: twice a phone's width, so that the text is sharp there."""
MARGIN, LINE, BAR, GAP = 28, 34, 44, 34
NAME, COUNT, TITLE = 9.0, 10.0, 10.5
"""Sizes of text in points: 9 points are 12.5 pixels on a phone, at half the picture's size."""
LETTERS = 40
"""How many letters of a name stand on a line."""
COUNT_ROOM = 72
INK, FILL, PAPER = "#1b1f24", "#1f5f8b", "#ffffff"
"""Dark on white: contrast 6.8 for the bars and 16 for the text, where 3 and 4.5 are asked for."""
COLOURS = 4
"""Paper, ink, bars and one between for smooth letters: two bits for each pixel, so that the
pictures of two lists fit in one message on Teams."""
ONE_AT_A_TIME = Lock()
"""matplotlib's fonts are shared and not made for threads."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    label: str
    count: int


async def bar_chart(title: str, bars: Sequence[Bar]) -> bytes:
    """Draw beside the event loop: the first picture takes a second, as the fonts are read."""
    return await asyncio.to_thread(draw, title, tuple(bars))


@lru_cache(maxsize=32)
def draw(title: str, bars: tuple[Bar, ...]) -> bytes:
    """Horizontal bars from the top, each under its name and with its count at the end."""
    with ONE_AT_A_TIME:
        return small(_drawn(title, bars))


def lengths(bars: Sequence[Bar]) -> tuple[float, ...]:
    """Pixels, in proportion to the counts; the longest leaves room for its number."""
    most = max((bar.count for bar in bars), default=0)
    room = WIDTH - 2 * MARGIN - COUNT_ROOM
    return tuple(room * bar.count / most if most else 0.0 for bar in bars)


def _drawn(title: str, bars: tuple[Bar, ...]) -> Figure:
    heads, names = wrap(title, LETTERS), [wrap(bar.label, LETTERS) or [""] for bar in bars]
    lines = len(heads) + sum(map(len, names))
    height = 2 * MARGIN + lines * LINE + len(bars) * (BAR + GAP)
    figure, axes = canvas(height)
    top = _write(axes, heads, MARGIN, size=TITLE, weight="bold") + GAP / 2
    for bar, name, length in zip(bars, names, lengths(bars), strict=True):
        top = _write(axes, name, top, size=NAME, weight="normal")
        _bar(axes, bar, top, length)
        top += BAR + GAP
    return figure


def canvas(height: int) -> tuple[Figure, Axes]:
    """A page with the origin at its top left, without pyplot, which would keep every figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def _write(axes: Axes, lines: Sequence[str], top: float, *, size: float, weight: str) -> float:
    """Write lines of text; returns where they end. A name may hold a `$`: it is no formula."""
    for line in lines:
        axes.text(
            MARGIN, top, line, size=size, weight=weight, color=INK, va="top", parse_math=False
        )
        top += LINE
    return top


def _bar(axes: Axes, bar: Bar, top: float, length: float) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((MARGIN, top), length, BAR, color=FILL, linewidth=0))
    middle = top + BAR / 2
    axes.text(
        MARGIN + length + 12,
        middle,
        str(bar.count),
        size=COUNT,
        weight="bold",
        color=INK,
        va="center",
    )


def small(figure: Figure) -> bytes:
    """A palette PNG without a word about when or with what it was made."""
    from PIL import Image

    pixels = BytesIO()
    figure.savefig(pixels, format="rgba")
    size = figure.canvas.get_width_height()
    whole = Image.frombytes("RGBA", size, pixels.getvalue()).convert("RGB")
    made = BytesIO()
    whole.quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()
