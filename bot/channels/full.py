"""What somebody is told when there is too much to do: nothing is looked up, nothing is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

SHOWN, LATER = 200, 503


@dataclass(frozen=True)
class Full:
    """`body` is JSON that the platform shows. Without one, the platform says it in its own way.

    It is sent to whoever asks, signed or not: it holds nothing that the asker did not send.
    """

    status: int = LATER
    body: bytes = b""


Refuse: TypeAlias = Callable[[bytes], Full]
"""From the body of a request, as it came and not looked at by anybody. Never raises."""


@dataclass(frozen=True)
class Rule:
    """What has to ask before it comes in: `surface` is for the figures."""

    surface: str
    refuse: Refuse


Rules: TypeAlias = Mapping[str, Rule]
"""By path; only what is posted there."""


def shown(body: Mapping[str, Any]) -> Full:
    return Full(SHOWN, json.dumps(body, ensure_ascii=False).encode())
