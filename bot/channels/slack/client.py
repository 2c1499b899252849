"""Slack's Web API: one client per workspace over the shared session, and its answers as values.

The SDK's own retries are off: what fails is answered at once, or comes again through the outbox.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.channels.slack.needs import METHODS
from bot.channels.slack.pace import Pace
from bot.platforms import PER_MINUTE

log = logging.getLogger("kombot.slack.api")
# At DEBUG the SDK logs whole messages, and without a level of its own it formats them every time.
log.setLevel(logging.INFO)

REPLY_SECONDS = 2.0
SEND_SECONDS = 15.0
LATER = timedelta(seconds=5)
ACCESS = "oauth.v2.access"
RATE_LIMITED = "ratelimited"
DIGITS = 6
"""More than a day is no time to wait but a mistake."""
TEMPORARY = frozenset(
    {
        "fatal_error",
        "internal_error",
        "ratelimited",
        "rate_limited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
"""What Slack says in `ok: false` when trying again helps."""


NOT_INSTALLED = "not_installed"
"""Our own word, beside Slack's, for a workspace that kombot has no token for."""
DEAD = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})
"""What Slack says of a token that is of no use any more; there may be a newer one."""


@dataclass(frozen=True)
class Good:
    """`headers` by their names in lower case."""

    data: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """Slack understood and said no: `error` is its own word for why."""

    error: str


@dataclass(frozen=True)
class Unsure:
    """No clear answer: it may have been done, unless it was not `asked` for, or not listened to.

    `after` is when to try again at the earliest.
    """

    reason: str
    after: timedelta = LATER
    asked: bool = True


Answer: TypeAlias = Good | Refused | Unsure


class Tokens(Protocol):
    """The bot's token in each workspace; empty where kombot is not installed."""

    async def of(self, team: str) -> str | Unsure:
        """Unsure: there will be one in a while."""
        ...

    async def instead(self, team: str, dead: str) -> str | Unsure:
        """Another one than what Slack has just refused; empty where there is none."""
        ...

    def forget(self, team: str) -> None:
        """It has changed: what is remembered of it holds no longer."""
        ...

    async def close(self) -> None:
        """Wait for what Slack gives only once."""
        ...


@dataclass
class OneToken:
    """One installation serves one workspace.

    An app that can be put into others is told what happens there as well, and an address that
    somebody's own workspace vouches for is none of ours. Until `home` is known all is let in.
    """

    token: str = field(repr=False)
    home: str = ""

    async def of(self, team: str) -> str:
        return self.token if not self.home or team in ("", self.home) else ""

    async def instead(self, _team: str, _dead: str) -> str:
        return ""

    def forget(self, _team: str) -> None:
        """It stands in the settings."""

    async def close(self) -> None:
        """There is nothing to wait for."""


