"""Who may hand kombot an activity: the token check that stands in front of botbuilder.

The rules are the platform's: learn.microsoft.com/azure/bot-service/rest-api/
bot-framework-rest-connector-authentication. Every refusal is the same 401; its reason is logged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

import aiohttp
import jwt
from jwt.types import Options

from bot.channels.teams.hosts import LOOPBACK, is_loopback, may_serve
from bot.channels.teams.inbound import tenants
from bot.channels.teams.keys import Keys
from bot.channels.teams.verified import Proof, Verified
from bot.settings import TeamsSettings

ISSUER = "https://api.botframework.com"
LEEWAY = timedelta(minutes=5)
LONGEST = 16_000
OPTIONS: Options = {
    "require": ["exp", "iss", "aud"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}
CHALLENGE = 'Bearer realm="kombot"'
"""What a call without a token gets: `kombot teams check` knows kombot by it."""

Claims: TypeAlias = Mapping[str, Any]
Bound: TypeAlias = Callable[[str], Awaitable[bool]]


class Unauthorised(Exception):
    """The message is a word for the log, never for the caller."""


class Gate(Protocol):
    async def check(self, activity: Mapping[str, Any], headers: Mapping[str, str]) -> Claims:
        """The claims of whoever sends the activity. Raises Unauthorised."""
        ...

    async def close(self) -> None: ...


async def anywhere(_tenant: str) -> bool:
    """For whoever has no store to ask."""
    return True


@dataclass(frozen=True, kw_only=True)
class TokenGate:
    """`bound` tells whether a tenant belongs to an organisation in so many words.

    Without that only the app's own tenant is heard: whoever runs a tenant decides what emails there
    are in it, and the only organisation there is would take its people for its own.
    """

    settings: TeamsSettings
    keys: Keys
    now: Callable[[], datetime]
    bound: Bound = anywhere
    proofs: Verified = field(default_factory=Verified)

    async def check(self, activity: Mapping[str, Any], headers: Mapping[str, str]) -> Claims:
        token = _bearer(headers.get("Authorization", ""))
        claims = await self._verified(token, _text(activity, "channelId"))
        service_url = _text(activity, "serviceUrl")
        if _plain(claims.get("serviceurl")) != _plain(service_url):
            raise Unauthorised("another service url")
        if not may_serve(service_url, self.settings.trusts):
            raise Unauthorised("unknown service host")
        named = {each.lower() for each in tenants(activity)}
        if len(named) != 1 or not all(map(self.settings.admits, named)):
            raise Unauthorised("another tenant")
        foreign = named - {self.settings.tenant_id.lower()}
        if foreign and not await self.bound(*foreign):
            raise Unauthorised("a tenant that is bound to no organisation")
        return claims

    async def close(self) -> None:
        await self.keys.close()

    async def _verified(self, token: str, channel: str) -> Claims:
        """All but the signature is looked at every time: see `verified.py`."""
        known = self.proofs.of(token)
        key_id = known.key_id if known else _key_id(token)
        key = await self.keys.find(key_id)
        if key is None:
            raise Unauthorised("unknown key")
        if key.endorsed is not None and channel not in key.endorsed:
            raise Unauthorised("key not endorsed")
        still = known is not None and known.key is key
        claims = known.claims if known and still else self._decoded(token, key.key)
        try:
            self._check_times(claims)
        except Unauthorised:
            self.proofs.forget(token)
            raise
        if not still:
            self.proofs.keep(token, Proof(key_id=key_id, key=key, claims=claims))
        return claims

    def _decoded(self, token: str, key: jwt.PyJWK) -> Claims:
        """Times are checked against the given clock, not by the library against the system's."""
        try:
            claims = jwt.decode(
                token,
                key=key,
                algorithms=["RS256"],
                audience=self.settings.app_id,
                issuer=ISSUER,
                options=OPTIONS,
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as problem:
            raise Unauthorised(type(problem).__name__) from None
        return MappingProxyType(claims)

    def _check_times(self, claims: Claims) -> None:
        now, leeway = self.now().timestamp(), LEEWAY.total_seconds()
        ends, begins = claims["exp"], claims.get("nbf", 0)
        if not (_is_number(ends) and _is_number(begins)):
            raise Unauthorised("times are no numbers")
        if ends + leeway < now or begins - leeway > now:
            raise Unauthorised("expired or not yet valid")


@dataclass(frozen=True)
class OpenGate:
    """Anybody on this machine, for a local client without accounts. See `gate_for`.

    A page that somebody has open in a browser is not meant: every browser names its origin.
    """

    async def check(self, activity: Mapping[str, Any], headers: Mapping[str, str]) -> Claims:
        if "Origin" in headers:
            raise Unauthorised("from a page in a browser")
        if not may_serve(_text(activity, "serviceUrl"), is_loopback):
            raise Unauthorised("not on this machine")
        return {}

    async def close(self) -> None:
        """Nothing is open."""


def gate_for(
    settings: TeamsSettings,
    *,
    host: str,
    session: aiohttp.ClientSession,
    now: Callable[[], datetime],
    bound: Bound = anywhere,
) -> Gate:
    """`host`: what kombot listens on. Without an app id, anything but loopback is a ValueError."""
    if settings.app_id:
        keys = Keys(url=settings.openid_url, session=session, now=now)
        return TokenGate(settings=settings, keys=keys, now=now, bound=bound)
    if host not in LOOPBACK:
        raise ValueError(f"Teams without an app id is for this machine alone, not for {host}")
    return OpenGate()


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST:
        raise Unauthorised("no token")
    return token.strip()


def _key_id(token: str) -> str:
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise Unauthorised("not a token") from None
    if not isinstance(key_id, str):
        raise Unauthorised("unknown key")
    return key_id


def _plain(url: object) -> str:
    return url.rstrip("/").lower() if isinstance(url, str) else ""


def _text(activity: Mapping[str, Any], name: str) -> str:
    value = activity.get(name)
    return value if isinstance(value, str) else ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
