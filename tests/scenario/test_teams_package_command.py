"""`kombot teams package` writes what Teams takes, keeps what is there, and says what is missing."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.fakes.connector import APP_ID, TENANT
from tests.fakes.terminal import Terminal

NAME = "kombot.zip"
READY = {
    "KOMBOT_PUBLIC_URL": "https://kombot.example.dk/",
    "TEAMS_APP_ID": APP_ID,
    "TEAMS_APP_PASSWORD": "a secret",
    "TEAMS_TENANT_ID": TENANT,
}
OURS = {
    "TEAMS_DEVELOPER_NAME": "Nyborg Kommune",
    "TEAMS_WEBSITE_URL": "https://nyborg.example.dk/kombot",
    "TEAMS_PRIVACY_URL": "https://nyborg.example.dk/privatliv",
    "TEAMS_TERMS_URL": "https://nyborg.example.dk/vilkaar",
}


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path, {**READY, **OURS})


def manifest(terminal: Terminal) -> dict[str, object]:
    with ZipFile(terminal.folder / NAME) as archive:
        found: dict[str, object] = json.loads(archive.read("manifest.json"))
    return found


def packs(terminal: Terminal, *words: str) -> str:
    return terminal.runs("teams", "package", terminal.folder / NAME, *words)


def in_folder(terminal: Terminal) -> list[str]:
    return sorted(each.name for each in terminal.folder.iterdir())


def test_a_package_is_written_from_the_settings(terminal: Terminal) -> None:
    assert packs(terminal) == (f"{terminal.folder / NAME} is version 0.1.0 of the app {APP_ID}.\n")
    found = manifest(terminal)
    assert found["id"] == APP_ID
    assert found["validDomains"] == ["kombot.example.dk"]
    assert found["developer"] == {
        "name": "Nyborg Kommune",
        "websiteUrl": "https://nyborg.example.dk/kombot",
        "privacyUrl": "https://nyborg.example.dk/privatliv",
        "termsOfUseUrl": "https://nyborg.example.dk/vilkaar",
    }
    assert in_folder(terminal) == [NAME]
    assert (terminal.folder / NAME).stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("words", "env", "language"),
    [
        ((), {}, "da"),
        ((), {"KOMBOT_LANGUAGE": "en"}, "en"),
        (("--language", "en"), {}, "en"),
        (("--language", "da"), {"KOMBOT_LANGUAGE": "en"}, "da"),
    ],
)
def test_the_language_is_the_houses_or_the_one_that_is_asked_for(
    terminal: Terminal, words: tuple[str, ...], env: dict[str, str], language: str
) -> None:
    terminal.env.update(env)
    packs(terminal, *words)
    info = manifest(terminal)["localizationInfo"]
    assert isinstance(info, dict)
    assert info["defaultLanguageTag"] == language


def test_what_is_not_the_organisations_own_yet_is_noted(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, dict(READY))
    packs(terminal)
    assert terminal.code == 0
    assert (
        "– note  TEAMS_WEBSITE_URL, TEAMS_PRIVACY_URL, TEAMS_TERMS_URL not set: Teams links to "
        "https://kombot.example.dk instead. Set your own pages there, and write it again."
    ) in terminal.says
    assert "– note  TEAMS_DEVELOPER_NAME is kombot: set it to your organisation's" in terminal.says


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"KOMBOT_PUBLIC_URL": ""}, "KOMBOT_PUBLIC_URL is missing: set it to the https address"),
        ({"KOMBOT_PUBLIC_URL": "http://kombot.example.dk"}, "Teams calls https addresses alone"),
        ({"TEAMS_APP_ID": "kombot"}, "TEAMS_APP_ID is kombot, and must be the Application (client"),
        ({"TEAMS_APP_ID": ""}, "TEAMS_APP_ID is missing while TEAMS_TENANT_ID is set"),
        (
            {"TEAMS_APP_ID": "", "TEAMS_APP_PASSWORD": "", "TEAMS_TENANT_ID": ""},
            "Teams is not configured: set TEAMS_APP_ID and TEAMS_TENANT_ID; and TEAMS_APP_PASSWORD",
        ),
    ],
)
def test_without_what_it_takes_nothing_is_written(
    terminal: Terminal, env: dict[str, str], says: str
) -> None:
    terminal.env.update(env)
    assert says in packs(terminal)
    assert terminal.code != 0
    assert in_folder(terminal) == []


def test_a_word_that_is_no_language_or_no_version_is_refused(terminal: Terminal) -> None:
    assert "--language is sv: choose da or en." in packs(terminal, "--language", "sv")
    assert "--version is newest: write three numbers" in packs(terminal, "--version", "newest")
    assert terminal.code == 1
    assert in_folder(terminal) == []


def test_an_older_package_of_the_same_app_is_replaced_and_it_is_said(terminal: Terminal) -> None:
    packs(terminal)
    said = packs(terminal, "--version", "1.2")
    assert said == (
        f"{terminal.folder / NAME} is version 1.2.0 of the app {APP_ID} and replaces version "
        "0.1.0.\n"
    )
    assert manifest(terminal)["version"] == "1.2.0"


@pytest.mark.parametrize("content", [b"", b"accounts of 2025", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_something_else_is_never_lost(terminal: Terminal, content: bytes) -> None:
    file = terminal.writes(NAME, content)
    assert "is there already, and is no app package: name another file" in packs(terminal)
    assert terminal.code == 1
    assert file.read_bytes() == content
    assert in_folder(terminal) == [NAME]


def test_another_apps_package_is_never_lost(terminal: Terminal) -> None:
    other = "66666666-6666-6666-6666-666666666666"
    terminal.env["TEAMS_APP_ID"] = other
    packs(terminal)
    before = (terminal.folder / NAME).read_bytes()
    terminal.env["TEAMS_APP_ID"] = APP_ID
    assert f"is the package of another app ({other})" in packs(terminal)
    assert (terminal.folder / NAME).read_bytes() == before


def test_a_place_that_cannot_be_written_to_is_told(terminal: Terminal) -> None:
    nowhere = terminal.folder / "missing" / NAME
    assert "cannot be written (No such file or directory)" in terminal.runs(
        "teams", "package", nowhere
    )
    assert "cannot be written (Is a directory)" in terminal.runs(
        "teams", "package", terminal.folder
    )
    assert in_folder(terminal) == []


def test_the_same_settings_give_the_same_file(terminal: Terminal) -> None:
    packs(terminal)
    first = (terminal.folder / NAME).read_bytes()
    packs(terminal)
    assert (terminal.folder / NAME).read_bytes() == first


def test_nothing_secret_is_packed(terminal: Terminal) -> None:
    packs(terminal)
    with ZipFile(terminal.folder / NAME) as archive:
        held = b"".join(archive.read(each) for each in archive.namelist())
    assert b"a secret" not in held
    assert terminal.env["KOMBOT_KEYS"].encode() not in held
