"""kombot's own token for Teams: client credentials, kept until shortly before they run out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import quote

import aiohttp

from bot.settings import TeamsSettings

SCOPE = "https://api.botframework.com/.default"
EARLY = timedelta(minutes=5)
TIMEOUT = aiohttp.ClientTimeout(total=5)


class NoLogin(Exception):
    """The login service gave no token; the message is its status or what went wrong."""


class Login:
    def __init__(
        self,
        *,
        settings: TeamsSettings,
        session: aiohttp.ClientSession,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._session = session
        self._now = now
        self._token = ""
        self._until: datetime | None = None
        self._asking = asyncio.Lock()

    async def headers(self) -> dict[str, str]:
        """Raise NoLogin. Without an app id there is nothing to show."""
        if not self._settings.app_id:
            return {}
        async with self._asking:
            if self._until is None or self._now() >= self._until:
                await self._ask()
            return {"Authorization": f"Bearer {self._token}"}

    def forget(self) -> None:
        """Teams refused the token: the next call asks for another."""
        self._until = None

    async def _ask(self) -> None:
        tenant = quote(self._settings.tenant_id, safe="")
        url = f"{self._settings.login_url.rstrip('/')}/{tenant}/oauth2/v2.0/token"
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.app_id,
            "client_secret": self._settings.app_password,
            "scope": SCOPE,
        }
        asking = self._session.post(url, data=form, timeout=TIMEOUT, allow_redirects=False)
        try:
            async with asking as answer:
                if answer.status != HTTPStatus.OK:
                    raise NoLogin(str(answer.status))
                body = await answer.json(content_type=None)
            self._token = str(body["access_token"])
            self._until = self._now() + timedelta(seconds=float(body["expires_in"])) - EARLY
        except (aiohttp.ClientError, TimeoutError, KeyError, TypeError, ValueError) as problem:
            raise NoLogin(type(problem).__name__) from None
