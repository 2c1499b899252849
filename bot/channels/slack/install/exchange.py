"""Slack's side of an installation: where to ask for it, the code for the tokens, and giving back.

https://docs.slack.dev/authentication/installing-with-oauth
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from slack_sdk.oauth import AuthorizeUrlGenerator

from bot.channels.slack.client import SEND_SECONDS, Answer, Clients, Good
from bot.channels.slack.install.grant import Installed, Unusable, installed
from bot.channels.slack.needs import REDIRECT, SCOPES
from bot.platforms import SlackSettings

log = logging.getLogger("kombot.slack.install")


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """`url` is where browsers reach kombot, without a slash at the end."""

    settings: SlackSettings
    clients: Clients
    url: str
    now: Callable[[], datetime]

    @property
    def redirect(self) -> str:
        return f"{self.url}{REDIRECT}"

    @property
    def origin(self) -> str:
        """Slack's pages stand beside its API."""
        return self.settings.base_url.removesuffix("api/")

    def asking(self, state: str) -> str:
        """Slack's page on which somebody chooses a workspace and says yes."""
        generator = AuthorizeUrlGenerator(
            client_id=quote(self.settings.client_id, safe=""),
            redirect_uri=quote(self.redirect, safe=""),
            scopes=SCOPES,
            authorization_url=f"{self.origin}oauth/v2/authorize",
        )
        return generator.generate(state)

    def opening(self, found: Installed) -> str:
        """Slack's page that leads to kombot in the workspace."""
        return f"{self.origin}app_redirect?app={quote(found.grant.app_id)}&team={found.team}"

    async def tokens(self, code: str) -> Installed | Unusable | Answer:
        """Good never comes back: it is read."""
        answer = await self.clients.access(
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret,
            code=code,
            redirect_uri=self.redirect,
        )
        return installed(answer.data, now=self.now()) if isinstance(answer, Good) else answer

    async def give_back(self, team: str, token: str) -> None:
        """A token that kombot is not to have, of a workspace where it is not installed already.

        Where it is, Slack would deactivate the bot and take it out of its channels:
        https://docs.slack.dev/reference/methods/auth.revoke
        """
        answer = await self.clients.call(token, "auth_revoke", team=team, seconds=SEND_SECONDS)
        if not isinstance(answer, Good):
            log.warning("a token that is not wanted could not be given back")
