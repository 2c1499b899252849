"""kombot's client for the Bot connector, over the one shared session.

botbuilder's own sends with blocking `requests` in threads; this one does not, follows no redirect
with a token in hand, writes to trusted hosts alone, and says whether a refusal will ever pass.
Limits: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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

log = logging.getLogger("kombot.teams")

Body: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = Body | Retry | Failed

BLOCKED, NOT_INSTALLED, GONE = "blocked", "not_installed", "gone"
REASONS = (BLOCKED, NOT_INSTALLED, GONE)
BLOCKED_CODES = ("conversationblockedbyuser", "messagewritesblocked")
BUSY = timedelta(seconds=10)
TROUBLE = timedelta(seconds=15)
OURS = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
LARGEST = 500_000
TIMEOUT = aiohttp.ClientTimeout(total=10)
TRANSIENT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.PRECONDITION_FAILED}


@dataclass(frozen=True, kw_only=True)
class Connector:
    """`jitter` gives numbers from 0 to 1, so that many that wait do not come back at once."""

    session: aiohttp.ClientSession
    login: Login
    trusts: Callable[[str], bool]
    jitter: Callable[[], float]
    now: Callable[[], datetime]
    timeout: aiohttp.ClientTimeout = TIMEOUT

    async def create(self, service_url: str, body: Body) -> Answer:
        """Open a conversation; its id is `id` in the answer."""
        return await self._call("POST", service_url, "/v3/conversations", body)

    async def post(self, service_url: str, conversation: str, activity: Body) -> Answer:
        path = f"/v3/conversations/{_safe(conversation)}/activities"
        return await self._call("POST", service_url, path, activity)

    async def put(self, service_url: str, conversation: str, *, id: str, activity: Body) -> Answer:  # noqa: A002 - Teams' name for it
        path = f"/v3/conversations/{_safe(conversation)}/activities/{_safe(id)}"
        return await self._call("PUT", service_url, path, {**activity, "id": id})

    async def member(self, service_url: str, conversation: str, *, user: str) -> Answer:
        path = f"/v3/conversations/{_safe(conversation)}/members/{_safe(user)}"
        return await self._call("GET", service_url, path, None)

    async def _call(self, method: str, service_url: str, path: str, body: Body | None) -> Answer:
        if not may_serve(service_url, self.trusts):
            log.error("did not write to a service host that is not trusted")
            return Retry(OURS, "service-host")
        url = URL(service_url.rstrip("/") + path, encoded=True)
        answer = await self._once(method, url, body)
        if isinstance(answer, _Refused):
            self.login.forget()
            answer = await self._once(method, url, body)
        return Retry(OURS, "login") if isinstance(answer, _Refused) else answer

    async def _once(self, method: str, url: URL, body: Body | None) -> Answer | _Refused:
        data = None if body is None else json.dumps(sane(body), ensure_ascii=False).encode()
        try:
            headers = {"Content-Type": "application/json", **await self.login.headers()}
            async with self.session.request(
                method,
                url,
                data=data,
                headers=headers,
                timeout=self.timeout,
                allow_redirects=False,
            ) as answer:
                return self._read(answer, await _json(answer))
        except NoLogin as problem:
            log.warning("no token for Teams: %s", problem)
            return Retry(self._spread(TROUBLE), "login")
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            return Retry(self._spread(TROUBLE), f"connection-{type(problem).__name__}")

    def _read(self, answer: aiohttp.ClientResponse, body: Body) -> Answer | _Refused:
        status, code = answer.status, _code(body)
        if answer.ok and status < HTTPStatus.MULTIPLE_CHOICES:
            return body
        if status == HTTPStatus.UNAUTHORIZED:
            return _Refused()
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return Retry(self._told(answer) or self._spread(BUSY), "throttled")
        if status in TRANSIENT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Retry(self._told(answer) or self._spread(TROUBLE), f"status-{status}")
        log.warning("Teams answered %s %s", status, code)
        if status == HTTPStatus.FORBIDDEN:
            return Failed(BLOCKED if code.lower() in BLOCKED_CODES else NOT_INSTALLED)
        if status == HTTPStatus.NOT_FOUND:
            return Failed(GONE)
        # What Teams finds wrong with a message says nothing about the person who should have it.
        return Retry(OURS, f"status-{status}")

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


class _Refused:
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


def _code(body: Body) -> str:
    """Teams' own word for what is wrong, made safe to log."""
    error = body.get("error")
    code = error.get("code") if isinstance(error, Mapping) else None
    return code if isinstance(code, str) and code.isalnum() and len(code) < 100 else ""  # noqa: PLR2004


def _safe(name: str) -> str:
    return quote(name, safe="")
