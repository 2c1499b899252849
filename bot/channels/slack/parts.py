"""Each part of a card as Slack's blocks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import assert_never

from bot.channels.slack.limits import ALT, BUTTON, BUTTON_VALUE, BUTTONS_IN_ROW, HEADER, SECTION
from bot.channels.slack.plain import (
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
            yield from text_blocks(part.alt)
        case Details(title=title, text=text):
            yield rich(paragraph(literal(title, bold=True)))
            yield from text_blocks(text)
        case _ as never:
            assert_never(never)


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
    if sum(widths) + 2 * len(widths) > PHONE:
        for row in rows:
            yield from _facts(tuple(zip_longest(head, row, fillvalue="")))
        return
    yield from _whole("\n".join(_line(row, widths) for row in flat), fixed)


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
    return {
        "type": "button",
        "action_id": f"press-{number}",
        "text": words(button.label, BUTTON),
        "value": button.value,
        **style,
    }
