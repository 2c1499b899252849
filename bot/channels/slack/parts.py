"""Each part of a card as Slack's blocks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import assert_never

from bot.channels.slack.limits import ALT, BUTTON, BUTTON_VALUE, BUTTONS_IN_ROW, HEADER, SECTION
from bot.channels.slack.plain import (
    NOTHING,
    Json,
    fixed,
    literal,
    paragraph,
    quote,
    rich,
    section,
    split,
    units,
    words,
)
from dialogs.core.cards import (
    Button,
    Details,
    Facts,
    Heading,
    Image,
    Part,
    Quote,
    Series,
    Table,
    lead,
)

HEADLINE = 75
"""A longer title is a sentence, and a sentence in Slack's large headline type shouts."""
PHONE = 48
"""Columns of fixed-width type beside each other that a narrow window still shows on one line."""
LINE = 80
"""A longer value is a paragraph of its own."""
ROW = 120
"""What a row of a table says at most to be read as a line, two on a phone."""
EMPTY = ("", NOTHING)
PAIR = 2
BARS = 12
BLOCKS = "▁▂▃▄▅▆▇█"

Files = Mapping[str, str]
"""The ids of pictures that are in Slack already, by `Image.name`."""


def title_blocks(title: str) -> Iterator[Json]:
    if not title.strip():
        return
    if units(title) <= HEADLINE and "\n" not in title:
        yield {"type": "header", "text": words(title, HEADER)}
    else:
        yield from text_blocks(title)


def text_blocks(text: str) -> Iterator[Json]:
    for piece in split(text, SECTION):
        if piece.strip():
            yield section(piece)


def part_blocks(part: Part, files: Files) -> Iterator[Json]:
    match part:
        case str():
            yield from text_blocks(part)
        case Heading(text):
            yield from title_blocks(text)
        case Quote(text):
            yield from _whole(text, quote)
        case Facts(rows):
            yield from _facts(rows)
        case Table(head, rows):
            yield from _table(head, rows)
        case Image():
            yield from _image(part, files)
        case Series():
            yield rich(paragraph(literal(part.title, bold=True)), fixed(bars(part)))
            yield from _aside(part.alt)
        case Details(title=title, text=text):
            yield from described(title, text)
        case _ as never:
            assert_never(never)


def described(name: str, text: str) -> Iterator[Json]:
    """A name with what is said of it, as one block: what belongs together stands together."""
    *over, name = split(name, HEADER)
    yield from (rich(paragraph(literal(piece, bold=True))) for piece in over)
    first, *rest = split(text, SECTION - HEADER) if text.strip() else ("",)
    pieces = (
        [literal(f"{name}\n", bold=True), literal(first)] if first else [literal(name, bold=True)]
    )
    yield rich(paragraph(*pieces))
    for piece in rest:
        yield rich(paragraph(literal(piece)))


def _aside(text: str) -> Iterator[Json]:
    """In small type: the same once more, for whoever has it read aloud."""
    for piece in split(text, SECTION):
        if piece.strip():
            yield {"type": "context", "elements": [words(piece, SECTION)]}


def _whole(text: str, element: Callable[[str], Json]) -> Iterator[Json]:
    for piece in split(text, SECTION):
        if piece.strip():
            yield rich(element(piece))


def _facts(rows: tuple[tuple[str, str], ...]) -> Iterator[Json]:
    """One block for all rows, unless together they are long."""
    lines: list[Json] = []
    length = 0
    for label, value in rows:
        pieces = split(value, SECTION - BUTTON)
        for number, piece in enumerate(pieces):
            size = units(label) + units(piece)
            if lines and length + size > SECTION:
                yield rich(paragraph(*lines))
                lines, length = [], 0
            if number == 0:
                lines += [literal("\n\n" if units(value) > LINE else "\n")] if lines else []
                lines.append(literal(_lead(label, value), bold=True))
            lines += [literal(piece)] if piece else []
            length += size
    if lines:
        yield rich(paragraph(*lines))


def _lead(label: str, value: str) -> str:
    """What stands before a value: beside a short one, above a paragraph."""
    return lead(label) + ("\n" if units(value) > LINE else " ")


def _table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[Json]:
    """In columns where they fit a narrow window; else every row is read by itself."""
    flat = [[" ".join(cell.split()) for cell in row] for row in (head, *rows)]
    widths = [max(map(units, column)) for column in zip_longest(*flat, fillvalue="")]
    if sum(widths) + 2 * len(widths) <= PHONE:
        yield from _whole("\n".join(_line(row, widths) for row in flat), fixed)
        return
    told = tuple(_told(head, row) for row in flat[1:])
    if len(head) > PAIR and all(units(value) <= ROW for _, value in told):
        yield from _facts(told)
        return
    for row in rows:
        yield from _facts(tuple(zip_longest(head, row, fillvalue="")))


def _told(head: tuple[str, ...], row: list[str]) -> tuple[str, str]:
    """A row on a line: what it is about, and of the rest what holds something."""
    name, *rest = row
    cells = zip(head[1:], rest, strict=False)
    return name, " · ".join(f"{lead(label)} {cell}" for label, cell in cells if cell not in EMPTY)


def _line(row: list[str], widths: list[int]) -> str:
    padded = (cell + " " * (width - units(cell)) for cell, width in zip(row, widths, strict=False))
    return "  ".join(padded).rstrip()


def _image(image: Image, files: Files) -> Iterator[Json]:
    """The same in words wherever the picture itself is not in Slack."""
    if image.name in files:
        alt = words(image.alt, ALT)["text"]
        yield {"type": "image", "slack_file": {"id": files[image.name]}, "alt_text": alt}
    else:
        yield from text_blocks(image.alt)


def bars(series: Series) -> str:
    """A bar a line; a line of small bars where there are many points. The lowest 1 is a bar too."""
    if len(series.points) > BARS:
        return "".join(BLOCKS[_level(value, series, len(BLOCKS) - 1)] for _, value in series.points)
    series = replace(series, low=max(0, series.low - 1))
    width = max((units(label) for label, _ in series.points), default=0)
    span = max(1, series.high - series.low)
    lines = []
    for label, value in series.points:
        full = _level(value, series, span)
        bar = "█" * full + "░" * (span - full)
        lines.append(f"{label}{' ' * (width - units(label))}  {bar} {value}")
    return "\n".join(lines) or "░"


def _level(value: int, series: Series, steps: int) -> int:
    """Where on the scale a value lies, as 0..steps."""
    share = (value - series.low) / max(1, series.high - series.low)
    return round(min(1.0, max(0.0, share)) * steps)


def button_blocks(buttons: tuple[Button, ...]) -> Iterator[Json]:
    for start in range(0, len(buttons), BUTTONS_IN_ROW):
        row = buttons[start : start + BUTTONS_IN_ROW]
        elements = [_button(each, start + at) for at, each in enumerate(row)]
        yield {"type": "actions", "elements": elements}


def _button(button: Button, number: int) -> Json:
    if len(button.value) > BUTTON_VALUE:
        raise ValueError(f"a button's value has {len(button.value)} characters")
    style = {} if button.style == "plain" else {"style": button.style}
    # Slack tells of a link that is opened as of any press: without a value nothing comes of it.
    meant = {"url": button.url} if button.url else {"value": button.value}
    return {
        "type": "button",
        "action_id": f"press-{number}",
        "text": words(button.label, BUTTON),
        **meant,
        **style,
    }
