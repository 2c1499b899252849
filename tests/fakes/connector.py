"""The Bot connector, the OpenID issuer and the login service in one server on loopback.

It keeps the platform's rules: only its own token is taken, a message has to exist to be updated, a
conversation has to be open, a message is at most 28 KB, nobody without the app can be written to,
and with a gatekeeper no more calls are taken than Teams takes. Faults are given in turn; None is a
call without one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from tests.fakes.teams_limits import RETRY_AFTER, Gatekeeper

APP_ID = "22222222-2222-2222-2222-222222222222"
TENANT = "33333333-3333-3333-3333-333333333333"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ISSUER = "https://api.botframework.com"
LARGEST = 28 * 1024
SMALLEST_PAGE, LARGEST_PAGE = 50, 500
PRIVATE_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC_PEM = PRIVATE_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One answer that is not what was asked for. `cut` drops the line, `slow` never answers.

    `within` is what an older answer carries inside of its message.
    """

    status: int = 500
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    within: Mapping[str, str] | None = None
    cut: bool = False
    slow: bool = False


@dataclass(frozen=True, kw_only=True)
class Call:
    method: str
    path: str
    body: Any
    authorization: str

    @property
    def card(self) -> dict[str, Any]:
        card: dict[str, Any] = self.body["attachments"][0]["content"]
        return card


