"""kombot's mark for Teams, drawn: two that talk, one bubble before the other.

Sizes: learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package. The colour
icon fills its square and keeps the mark within the middle; the outline is white on nothing.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, TypeAlias

from bot.channels.teams.manifest import COLOUR

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

COLOUR_SIDE, OUTLINE_SIDE = 192, 32
MARK = 108
"""How much of the colour icon's side the mark takes; Teams may cut what lies outside 120."""
FINE = 8
"""Everything is drawn this much larger, and made smaller at the end: edges are smooth."""
WHITE, CLEAR = (255, 255, 255, 255), (255, 255, 255, 0)

Colour: TypeAlias = tuple[int, int, int, int]
Box: TypeAlias = tuple[float, float, float, float]

BACK: Box = (0.28, 0.02, 0.98, 0.58)
FRONT: Box = (0.02, 0.30, 0.74, 0.86)
TAIL = ((0.14, 0.80), (0.14, 1.00), (0.36, 0.84))
"""Of the front bubble. All three are parts of the mark's side."""
LINE, ROUND, DOT = 0.075, 0.15, 0.055


def colour_icon() -> bytes:
    """A PNG."""
    from PIL.ImageColor import getrgb

    red, green, blue = getrgb(COLOUR)[:3]
    icon = _empty(COLOUR_SIDE, (red, green, blue, 255))
    start = (COLOUR_SIDE - MARK) * FINE // 2
    icon.alpha_composite(_mark(MARK * FINE, behind=(red, green, blue, 255)), (start, start))
    return _png(icon, COLOUR_SIDE)


def outline_icon() -> bytes:
    """A PNG."""
    icon = _empty(OUTLINE_SIDE, CLEAR)
    inner = OUTLINE_SIDE - 4
    icon.alpha_composite(_mark(inner * FINE, behind=CLEAR), (2 * FINE, 2 * FINE))
    return _png(icon, OUTLINE_SIDE, white=True)


def _empty(side: int, colour: Colour) -> Image:
    from PIL import Image

    return Image.new("RGBA", (side * FINE, side * FINE), colour)


def _mark(side: int, *, behind: Colour) -> Image:
    """The bubble in front cuts its shape, with some air around it, out of the one behind."""
    from PIL import Image, ImageDraw

    mark = Image.new("RGBA", (side, side), behind)
    pen = ImageDraw.Draw(mark)
    _bubble(pen, BACK, side, fill=behind)
    _bubble(pen, _grown(FRONT, LINE), side, fill=behind, line=behind)
    pen.polygon([(x * side, y * side) for x, y in TAIL], fill=WHITE)
    _bubble(pen, FRONT, side, fill=WHITE)
    left, top, right, bottom = FRONT
    for part in (0.27, 0.5, 0.73):
        x, y = left + (right - left) * part, (top + bottom) / 2
        spot = (x - DOT, y - DOT, x + DOT, y + DOT)
        pen.ellipse([each * side for each in spot], fill=behind)
    return mark


def _bubble(pen: ImageDraw, box: Box, side: int, *, fill: Colour, line: Colour = WHITE) -> None:
    pen.rounded_rectangle(
        [each * side for each in box],
        radius=ROUND * side,
        fill=fill,
        outline=line,
        width=round(LINE * side),
    )


def _grown(box: Box, by: float) -> Box:
    left, top, right, bottom = box
    return (left - by, top - by, right + by, bottom + by)


def _png(icon: Image, side: int, *, white: bool = False) -> bytes:
    """`white` also where it is clear: making it smaller leaves black behind what nobody sees."""
    from PIL import Image

    small, out = icon.resize((side, side), Image.Resampling.LANCZOS), io.BytesIO()
    if white:
        shape = small.getchannel("A")
        small = Image.new("RGBA", small.size, WHITE)
        small.putalpha(shape)
    small.save(out, "PNG", optimize=True)
    return out.getvalue()
