"""Slack's end of Socket Mode: it greets, sends envelopes, counts acknowledgements and hangs up.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from tests.fakes.slack import Fault, SlackFake

Params: TypeAlias = dict[str, Any]

APP_TOKEN = "xapp-made-up"
HELLO = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0KOMBOT01"}}
FRAME = 20_480
"""Slack hangs up on more: https://github.com/revelrylabs/slax/pull/614"""
ANSWERED = frozenset({"view_submission", "block_suggestion"})
"""What Slack takes an answer for in the acknowledgement, beside commands."""


@dataclass
class Sent:
    """One envelope, and what was answered; `None` as long as nothing was."""

    envelope: Params
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Params | None = None


@dataclass
class SocketFake:
    """`greeting` is what is said first on a line, `calls` how often an address was asked for, and
    `opened` how many lines there ever were."""

    slack: SlackFake
    greeting: Params = field(default_factory=lambda: dict(HELLO))
    faults: list[Fault] = field(default_factory=list)
    calls: int = 0
    opened: int = 0
    lines: list[web.WebSocketResponse] = field(default_factory=list)
    sent: dict[str, Sent] = field(default_factory=dict)
    codes: list[int | None] = field(default_factory=list)
    """How each line that ended was closed."""
    _serving: dict[web.WebSocketResponse, tuple[web.Request, asyncio.Task[Any] | None]] = field(
        default_factory=dict
    )

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/api/apps.connections.open", self._address), web.get("/link", self._line)]

    async def _address(self, request: web.Request) -> web.Response:
        self.calls += 1
        if self.faults:
            fault = self.faults.pop(0)
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            said = {"ok": False, "error": fault.error}
            return web.json_response(said, status=fault.status, headers=headers)
        if request.headers.get("Authorization") != f"Bearer {APP_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        ticket = f"ws://{request.host}/link?ticket={self.calls}&app_id=A0KOMBOT01"
        return web.json_response({"ok": True, "url": ticket})

    async def _line(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse(max_msg_size=FRAME)
        await line.prepare(request)
        await line.send_json(self.greeting)
        self.lines.append(line)
        self.opened += 1
        self._serving[line] = (request, asyncio.current_task())
        try:
            async for message in line:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        finally:
            self.codes.append(line.close_code)
            self.lines.remove(line)
        return line

    def _acknowledged(self, told: Params) -> None:
        sent = self.sent[told["envelope_id"]]
        sent.answer = told.get("payload", {})
        sent.acknowledged.set()

    async def connected(self, *, lines: int = 1, opened: int = 1) -> None:
        await until(lambda: len(self.lines) == lines and self.opened >= opened)

    async def send(self, payload: Mapping[str, Any]) -> tuple[int, str]:
        """As over HTTP: what came back, once it has."""
        sent = await self.post(payload)
        await sent.acknowledged.wait()
        return 200, json.dumps(sent.answer) if sent.answer else ""

    async def post(self, payload: Mapping[str, Any], *, attempt: int = 0) -> Sent:
        """On the newest line. With `attempt` it was sent before, and not acknowledged."""
        await until(lambda: bool(self.lines))
        envelope: Params = {
            "envelope_id": f"envelope-{len(self.sent) + 1}",
            "type": kind_of(payload),
            "accepts_response_payload": payload.get("type") in ANSWERED or "command" in payload,
            "payload": payload,
            **({"retry_attempt": attempt, "retry_reason": "timeout"} if attempt else {}),
        }
        self.sent[envelope["envelope_id"]] = Sent(envelope)
        await self.lines[-1].send_json(envelope)
        return self.sent[envelope["envelope_id"]]

    async def says(self, text: str) -> None:
        await self.lines[-1].send_str(text)

    async def disconnects(self, reason: str) -> None:
        """The newest line is to be left; Slack itself closes it a little later."""
        await self.says(json.dumps({"type": "disconnect", "reason": reason}))

    async def cuts(self) -> None:
        """Without a word, as a network does."""
        for line in list(self.lines):
            request, serving = self._serving[line]
            assert request.transport is not None
            assert serving is not None
            request.transport.abort()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


def kind_of(payload: Mapping[str, Any]) -> str:
    if payload.get("type") == "event_callback":
        return "events_api"
    return "slash_commands" if "command" in payload else "interactive"


async def until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0)


@asynccontextmanager
async def socket_fake() -> AsyncIterator[SocketFake]:
    """A fake Slack with both its sides on one server."""
    slack, app = SlackFake(), web.Application()
    socket = SocketFake(slack)
    app.add_routes([*socket.routes(), *slack.routes()])
    async with TestServer(app, host="127.0.0.1") as server:
        slack.origin = f"http://{server.host}:{server.port}"
        yield socket
