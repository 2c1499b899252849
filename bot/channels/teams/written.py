"""A card as it goes over the wire: written as JSON once, for its size and for whoever sends it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.channels.teams.inert import sane

SUSPECT = (*(f"\\{letter}" for letter in "bfru"), "\x7f")
"""How what no client can be sent stands in JSON, and what looks like it."""


@dataclass(frozen=True)
class Written:
    """`raw` is `card`, in UTF-8."""

    card: dict[str, Any]
    raw: bytes

    @property
    def size(self) -> int:
        return len(self.raw)


def write(card: dict[str, Any]) -> Written:
    """Without what no client can be sent; looking for that in the text is far quicker than in it.

    Halves of characters are no UTF-8, and everything else that is unfit is escaped.
    """
    text = _text(card)
    if not any(each in text for each in SUSPECT):
        try:
            return Written(card, text.encode())
        except UnicodeEncodeError:
            pass
    clean = sane(card)
    return Written(clean, _text(clean).encode())


def _text(card: dict[str, Any]) -> str:
    return json.dumps(card, ensure_ascii=False)