@dataclass(frozen=True, kw_only=True)
class Clients:
    """The one door to Slack's Web API. `base_url` ends in a slash.

    `per_minute`: so often all workers together call each method of their own accord in a workspace.
    """

    tokens: Tokens
    base_url: str
    session: aiohttp.ClientSession
    pace: Pace
    per_minute: int = PER_MINUTE

    async def ask(
        self,
        team: str,
        method: str,
        *,
        seconds: float = REPLY_SECONDS,
        **params: Any,  # noqa: ANN401 - each of Slack's methods has its own
    ) -> Answer:
        """Call a method by its name in the SDK; never raises for what Slack or the network does.

        What Slack has said to wait with is not asked for before, whoever asks. `seconds` are for
        all of it, a new token included.
        """
        asked = False
        try:
            async with asyncio.timeout(seconds):
                token = await self.tokens.of(team)
                if isinstance(token, Unsure):
                    return token
                if not token:
                    return Refused(NOT_INSTALLED)
                asked = True
                return await self._ask_with(token, team, method, seconds=seconds, **params)
        except TimeoutError:
            return Unsure("timeout", asked=asked)

    async def _ask_with(
        self,
        token: str,
        team: str,
        method: str,
        *,
        seconds: float,
        **params: Any,  # noqa: ANN401 - as above
    ) -> Answer:
        """Where the token is of no use any more, there may be a newer one."""
        answer = await self.call(token, method, team=team, seconds=seconds, **params)
        if not isinstance(answer, Refused) or answer.error not in DEAD:
            return answer
        another = await self.tokens.instead(team, token)
        if isinstance(another, Unsure):
            return another
        if not another:
            return answer
        return await self.call(another, method, team=team, seconds=seconds, **params)

    async def learn_home(self) -> None:
        """Which workspace the one token is for."""
        if isinstance(self.tokens, OneToken):
            self.tokens.home = home_of(await self.ask("", "auth_test"))

    async def call(
        self,
        token: str,
        method: str,
        *,
        team: str,
        seconds: float = REPLY_SECONDS,
        **params: Any,  # noqa: ANN401 - as above
    ) -> Answer:
        """As `ask`, with a token at hand."""
        if method not in METHODS:
            raise ValueError(method)
        client = self._client(token)
        return await self._paced(
            team, method, lambda: getattr(client, method)(**params), seconds=seconds
        )

    async def access(self, *, client_id: str, client_secret: str, **asked: str) -> Answer:
        """Tokens for a code, or new ones for old: the app itself asks, without a token.

        The SDK's own method signs in with what aiohttp is about to drop.
        """
        signed = {"Authorization": aiohttp.encode_basic_auth(client_id, client_secret)}
        client = self._client("")
        return await self._paced(
            "",
            ACCESS,
            lambda: client.api_call(ACCESS, data=asked, headers=signed),
            seconds=SEND_SECONDS,
        )

    async def _paced(
        self,
        team: str,
        method: str,
        begin: Callable[[], Awaitable[AsyncSlackResponse]],
        *,
        seconds: float,
    ) -> Answer:
        if wait := self.pace.wait(team, method):
            return Unsure(RATE_LIMITED, wait, asked=False)
        answer = await _answer(begin(), seconds=seconds)
        if isinstance(answer, Unsure) and answer.reason == RATE_LIMITED:
            self.pace.full(team, method, answer.after)
        return answer

    def _client(self, token: str) -> AsyncWebClient:
        client = AsyncWebClient(
            token=token or None,
            base_url=self.base_url,
            session=self.session,
            logger=log,
            retry_handlers=[],
        )
        client.proxy = None  # The shared session decides about proxies.
        return client


async def _answer(call: Awaitable[AsyncSlackResponse], *, seconds: float) -> Answer:
    try:
        async with asyncio.timeout(seconds):
            response = await call
    except SlackApiError as error:
        return _refusal(error)
    except TimeoutError:
        return Unsure("timeout")
    except (SlackClientError, aiohttp.ClientError, OSError, ValueError, AttributeError) as error:
        # The SDK trips over a body of another shape than an object with an AttributeError.
        return Unsure(type(error).__name__)
    if not isinstance(response.data, dict):
        return Unsure("unreadable")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Good(response.data, headers)


def home_of(answer: Answer) -> str:
    """Empty where it is not told, or where a whole organisation has been given access."""
    data = answer.data if isinstance(answer, Good) else {}
    team = data.get("team_id")
    return team if isinstance(team, str) and not data.get("is_enterprise_install") else ""


def _refusal(error: SlackApiError) -> Answer:
    """The SDK raises the same for `ok: false`, for 429, for 5xx and for a body that is no JSON."""
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    word = data.get("error") if isinstance(data, dict) else None
    if status == aiohttp.web.HTTPTooManyRequests.status_code:
        return Unsure(RATE_LIMITED, _retry_after(response.headers), asked=False)
    if status != aiohttp.web.HTTPOk.status_code or not isinstance(word, str):
        return Unsure(f"status-{status}")
    return Unsure(word) if word in TEMPORARY else Refused(word)


def _retry_after(headers: Mapping[str, str]) -> timedelta:
    """In whole seconds: https://docs.slack.dev/apis/web-api/rate-limits ."""
    named = {name.lower(): value for name, value in headers.items()}
    seconds = named.get("retry-after", "")
    return (
        timedelta(seconds=int(seconds)) if seconds.isdecimal() and len(seconds) < DIGITS else LATER
    )


__all__ = ["Answer", "Clients", "Good", "OneToken", "Refused", "Tokens", "Unsure"]