@dataclass
class ConnectorFake:
    """`members` are by user id, and those in a conversation by its id in `rosters`.

    `shown` is what each conversation holds, by activity id. `refused` is what it always answers to
    posts there. `installed` are those who have the app, everybody where it is None. `anonymous` is
    a local client's: it takes calls without a token, and none with one.
    """

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault | None] = field(default_factory=list)
    login_faults: list[Fault] = field(default_factory=list)
    key_faults: list[Fault] = field(default_factory=list)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    rosters: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, Fault] = field(default_factory=dict)
    installed: set[str] | None = None
    gatekeeper: Gatekeeper | None = None
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    key_ids: list[str] = field(default_factory=lambda: ["k1"])
    endorsements: list[str] = field(default_factory=lambda: ["msteams"])
    key_reads: int = 0
    keys_were_read: asyncio.Event = field(default_factory=asyncio.Event)
    logins: int = 0
    token: str = ""
    anonymous: bool = False
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def openid_url(self) -> str:
        return f"{self.url}/.well-known/openidconfiguration"

    def open(self, conversation: str) -> None:
        self.shown.setdefault(conversation, {})

    def sent(self, method: str = "POST") -> list[Call]:
        """The messages that were posted, or updated by PUT."""
        return [call for call in self.calls if call.method == method and "/activities" in call.path]

    def routes(self) -> list[web.RouteDef]:
        one = "/v3/conversations/{conversation}"
        return [
            web.get("/.well-known/openidconfiguration", self._metadata),
            web.get("/keys", self._keys),
            web.post("/{tenant}/oauth2/v2.0/token", self._login),
            web.post("/v3/conversations", self._create),
            web.post(f"{one}/activities", self._post),
            web.put(f"{one}/activities/{{activity}}", self._put),
            web.get(f"{one}/members/{{user}}", self._member),
            web.get(f"{one}/pagedmembers", self._members),
        ]

    async def _metadata(self, request: web.Request) -> web.StreamResponse:
        if self.key_faults:
            return await self._fail(request, self.key_faults.pop(0))
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        self.key_reads += 1
        self.keys_were_read.set()
        public = json.loads(RSAAlgorithm.to_jwk(PRIVATE_KEY.public_key()))
        keys = [
            {**public, "kid": each, "use": "sig", "endorsements": self.endorsements}
            for each in self.key_ids
        ]
        return web.json_response({"keys": [{"kty": "EC", "kid": "elliptic"}, None, *keys]})

    async def _login(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        self.logins += 1
        if self.login_faults:
            return await self._fail(request, self.login_faults.pop(0))
        right = form["client_id"] == APP_ID and form["client_secret"] == "a secret"
        if not right or form["scope"] != f"{ISSUER}/.default":
            return web.json_response({"error": "invalid_client"}, status=401)
        self.token = f"outbound-{self.logins}"
        return web.json_response({"access_token": self.token, "expires_in": 3599})

    async def _create(self, request: web.Request) -> web.StreamResponse:
        refused = await self._checked(request)
        if refused is not None:
            return refused
        member = self.calls[-1].body["members"][0]["id"]
        if self.installed is not None and member not in self.installed:
            return _error(403, "ForbiddenOperationException")
        self.open(f"a:private-{member}")
        return web.json_response({"id": f"a:private-{member}"}, status=201)

    async def _post(self, request: web.Request) -> web.StreamResponse:
        refused = await self._checked(request)
        if refused is not None:
            return refused
        conversation = request.match_info["conversation"]
        if fault := self.refused.get(conversation):
            return await self._fail(request, fault)
        shown = self.shown.setdefault(conversation, {})
        activity_id = f"{1_700_000_000_000 + len(self.calls)}"
        shown[activity_id] = self.calls[-1].body
        return web.json_response({"id": activity_id}, status=201)

    async def _put(self, request: web.Request) -> web.StreamResponse:
        refused = await self._checked(request)
        if refused is not None:
            return refused
        shown, activity_id = (
            self.shown[request.match_info["conversation"]],
            request.match_info["activity"],
        )
        if activity_id not in shown:
            return _error(404, "ActivityNotFoundInConversation")
        shown[activity_id] = self.calls[-1].body
        return web.json_response({"id": activity_id})

    async def _member(self, request: web.Request) -> web.StreamResponse:
        refused = await self._checked(request)
        if refused is not None:
            return refused
        member = self.members.get(request.match_info["user"])
        return web.json_response(member) if member else _error(404, "MemberNotFoundInConversation")

    async def _members(self, request: web.Request) -> web.StreamResponse:
        refused = await self._checked(request)
        if refused is not None:
            return refused
        users = self.rosters.get(request.match_info["conversation"])
        if users is None:
            return _error(403, "BotNotInConversationRoster")
        size = min(max(int(request.query.get("pageSize", "200")), SMALLEST_PAGE), LARGEST_PAGE)
        start = int(request.query.get("continuationToken", "0"))
        page: dict[str, Any] = {"members": [self.members[each] for each in users[start:][:size]]}
        if start + size < len(users):
            page["continuationToken"] = str(start + size)
        return web.json_response(page)

    async def _checked(self, request: web.Request) -> web.StreamResponse | None:
        raw = await request.read()
        call = Call(
            method=request.method,
            path=request.path,
            body=json.loads(raw) if raw else None,
            authorization=request.headers.get("Authorization", ""),
        )
        self.calls.append(call)
        if self.gatekeeper is not None and not self.gatekeeper.admits(
            _thread(request, call), lists=call.method == "GET"
        ):
            return _error(429, "Throttled", {"Retry-After": str(RETRY_AFTER)})
        if self.faults and (fault := self.faults.pop(0)) is not None:
            return await self._fail(request, fault)
        if call.authorization != ("" if self.anonymous else f"Bearer {self.token}"):
            return _error(401, "Unauthorized")
        if len(raw) > LARGEST:
            return _error(413, "MessageSizeTooBig")
        conversation = request.match_info.get("conversation")
        if conversation is not None and conversation not in {*self.shown, *self.rosters}:
            return _error(404, "ConversationNotFound")
        return None

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.slow:
            await self.closed.wait()
        if (fault.cut or fault.slow) and request.transport is not None:
            request.transport.abort()
        return _error(fault.status, fault.code, fault.headers, within=fault.within)


def _thread(request: web.Request, call: Call) -> str:
    conversation = request.match_info.get("conversation")
    return conversation or f"with {call.body['members'][0]['id']}"


def _error(
    status: int,
    code: str,
    headers: Mapping[str, str] | None = None,
    *,
    within: Mapping[str, str] | None = None,
) -> web.Response:
    message = "no words of anybody" if within is None else json.dumps(within)
    body = {"error": {"code": code, "message": message}}
    return web.json_response(body, status=status, headers=headers)


@asynccontextmanager
async def running(fake: ConnectorFake) -> AsyncIterator[ConnectorFake]:
    """At two addresses: where a local client has its connector, there is a path before it."""
    app, below = web.Application(), web.Application()
    app.add_routes(fake.routes())
    below.add_routes(fake.routes())
    app.add_subapp("/_connector", below)
    async with serving(app) as url:
        fake.url = url
        try:
            yield fake
        finally:
            fake.closed.set()


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """The app on a free port of loopback; its address without a slash at the end."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def bearer(service_url: str, *, key_id: str | None = "k1", **other: Any) -> str:
    """What Teams sends in Authorization; `other` claims replace the right ones, None removes."""
    claims = {k: v for k, v in {**right_claims(service_url), **other}.items() if v is not None}
    headers = {} if key_id is None else {"kid": key_id}
    return f"Bearer {jwt.encode(claims, PRIVATE_KEY, algorithm='RS256', headers=headers)}"


def right_claims(service_url: str) -> dict[str, Any]:
    return {
        "iss": ISSUER,
        "aud": APP_ID,
        "serviceurl": service_url,
        "nbf": int((NOW - timedelta(minutes=1)).timestamp()),
        "exp": int((NOW + timedelta(hours=1)).timestamp()),
    }
