"""`kombot slack manifest` prints something to paste into Slack, or says what it lacks."""

import json
from pathlib import Path

import pytest

from tests.fakes.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path, env={"KOMBOT_PUBLIC_URL": "https://kombot.example.dk/bot/"})


def test_the_manifest_is_printed_with_the_public_address(terminal: Terminal) -> None:
    found = json.loads(terminal.runs("slack", "manifest"))
    asked = found["settings"]["event_subscriptions"]["request_url"]
    assert asked == "https://kombot.example.dk/bot/slack/events"
    assert found["features"]["shortcuts"][0]["name"] == "Forbered min samtale"
    assert terminal.code == 0


def test_it_speaks_the_language_that_is_asked_for(terminal: Terminal) -> None:
    found = json.loads(terminal.runs("slack", "manifest", "--language", "en"))
    assert found["features"]["shortcuts"][0]["name"] == "Prepare my talk"
    terminal.env["KOMBOT_LANGUAGE"] = "en"
    assert json.loads(terminal.runs("slack", "manifest")) == found
    assert "--language is sv: choose da or en." in terminal.runs(
        "slack", "manifest", "--language", "sv"
    )


def test_slack_is_joined_before_there_is_a_token(terminal: Terminal) -> None:
    terminal.env |= {"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": ""}
    assert json.loads(terminal.runs("slack", "manifest"))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "KOMBOT_PUBLIC_URL is missing: set it to the https address"),
        ("http://kombot.example.dk", "Slack calls https addresses alone"),
    ],
)
def test_without_an_address_it_says_so_and_socket_mode_needs_none(
    terminal: Terminal, url: str, says: str
) -> None:
    terminal.env["KOMBOT_PUBLIC_URL"] = url
    said = terminal.runs("slack", "manifest")
    assert says in said
    assert "--socket" in said
    assert terminal.code == 1
    found = json.loads(terminal.runs("slack", "manifest", "--socket"))
    assert found["settings"]["socket_mode_enabled"] is True
    assert "://" not in json.dumps(found["settings"])
