"""One call to the fake Slack: what is asked, and what may be answered instead."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeAlias

from aiohttp import web

Params: TypeAlias = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is answered instead. `done`: the call takes effect all the same.

    `gate`: it is waited for first, and `late` all is well after it. `cut`: the connection is closed
    without an answer.
    """

    status: int = 200
    error: str = ""
    retry_after: str = ""
    body: str | None = None
    done: bool = False
    cut: bool = False
    gate: asyncio.Event | None = None
    late: bool = False


@dataclass(frozen=True)
class Call:
    """`at` is when it came, on the loop's own clock."""

    method: str
    params: Params
    at: float = field(default_factory=monotonic, compare=False)


class SaysNo(Exception):
    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def known(table: dict[str, Params], key: Any, error: str) -> Params:
    if key not in table:
        raise SaysNo(error)
    return table[key]


async def params_of(request: web.Request) -> Params:
    """Query, form and JSON alike, as Slack takes them; nested things in forms are JSON."""
    found: Params = dict(request.query)
    if request.content_type == "application/json":
        found.update(await request.json())
    else:
        found.update(await request.post())
    return {key: _nested(value) for key, value in found.items()}


def _nested(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:1] in {"{", "["} else value
