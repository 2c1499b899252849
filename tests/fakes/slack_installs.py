"""Slack with several workspaces: one app, installed over OAuth, with tokens that are renewed.

It keeps Slack's rules: a code and a refresh token hold once, a token ends after twelve hours, and
whoever revokes a bot's token deactivates the bot.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.slack.needs import SCOPES
from tests.fakes.slack import SlackFake
from tests.fakes.slack_wire import Call, Fault, Params, params_of

CLIENT_ID, CLIENT_SECRET = "1234.5678", "the-clients-own-secret"
APP, INSTALLER = "A0KOMBOT01", "U0INSTALL1"
TWELVE_HOURS = 43200


@dataclass
class World:
    """`answer` changes what Slack gives for a code; `faults` come before anything else."""

    now: Callable[[], datetime]
    rotates: bool = True
    workspaces: dict[str, SlackFake] = field(default_factory=dict)
    answer: Params = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    """Every secret that Slack has ever handed out."""
    calls: list[Call] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    origin: str = ""
    _ends: dict[str, datetime] = field(default_factory=dict)
    _renews: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return f"{self.origin}/api/"

    def workspace(self, team: str, name: str) -> SlackFake:
        made = SlackFake(team=team, name=name, tokens=set(), origin=self.origin)
        return self.workspaces.setdefault(team, made)

    def approves(self, asked: str, team: str) -> str:
        """Somebody says yes on Slack's page, for one workspace: where they are sent then."""
        query = {key: each[0] for key, each in parse_qs(urlsplit(asked).query).items()}
        assert asked.startswith(f"{self.origin}/oauth/v2/authorize?")
        assert query["client_id"] == CLIENT_ID
        assert query["scope"].split(",") == list(SCOPES)
        code = self._new("code")
        self._codes[code] = (team, query["redirect_uri"])
        return f"{query['redirect_uri']}?code={code}&state={query['state']}"

    def asked(self, grant: str) -> list[Params]:
        """The exchanges of a code (`code`) or of a refresh token (`refresh_token`)."""
        return [each.params for each in self.calls if grant in each.params]

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/api/{method}", self._api)]

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if method == "oauth.v2.access":
            return await self._access(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        found = [each for each in self.workspaces.values() if token in each.tokens]
        if found and self._ends.get(token, self.now() + timedelta(1)) <= self.now():
            return web.json_response({"ok": False, "error": "token_expired"})
        if not found:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if method == "auth.revoke":
            self.revoked.append(token)
            found[0].tokens.clear()
            return web.json_response({"ok": True, "revoked": True})
        return await found[0]._api(request)

    async def _access(self, request: web.Request) -> web.StreamResponse:
        params = await params_of(request)
        self.calls.append(Call("oauth.v2.access", params))
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None and fault.gate is not None:
            await fault.gate.wait()
        answer = self._granted(request, params) if fault is None or fault.done else {}
        if fault is None:
            return web.json_response({**answer, **self.answer})
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        body = {"ok": False, "error": fault.error} if fault.error else answer
        if fault.body is not None:
            return web.Response(status=fault.status, text=fault.body, headers=headers)
        return web.json_response(body, status=fault.status, headers=headers)

    def _granted(self, request: web.Request, params: Params) -> Params:
        if request.headers.get("Authorization") != f"Basic {_basic()}":
            return {"ok": False, "error": "bad_client_secret"}
        if params.get("grant_type") == "refresh_token":
            team = self._renews.pop(params.get("refresh_token", ""), "")
            return self._tokens(team) if team else _no("invalid_refresh_token")
        team, redirect = self._codes.pop(params.get("code", ""), ("", ""))
        if not team:
            return _no("invalid_code")
        if redirect != params.get("redirect_uri"):
            return _no("bad_redirect_uri")
        return {**self._tokens(team), "authed_user": {"id": INSTALLER}}

    def _tokens(self, team: str) -> Params:
        fake = self.workspaces[team]
        token = self._new("xoxe.xoxb-1-" if self.rotates else "xoxb-")
        fake.tokens.add(token)
        found: Params = {
            "ok": True,
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(SCOPES),
            "bot_user_id": "U0KOMBOT01",
            "app_id": APP,
            "team": {"id": team, "name": fake.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        if not self.rotates:
            return found
        refresh = self._new("xoxe-1-")
        self._renews[refresh] = team
        self._ends[token] = self.now() + timedelta(seconds=TWELVE_HOURS)
        return {**found, "refresh_token": refresh, "expires_in": TWELVE_HOURS}

    def _new(self, prefix: str) -> str:
        self.given.append(f"{prefix}SECRET{len(self.given):04d}")
        return self.given[-1]


def _no(error: str) -> dict[str, Any]:
    return {"ok": False, "error": error}


def _basic() -> str:
    return base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


@asynccontextmanager
async def a_world(now: Callable[[], datetime]) -> AsyncIterator[World]:
    world, app = World(now=now), web.Application()
    app.add_routes(world.routes())
    async with TestServer(app, host="127.0.0.1") as server:
        url = urlsplit(str(server.make_url("/")))
        world.origin = f"{url.scheme}://{url.netloc}"
        yield world
