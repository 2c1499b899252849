"""Pictures that people have sent in Teams: those the connector holds, and those in a OneDrive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.channels.teams.attached import DOWNLOAD
from tests.fakes.connector import ConnectorFake, serving


@dataclass(kw_only=True)
class TeamsFiles:
    """`tokens` are the headers that came along to each of them."""

    teams: ConnectorFake
    url: str = ""
    held: dict[str, bytes] = field(default_factory=dict)
    tokens: list[tuple[str, str]] = field(default_factory=list)

    def in_text(self, raw: bytes) -> dict[str, Any]:
        """As a telephone's camera sends it."""
        name = self._hold(raw)
        return {
            "contentType": "image/*",
            "contentUrl": f"{self.url}/v3/attachments/{name}/views/original",
        }

    def as_file(self, raw: bytes, ending: str = "jpg") -> dict[str, Any]:
        name = self._hold(raw)
        told = {"downloadUrl": f"{self.url}/drive/{name}?tempauth=x%2By", "fileType": ending}
        return {"contentType": DOWNLOAD, "name": f"planche.{ending}", "content": told}

    def _hold(self, raw: bytes) -> str:
        name = f"0-eus-{len(self.held)}"
        self.held[name] = raw
        return name

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v3/attachments/{name}/views/original", self._attachment),
            web.get("/drive/{name}", self._file),
        ]

    async def _attachment(self, request: web.Request) -> web.Response:
        if self._token(request) != f"Bearer {self.teams.token}":
            return web.Response(status=401)
        return web.Response(body=self.held[request.match_info["name"]])

    async def _file(self, request: web.Request) -> web.Response:
        """Opens by its address alone."""
        self._token(request)
        if request.query.get("tempauth") != "x+y":
            return web.Response(status=403)
        return web.Response(body=self.held[request.match_info["name"]])

    def _token(self, request: web.Request) -> str:
        token = request.headers.get("Authorization", "")
        self.tokens.append((request.path, token))
        return token


@asynccontextmanager
async def files_of(teams: ConnectorFake) -> AsyncIterator[TeamsFiles]:
    files, app = TeamsFiles(teams=teams), web.Application()
    app.add_routes(files.routes())
    async with serving(app) as url:
        files.url = url
        yield files
