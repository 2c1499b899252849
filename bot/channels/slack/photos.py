"""Photos that somebody hands over in Slack, fetched with the bot's own token.

A file's address opens with a token that may `files:read`; without it Slack leads to its page for
signing in. Slack's own smaller pictures (`thumb_*`) are 1,024 pixels at most, on which nobody reads
a poster, so the file itself is fetched. https://docs.slack.dev/reference/objects/file-object
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from yarl import URL

from bot.channels.photos import LARGEST_FILE, LOST, NOT_ALLOWED, TOO_LARGE, cleaned, read_some
from bot.channels.slack.client import Clients
from bot.channels.slack.inbound import files_handed_over, team_of, text_at
from dialogs.core.photos import Photo, Photos

log = logging.getLogger("kombot.slack")

FILES = "files.slack.com"
SECONDS = 20.0
"""For all of them; kombot's answer is not kept waiting for so long, but its end is."""


@dataclass(frozen=True, kw_only=True)
class Album:
    clients: Clients
    seconds: float = SECONDS

    async def of(self, payload: Mapping[str, Any]) -> Photos:
        """Those that were sent with it, by number; empty for all else that comes in."""
        team = team_of(payload)
        work = [asyncio.create_task(self._photo(team, file)) for file in files_handed_over(payload)]
        if work:
            await asyncio.wait(work, timeout=self.seconds)
        return {str(number): _in_time(each) for number, each in enumerate(work)}

    async def _photo(self, team: str, file: object) -> Photo:
        if _size(file) > LARGEST_FILE:
            return Photo(problem=TOO_LARGE)
        url = text_at(file, "url_private_download") or text_at(file, "url_private")
        token = await self.clients.tokens.of(team)
        if not isinstance(token, str) or not self.is_slacks(url):
            return Photo(problem=LOST)
        raw = await self._fetched(url, token)
        return raw if isinstance(raw, Photo) else await cleaned(raw)

    def is_slacks(self, url: str) -> bool:
        """The token goes along, so it goes to Slack alone."""
        try:
            where, api = URL(url), URL(self.clients.base_url)
        except ValueError:
            return False
        own = (api.scheme, api.host, api.port)
        return (where.scheme, where.host, where.port) in {("https", FILES, 443), own}

    async def _fetched(self, url: str, token: str) -> bytes | Photo:
        named = {"Authorization": f"Bearer {token}"}
        try:
            async with self.clients.session.get(
                url, headers=named, allow_redirects=False
            ) as answer:
                if answer.status != HTTPStatus.OK or answer.content_type == "text/html":
                    log.warning("Slack gives out no file: %s (files:read?)", answer.status)
                    return Photo(problem=NOT_ALLOWED)
                return await read_some(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as trouble:
            log.warning("a photo did not arrive from Slack: %s", type(trouble).__name__)
            return Photo(problem=LOST)


def _size(file: object) -> int:
    size = file.get("size") if isinstance(file, dict) else None
    return size if isinstance(size, int) else 0


def _in_time(work: asyncio.Task[Photo]) -> Photo:
    if not work.done():
        work.cancel()
        return Photo(problem=LOST)
    if trouble := work.exception():
        log.error("%s while a photo was fetched", type(trouble).__name__)
        return Photo(problem=LOST)
    return work.result()
