"""`kombot teams check` says what is wrong between kombot, Entra and Teams, and how to mend it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.certificate import read_certificate
from bot.channels.teams.asking import NoLogin
from bot.channels.teams.needs import PATH
from bot.channels.teams.trouble import OF_ENTRA, refused
from bot.findings import State
from schedules.core.clock import SystemClock
from storage.keys import new_key
from tests.certificates import BEGINS, RSA_KEY, pair_pem
from tests.fakes.connector import APP_ID, TENANT, Fault
from tests.fakes.entra import IDENTITY, SECRET, Trouble
from tests.slack_office import UNKNOWN, Issuer, Names, an_issuer, served
from tests.teams_desk import Desk, a_desk

ROOT = Path(__file__).parents[2]
MINE = read_certificate(pair_pem(days=730))
LASTING = read_certificate(pair_pem(days=36_500))


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return an_issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
async def desk(issuer: Issuer) -> AsyncIterator[Desk]:
    async with a_desk(issuer) as made:
        yield made


async def test_all_is_well(desk: Desk) -> None:
    found = await desk.finds()
    assert [each.state for each in found] == [State.FINE] * 4
    said = " ".join(each.says for each in found)
    assert "Entra takes the client secret: it gave a token for 59 minutes" in said
    assert f"kombot answers at {desk.door}, and turns strangers away" in said


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"app_password": "wrong"}, "Entra does not know the client secret"),
        ({"tenant_id": IDENTITY}, "Entra does not know the tenant"),
        ({"app_id": IDENTITY}, "Entra does not know the app in this tenant"),
        ({"certificate": LASTING}, "The app does not know the certificate"),
        ({"managed_identity": IDENTITY}, "The app does not trust the managed identity"),
    ],
)
async def test_what_entra_refuses_is_told_with_the_setting_to_mend(
    desk: Desk, settings: dict[str, Any], says: str
) -> None:
    said = await desk.mends(**{"identity_url": desk.entra.machine, **settings}, url="")
    assert says in said
    assert "AADSTS" in said


@pytest.mark.parametrize("code", OF_ENTRA)
async def test_each_number_of_entras_has_words_that_say_what_to_do(desk: Desk, code: int) -> None:
    desk.entra.troubles.append(Trouble(status=401, code=code))
    said = await desk.mends()
    assert said.endswith(f". (AADSTS{code})")
    todo = ("open ", "copy ", "have ", "set ", "upload ", "ask ")
    assert any(each in said for each in todo)


async def test_an_expired_secret_is_renewed_step_by_step(desk: Desk) -> None:
    desk.entra.troubles.append(Trouble(status=401, code=7000222))
    assert await desk.mends() == (
        "The client secret has run out: open the app on https://entra.microsoft.com, App "
        "registrations, make a New client secret under Certificates & secrets, and set its Value "
        "as TEAMS_APP_PASSWORD. (AADSTS7000222)"
    )


async def test_a_number_that_nobody_knows_leads_to_where_it_is_explained(desk: Desk) -> None:
    desk.entra.troubles.append(Trouble(status=400, code=123456))
    assert "https://login.microsoftonline.com/error?code=123456" in await desk.mends()


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (Trouble(status=503, body="<html>"), "answered 503, not as Entra does"),
        (Trouble(status=407), "answered 407, not as Entra does"),
        (Trouble(status=302), "answered 302, not as Entra does"),
        (Trouble(status=200, body="welcome"), "gave no answer that can be used (KeyError)"),
        (Trouble(cut=True), "gave no answer that can be used (ServerDisconnectedError)"),
    ],
    ids=str,
)
async def test_a_login_service_that_is_down_is_not_blamed_on_the_secret(
    desk: Desk, trouble: Trouble, says: str
) -> None:
    desk.entra.troubles.append(trouble)
    said = await desk.mends()
    assert says in said
    assert "secret" not in said


def test_a_login_service_that_is_silent_is_told(desk: Desk) -> None:
    silent = NoLogin("TimeoutError", address="https://login.example/t", cause=TimeoutError())
    assert refused(silent, desk.settings).startswith("login.example did not answer in time")


async def test_a_login_service_that_leads_nowhere_is_told(desk: Desk) -> None:
    assert f"The name {UNKNOWN} is not known" in await desk.mends(login_url=f"https://{UNKNOWN}")
    nowhere = await desk.mends(login_url="http://127.0.0.1:9")
    assert "127.0.0.1 gave no answer that can be used (ClientConnectorError)" in nowhere


async def test_a_proxy_that_reads_along_is_told(desk: Desk) -> None:
    strict = aiohttp.TCPConnector(resolver=Names())
    async with aiohttp.ClientSession(connector=strict) as session:
        said = await desk.mends(session=session, login_url=desk.url, url="")
    assert "The certificate of kombot.example.dk is not accepted" in said
    assert "SSL_CERT_FILE" in said


@pytest.mark.parametrize(
    ("days", "state", "says"),
    [
        (-1, State.MEND, "is good from 2026-01-01, which is not yet"),
        (0, State.FINE, "is good until 2028-01-01"),
        (699, State.FINE, "is good until 2028-01-01"),
        (701, State.NOTE, "runs out on 2028-01-01"),
        (730, State.MEND, "ran out on 2028-01-01"),
    ],
)
async def test_a_certificate_is_told_before_it_runs_out(
    desk: Desk, days: int, state: State, says: str
) -> None:
    desk.entra.certificates[MINE.thumbprint] = RSA_KEY.public_key()
    desk.now = BEGINS + timedelta(days=days)
    desk.entra.date = format_datetime(desk.now)
    found = await desk.finds(certificate=MINE, app_password="", url="")
    (told,) = [each for each in found if "The certificate " in each.says]
    assert (told.state, says in told.says) == (state, True)
    assert "Entra takes the certificate: it gave a token" in found[2].says


async def test_a_managed_identity_that_is_not_assigned_is_told(desk: Desk) -> None:
    missing = "55555555-5555-5555-5555-555555555555"
    said = await desk.mends(managed_identity=missing, identity_url=desk.entra.machine, url="")
    assert f"Azure gives this machine no identity {missing}: assign it" in said
    desk.entra.troubles.append(Trouble(status=429))
    said = await desk.mends(managed_identity=missing, identity_url=desk.entra.machine, url="")
    assert "Azure's identity service on this machine says 429" in said


async def test_a_managed_identity_outside_azure_is_told(desk: Desk) -> None:
    said = await desk.mends(managed_identity=APP_ID, identity_url="http://127.0.0.1:9/")
    assert "a managed identity is for a machine in Azure" in said
    assert "TEAMS_APP_CERTIFICATE" in said


@pytest.mark.parametrize("name", ["TEAMS_APP_ID", "TEAMS_TENANT_ID"])
async def test_what_is_no_id_is_told_with_where_the_id_stands(desk: Desk, name: str) -> None:
    desk.entra.tenants = ("kommune.onmicrosoft.com", TENANT)
    wrong: dict[str, Any] = {name.removeprefix("TEAMS_").lower(): "kommune.onmicrosoft.com"}
    said, *_ = await desk.finds(**wrong, url="")
    assert said.state is State.MEND
    assert said.says.startswith(f"{name} is kommune.onmicrosoft.com, and is no id such as")
    assert "from the app's Overview in Microsoft Entra" in said.says


async def test_keys_that_cannot_be_read_are_told(desk: Desk) -> None:
    desk.teams.key_faults.append(Fault(status=403))
    said = await desk.mends()
    assert f"cannot be read at {desk.teams.openid_url} (403)" in said
    assert "TEAMS_OPENID_URL" in said
    assert "(ClientConnectorDNSError)" in await desk.mends(openid_url=f"https://{UNKNOWN}/x")
    desk.teams.key_ids.clear()
    assert f"There are no keys at {desk.teams.openid_url}" in await desk.mends()


@pytest.mark.parametrize("minutes", [-30, 30])
async def test_a_clock_that_is_wrong_is_told(desk: Desk, minutes: int) -> None:
    desk.entra.date = format_datetime(SystemClock().now() + timedelta(minutes=minutes))
    said = await desk.mends()
    assert "This machine's clock is " in said
    assert "minutes from Entra's" in said


async def test_a_clock_that_is_a_little_off_is_no_trouble(desk: Desk) -> None:
    desk.entra.date = format_datetime(SystemClock().now() + timedelta(minutes=3))
    assert State.MEND not in {each.state for each in await desk.finds()}
    desk.entra.date = "yesterday"
    assert State.MEND not in {each.state for each in await desk.finds()}


@pytest.mark.parametrize(
    ("status", "headers", "says"),
    [
        (404, {}, "not for Teams"),
        (405, {}, "not for Teams"),
        (502, {}, "is kombot running"),
        (307, {"Location": PATH}, "no redirect"),
        (200, {}, "answered 200"),
        (201, {}, "answered 201"),
        (403, {}, "answered 403"),
        (401, {}, "asks for a login of its own"),
        (401, {"WWW-Authenticate": 'Basic realm="intranet"'}, "asks for a login of its own"),
    ],
)
async def test_whoever_else_answers_there_is_told_apart(
    desk: Desk, issuer: Issuer, status: int, headers: dict[str, str], says: str
) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text="welcome", headers=headers)

    async with served([web.post(PATH, answer)], issuer) as port:
        said = await desk.mends(url=f"https://kombot.example.dk:{port}")
    assert says in said


async def test_an_address_that_leads_nowhere_is_told(desk: Desk) -> None:
    assert "is not known" in await desk.mends(url=f"https://{UNKNOWN}")
    assert "cannot be reached" in await desk.mends(url="https://127.0.0.1:9")
    assert "https addresses alone" in await desk.mends(url="http://127.0.0.1:9")


async def test_a_certificate_that_nobody_vouches_for_is_told(desk: Desk) -> None:
    strict = aiohttp.TCPConnector(resolver=Names())
    async with aiohttp.ClientSession(connector=strict) as session:
        said = await desk.mends(session=session)
    assert "certificate of kombot.example.dk is not accepted" in said


async def test_nothing_secret_is_ever_said(desk: Desk) -> None:
    desk.entra.troubles.append(Trouble(status=401, code=7000215))
    said = " ".join(each.says for each in await desk.finds(url=f"https://{UNKNOWN}"))
    said += " ".join(each.says for each in await desk.finds())
    assert SECRET not in said
    assert "granted-" not in said


async def kombot(desk: Desk, issuer: Issuer, **env: str) -> tuple[int, str]:
    """The real program, as somebody starts it: how it ended, and what it said."""
    mine = {
        "PATH": os.environ["PATH"],
        "KOMBOT_KEYS": new_key(),
        "KOMBOT_PUBLIC_URL": f"https://localhost:{desk.port}",
        "TEAMS_APP_ID": APP_ID,
        "TEAMS_APP_PASSWORD": SECRET,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_LOGIN_URL": desk.entra.url,
        "TEAMS_OPENID_URL": desk.teams.openid_url,
        "SSL_CERT_FILE": str(issuer.file),
    }
    words = (sys.executable, "-m", "bot", "teams", "check")
    process = await asyncio.create_subprocess_exec(
        *words, cwd=ROOT, env={**mine, **env}, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_the_command_ends_well_when_all_is_well(desk: Desk, issuer: Issuer) -> None:
    code, said = await kombot(desk, issuer)
    assert (code, said.splitlines()[-1]) == (0, "kombot and Teams fit together.")


async def test_the_command_fails_when_there_is_something_to_mend(
    desk: Desk, issuer: Issuer
) -> None:
    code, said = await kombot(desk, issuer, KOMBOT_PUBLIC_URL="", TEAMS_APP_PASSWORD="wrong")
    assert code == 1
    assert "✗ mend  Entra does not know the client secret" in said
    assert "✗ mend  KOMBOT_PUBLIC_URL is missing" in said
    assert said.splitlines()[-1].startswith("2 things to mend; docs/teams.md")


async def test_without_teams_settings_it_says_which_to_make(desk: Desk, issuer: Issuer) -> None:
    unset = {"TEAMS_APP_ID": "", "TEAMS_APP_PASSWORD": "", "TEAMS_TENANT_ID": ""}
    code, said = await kombot(desk, issuer, **unset)
    assert code == 1
    assert "set TEAMS_APP_ID and TEAMS_TENANT_ID" in said
    assert "TEAMS_MANAGED_IDENTITY where kombot runs in Azure" in said
    assert desk.entra.asked == []
