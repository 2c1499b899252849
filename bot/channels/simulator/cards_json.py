"""Cards as JSON and back, so that the simulator can keep what it has shown."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, assert_never

from dialogs.core.cards import (
    Button,
    Card,
    Details,
    Facts,
    Heading,
    Image,
    Part,
    Quote,
    Series,
    Table,
)


def encode(card: Card) -> dict[str, Any]:
    return {
        "title": card.title,
        "body": [_encode_part(part) for part in card.body],
        "buttons": [vars(button).copy() for button in card.buttons],
    }


def decode(found: Mapping[str, Any]) -> Card:
    """Raise ValueError for a part that this version does not know."""
    return Card(
        title=found["title"],
        body=tuple(_decode_part(part) for part in found["body"]),
        buttons=tuple(Button(**button) for button in found["buttons"]),
    )


def _encode_part(part: Part) -> str | dict[str, Any]:
    match part:
        case str():
            return part
        case Heading(text):
            return {"heading": text}
        case Quote(text):
            return {"quote": text}
        case Facts(rows):
            return {"facts": [list(row) for row in rows]}
        case Table(head, rows):
            return {"table": [list(row) for row in (head, *rows)]}
        case Image():
            png = b64encode(part.png).decode("ascii")
            return {"image": {**vars(part), "png": png, "bars": [list(bar) for bar in part.bars]}}
        case Series():
            return {"series": {**vars(part), "points": [list(point) for point in part.points]}}
        case Details():
            return {"details": vars(part).copy()}
        case _ as never:
            assert_never(never)


def _decode_part(part: str | Mapping[str, Any]) -> Part:
    match part:
        case str():
            return part
        case {"heading": text}:
            return Heading(text)
        case {"quote": text}:
            return Quote(text)
        case {"facts": rows}:
            return Facts(tuple((label, value) for label, value in rows))
        case {"table": [head, *rows]}:
            return Table(tuple(head), tuple(tuple(row) for row in rows))
        case {"image": image}:
            bars = tuple((label, count) for label, count in image.get("bars", ()))
            return Image(**{**image, "png": b64decode(image["png"]), "bars": bars})
        case {"series": series}:
            points = tuple((label, value) for label, value in series["points"])
            return Series(**{**series, "points": points})
        case {"details": details}:
            return Details(**details)
        case _:
            raise ValueError(f"no part is kept as {', '.join(part)}")
