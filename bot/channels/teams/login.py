"""kombot's own token for Teams: asked for when it is needed, kept until shortly before it runs out.

botbuilder's credentials are not used: they ask with blocking `requests` on the event loop, once a
call. azure-identity is not either: it takes https addresses alone, so that nothing here could be
tried on this machine, and reads its clock and its settings for itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp

from bot.channels.teams.asking import NoLogin
from bot.channels.teams.credentials import Source, source_of
from bot.settings import TeamsSettings

__all__ = ["Login", "NoLogin"]

EARLY = timedelta(minutes=5)
REFUSED = timedelta(seconds=5)
"""For so long a no holds for all: many that wait behind one question do not each ask their own."""


class Login:
    def __init__(
        self,
        *,
        settings: TeamsSettings,
        session: aiohttp.ClientSession,
        now: Callable[[], datetime],
    ) -> None:
        self._source = source_of(settings, session=session, now=now) if settings.app_id else None
        self._now = now
        self._token = ""
        self._until: datetime | None = None
        self._refused: tuple[NoLogin, datetime] | None = None
        self._asking = asyncio.Lock()

    async def headers(self) -> dict[str, str]:
        """Raise NoLogin. Without an app id there is nothing to show."""
        if self._source is None:
            return {}
        async with self._asking:
            if self._until is None or self._now() >= self._until:
                await self._ask(self._source)
            return {"Authorization": f"Bearer {self._token}"}

    async def _ask(self, source: Source) -> None:
        refusal, until = self._refused or (None, self._now())
        if refusal is not None and self._now() < until:
            raise refusal.with_traceback(None)
        try:
            granted = await source.ask()
        except NoLogin as no:
            self._refused = (no, self._now() + REFUSED)
            raise
        self._token = granted.token
        self._until = self._now() + granted.lasts - EARLY

    def forget(self) -> None:
        """Teams refused the token: the next call asks for another."""
        self._until = None
