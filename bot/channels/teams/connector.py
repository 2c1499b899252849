"""kombot's client for the Bot connector, over the one shared session.

botbuilder's own sends with blocking `requests` in threads; this one does not, follows no redirect
with a token in hand, writes to trusted hosts alone, keeps the pace that Teams asks for, and says
whether a refusal will ever pass. All that goes out to Teams goes through this one door.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.channels.base import Failed, Retry
from bot.channels.teams.hosts import may_serve
from bot.channels.teams.inert import sane
from bot.channels.teams.login import Login, NoLogin
from bot.channels.teams.pace import Pace, Turn, What
from bot.channels.teams.refusals import codes_in, why_not

log = logging.getLogger("kombot.teams")

Body: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = Body | Retry | Failed

BUSY = timedelta(seconds=10)
TROUBLE = timedelta(seconds=15)
OURS = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
LARGEST = 500_000
TIMEOUT = aiohttp.ClientTimeout(total=10)
TRANSIENT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.PRECONDITION_FAILED}
DOUBLED = 5
"""How often a wait is doubled at most while it goes wrong in one conversation."""
AN_ANSWER, UNPROMPTED = timedelta(seconds=3), timedelta(seconds=2)
"""How long a call may wait for its turn here: somebody looks on, or the courier comes by again."""
A_PART = timedelta(seconds=40)
"""The rest of what has begun to arrive is waited for."""
TRIES, LONGEST_PAUSE = 3, 10.0
PAGE = 500
"""As many members as Teams lists at a time."""
REMEMBERED = 10_000


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A conversation, or whom one is opened with, and where Teams serves it."""

    service_url: str
    tenant: str
    conversation: str


@dataclass(frozen=True, kw_only=True)
class _Call:
    what: What
    thread: Thread
    method: str
    path: str
    body: Body | None = None
    patience: timedelta = AN_ANSWER

    @property
    def turn(self) -> Turn:
        return Turn(self.what, self.thread.tenant, self.thread.conversation)

    @property
    def url(self) -> URL:
        return URL(self.thread.service_url.rstrip("/") + self.path, encoded=True)


