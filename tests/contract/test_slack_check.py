"""`kombot slack check` says what is wrong between kombot and a workspace, and how to mend it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.channels.slack.needs import PATH, SCOPES
from bot.findings import Finding, State
from schedules.core.clock import SystemClock
from storage.keys import new_key
from tests.fakes.slack import TOKEN, Fault
from tests.fakes.slack_socket import APP_TOKEN
from tests.slack_office import SECRET, UNKNOWN, Issuer, Names, Office, an_issuer, an_office, served

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return an_issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
async def office(issuer: Issuer) -> AsyncIterator[Office]:
    async with an_office(issuer) as made:
        yield made


def to_mend(found: list[Finding]) -> str:
    """The one thing to mend."""
    (only,) = [each.says for each in found if each.state is State.MEND]
    return only


async def test_all_is_well(office: Office) -> None:
    found = await office.finds()
    assert [each.state for each in found] == [State.FINE] * 4
    said = " ".join(each.says for each in found)
    assert "kombot is @kombot in Nyborg" in said
    assert f"kombot answers at {office.url}{PATH}, with the same signing secret" in said


@pytest.mark.parametrize("missing", SCOPES)
async def test_a_scope_that_is_missing_is_named_with_what_it_is_for(
    office: Office, missing: str
) -> None:
    office.fake.scopes.remove(missing)
    said = to_mend(await office.finds())
    assert f"The scope {missing} is missing (" in said
    assert "install the app to the workspace again" in said


async def test_a_scope_too_many_is_noted_and_breaks_nothing(office: Office) -> None:
    office.fake.scopes.add("channels:history")
    found = await office.finds()
    assert [each.says for each in found if each.state is State.NOTE] == [
        "It may do more than kombot needs: take out channels:history."
    ]
    assert State.MEND not in {each.state for each in found}


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("invalid_auth", "Slack does not know the token"),
        ("account_inactive", "not in the workspace any more"),
        ("token_revoked", "withdrawn"),
        ("token_expired", "run out"),
        ("access_denied", "IP addresses"),
        ("team_access_not_granted", "organisation admin"),
        ("something_new", "Slack says something_new"),
        ("fatal_error", "did not answer"),
    ],
)
async def test_a_token_that_does_not_work_is_explained(
    office: Office, error: str, says: str
) -> None:
    office.fake.fails("auth.test", Fault(error=error))
    assert says in to_mend(await office.finds())


async def test_a_slack_that_is_down_is_not_blamed_on_the_token(office: Office) -> None:
    office.fake.fails("auth.test", Fault(status=503, body="<html>"))
    assert f"Slack did not answer at {office.fake.base_url}" in to_mend(await office.finds())


@pytest.mark.parametrize("secret", ["a-signing-secret", SECRET[:-1], SECRET.upper(), f"{SECRET}0"])
async def test_a_secret_of_another_shape_is_told(office: Office, secret: str) -> None:
    found = await office.finds(signing_secret=secret, url="")
    assert "SLACK_SIGNING_SECRET is not 32 characters" in to_mend(found)


async def test_another_kombots_secret_is_found_at_the_door(office: Office) -> None:
    found = await office.finds(signing_secret=SECRET[::-1])
    assert "another signing secret" in to_mend(found)


async def test_a_clock_that_is_wrong_is_told(office: Office) -> None:
    office.fake.date = format_datetime(SystemClock().now() - timedelta(minutes=30))
    assert "clock is " in to_mend(await office.finds())


async def in_socket_mode(office: Office) -> list[Finding]:
    return await office.finds(signing_secret="", app_token=APP_TOKEN)


async def test_before_there_is_an_address_there_is_no_door_to_knock_at(office: Office) -> None:
    assert len(await office.finds(url="")) == 3


async def test_with_socket_mode_slack_is_asked_and_nobody_knocks(office: Office) -> None:
    found = await in_socket_mode(office)
    assert [each.state for each in found] == [State.FINE] * 3
    assert found[0].says == "Slack takes calls from this app: Socket Mode is ready."
    assert (office.line.calls, office.line.opened) == (1, 0)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("invalid_auth", "Slack does not know the token in SLACK_APP_TOKEN: make one under Basic"),
        ("missing_scope", "SLACK_APP_TOKEN lacks the scope connections:write"),
        ("not_allowed_token_type", "SLACK_APP_TOKEN is another kind of token"),
        ("access_denied", "IP addresses"),
        ("something_new", "see whether Socket Mode is turned on"),
        ("fatal_error", "did not answer"),
    ],
)
async def test_why_slack_takes_no_calls_is_explained(office: Office, error: str, says: str) -> None:
    office.line.faults.append(Fault(error=error))
    assert says in to_mend(await in_socket_mode(office))


async def test_in_socket_mode_the_scopes_are_looked_at_all_the_same(office: Office) -> None:
    office.fake.scopes.remove("im:write")
    assert "The scope im:write is missing" in to_mend(await in_socket_mode(office))


@pytest.mark.parametrize(
    ("status", "says"),
    [(404, "not for Slack"), (502, "is kombot running"), (307, "no redirect"), (200, "answered")],
)
async def test_whoever_else_answers_there_is_told_apart(
    office: Office, issuer: Issuer, status: int, says: str
) -> None:
    async def answer(_request: web.Request) -> web.Response:
        headers = {"Location": f"{office.url}{PATH}"} if status == 307 else {}
        return web.Response(status=status, text="welcome", headers=headers)

    async with served([web.post(PATH, answer)], issuer) as port:
        said = to_mend(await office.finds(url=f"https://kombot.example.dk:{port}"))
    assert says in said


async def test_an_address_that_leads_nowhere_is_told(office: Office) -> None:
    assert "is not known" in to_mend(await office.finds(url=f"https://{UNKNOWN}"))
    assert "cannot be reached" in to_mend(await office.finds(url="https://127.0.0.1:9"))
    assert "https addresses alone" in to_mend(await office.finds(url="http://127.0.0.1:9"))


async def test_a_certificate_that_nobody_vouches_for_is_told(office: Office) -> None:
    strict = aiohttp.TCPConnector(resolver=Names())
    async with aiohttp.ClientSession(connector=strict) as session:
        said = to_mend(await office.finds(session=session))
    assert "certificate of kombot.example.dk is not accepted" in said


async def test_nothing_secret_is_ever_said(office: Office) -> None:
    office.fake.fails("auth.test", Fault(error="invalid_auth"))
    said = " ".join(each.says for each in await office.finds(url=f"https://{UNKNOWN}"))
    assert TOKEN not in said
    assert SECRET not in said


async def kombot(office: Office, issuer: Issuer, **env: str) -> tuple[int, str]:
    """The real program, as somebody starts it: how it ended, and what it said."""
    mine = {
        "PATH": os.environ["PATH"],
        "KOMBOT_KEYS": new_key(),
        "KOMBOT_PUBLIC_URL": f"https://localhost:{office.port}",
        "SLACK_BASE_URL": office.fake.base_url,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SSL_CERT_FILE": str(issuer.file),
    }
    words = (sys.executable, "-m", "bot", "slack", "check")
    process = await asyncio.create_subprocess_exec(
        *words, cwd=ROOT, env={**mine, **env}, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_the_command_ends_well_when_all_is_well(office: Office, issuer: Issuer) -> None:
    code, said = await kombot(office, issuer)
    assert (code, said.splitlines()[-1]) == (0, "kombot and Slack fit together.")


async def test_with_socket_mode_the_command_asks_for_no_address(
    office: Office, issuer: Issuer
) -> None:
    socket = {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": APP_TOKEN}
    code, said = await kombot(office, issuer, KOMBOT_PUBLIC_URL="", **socket)
    assert (code, said.splitlines()[-1]) == (0, "kombot and Slack fit together.")
    assert APP_TOKEN not in said


async def test_the_command_fails_when_there_is_something_to_mend(
    office: Office, issuer: Issuer
) -> None:
    office.fake.scopes.remove("im:write")
    code, said = await kombot(office, issuer, KOMBOT_PUBLIC_URL="")
    assert code == 1
    assert "✗ mend  The scope im:write is missing" in said
    assert "✗ mend  KOMBOT_PUBLIC_URL is missing" in said
    assert said.splitlines()[-1].startswith("2 things to mend; docs/slack.md")


async def test_without_slacks_settings_it_says_which_to_make(
    office: Office, issuer: Issuer
) -> None:
    code, said = await kombot(office, issuer, SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="")
    assert code == 1
    assert "set SLACK_BOT_TOKEN for one workspace" in said
    assert "and SLACK_SIGNING_SECRET where Slack calls kombot" in said
    assert office.fake.calls == []
