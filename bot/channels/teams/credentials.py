"""How kombot proves to be the app: by a secret, a certificate, or the machine's own identity.

learn.microsoft.com: entra/identity-platform/v2-oauth2-client-creds-grant-flow and
certificate-credentials, entra/identity/managed-identities-azure-resources/how-to-use-vm-token,
azure/app-service/overview-managed-identity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote
from uuid import uuid4

import aiohttp
import jwt

from bot.certificate import Certificate
from bot.channels.teams.asking import Granted, Question, ask
from bot.settings import TeamsSettings

BOTS = "https://api.botframework.com"
EXCHANGE = "api://AzureADTokenExchange"
"""What a managed identity's token is for where it stands in for an app's secret."""
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
VALID = timedelta(minutes=5)
MACHINE, APP_SERVICE = "2018-02-01", "2019-08-01"
"""The versions of the two services that tell a program in Azure who it is."""

Form = Mapping[str, str]


class Source(Protocol):
    async def ask(self) -> Granted:
        """Raise NoLogin."""
        ...


def source_of(
    settings: TeamsSettings, *, session: aiohttp.ClientSession, now: Callable[[], datetime]
) -> Source:
    identity = Identity(settings=settings, session=session, now=now)
    if settings.managed_identity.lower() == settings.app_id.lower():
        return identity
    return Entra(settings=settings, session=session, now=now, identity=identity)


@dataclass(frozen=True, kw_only=True)
class Entra:
    """The login service, shown what the settings hold."""

    settings: TeamsSettings
    session: aiohttp.ClientSession
    now: Callable[[], datetime]
    identity: Identity

    @property
    def address(self) -> str:
        tenant = quote(self.settings.authority, safe="")
        return f"{self.settings.login_url.rstrip('/')}/{tenant}/oauth2/v2.0/token"

    async def ask(self) -> Granted:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.settings.app_id,
            "scope": f"{BOTS}/.default",
            **await self._proof(),
        }
        question = Question(method="POST", address=self.address, form=form)
        return await ask(self.session, question, now=self.now)

    async def _proof(self) -> Form:
        if self.settings.certificate is not None:
            return _asserted(self._signed(self.settings.certificate))
        if self.settings.managed_identity:
            return _asserted((await self.identity.ask(EXCHANGE)).token)
        return {"client_secret": self.settings.app_password}

    def _signed(self, certificate: Certificate) -> str:
        moment = int(self.now().timestamp())
        claims = {
            "aud": self.address,
            "iss": self.settings.app_id,
            "sub": self.settings.app_id,
            "jti": str(uuid4()),
            "iat": moment,
            "nbf": moment,
            "exp": moment + int(VALID.total_seconds()),
        }
        headers = {"x5t#S256": certificate.thumbprint}
        return jwt.encode(claims, certificate.key, algorithm="PS256", headers=headers)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What Azure vouches for on the machine itself; no secret of ours is involved."""

    settings: TeamsSettings
    session: aiohttp.ClientSession
    now: Callable[[], datetime]

    async def ask(self, resource: str = BOTS) -> Granted:
        header = self.settings.identity_header
        question = Question(
            method="GET",
            address=self.settings.identity_url,
            headers={"X-IDENTITY-HEADER": header} if header else {"Metadata": "true"},
            params={
                "api-version": APP_SERVICE if header else MACHINE,
                "resource": resource,
                "client_id": self.settings.managed_identity,
            },
        )
        return await ask(self.session, question, now=self.now)


def _asserted(assertion: str) -> Form:
    return {"client_assertion_type": ASSERTION, "client_assertion": assertion}
