"""What is read in a card, as Adaptive Card elements: one list for each part.

A table of two columns is lines of "label: value", since a phone shows no more; wider ones are rows
of columns with equal widths, so that they stand under each other and are read row by row.

Bars are Teams' own chart (learn.microsoft.com: Charts in Adaptive Cards) with a picture for clients
that know none. A chart has no place for alternative words, so they stand in the card.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any, TypeAlias, assert_never

from bot.channels.teams.inert import inert, literal
from dialogs.core.cards import Details, Facts, Heading, Image, Part, Quote, Series, Table, lead

Element: TypeAlias = dict[str, Any]
Points: TypeAlias = tuple[tuple[str, int], ...]

IMAGE_LIMIT = 20_000
IMAGE_WIDTH = "280px"
"""It fits on a phone, and on a wide screen its letters are no larger than the card's."""
CHART = {"type": "Chart.HorizontalBar", "displayMode": "AbsoluteNoAxis", "color": "categoricalBlue"}
"""Each name above its bar and its number at the end, which long names need; one colour for all."""
WIDEST_TABLE = 4
SHORT, LETTER, MARGIN = 10, 9, 8
"""Letters of a narrow column, and pixels that a bold one takes."""


def heading(text: str, **style: str) -> Element:
    return {
        "type": "TextBlock",
        "text": inert(text),
        "style": "heading",
        "weight": "bolder",
        **style,
        "wrap": True,
    }


def words(text: str, **style: Any) -> Element:
    """A paragraph that is shown literally; `style` is that of its one text run."""
    run = {"type": "TextRun", "text": literal(text), **style}
    return {"type": "RichTextBlock", "inlines": [run]}


def labelled(label: str, value: str) -> Element:
    bold = {"type": "TextRun", "text": f"{literal(lead(label))} ", "weight": "bolder"}
    plain = {"type": "TextRun", "text": literal(value) or "–"}
    return {"type": "RichTextBlock", "spacing": "small", "inlines": [bold, plain]}


def parts(body: tuple[Part, ...]) -> list[Element]:
    found: list[Element] = []
    for number, part in enumerate(body, 1):
        found += _part(part, number=number)
        if isinstance(part, Image) and part.bars and not _are_told(part, body):
            found.append(words(part.alt, isSubtle=True, size="small"))
    return found


def _are_told(image: Image, body: tuple[Part, ...]) -> bool:
    """Whether every figure stands in words in the same card."""
    told = {row[:2] for part in body if isinstance(part, Table) for row in part.rows}
    return {(label, str(count)) for label, count in image.bars} <= told


def _part(part: Part, *, number: int) -> list[Element]:
    match part:
        case str():
            return [words(part)] if part.strip() else []
        case Heading(text):
            return [heading(text, size="medium", spacing="large")] if text.strip() else []
        case Quote(text):
            quoted = {"type": "Container", "style": "emphasis", "items": [words(text)]}
            return [quoted] if text.strip() else []
        case Facts(rows):
            return [labelled(*row) for row in rows]
        case Table():
            return _table(part)
        case Image(bars=()):
            return [_image(part) or words(part.alt)]
        case Image():
            return [_chart(part)]
        case Series():
            return _series(part)
        case Details():
            return _details(part, f"more-{number}")
        case _ as never:
            assert_never(never)


def _table(table: Table) -> list[Element]:
    columns = max(map(len, (table.head, *table.rows)), default=0)
    if columns <= 1 or columns > WIDEST_TABLE:
        return [_line(table.head, weight="bolder"), *(_line(row) for row in table.rows)]
    if columns == 2:  # noqa: PLR2004 - a label and its value
        pairs = [(*row, "", "")[:2] for row in table.rows]
        return [
            _line(table.head, weight="bolder"),
            *(labelled(first, second) for first, second in pairs),
        ]
    padded = [(*row, *[""] * columns)[:columns] for row in (table.head, *table.rows)]
    widths = [_width(cells) for cells in zip(*padded, strict=True)]
    head, *rows = padded
    return [_columns(head, widths, weight="bolder"), *(_columns(row, widths) for row in rows)]


def _line(cells: tuple[str, ...], **style: Any) -> Element:
    return words(" · ".join(cell for cell in cells if cell) or "–", **style)


def _width(cells: tuple[str, ...]) -> str:
    """In pixels where every cell is short, so that no word is broken on a phone."""
    longest = max(map(len, cells))
    return f"{LETTER * longest + MARGIN}px" if longest <= SHORT else "stretch"


def _columns(cells: tuple[str, ...], widths: list[str], **style: Any) -> Element:
    columns = [
        {"type": "Column", "width": width, "items": [words(cell or "–", **style)]}
        for cell, width in zip(cells, widths, strict=True)
    ]
    return {"type": "ColumnSet", "spacing": "small", "columns": columns}


def _image(image: Image) -> Element | None:
    """In the card itself: an address would be open to whoever has it. None where it is large."""
    url = f"data:image/{image.kind};base64,{b64encode(image.png).decode()}"
    if not image.png or len(url) > IMAGE_LIMIT:
        return None
    return {"type": "Image", "url": url, "altText": image.alt, "width": IMAGE_WIDTH}


def _chart(image: Image) -> Element:
    return _bars(image.title, image.bars, _image(image) or _listed(image.bars))


def _bars(title: str, points: Points, instead: Element) -> Element:
    data = [{"x": literal(label), "y": count} for label, count in points]
    return {**CHART, "title": literal(title), "data": data, "fallback": instead}


def _listed(points: Points, *first: Element) -> Element:
    lines = [labelled(label, str(count)) for label, count in points]
    return {"type": "Container", "items": [*first, *lines]}


def _series(series: Series) -> list[Element]:
    """Each figure once: the chart writes them at its bars, and a client without it lists them."""
    title = f"{series.title} ({series.low}-{series.high})"
    if not series.points:
        return [words(each) for each in (series.title, series.alt) if each.strip()]
    return [_bars(title, series.points, _listed(series.points, words(title, weight="bolder")))]


def _details(details: Details, name: str) -> list[Element]:
    unfold = {
        "type": "Action.ToggleVisibility",
        "title": literal(details.title),
        "targetElements": [name],
    }
    folded = {
        "type": "Container",
        "id": name,
        "isVisible": False,
        "spacing": "small",
        "items": [words(details.text)],
    }
    return [{"type": "ActionSet", "actions": [unfold]}, folded] if details.text.strip() else []
