"""What comes over Socket Mode's line: many at once, each kept first and acknowledged afterwards."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, TypeAlias

import aiohttp
from aiohttp import web

from bot.channels.slack.client import Clients, Good
from bot.channels.slack.guard import Payload
from bot.channels.slack.inbound import team_of, text_at
from bot.channels.slack.limits import SOCKET_FRAME
from bot.channels.slack.plain import Json
from bot.channels.slack.views import Frame, empty

log = logging.getLogger("kombot.slack.socket")

AT_ONCE = 50
WAITING = 1000
"""More than these are left to Slack, which sends events again."""
FINISH = timedelta(seconds=10)
SETTLED = timedelta(seconds=1)
"""An acknowledgement takes effect a moment after it is sent; what is shown before it is covered."""

Dispatch: TypeAlias = Callable[[Payload], Awaitable[web.Response]]
Rest: TypeAlias = Callable[[float], Awaitable[object]]


class Line(Protocol):
    """A WebSocket, as far as an acknowledgement needs one."""

    async def send_str(self, data: str) -> None: ...


class TooLong(Exception):
    """An acknowledgement that Slack would hang up on, and nothing else can carry."""


@dataclass(kw_only=True)
class Envelopes:
    """`dispatch` is where what comes over HTTP goes, too."""

    dispatch: Dispatch
    clients: Clients
    frame: Frame
    rest: Rest = asyncio.sleep
    at_once: int = AT_ONCE
    waiting: int = WAITING
    _open: bool = True
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    def take(self, envelope: Json, line: Line) -> None:
        """What is not taken is not acknowledged either."""
        if not self._open or len(self._under_way) >= self.waiting:
            log.warning("an envelope is left to Slack: too much is under way, or kombot stops")
            return
        task = asyncio.create_task(self._handle(envelope, line))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Take nothing more, and end what has begun."""
        self._open = False
        if not self._under_way:
            return
        _, late = await asyncio.wait(self._under_way, timeout=FINISH.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _handle(self, envelope: Json, line: Line) -> None:
        """The text of an exception may hold somebody's words: its name does not."""
        try:
            async with self._places:
                response = await self._answered(envelope.get("payload"))
            if response.status < web.HTTPInternalServerError.status_code:
                await self._acknowledge(envelope, line, _read(response))
        except (aiohttp.ClientError, OSError, TooLong) as error:
            log.warning("an envelope could not be acknowledged: %s", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - one envelope must not end the others.
            log.error("%s while an envelope was handled", type(error).__name__)  # noqa: TRY400

    async def _answered(self, payload: object) -> web.Response:
        """What nobody can read is acknowledged: it would come again as it is."""
        if isinstance(payload, dict) and payload:
            return await self.dispatch(payload)
        log.warning("an envelope had nothing in it that can be read")
        return web.Response()

    async def _acknowledge(self, envelope: Json, line: Line, answer: Json) -> None:
        text = _acknowledgement(envelope, answer)
        if len(text.encode()) < SOCKET_FRAME:
            await line.send_str(text)
        elif answer.get("response_action") == "update":
            await self._in_two(envelope, line, answer["view"])
        else:
            raise TooLong

    async def _in_two(self, envelope: Json, line: Line, view: Json) -> None:
        """A page too long for the line: the window is kept open, and filled over the Web API."""
        held = {"response_action": "update", "view": empty(view, self.frame)}
        await line.send_str(_acknowledgement(envelope, held))
        await self.rest(SETTLED.total_seconds())
        payload = envelope["payload"]
        whole: Json = {"view_id": text_at(payload, "view", "id"), "view": view}
        shown = await self.clients.ask(team_of(payload), "views_update", **whole)
        if not isinstance(shown, Good):
            log.warning("a long page could not be shown: %s", shown)


def _acknowledgement(envelope: Json, answer: Json) -> str:
    told = {"envelope_id": envelope["envelope_id"], **({"payload": answer} if answer else {})}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _read(response: web.Response) -> Json:
    found = json.loads(response.text or "{}") if response.status == web.HTTPOk.status_code else {}
    return found if isinstance(found, dict) else {}
