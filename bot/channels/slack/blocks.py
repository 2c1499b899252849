"""A card as Slack's messages: one, or several where one would be too long. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from bot.channels.slack.limits import BLOCKS_IN_MESSAGE, MESSAGE_JSON, SECTION
from bot.channels.slack.parts import Files, button_blocks, part_blocks, title_blocks
from bot.channels.slack.plain import (
    Json,
    fallback,
    literal,
    paragraph,
    rich,
    section,
    units,
)
from dialogs.core.cards import Card, as_text

POINT = "• "
"""What a point of a list begins with."""


def card_blocks(card: Card, *, files: Files | None = None) -> tuple[Json, ...]:
    """Without its buttons."""
    blocks = list(title_blocks(card.title))
    for part in card.body:
        blocks.extend(part_blocks(part, files or {}))
    return tuple(blocks)


def messages(card: Card, *, files: Files | None = None) -> tuple[Json, ...]:
    """`text` and `blocks` of each message, in order. The buttons stand below the last words."""
    blocks = (*card_blocks(card, files=files), *button_blocks(card.buttons))
    groups = list(_groups(_lists(blocks))) or [()]
    first, rest = fallback(as_text(card) or "–"), fallback(card.title or "–")
    return tuple(
        {"text": rest if number else first, "blocks": list(group)}
        for number, group in enumerate(groups)
    )


def _groups(blocks: Sequence[Json]) -> Iterator[tuple[Json, ...]]:
    group: list[Json] = []
    size = 0
    for block in blocks:
        length = weight(block)
        if group and (size + length > MESSAGE_JSON or len(group) == BLOCKS_IN_MESSAGE):
            yield tuple(group)
            group, size = [], 0
        group.append(block)
        size += length
    if group:
        yield tuple(group)


def _lists(blocks: Sequence[Json]) -> tuple[Json, ...]:
    """The points of a list as lines of one block, so that they are seen to be a list."""
    gathered: list[Json] = []
    for block in blocks:
        above = _point(gathered[-1]) if gathered else ""
        both = f"{above}\n{_point(block)}"
        if above and _point(block) and units(both) <= SECTION:
            gathered[-1] = section(both)
        else:
            gathered.append(block)
    return tuple(gathered)


def _point(block: Json) -> str:
    text: str = block["text"]["text"] if block["type"] == "section" else ""
    return text if text.startswith(POINT) else ""


def weight(block: Json) -> int:
    return len(json.dumps(block, ensure_ascii=False))


def fit(blocks: Sequence[Json], limit: int) -> tuple[Json, ...]:
    """At most `limit` blocks: where there are more, words that stand together become one block."""
    blocks = _lists(blocks)
    if len(blocks) <= limit:
        return tuple(blocks)
    merged: list[Json] = []
    for block in blocks:
        elements = _elements(block)
        if elements and merged and merged[-1]["type"] == "rich_text":
            merged[-1]["elements"].extend(elements)
        else:
            merged.append(rich(*elements) if elements else block)
    return tuple(merged)


def _elements(block: Json) -> list[Json]:
    match block["type"]:
        case "rich_text":
            return list(block["elements"])
        case "header":
            return [paragraph(literal(block["text"]["text"] + "\n", bold=True))]
        case "section":
            return [paragraph(literal(block["text"]["text"] + "\n"))]
        case "context":
            return [paragraph(literal(each["text"] + "\n")) for each in block["elements"]]
        case _:
            return []
