"""kombot proves to be the app by a secret, a certificate or an identity of the machine's own."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.certificate import read_certificate
from bot.channels.teams.login import Login, NoLogin
from bot.settings import TeamsSettings
from tests.certificates import OTHER_RSA_KEY, RSA_KEY, pair_pem
from tests.fakes.connector import APP_ID, NOW, TENANT
from tests.fakes.entra import HEADER, IDENTITY, MULTI, SECRET, EntraFake, Trouble, entra

MINE, ANOTHER = read_certificate(pair_pem()), read_certificate(pair_pem(OTHER_RSA_KEY))


@dataclass
class Desk:
    """A login at a desk whose clock is moved by hand."""

    entra: EntraFake
    login: Login
    minutes: int = 0

    async def token(self) -> str:
        return (await self.login.headers())["Authorization"].removeprefix("Bearer ")

    async def refusal(self) -> NoLogin:
        with pytest.raises(NoLogin) as caught:
            await self.login.headers()
        return caught.value


@asynccontextmanager
async def desk(fake: EntraFake | None = None, **settings: Any) -> AsyncIterator[Desk]:
    async with entra(fake or EntraFake()) as service, aiohttp.ClientSession() as session:
        found: list[Desk] = []

        def now() -> datetime:
            return NOW + timedelta(minutes=found[0].minutes if found else 0)

        made = Login(settings=settings_of(service, **settings), session=session, now=now)
        found.append(Desk(service, made))
        yield found[0]


def settings_of(fake: EntraFake, **other: Any) -> TeamsSettings:
    plain = TeamsSettings(
        app_id=APP_ID,
        tenant_id=TENANT,
        identity_url=fake.machine,
        openid_url=f"{fake.url}/openid",
        login_url=fake.url,
        service_hosts=("127.0.0.1",),
    )
    if other.get("identity_header"):
        other["identity_url"] = fake.app_service
    return replace(plain, **other)


async def test_a_secret_opens_and_its_token_is_kept_until_shortly_before_it_runs_out() -> None:
    async with desk(app_password=SECRET) as at:
        assert [await at.token() for _ in range(3)] == ["granted-1"] * 3
        at.minutes = 54
        assert await at.token() == "granted-1"
        at.minutes = 55
        assert await at.token() == "granted-2"
        assert set(at.entra.asked) == {TENANT}


async def test_a_certificate_opens_anew_each_time() -> None:
    fake = EntraFake(certificates={MINE.thumbprint: RSA_KEY.public_key()})
    async with desk(fake, certificate=MINE) as at:
        assert await at.token() == "granted-1"
        at.login.forget()
        assert await at.token() == "granted-2"
        assert len(fake.seen) == 2


async def test_a_certificate_that_the_app_does_not_know_is_refused() -> None:
    fake = EntraFake(certificates={MINE.thumbprint: RSA_KEY.public_key()})
    async with desk(fake, certificate=ANOTHER) as at:
        assert (await at.refusal()).code == 700027


@pytest.mark.parametrize("header", ["", HEADER], ids=["a machine", "App Service"])
async def test_an_identity_that_is_the_bot_itself_needs_no_login_service(header: str) -> None:
    async with desk(managed_identity=APP_ID, identity_header=header) as at:
        assert await at.token() == "granted-1"
        assert all(each.endswith("/token") for each in at.entra.asked)


@pytest.mark.parametrize("header", ["", HEADER], ids=["a machine", "App Service"])
async def test_an_identity_that_the_app_trusts_stands_in_for_its_secret(header: str) -> None:
    fake = EntraFake(trusted=IDENTITY)
    async with desk(fake, managed_identity=IDENTITY, identity_header=header) as at:
        assert await at.token() == "granted-1"
        assert fake.asked[-1] == TENANT
        fake.trusted = "another"
        at.login.forget()
        assert (await at.refusal()).code == 700213


async def test_a_token_that_says_until_when_it_is_good_is_kept_until_then() -> None:
    """App Service writes `expires_on`, in seconds since 1970."""
    until = int((NOW + timedelta(hours=2)).timestamp())
    fake = EntraFake(lasts={"expires_on": until})
    async with desk(fake, managed_identity=APP_ID, identity_header=HEADER) as at:
        await at.token()
        at.minutes = 114
        assert await at.token() == "granted-1"
        at.minutes = 115
        fake.lasts = {"expires_in": 3599}
        assert await at.token() == "granted-2"


async def test_a_bot_that_azure_calls_multi_tenant_asks_where_bots_are() -> None:
    async with desk(app_password=SECRET, multi=True) as at:
        await at.token()
        assert at.entra.asked == [MULTI]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"app_password": "wrong"}, 7000215),
        ({"app_password": SECRET, "app_id": IDENTITY}, 700016),
        ({"app_password": SECRET, "tenant_id": IDENTITY}, 90002),
        ({"app_password": SECRET, "tenant_id": "../common"}, 90002),
    ],
)
async def test_a_refusal_keeps_the_services_own_number(settings: Any, code: int) -> None:
    async with desk(**settings) as at:
        refusal = await at.refusal()
        assert refusal.code == code
        assert f"AADSTS{code}" in str(refusal)
        assert refusal.date


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(status=500, body="<html>"),
        Trouble(status=302),
        Trouble(cut=True),
        Trouble(status=200, body="[]"),
        Trouble(status=200, body="not json"),
        Trouble(status=200, body='{"access_token": 7, "expires_in": 1}'),
        Trouble(status=200, body='{"access_token": "", "expires_in": 1}'),
        Trouble(status=200, body='{"access_token": "x"}'),
        Trouble(status=200, body='{"access_token": "x", "expires_in": "NaN"}'),
        Trouble(status=200, body='{"access_token": "x", "expires_in": null}'),
        Trouble(status=400, body='{"error_codes": "7000215"}'),
        Trouble(status=400, body='{"error_codes": [null]}'),
    ],
    ids=str,
)
async def test_whatever_comes_instead_of_a_token_is_no_login(trouble: Trouble) -> None:
    async with desk(app_password=SECRET) as at:
        at.entra.troubles.append(trouble)
        refusal = await at.refusal()
        assert refusal.code == 0
        assert refusal.address == f"{at.entra.url}/{TENANT}/oauth2/v2.0/token"
        at.minutes = 1
        assert await at.token() == "granted-1"


async def test_many_that_write_while_the_service_fails_ask_it_once() -> None:
    async with desk(app_password=SECRET) as at:
        at.entra.troubles += [Trouble(cut=True)] * 20
        waiting = [at.login.headers() for _ in range(20)]
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(each) for each in answers] == [NoLogin] * 20
        assert len(at.entra.asked) == 1


async def test_many_that_write_at_once_share_one_token() -> None:
    async with desk(app_password=SECRET) as at:
        await asyncio.gather(*(at.login.headers() for _ in range(20)))
        assert len(at.entra.asked) == 1


async def test_a_refusal_is_no_refusal_for_good() -> None:
    async with desk(app_password=SECRET) as at:
        at.entra.troubles.append(Trouble(status=500))
        await at.refusal()
        await at.refusal()
        assert len(at.entra.asked) == 1
        at.minutes = 1
        assert await at.token() == "granted-1"


async def test_a_token_that_never_runs_out_is_asked_for_again_within_a_day() -> None:
    async with desk(EntraFake(lasts={"expires_in": 1e300}), app_password=SECRET) as at:
        await at.token()
        at.minutes = 24 * 60
        assert await at.token() == "granted-2"


async def test_nothing_secret_is_shown_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        async with desk(app_password=SECRET, identity_header=HEADER) as at:
            at.entra.troubles.append(Trouble(status=401, code=7000215))
            refusal = await at.refusal()
            at.minutes = 1
            await at.token()
            settings = settings_of(at.entra, app_password=SECRET, certificate=MINE)
    shown = f"{refusal!r} {refusal} {vars(refusal)} {settings!r} {MINE!r} {caplog.text}"
    for secret in (SECRET, HEADER, "granted-1", "PrivateKey"):
        assert secret not in shown


async def test_without_an_app_there_is_nothing_to_show() -> None:
    async with desk(app_id="") as at:
        assert await at.login.headers() == {}
        assert at.entra.asked == []