@dataclass(frozen=True, kw_only=True)
class Connector:
    """`jitter` gives numbers from 0 to 1, so that many that wait do not come back at once.

    `rest` waits for that many seconds. Nothing here raises for what Teams answers.
    """

    session: aiohttp.ClientSession
    login: Login
    trusts: Callable[[str], bool]
    jitter: Callable[[], float]
    now: Callable[[], datetime]
    rest: Callable[[float], Awaitable[object]] = asyncio.sleep
    timeout: aiohttp.ClientTimeout = TIMEOUT
    pace: Pace = field(default_factory=Pace)
    _wrong: dict[Turn, int] = field(default_factory=dict)
    """How often in a row it went wrong."""

    async def create(
        self, thread: Thread, body: Body, *, patience: timedelta = AN_ANSWER
    ) -> Answer:
        """Open a conversation; its id is `id` in the answer."""
        return await self._call(
            _Call(
                what=What.CREATE,
                thread=thread,
                method="POST",
                path="/v3/conversations",
                body=body,
                patience=patience,
            )
        )

    async def post(
        self, thread: Thread, activity: Body, *, patience: timedelta = AN_ANSWER
    ) -> Answer:
        return await self._call(
            _Call(
                what=What.SEND,
                thread=thread,
                method="POST",
                path=f"{_path(thread)}/activities",
                body=activity,
                patience=patience,
            )
        )

    async def put(
        self,
        thread: Thread,
        *,
        id: str,  # noqa: A002 - Teams' name for it
        activity: Body,
        patience: timedelta = AN_ANSWER,
    ) -> Answer:
        return await self._call(
            _Call(
                what=What.SEND,
                thread=thread,
                method="PUT",
                path=f"{_path(thread)}/activities/{_safe(id)}",
                body={**activity, "id": id},
                patience=patience,
            )
        )

    async def member(self, thread: Thread, *, user: str) -> Answer:
        path = f"{_path(thread)}/members/{_safe(user)}"
        return await self._call(_Call(what=What.MEMBERS, thread=thread, method="GET", path=path))

    async def members(
        self, thread: Thread, *, page: str = "", patience: timedelta = AN_ANSWER
    ) -> Answer:
        """A page of them in `members`; `continuationToken` names the next one where there is."""
        following = f"&continuationToken={_safe(page)}" if page else ""
        return await self._call(
            _Call(
                what=What.MEMBERS,
                thread=thread,
                method="GET",
                path=f"{_path(thread)}/pagedmembers?pageSize={PAGE}{following}",
                patience=patience,
            )
        )

    async def _call(self, call: _Call) -> Answer:
        if not may_serve(call.thread.service_url, self.trusts):
            log.error("did not write to a service host that is not trusted")
            return Retry(OURS, "service-host")
        wait = self.pace.take(call.turn, now=self.now(), patience=call.patience)
        if wait > call.patience:
            return Retry(wait, "pace", tried=False)
        if wait:
            await self.rest(wait.total_seconds())
        answer = await self._once(call)
        if isinstance(answer, _Unauthorised):
            self.login.forget()
            answer = await self._once(call)
        return Retry(OURS, "login") if isinstance(answer, _Unauthorised) else answer

    async def _once(self, call: _Call) -> Answer | _Unauthorised:
        data = None if call.body is None else json.dumps(sane(call.body), ensure_ascii=False)
        try:
            headers = {"Content-Type": "application/json", **await self.login.headers()}
            async with self.session.request(
                call.method,
                call.url,
                data=None if data is None else data.encode(),
                headers=headers,
                timeout=self.timeout,
                allow_redirects=False,
            ) as answer:
                return self._read(call, answer, await _json(answer))
        except NoLogin as problem:
            log.warning("no token for Teams: %s", problem)
            return Retry(self._spread(TROUBLE), "login")
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            return Retry(self._longer(call), f"connection-{type(problem).__name__}")

    def _read(
        self, call: _Call, answer: aiohttp.ClientResponse, body: Body
    ) -> Answer | _Unauthorised:
        status = answer.status
        if status == HTTPStatus.UNAUTHORIZED:
            return _Unauthorised()
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            after = self._told(answer) or self._longer(call, BUSY)
            self.pace.rest(call.turn, after=after, now=self.now())
            return Retry(after, "throttled", tried=False)
        if status in TRANSIENT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Retry(self._told(answer) or self._longer(call), f"status-{status}")
        self._wrong.pop(call.turn, None)
        if answer.ok and status < HTTPStatus.MULTIPLE_CHOICES:
            return body
        codes = codes_in(body)
        log.warning("Teams answered %s %s", status, " ".join(sorted(codes)))
        reason = why_not(status, codes)
        # What Teams finds wrong with a message says nothing about the person who should have it.
        return Failed(reason) if reason else Retry(OURS, f"status-{status}")

    def _longer(self, call: _Call, wait: timedelta = TROUBLE) -> timedelta:
        """Each time twice as long while it goes wrong there, and spread."""
        if len(self._wrong) >= REMEMBERED:
            self._wrong.clear()
        times = self._wrong.get(call.turn, 0)
        self._wrong[call.turn] = times + 1
        return self._spread(wait * 2 ** min(times, DOUBLED))

    def _told(self, answer: aiohttp.ClientResponse) -> timedelta | None:
        """Retry-After, in seconds or as a date; never longer than an hour."""
        told = answer.headers.get("Retry-After", "").strip()
        if told.isascii() and told.isdigit():
            return min(timedelta(seconds=int(told[:6])), LONGEST_WAIT)
        try:
            wait = parsedate_to_datetime(told) - self.now()
        except (TypeError, ValueError):
            return None
        return min(max(wait, timedelta()), LONGEST_WAIT)

    def _spread(self, wait: timedelta) -> timedelta:
        return wait * (0.5 + self.jitter())


async def patiently(
    ask: Callable[[], Awaitable[Answer]], *, rest: Callable[[float], Awaitable[object]]
) -> Answer:
    """What is asked of Teams while nobody's click waits: a few times, as far apart as it says."""
    answer = await ask()
    for _ in range(TRIES - 1):
        if not isinstance(answer, Retry):
            break
        await rest(min(answer.after.total_seconds(), LONGEST_PAUSE))
        answer = await ask()
    return answer


class _Unauthorised:
    """401: the token may have been withdrawn."""


async def _json(answer: aiohttp.ClientResponse) -> Body:
    """An answer that is no JSON object is an empty one: its status is what counts."""
    raw = b""
    async for chunk in answer.content.iter_any():
        raw += chunk
        if len(raw) > LARGEST:
            return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _path(thread: Thread) -> str:
    return f"/v3/conversations/{_safe(thread.conversation)}"


def _safe(name: str) -> str:
    return quote(name, safe="")
