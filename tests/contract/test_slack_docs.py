"""docs/slack.md says what the code does: every scope, every event, and no command that is not."""

import re
from itertools import takewhile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.channels.slack.app_token import explained
from bot.channels.slack.install.sealed import INVITED
from bot.channels.slack.manifest import WORDS
from bot.channels.slack.needs import (
    APP_SCOPE,
    COMMAND,
    EVENTS,
    INSTALL,
    PATH,
    REDIRECT,
    SCOPES,
)
from bot.channels.slack.socket import Trouble
from bot.environment import table
from bot.settings import Settings
from dialogs import WORDS as SAID
from dialogs.core.texts import Speaker

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "slack.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
FLAT = " ".join(GUIDE.split())
SAY = Speaker(texts=WORDS, language="da", zone="Europe/Copenhagen")
SETTING = re.compile(r"\b(?:KOMBOT|SLACK)_[A-Z_]+\b")


def commands() -> list[str]:
    """In blocks of code and between back quotes, without what they are given."""
    parts = GUIDE.split("```")
    inline = [each for part in parts[::2] for each in re.findall(r"`([^`]+)`", part)]
    lines = [*inline, *(line for part in parts[1::2] for line in part.splitlines())]
    found = [line.split()[1:] for line in lines if line.startswith("kombot ")]
    return sorted({" ".join(takewhile(str.isalpha, words)) for words in found})


def rows_under(heading: str) -> list[str]:
    _, _, after = GUIDE.partition(f"| {heading} |")
    lines = after.splitlines()[2:]
    return lines[: next(at for at, line in enumerate(lines) if not line.startswith("|"))]


def row(kind: str, name: str) -> str:
    phrase = re.sub(r"\W", "_", name)
    return f"| `{name}` | {SAY(f'install/{kind}_{phrase}')} |"


def test_the_scopes_stand_there_each_with_what_it_is_for() -> None:
    expected = [row("scope", each) for each in SCOPES]
    assert rows_under("rettighed (*scope*) | hvad den er til") == expected


def test_the_events_stand_there_each_with_when_it_comes() -> None:
    expected = [row("event", each) for each in EVENTS]
    assert rows_under("hændelse (*event*) | hvornår") == expected


def test_the_readme_leads_there_and_lists_no_scopes_of_its_own() -> None:
    assert "(docs/slack.md)" in README
    assert [each for each in SCOPES if f"`{each}`" in README] == []


@pytest.mark.parametrize("text", [GUIDE, README], ids=["guide", "readme"])
def test_every_setting_that_is_named_is_one(text: str) -> None:
    known = {name for each in table(Settings).values() for name in each.names}
    assert set(SETTING.findall(text)) <= known


@pytest.mark.parametrize("command", commands())
def test_every_command_that_is_named_is_one(command: str) -> None:
    assert CliRunner().invoke(cli, [*command.split(), "--help"]).exit_code == 0


def test_the_way_there_is_whole() -> None:
    """None of the steps can be left out."""
    steps = {"keys new", "slack manifest", "migrate", "admin add", "people import", "all"}
    assert steps | {"slack check", "doctor"} <= set(commands())


def test_the_way_for_several_is_whole() -> None:
    assert {"slack invite", "organisations list", "organisations unbind"} <= set(commands())
    assert {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"} <= set(SETTING.findall(GUIDE))
    (pattern,) = re.findall(r"location ~ (\S+) {", GUIDE)
    assert re.match(pattern, INSTALL)
    assert re.match(pattern, REDIRECT)
    assert f"{INVITED.days} dage" == "7 dage"
    assert "gælder i syv dage" in FLAT


def test_the_path_and_the_words_to_write_are_the_codes_own() -> None:
    assert f"location {PATH} {{" in GUIDE
    assert f"{COMMAND} hjælp" in FLAT
    for word in re.findall(r"@kombot (\w+)`", FLAT):
        assert word in SAID
    assert "hej" in SAID
    assert "hjælp" in SAID


def test_the_way_without_an_address_is_told_with_what_it_takes() -> None:
    _, _, after = GUIDE.partition("## Uden adresse udefra: Socket Mode")
    section = after.partition("\n## ")[0]
    for needed in (APP_SCOPE, "SLACK_APP_TOKEN", "xapp-", "kombot slack manifest --socket"):
        assert f"`{needed}`" in section


def test_what_the_log_says_of_the_line_stands_in_the_guide() -> None:
    told = [str(Trouble("cut")), explained("invalid_auth"), explained("link_disabled")]
    for text in told:
        assert f"`{re.split('[:(]', text)[0].strip()}` i loggen" in GUIDE
