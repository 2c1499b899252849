"""From the terminal to a workspace: the link, the manifest, and the check of every workspace."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.channels.slack.install.sealed import Seals
from bot.channels.slack.needs import REDIRECT
from schedules.core.clock import SystemClock
from storage.keys import Keyring
from tests.fakes.slack_user import captured
from tests.fakes.slack_wire import Fault
from tests.fakes.terminal import Terminal
from tests.slack_hall import HERLEV, KEY, NYBORG, PUBLIC, Hall, a_hall, settings_for, token_of
from tests.stores import stamp, url_of

ROOT = Path(__file__).parents[2]
SCHEMA = Draft7Validator(json.loads((ROOT / "tests/schemas/slack-manifest.json").read_text()))
INSTALLS = {
    "KOMBOT_KEYS": KEY,
    "KOMBOT_PUBLIC_URL": PUBLIC,
    "SLACK_BOT_TOKEN": "",
    "SLACK_CLIENT_ID": "1234.5678",
    "SLACK_CLIENT_SECRET": "made-up",
}


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path, env=dict(INSTALLS))
    terminal.runs("migrate")
    terminal.runs("organisations", "add", "Nyborg")
    return terminal


def test_a_link_is_for_the_organisation_that_is_named(terminal: Terminal) -> None:
    terminal.runs("organisations", "add", "Herlev")
    said = terminal.runs("slack", "invite", "--organisation", "Herlev")
    assert terminal.code == 0
    link = next(line for line in said.splitlines() if line.startswith(PUBLIC))
    sealed = link.removeprefix(f"{PUBLIC}/slack/install?for=")
    found = Seals(keyring=Keyring.parse(KEY)).invitation(sealed, now=SystemClock().now())
    assert found is not None
    ids = dict(terminal.asks("SELECT name, id FROM organisation"))
    assert found.organisation_id == ids["Herlev"]
    assert "7 days and for one workspace, which belongs to Herlev" in said
    assert terminal.asks("SELECT value FROM setting") == [(found.once,)]


def test_whoever_came_in_with_a_link_does_not_come_in_with_it_again(terminal: Terminal) -> None:
    terminal.runs("slack", "invite")
    terminal.runs("organisations", "bind", "slack", "T0STRANGER", "Nyborg")
    assert len(terminal.asks("SELECT value FROM setting WHERE key LIKE 'invitation%'")) == 1
    terminal.runs("organisations", "unbind", "slack", "T0STRANGER")
    assert terminal.asks("SELECT value FROM setting WHERE key LIKE 'invitation%'") == []


@pytest.mark.parametrize(
    ("words", "env", "says"),
    [
        (("--organisation", "Nyborgg"), {}, "no organisation called Nyborgg"),
        ((), {"KOMBOT_PUBLIC_URL": ""}, "KOMBOT_PUBLIC_URL is missing"),
        ((), {"KOMBOT_PUBLIC_URL": "http://kombot.example.dk"}, "https"),
        (
            (),
            {"SLACK_CLIENT_ID": "", "SLACK_CLIENT_SECRET": "", "SLACK_BOT_TOKEN": "xoxb-1"},
            "set",
        ),
    ],
)
def test_without_what_it_takes_there_is_no_link(
    terminal: Terminal, words: tuple[str, ...], env: dict[str, str], says: str
) -> None:
    terminal.env |= env
    said = terminal.runs("slack", "invite", *words)
    assert (terminal.code, says in said) == (1, True), said
    assert "install?for=" not in said


def test_an_organisation_is_named_before_anybody_is_invited(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, env=dict(INSTALLS))
    terminal.runs("migrate")
    terminal.runs("admin", "add", "hanne@eksempel.dk", "--name", "Hanne")
    assert "organisations rename Organisation NAME" in terminal.runs("slack", "invite")
    assert terminal.code == 1


@pytest.mark.parametrize("more", [(), ("--socket",)], ids=["http", "socket"])
def test_the_manifest_for_several_sends_people_back_and_renews(
    terminal: Terminal, more: tuple[str, ...]
) -> None:
    terminal.env |= {"SLACK_CLIENT_ID": "", "SLACK_CLIENT_SECRET": "", "SLACK_BOT_TOKEN": "xoxb-1"}
    one = json.loads(terminal.runs("slack", "manifest", *more))
    several = json.loads(terminal.runs("slack", "manifest", "--several", *more))
    assert list(SCHEMA.iter_errors(several)) == []
    assert several["oauth_config"].pop("redirect_urls") == [f"{PUBLIC}{REDIRECT}"]
    assert several["settings"].pop("token_rotation_enabled") is True
    assert one["settings"].pop("token_rotation_enabled") is False
    assert one == several


def test_once_there_are_several_the_manifest_is_always_for_several(terminal: Terminal) -> None:
    """Slack turns the renewing of tokens never off again."""
    found: Any = json.loads(terminal.runs("slack", "manifest"))
    assert found["settings"]["token_rotation_enabled"] is True


def test_whoever_installs_needs_an_address_in_socket_mode_too(terminal: Terminal) -> None:
    terminal.env |= {"KOMBOT_PUBLIC_URL": ""}
    assert "is missing" in terminal.runs("slack", "manifest", "--several", "--socket")
    assert terminal.code == 1


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as made:
        yield made


async def checks(hall: Hall, **env: str) -> str:
    """What the real program says, beside a kombot that runs."""
    mine = {
        **settings_for(hall.world),
        "PATH": os.environ["PATH"],
        "KOMBOT_DATABASE_URL": url_of(hall.folder),
        "KOMBOT_PUBLIC_URL": hall.server,
        **env,
    }
    words = (sys.executable, "-m", "bot", "slack", "check")
    piped = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *words, cwd=ROOT, env=mine, stdout=piped, stderr=piped
    )
    said, wrong = await process.communicate()
    return f"{said.decode()}{wrong.decode()}"


def _stamped(hall: Hall) -> None:
    """The store is made as a test's is; the program looks for the revision."""
    stamp(hall.folder)


