"""Photos that somebody sends in the chat with kombot: fetched, and cleaned before anything else.

kombot's token goes along to the connector that holds a picture, and nowhere else; a file is fetched
without it, and from no host outside sharepoint.com, whatever address a message names. Whose
SharePoint there it is nobody checks: the address opens the file by itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import NamedTuple

import aiohttp
from yarl import URL

from bot.channels.photos import LOST, NOT_ALLOWED, cleaned, read_some
from bot.channels.teams.asking import NoLogin
from bot.channels.teams.attached import Attached
from bot.channels.teams.connector import Connector
from bot.channels.teams.hosts import HTTPS, is_loopback, may_serve
from bot.channels.teams.inbound import Envelope
from dialogs.core.photos import Photo, Photos

log = logging.getLogger("kombot.teams")

SHAREPOINT = ".sharepoint.com"
SECONDS = 8.0
"""For all of them: a message is answered within fifteen."""
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@dataclass(frozen=True, kw_only=True)
class Album:
    connector: Connector
    seconds: float = SECONDS

    async def of(self, envelope: Envelope) -> Photos:
        """Those that were sent, by number; what comes too late is lost."""
        if not envelope.attached or not envelope.personal:
            return {}
        work = [asyncio.create_task(self._photo(each)) for each in envelope.attached]
        await asyncio.wait(work, timeout=self.seconds)
        return {str(number): _in_time(each) for number, each in enumerate(work)}

    async def _photo(self, found: Attached) -> Photo:
        if not self.may_fetch(found):
            log.warning("did not fetch a picture from a host that is not trusted")
            return Photo(problem=LOST)
        try:
            named = await self.connector.login.headers() if found.held else {}
            raw = await self._fetched(found.url, named)
        except (NoLogin, aiohttp.ClientError, TimeoutError, OSError) as trouble:
            log.warning("a picture did not arrive from Teams: %s", type(trouble).__name__)
            return Photo(problem=LOST)
        return raw if isinstance(raw, Photo) else await cleaned(raw)

    def may_fetch(self, found: Attached) -> bool:
        """Only there, whoever sends it: it may be forged."""
        if found.held:
            return may_serve(found.url, self.connector.trusts)
        where = _read(found.url)
        if where.scheme == "https" and where.port == HTTPS:
            return where.host.endswith(SHAREPOINT)
        return is_loopback(where.host) and self.connector.trusts(where.host)

    async def _fetched(self, url: str, named: Mapping[str, str]) -> bytes | Photo:
        async with self.connector.session.get(
            URL(url, encoded=True), headers=named, allow_redirects=False
        ) as answer:
            if answer.status == HTTPStatus.OK:
                return await read_some(answer)
            log.warning("Teams gives out no picture: %s", answer.status)
            return Photo(problem=NOT_ALLOWED if answer.status in REFUSED else LOST)


class _Where(NamedTuple):
    scheme: str
    host: str
    port: int


def _read(url: str) -> _Where:
    """Empty for what is no address."""
    try:
        parts = URL(url)
        return _Where(parts.scheme, parts.host or "", parts.port or 0)
    except ValueError:
        return _Where("", "", 0)


def _in_time(work: asyncio.Task[Photo]) -> Photo:
    if not work.done():
        work.cancel()
        return Photo(problem=LOST)
    if trouble := work.exception():
        log.error("%s while a picture was fetched", type(trouble).__name__)
        return Photo(problem=LOST)
    return work.result()
