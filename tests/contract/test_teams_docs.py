"""docs/teams.md says what the code does, and takes an administrator the whole way."""

import re
import shlex
from itertools import takewhile
from pathlib import Path
from urllib.parse import urlsplit

import jwt
import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.channels.teams.manifest import WORDS
from bot.channels.teams.needs import CALLS, PATH, SCOPES, TOLD
from bot.channels.teams.photos import SHAREPOINT
from bot.environment import table
from bot.platform_teams import OPENID, SERVICE_HOSTS
from bot.settings import Settings
from dialogs import WORDS as SAID
from dialogs.core.texts import Speaker

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "teams.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
FLAT = " ".join(GUIDE.split())
SOURCES = "".join(each.read_text("utf-8") for each in (ROOT / "bot/channels/teams").glob("*.py"))
SAY = Speaker(texts=WORDS, language="da", zone="Europe/Copenhagen")
SETTING = re.compile(r"\b(?:KOMBOT|TEAMS)_[A-Z_]+\b")
KNOWN = {name for each in table(Settings).values() for name in each.names}


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


def row(name: str, phrase: str) -> str:
    return f"| `{name}` | {SAY(f'install/{phrase}')} |"


def test_where_kombot_can_be_stands_there_with_what_it_is_for() -> None:
    expected = [row(each, f"scope_{each.lower()}") for each in SCOPES]
    assert rows_under("sted (*scope*) | hvad det er til") == expected


def test_what_kombot_calls_stands_there_with_what_it_is_for() -> None:
    expected = [row(path, f"call_{name}") for name, path in CALLS.items()]
    assert rows_under("kald | hvad det er til") == expected


def test_what_teams_tells_stands_there_with_when_it_comes() -> None:
    expected = [row(each, f"told_{each.lower()}") for each in TOLD]
    assert rows_under("hændelse (*activity*) | hvornår") == expected


def test_the_addresses_to_let_through_are_those_that_are_called() -> None:
    named = {
        host.removeprefix("*")
        for line in rows_under("adresse | hvad den er til")
        for host in re.findall(r"`([^`]+)`", line.split("|")[1])
    }
    login = table(Settings)["teams_login_url"].default
    called = {urlsplit(login or "").hostname, urlsplit(OPENID).hostname, *SERVICE_HOSTS.split(",")}
    assert named == called | {SHAREPOINT}


def test_the_readme_leads_there() -> None:
    assert "(docs/teams.md)" in README


def test_the_readme_names_the_files_that_move_with_the_sdk() -> None:
    folder = ROOT / "bot" / "channels" / "teams"
    importing = {
        each.name
        for each in folder.glob("*.py")
        if re.search(r"^\s*from bot(builder|framework)\b", each.read_text("utf-8"), re.MULTILINE)
    }
    _, _, after = README.partition("### Away from botbuilder")
    move, _, stay = after.partition("- **What stays**")
    assert set(re.findall(r"`(\w+\.py)`", move)) == importing
    staying = set(re.findall(r"`(\w+\.py)`", stay.partition("- **")[0]))
    assert staying
    assert all((folder / each).exists() for each in staying - importing)
    assert not staying & importing


@pytest.mark.parametrize("text", [GUIDE, README], ids=["guide", "readme"])
def test_every_setting_that_is_named_is_one(text: str) -> None:
    assert set(SETTING.findall(text)) <= KNOWN


def test_what_goes_into_the_env_file_is_read_by_a_shell_as_it_stands() -> None:
    lines = re.findall(r"^[A-Z_]+=.*$", GUIDE, re.MULTILINE)
    assert lines
    assert [shlex.split(line) for line in lines] == [[line.replace('"', "")] for line in lines]


def test_every_setting_of_teams_that_an_administrator_makes_is_named() -> None:
    left_alone = {"TEAMS_OPENID_URL", "TEAMS_LOGIN_URL", "TEAMS_APP_CERTIFICATE"}
    of_teams = {name for name in KNOWN if name.startswith("TEAMS_") and not name.endswith("_FILE")}
    assert of_teams - left_alone <= set(SETTING.findall(GUIDE))


@pytest.mark.parametrize("command", commands())
def test_every_command_that_is_named_is_one(command: str) -> None:
    assert CliRunner().invoke(cli, [*command.split(), "--help"]).exit_code == 0


def test_the_way_there_is_whole() -> None:
    """None of the steps can be left out."""
    steps = {"keys new", "migrate", "admin add", "people import", "all", "teams package"}
    assert steps | {"teams check", "doctor"} <= set(commands())
    done = [FLAT.index(each) for each in ("keys new", "kombot all", "teams check", "kombot.zip #")]
    assert done == sorted(done)


def test_the_path_and_the_words_to_write_are_the_codes_own() -> None:
    assert f"location {PATH} {{" in GUIDE
    assert f"https://kombot.eksempel.dk{PATH}" in GUIDE
    for word in re.findall(r"@kombot (\w+)`", FLAT):
        assert word in SAID
    for word in ("hej", "hjælp", "status"):
        assert f"`{word}`" in GUIDE
        assert word in SAID


def refusals() -> list[str]:
    return re.findall(r"`refused a call to teams: ([^`]+)`", GUIDE)


@pytest.mark.parametrize("reason", refusals())
def test_every_refusal_that_is_explained_is_one_that_is_logged(reason: str) -> None:
    of_a_token = hasattr(jwt, reason)
    assert of_a_token or f'Unauthorised("{reason}")' in SOURCES


def test_what_stands_in_the_log_is_written_so_in_the_code() -> None:
    assert len(refusals()) >= 5
    for line in ("refused a call to teams: %s", "no token for Teams: %s"):
        assert line in SOURCES
