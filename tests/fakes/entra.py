"""Microsoft's login service and the identity of a machine in Azure, in one server on loopback.

It keeps the rules: which app, which tenant, how it is proved, and each refusal under its own
number. Sources: learn.microsoft.com/entra/identity-platform/reference-error-codes,
certificate-credentials, azure/app-service/overview-managed-identity.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tests.fakes.connector import APP_ID, TENANT, serving

SECRET = "a secret of the app's"
IDENTITY = "44444444-4444-4444-4444-444444444444"
HEADER = "what App Service whispers"
BOTS = "https://api.botframework.com"
EXCHANGE = "api://AzureADTokenExchange"
MULTI = "botframework.com"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One answer that is not what was asked for; `cut` drops the line, `slow` never answers."""

    status: int = 400
    code: int = 0
    body: str = ""
    cut: bool = False
    slow: bool = False


@dataclass
class EntraFake:
    """`certificates` are the app's, by thumbprint; `trusted` is the identity that it trusts."""

    url: str = ""
    tenants: tuple[str, ...] = (TENANT, MULTI)
    secret: str = SECRET
    certificates: dict[str, RSAPublicKey] = field(default_factory=dict)
    trusted: str = ""
    identities: tuple[str, ...] = (IDENTITY, APP_ID)
    lasts: Mapping[str, Any] = field(default_factory=lambda: {"expires_in": 3599})
    date: str = ""
    troubles: list[Trouble] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    granted: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def machine(self) -> str:
        return f"{self.url}/metadata/identity/oauth2/token"

    @property
    def app_service(self) -> str:
        return f"{self.url}/msi/token"

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/{tenant}/oauth2/v2.0/token", self._login),
            web.get("/metadata/identity/oauth2/token", self._machine),
            web.get("/msi/token", self._app_service),
        ]

    async def _login(self, request: web.Request) -> web.StreamResponse:
        tenant, form = request.match_info["tenant"], dict(await request.post())
        self.asked.append(tenant)
        if self.troubles:
            return await self._fail(request)
        code = self._refusal(tenant, {name: str(value) for name, value in form.items()})
        return _error(*code) if code else self._grant(self.lasts)

    def _refusal(self, tenant: str, form: Mapping[str, str]) -> tuple[int, int] | None:
        if tenant not in self.tenants:
            return 400, 90002
        if form["client_id"] != APP_ID:
            return 400, 700016
        if form["grant_type"] != "client_credentials" or form["scope"] != f"{BOTS}/.default":
            return 400, 70011
        if form.get("client_assertion", "").startswith(EXCHANGE):
            right = form["client_assertion"] == f"{EXCHANGE} for {self.trusted}"
            return None if right else (401, 700213)
        if "client_assertion" in form:
            return None if self._holds(tenant, form) else (401, 700027)
        return None if form.get("client_secret") == self.secret else (401, 7000215)

    def _holds(self, tenant: str, form: Mapping[str, str]) -> bool:
        """Whether the assertion is what the documents ask for, and not seen before."""
        assertion = form["client_assertion"]
        if form["client_assertion_type"] != ASSERTION:
            return False
        try:
            key = self.certificates[jwt.get_unverified_header(assertion)["x5t#S256"]]
            claims = jwt.decode(
                assertion,
                key,
                algorithms=["PS256"],
                audience=f"{self.url}/{tenant}/oauth2/v2.0/token",
                issuer=APP_ID,
                options={
                    "require": ["exp", "nbf", "jti", "sub"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, KeyError):
            return False
        fresh = claims["jti"] not in self.seen
        self.seen.add(claims["jti"])
        return fresh and claims["sub"] == APP_ID and 0 < claims["exp"] - claims["nbf"] <= 600

    async def _machine(self, request: web.Request) -> web.StreamResponse:
        right = request.headers.get("Metadata") == "true"
        return await self._identity(request, right=right, version="2018-02-01")

    async def _app_service(self, request: web.Request) -> web.StreamResponse:
        right = request.headers.get("X-IDENTITY-HEADER") == HEADER
        return await self._identity(request, right=right, version="2019-08-01")

    async def _identity(
        self, request: web.Request, *, right: bool, version: str
    ) -> web.StreamResponse:
        self.asked.append(request.path)
        if self.troubles:
            return await self._fail(request)
        query = request.query
        if (
            not right
            or query["api-version"] != version
            or query["client_id"] not in self.identities
        ):
            return web.json_response({"error": "invalid_request"}, status=400)
        if query["resource"] == EXCHANGE:
            token = f"{EXCHANGE} for {query['client_id']}"
            return web.json_response({"access_token": token, "expires_in": "3599"})
        if query["resource"] != BOTS:
            return web.json_response({"error": "invalid_resource"}, status=400)
        return self._grant({name: str(value) for name, value in self.lasts.items()})

    def _grant(self, lasts: Mapping[str, Any]) -> web.Response:
        self.granted += 1
        body = {"token_type": "Bearer", "access_token": f"granted-{self.granted}", **lasts}
        headers = {"Date": self.date} if self.date else {}
        return web.json_response(body, headers=headers)

    async def _fail(self, request: web.Request) -> web.StreamResponse:
        trouble = self.troubles.pop(0)
        if trouble.slow:
            await self.closed.wait()
        if (trouble.cut or trouble.slow) and request.transport is not None:
            request.transport.abort()
        if trouble.code:
            return _error(trouble.status, trouble.code)
        return web.Response(status=trouble.status, text=trouble.body)


def _error(status: int, code: int) -> web.Response:
    """As Entra writes it; the description is for people and changes without notice."""
    body = {
        "error": "invalid_client",
        "error_description": f"AADSTS{code}: something with {SECRET} in it. Trace ID: 0",
        "error_codes": [code],
        "trace_id": "0",
    }
    return web.json_response(body, status=status)


@asynccontextmanager
async def entra(fake: EntraFake) -> AsyncIterator[EntraFake]:
    app = web.Application()
    app.add_routes(fake.routes())
    async with serving(app) as url:
        fake.url = url
        try:
            yield fake
        finally:
            fake.closed.set()
