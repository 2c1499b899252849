"""A paper as a PDF, by Typst: https://typst.app/docs. The words go in as data, never as markup."""

from __future__ import annotations

import asyncio
import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import singledispatch
from io import BytesIO
from pathlib import Path
from typing import Any

import typst

from bot.papers import signs
from dialogs.core.cards import Facts, Heading, Image, Quote, Series, Table
from dialogs.core.paper import (
    Columns,
    Lines,
    NewPage,
    Paper,
    PaperPart,
    Rating,
    Signs,
    Ticks,
    Wheel,
)

TEMPLATE = Path(__file__).with_name("page.typ")
MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""A date that says nothing: equal papers are equal files."""

Json = dict[str, Any]


async def pdf(paper: Paper, language: str) -> bytes:
    """Beside the event loop: a page takes some 50 ms."""
    return await asyncio.to_thread(print_pdf, paper, language)


def print_pdf(paper: Paper, language: str) -> bytes:
    return _compiled(paper, language)[0]


def print_png(paper: Paper, language: str, *, ppi: float = 72) -> list[bytes]:
    """Each page as a picture, to look at."""
    return _compiled(paper, language, format="png", ppi=ppi)


def _compiled(paper: Paper, language: str, **options: Any) -> list[bytes]:  # noqa: ANN401 - Typst's
    """Pictures are files beside the page: Typst takes them from memory where they are text."""
    words = json.dumps(as_json(paper, language), ensure_ascii=False)
    made = typst.compile(
        {"main.typ": TEMPLATE.read_bytes(), **dict(_pictures(paper.parts))},
        sys_inputs={"paper": signs.printable(words)},
        font_paths=signs.fonts(),
        timestamp=int(MADE.timestamp()),
        **options,
    )
    return made if isinstance(made, list) else [made]


def _pictures(parts: tuple[PaperPart, ...]) -> Iterator[tuple[str, bytes]]:
    for part in parts:
        if isinstance(part, Image):
            yield _file(part), _as_text(part)
        elif isinstance(part, Columns):
            for _, column in part.columns:
                yield from _pictures(column)


def _file(image: Image) -> str:
    """Equal pictures are one file."""
    return f"{hashlib.sha256(image.png).hexdigest()[:32]}.svg"


def _as_text(image: Image) -> bytes:
    """A drawing that holds nothing but the picture."""
    from PIL import Image as Pictures

    with Pictures.open(BytesIO(image.png)) as found:
        width, height = found.size
    size = f'width="{width}" height="{height}"'
    url = f"data:image/{image.kind};base64,{b64encode(image.png).decode('ascii')}"
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="{url}"/></svg>'
    return drawn.encode()


def as_json(paper: Paper, language: str) -> Json:
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "foot": paper.foot,
        "size": paper.size,
        "landscape": paper.landscape,
        "language": language,
        "parts": _parts(paper.parts),
    }


def _parts(parts: tuple[PaperPart, ...]) -> list[Json]:
    return [_part(part) for part in parts if part != ""]


@singledispatch
def _part(part: object) -> Json:
    raise TypeError(type(part).__name__)


@_part.register
def _(part: str) -> Json:
    return {"kind": "text", "text": part}


@_part.register
def _(part: Heading) -> Json:
    return {"kind": "heading", "text": part.text}


@_part.register
def _(part: Quote) -> Json:
    return {"kind": "quote", "text": part.text}


@_part.register
def _(part: Facts) -> Json:
    return {"kind": "facts", "rows": part.rows}


@_part.register
def _(part: Table) -> Json:
    return {"kind": "table", "head": part.head, "rows": part.rows}


@_part.register
def _(part: Image) -> Json:
    return {"kind": "image", "file": _file(part), "photo": part.kind == "jpeg", "alt": part.alt}


@_part.register
def _(part: Ticks) -> Json:
    return {"kind": "ticks", "rows": part.rows}


@_part.register
def _(part: Lines) -> Json:
    return {"kind": "lines", "label": part.label, "count": part.count}


@_part.register
def _(part: Rating) -> Json:
    ends = {"low": part.low, "high": part.high}
    return {"kind": "rating", "label": part.label, "numbers": part.numbers, **ends}


@_part.register
def _(part: Series) -> Json:
    """Bars, with the value beside each: nothing is said by length alone."""
    most = max(part.high, 1)
    points = [[label, value, 100 * min(max(value, 0), most) / most] for label, value in part.points]
    return {"kind": "series", "title": part.title, "points": points, "alt": part.alt}


@_part.register
def _(part: Wheel) -> Json:
    sectors = [
        {"name": each.name, "about": each.about, "lines": each.lines} for each in part.sectors
    ]
    sides = {"left": _parts(part.left), "right": _parts(part.right)}
    return {"kind": "wheel", "sectors": sectors, "middle": _parts(part.middle), **sides}


@_part.register
def _(part: Signs) -> Json:
    return {"kind": "signs", "signs": part.signs}


@_part.register
def _(part: Columns) -> Json:
    return {"kind": "columns", "columns": [[name, _parts(found)] for name, found in part.columns]}


@_part.register
def _(part: NewPage) -> Json:  # noqa: ARG001 - its type is all that it says
    return {"kind": "page"}
