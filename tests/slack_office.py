"""kombot behind https at kombot.example.dk, for those who trust its issuer, beside a fake Slack."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.abc import AbstractResolver
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.slack.check import Check
from bot.channels.slack.endpoint import SlackEndpoint, clients_of
from bot.findings import Finding
from bot.platforms import SlackSettings
from dialogs.core.house import House
from schedules.core.clock import SystemClock
from tests.fakes.slack import TOKEN, SlackFake
from tests.fakes.slack_socket import SocketFake, socket_fake
from tests.slack_house import Receiver, unheard

SECRET = "0123456789abcdef0123456789abcdef"
HOST, UNKNOWN = "kombot.example.dk", "unknown.example.dk"


class Names(AbstractResolver):
    """Every name is this machine, but for one that nobody knows."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[Any]:
        if host == UNKNOWN:
            raise OSError(-2, "Name or service not known")
        where = {"host": "127.0.0.1", "port": port, "family": 2, "proto": 0, "flags": 0}
        return [{"hostname": host, **where}]

    async def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True)
class Issuer:
    """Who vouches for kombot.example.dk and localhost, to those who trust `file`."""

    file: Path
    server: ssl.SSLContext

    @property
    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.file)


def an_issuer(folder: Path) -> Issuer:
    key, file = ec.generate_private_key(ec.SECP256R1()), folder / "certificate.pem"
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kombot")])
    begins, names = datetime(2026, 1, 1, tzinfo=UTC), [HOST, "localhost"]
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName(map(x509.DNSName, names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kind = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    private = key.private_bytes(*kind, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return Issuer(file, server)


@dataclass(kw_only=True)
class Office:
    """`line` is the fake's other side, where Socket Mode asks where to call."""

    fake: SlackFake
    line: SocketFake
    settings: SlackSettings
    session: aiohttp.ClientSession
    port: int

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}"

    async def finds(
        self,
        *,
        url: str | None = None,
        session: aiohttp.ClientSession | None = None,
        **settings: Any,
    ) -> list[Finding]:
        slack, now = replace(self.settings, **settings), SystemClock().now
        check = Check(
            slack=slack,
            clients=clients_of(slack, session or self.session, now=now),
            url=self.url if url is None else url,
            now=now,
            session=session or self.session,
        )
        return await check.findings()


@asynccontextmanager
async def an_office(issuer: Issuer) -> AsyncIterator[Office]:
    connector = aiohttp.TCPConnector(resolver=Names(), ssl=issuer.trusting)
    async with socket_fake() as line, aiohttp.ClientSession(connector=connector) as session:
        fake = line.slack
        settings = SlackSettings(bot_token=TOKEN, signing_secret=SECRET, base_url=fake.base_url)
        now = SystemClock().now
        endpoint = SlackEndpoint(
            settings=settings,
            clients=clients_of(settings, session, now=now),
            house=House(),
            receive=Receiver(),
            note=unheard,
            now=now,
        )
        async with served(endpoint.routes(), issuer) as port:
            yield Office(fake=fake, line=line, settings=settings, session=session, port=port)


@asynccontextmanager
async def served(routes: list[web.RouteDef], issuer: Issuer) -> AsyncIterator[int]:
    app = web.Application()
    app.add_routes(routes)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(ssl=issuer.server)
    try:
        yield server.port or 0
    finally:
        await server.close()
