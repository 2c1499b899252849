"""Socket Mode: kombot calls Slack, and what people do comes in over that line.

The SDK's own client owns its session, tries every few seconds for ever with a stack trace whatever
the reason, starts work without a bound and drops what is under way when it is closed. So the line
is aiohttp's, which sees to pings. https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp

from bot.channels.slack.app_token import ask_where_to_call, explained
from bot.channels.slack.client import Clients, Good, Refused, Unsure
from bot.channels.slack.envelopes import Dispatch, Envelopes, Rest
from bot.channels.slack.inbound import text_at
from bot.channels.slack.plain import Json
from bot.channels.slack.views import Frame
from bot.values import LOOPBACK

log = logging.getLogger("kombot.slack.socket")

PING_SECONDS = 10.0
GREETING_SECONDS = 10.0
GOODBYE = aiohttp.ClientWSTimeout(ws_close=1.0)
"""Slack does not always answer a goodbye."""
LIVED = timedelta(seconds=30)
"""A line that lasted as long is no reason to wait with the next one."""
MOST = timedelta(minutes=1)
LASTING = timedelta(minutes=5)
"""Between calls that only a person can help, by a new token or a switch in Slack."""
CUT = "cut"
GENTLE = frozenset({"warning", "refresh_requested"})
"""Slack renews its lines every few hours, and says so a little ahead."""


@dataclass(frozen=True)
class Trouble:
    """Why there is no line."""

    reason: str
    after: timedelta = timedelta()
    lasting: bool = False

    def __str__(self) -> str:
        if self.lasting:
            return explained(self.reason)
        return f"Slack cannot be called ({self.reason}): kombot goes on trying."


@dataclass(frozen=True)
class Call:
    """One line. `left` tells why it is to be left, at the latest when it has ended."""

    socket: aiohttp.ClientWebSocketResponse
    left: asyncio.Future[str]


@dataclass(kw_only=True)
class SocketMode:
    """`token` is the app's own, of no workspace."""

    token: str = field(repr=False)
    clients: Clients
    dispatch: Dispatch
    frame: Frame
    now: Callable[[], datetime]
    rest: Rest = asyncio.sleep
    _envelopes: Envelopes = field(init=False)
    _calls: dict[Call, asyncio.Task[None]] = field(default_factory=dict)
    _told: str = ""
    _lasting: bool = False
    _short: int = 0
    """How many calls in a row came to nothing."""

    def __post_init__(self) -> None:
        self._envelopes = Envelopes(
            dispatch=self.dispatch, clients=self.clients, frame=self.frame, rest=self.rest
        )

    @property
    def state(self) -> str:
        """`up`; `calling` while there is no line; `refused` where only a person can help."""
        if any(not call.socket.closed for call in self._calls):
            return "up"
        return "refused" if self._lasting else "calling"

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Until it ends; then what has begun is finished before the lines are closed."""
        calling = asyncio.create_task(self._keep_calling())
        try:
            yield
        finally:
            calling.cancel()
            await asyncio.gather(calling, return_exceptions=True)
            await self._envelopes.finish()
            await self._hang_up(list(self._calls))

    async def _keep_calling(self) -> None:
        while True:
            began = self.now()
            try:
                trouble = await self._call()
            except Exception as error:  # noqa: BLE001 - whatever it is, kombot is to be called again.
                trouble = Trouble(type(error).__name__)
            self._short = 0 if self.now() - began >= LIVED else self._short + 1
            if trouble is not None:
                self._tell(trouble)
            if self._short:
                await self.rest(self._pause(trouble).total_seconds())

    def _pause(self, trouble: Trouble | None) -> timedelta:
        if trouble is not None and trouble.lasting:
            return LASTING
        longer = min(timedelta(seconds=2 ** min(self._short - 1, 10)), MOST)
        return max(longer, trouble.after) if trouble is not None else longer

    async def _call(self) -> Trouble | None:
        """One line from the dialling until the next one is due."""
        socket = await self._dial()
        if isinstance(socket, Trouble):
            return socket
        self._reached()
        call = Call(socket, asyncio.get_running_loop().create_future())
        self._calls[call] = asyncio.create_task(self._listen(call))
        # The one before may still have something to acknowledge.
        await self._hang_up(list(self._calls)[:-2])
        reason = await asyncio.shield(call.left)
        if reason == CUT or reason in GENTLE:
            return None
        await self._hang_up([call])
        return Trouble(reason, lasting=True)

    async def _dial(self) -> aiohttp.ClientWebSocketResponse | Trouble:
        match await ask_where_to_call(self.clients, self.token):
            case Refused(error):
                return Trouble(error, lasting=True)
            case Unsure(reason, after):
                return Trouble(reason, after)
            case Good(data):
                return await self._reach(text_at(dict(data), "url"))

    async def _reach(self, address: str) -> aiohttp.ClientWebSocketResponse | Trouble:
        if not _is_safe(address):
            return Trouble("no-address")
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                return await self._greeted(address)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Its text may hold the address.
            return Trouble(type(error).__name__)

    async def _greeted(self, address: str) -> aiohttp.ClientWebSocketResponse | Trouble:
        socket = await self.clients.session.ws_connect(
            address, heartbeat=PING_SECONDS, timeout=GOODBYE
        )
        try:
            greeting = _read(await socket.receive())
        except BaseException:
            await socket.close()
            raise
        if text_at(greeting, "type") == "hello":
            return socket
        await socket.close()
        reason = text_at(greeting, "reason")
        return Trouble(reason or "no-greeting", lasting=bool(reason) and reason not in GENTLE)

    async def _listen(self, call: Call) -> None:
        try:
            async for message in call.socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._hear(call, _read(message))
        finally:
            _leave(call, CUT)

    def _hear(self, call: Call, found: Json) -> None:
        if text_at(found, "type") == "disconnect":
            _leave(call, text_at(found, "reason") or CUT)
        elif text_at(found, "envelope_id"):
            self._envelopes.take(found, call.socket)
        elif text_at(found, "type") != "hello":
            log.warning("something came over the line that cannot be read")

    async def _hang_up(self, calls: list[Call]) -> None:
        for call in calls:
            listening = self._calls.pop(call)
            await call.socket.close()
            await asyncio.gather(listening, return_exceptions=True)

    def _tell(self, trouble: Trouble) -> None:
        """Once, however often it is tried."""
        if trouble.reason != self._told:
            log.warning("%s", trouble)
        self._told, self._lasting = trouble.reason, trouble.lasting

    def _reached(self) -> None:
        if self._told:
            log.warning("Slack can be called again.")
        self._told, self._lasting = "", False


def _leave(call: Call, reason: str) -> None:
    if not call.left.done():
        call.left.set_result(reason)


def _is_safe(address: str) -> bool:
    """People's words travel there: in the clear only on this machine, as tests do."""
    parts = urlsplit(address)
    return parts.scheme == "wss" or (parts.scheme == "ws" and parts.hostname in LOOPBACK)


def _read(message: aiohttp.WSMessage) -> Json:
    """Empty for what is no object in JSON."""
    if message.type is not aiohttp.WSMsgType.TEXT:
        return {}
    try:
        found = json.loads(message.data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
