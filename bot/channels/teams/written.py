"""A card as it goes over the wire: written as JSON once, for its size and for whoever sends it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.channels.teams.inert import sane

ESCAPE, HARMLESS, DELETE = b"\\", b'nt"\\', b"\x7f"
"""Control characters are escaped in JSON, all but the last one; of them lines and tabs are fit."""
TO_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False)


@dataclass(frozen=True)
class Written:
    """`raw` is `card`, in UTF-8."""

    card: dict[str, Any]
    raw: bytes

    @property
    def size(self) -> int:
        return len(self.raw)


def write(card: dict[str, Any]) -> Written:
    """Without what no client can be sent; looking for that in the bytes is far quicker than in it.

    Halves of characters are no UTF-8, and everything else that is unfit is escaped.
    """
    try:
        raw = TO_JSON.encode(card).encode()
    except UnicodeEncodeError:
        return _cleaned(card)
    return Written(card, raw) if _is_fit(raw) else _cleaned(card)


def written_on(page: Written, more: dict[str, Any]) -> Written:
    """`page` with something more below it; what stood there is not written again."""
    rest = write(more)
    return Written({**page.card, **rest.card}, b"%s, %s" % (page.raw[:-1], rest.raw[1:]))


def _is_fit(raw: bytes) -> bool:
    """From escape to escape, of which there are few."""
    at = raw.find(ESCAPE)
    while at >= 0:
        if raw[at + 1] not in HARMLESS:
            return False
        at = raw.find(ESCAPE, at + 2)
    return DELETE not in raw


def _cleaned(card: dict[str, Any]) -> Written:
    clean = sane(card)
    return Written(clean, TO_JSON.encode(clean).encode())
