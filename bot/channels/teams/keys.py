"""The keys that sign what Teams sends, from the issuer's OpenID metadata.

botbuilder's own are not used: an unknown key id raises IndexError there, so that a change of keys
at Microsoft stops every message for a day, and blocking calls on the event loop fetch them.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import jwt

from bot.channels.teams.hosts import is_loopback

log = logging.getLogger("kombot.teams")

FRESH = timedelta(hours=24)
AGAIN = timedelta(minutes=5)
AGAIN_WITHOUT_ANY = timedelta(seconds=10)
LARGEST = 1_000_000
TIMEOUT = aiohttp.ClientTimeout(total=5)


class NoKeys(Exception):
    """The issuer's keys could not be read now."""


@dataclass(frozen=True)
class Key:
    """`endorsed` are the channels that the key may sign for; None where the issuer does not say."""

    key: jwt.PyJWK
    endorsed: frozenset[str] | None


class Keys:
    """Kept for a day, asked for again once where a key id is unknown, kept when that fails."""

    def __init__(
        self, *, url: str, session: aiohttp.ClientSession, now: Callable[[], datetime]
    ) -> None:
        self._url = url
        self._session = session
        self._now = now
        self._keys: dict[str, Key] = {}
        self._read_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._asking: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> Key | None:
        known = self._keys.get(key_id)
        if known is None:
            await self._ask()
            return self._keys.get(key_id)
        if self._read_at is None or self._now() - self._read_at > FRESH:
            self._begin()
        return known

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _ask(self) -> None:
        """One question at a time, however many wait for its answer; none of them can stop it."""
        if (asking := self._begin()) is not None:
            await asyncio.shield(asking)

    def _begin(self) -> asyncio.Task[None] | None:
        if self._asking is None or self._asking.done():
            pause = AGAIN if self._keys else AGAIN_WITHOUT_ANY
            if self._asked_at is not None and self._now() - self._asked_at < pause:
                return None
            self._asked_at = self._now()
            self._asking = asyncio.create_task(self._refresh())
        return self._asking

    async def _refresh(self) -> None:
        try:
            found = await self.fetch()
        except (aiohttp.ClientError, TimeoutError, ValueError, NoKeys) as problem:
            log.warning("kept the old keys of Teams: %s", type(problem).__name__)
            return
        if found:
            self._keys, self._read_at = found, self._now()

    async def fetch(self) -> dict[str, Key]:
        """As they are published now, by id. Raise NoKeys, ClientError, TimeoutError, ValueError."""
        address = str((await self._json(self._url)).get("jwks_uri"))
        return _keys(await self._json(address))

    async def _json(self, url: str) -> Mapping[str, Any]:
        if not _is_private(url):
            raise NoKeys("not a private address")
        async with self._session.get(url, timeout=TIMEOUT, allow_redirects=False) as answer:
            if answer.status != HTTPStatus.OK:
                raise NoKeys(str(answer.status))
            body = json.loads(await _limited(answer))
        if not isinstance(body, Mapping):
            raise NoKeys("not an object")
        return body


def _is_private(url: str) -> bool:
    """ValueError for what is no address at all."""
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


async def _limited(answer: aiohttp.ClientResponse) -> bytes:
    body = b""
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            raise NoKeys("too large")
    return body


def _keys(document: Mapping[str, Any]) -> dict[str, Key]:
    """RSA keys by their id; others are left out, since RS256 is all that is taken."""
    listed = document.get("keys")
    found = {}
    for each in listed if isinstance(listed, list) else []:
        if isinstance(each, Mapping) and each.get("kty") == "RSA":
            key_id, endorsed = each.get("kid"), each.get("endorsements")
            channels = frozenset(map(str, endorsed)) if isinstance(endorsed, list) else None
            if isinstance(key_id, str) and (key := _key(each)):
                found[key_id] = Key(key, channels)
    return found


def _key(document: Mapping[str, Any]) -> jwt.PyJWK | None:
    try:
        return jwt.PyJWK(dict(document), algorithm="RS256")
    except jwt.PyJWTError:
        return None