async def test_the_check_goes_through_every_workspace_by_name(hall: Hall) -> None:
    _stamped(hall)
    assert "kombot slack invite" in await checks(hall)
    hall.clock.move(SystemClock().now() - hall.clock.now())
    await hall.installs(NYBORG)
    hall.clock.move(timedelta(seconds=1))
    await hall.installs(HERLEV)
    said = await checks(hall)
    assert "✓ fine  Slack knows the app's client id and its secret." in said
    assert f"✓ fine  kombot answers at {hall.server}/slack/install." in said
    for name in ("Nyborg", "Herlev"):
        assert f"✓ fine  {name} ({name}): The token works: kombot is @kombot." in said
    await hall.sends(HERLEV, captured("app_uninstalled") | {"event_time": None})
    hall.world.workspaces[NYBORG].scopes.remove("im:write")
    said = await checks(hall)
    assert "✗ mend  Herlev (Herlev): kombot is not installed there any more: have it" in said
    assert 'kombot slack invite --organisation "Herlev"' in said
    assert "✗ mend  Nyborg (Nyborg): The scope im:write is missing" in said


async def test_the_check_tells_what_is_wrong_with_the_app_itself(hall: Hall) -> None:
    _stamped(hall)
    said = await checks(hall, SLACK_CLIENT_SECRET="another", KOMBOT_PUBLIC_URL=hall.world.origin)
    assert "SLACK_CLIENT_SECRET is not the one that belongs to SLACK_CLIENT_ID" in said
    assert "/slack/install answered 404, so that nobody can install kombot." in said
    hall.world.faults.append(Fault(error="bad_redirect_uri"))
    assert f"add the address {hall.server}{REDIRECT}" in await checks(hall)
    assert "another" not in said


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault(error="invalid_auth"), "does not know the token that kombot has there: have it"),
        (Fault(error="access_denied"), "only certain IP addresses are allowed"),
        (Fault(error="something_new"), "Slack says something_new to the token"),
        (Fault(status=503), "did not answer at {base_url} (status-503): see whether this machine"),
    ],
    ids=str,
)
async def test_the_check_says_what_is_wrong_with_a_workspace_as_it_does_of_one_alone(
    hall: Hall, fault: Fault, says: str
) -> None:
    _stamped(hall)
    hall.clock.move(SystemClock().now() - hall.clock.now())
    await hall.installs(NYBORG)
    hall.world.workspaces[NYBORG].fails("auth.test", *([fault] * 3))
    said = await checks(hall)
    assert "✗ mend  Nyborg (Nyborg): " in said
    assert says.format(base_url=hall.world.base_url) in said


async def test_the_check_says_why_slack_did_not_answer(hall: Hall) -> None:
    _stamped(hall)
    hall.world.faults.append(Fault(status=503))
    assert f"did not answer at {hall.world.base_url} (status-503)" in await checks(hall)


async def test_a_token_that_the_check_renews_is_kept(hall: Hall) -> None:  # fault 23
    _stamped(hall)
    hall.clock.move(SystemClock().now() - hall.clock.now() - timedelta(hours=13))
    await hall.installs(NYBORG)
    first = await token_of(hall)
    hall.clock.move(timedelta(hours=13))
    assert "✓ fine  Nyborg (Nyborg): The token works" in await checks(hall)
    assert (await token_of(hall) != first, hall.renewals) == (True, 1)
