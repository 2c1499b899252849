"""The app package is Teams' kind of package, in both languages, and asks for what is used."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft4Validator

from bot.channels.teams.inbound import read_activity
from bot.channels.teams.manifest import SEMANTIC, WORDS, App, Publisher, semantic
from bot.channels.teams.needs import CALLS, PERMISSIONS, SCOPES, TOLD
from bot.channels.teams.package import package, read_package
from dialogs import COMMANDS
from dialogs import WORDS as SAID
from dialogs.core.actions import Do
from dialogs.core.texts import LANGUAGES
from tests.fakes.connector import APP_ID

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "tests/schemas/teams-manifest-v1.25.json").read_text("utf-8"))
VALID = Draft4Validator(SCHEMA)
URL = "https://kombot.example.dk"
PUBLISHER = Publisher(
    name="Nyborg Kommune",
    website="https://nyborg.example.dk/kombot",
    privacy="https://nyborg.example.dk/privatliv",
    terms="https://nyborg.example.dk/vilkaar",
)
APP = App(id=APP_ID, url=f"{URL}:8443/kombot", version="0.1.0", publisher=PUBLISHER)
NAMED = re.compile(r"""path ?= ?f?"([^"?]+)""")
"""How the connector's addresses look where they are called, after the conversation's own part."""

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def files(language: str = "da") -> dict[str, bytes]:
    with ZipFile(io.BytesIO(package(APP, language=language))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def made(language: str = "da") -> Any:
    return json.loads(files(language)["manifest.json"])


@in_each_language
def test_teams_knows_every_part_of_it(language: str) -> None:
    assert [each.message for each in VALID.iter_errors(made(language))] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), "kombot"),
        (("name", "short"), "k" * 31),
        (("description", "short"), "k" * 81),
        (("developer", "privacyUrl"), ""),
        (("accentColor",), "blue"),
        (("bots", 0, "scopes"), ["everywhere"]),
        (("bots", 0, "readsEverything"), True),
        (("defaultInstallScope",), "desktop"),
    ],
)
def test_the_schema_finds_what_teams_would_refuse(path: tuple[Any, ...], value: Any) -> None:
    *way, last = path
    whole = found = made()
    for key in way:
        found = found[key]
    found[last] = value
    assert list(VALID.iter_errors(whole))


@in_each_language
def test_each_other_language_put_in_its_place_is_valid_too(language: str) -> None:
    """Teams does the same when somebody has their Teams in that language."""
    packed = files(language)
    for each in LANGUAGES:
        found = json.loads(packed["manifest.json"])
        strings = json.loads(packed[f"{each}.json"])
        strings.pop("$schema")
        for path, value in strings.items():
            put(found, path, value)
        assert [error.message for error in VALID.iter_errors(found)] == []
        assert {**found, "localizationInfo": {}} == {**made(each), "localizationInfo": {}}


@in_each_language
def test_every_string_that_people_read_is_in_each_language(language: str) -> None:
    """What differs from one language to the other is what has to be translated, and all of it."""
    packed = files(language)
    danish, english = dict(leaves(made("da"))), dict(leaves(made("en")))
    spoken = {path for path, value in danish.items() if english.get(path) != value}
    spoken = {path for path in spoken if not path.startswith("localizationInfo")}
    assert danish.keys() - english.keys() <= {path for path in danish if "additional" in path}
    for each in LANGUAGES:
        keys = set(json.loads(packed[f"{each}.json"])) - {"$schema"}
        assert spoken <= keys
        assert {"name.short", "name.full", "description.short", "description.full"} <= keys
        assert keys <= set(danish)


@in_each_language
def test_its_languages_are_named_with_their_files(language: str) -> None:
    told, packed = made(language)["localizationInfo"], files(language)
    assert (told["defaultLanguageTag"], told["defaultLanguageFile"]) == (
        language,
        f"{language}.json",
    )
    others = [each for each in LANGUAGES if each != language]
    assert told["additionalLanguages"] == [
        {"languageTag": each, "file": f"{each}.json"} for each in others
    ]
    assert {f"{each}.json" for each in LANGUAGES} <= set(packed)


@in_each_language
def test_its_texts_keep_to_the_lengths_of_the_localisation_schema(language: str) -> None:
    """learn.microsoft.com/microsoftteams/platform/resources/schema/localization-schema"""
    strings = json.loads(files()[f"{language}.json"])
    most = {"name.short": 30, "name.full": 100, "description.short": 80, "description.full": 4000}
    for path, value in strings.items():
        if path.startswith("bots"):
            match = re.fullmatch(
                r"bots\[0\]\.commandLists\[[0-2]\]\.commands\[[0-9]\]\.(title|description)", path
            )
            assert match
            most[path] = 32 if match[1] == "title" else 128
        if path != "$schema":
            assert 1 <= len(value.encode("utf-16-le")) // 2 <= most[path], path
    assert strings["description.full"] != strings["description.short"]


@in_each_language
def test_what_a_command_writes_is_a_word_that_leads_to_it(language: str) -> None:
    (bot,) = made(language)["bots"]
    lists = {each["scopes"][0]: each["commands"] for each in bot["commandLists"]}
    assert list(lists) == list(SCOPES) == bot["scopes"]
    for scope, commands in lists.items():
        assert 1 <= len(commands) <= 10
        assert len(bot["commandLists"]) <= 3
        led = [SAID[each["title"]] for each in commands]
        assert led == [Do(name) for name in SCOPES[scope]]
        assert {each.name for each in led if isinstance(each, Do)} <= set(COMMANDS)


def test_where_others_read_along_nothing_personal_is_offered() -> None:
    assert SCOPES["team"] == SCOPES["groupChat"] == ("here",)


def test_it_is_the_bot_and_no_more() -> None:
    found = made()
    assert found["id"] == found["bots"][0]["botId"] == APP_ID
    assert found["bots"][0]["supportsFiles"] is True
    assert found["bots"][0]["isNotificationOnly"] is False
    assert found["validDomains"] == ["kombot.example.dk"]
    assert found["defaultInstallScope"] == "personal"
    assert found["developer"] == {
        "name": PUBLISHER.name,
        "websiteUrl": PUBLISHER.website,
        "privacyUrl": PUBLISHER.privacy,
        "termsOfUseUrl": PUBLISHER.terms,
    }
    nothing_else = {"staticTabs", "configurableTabs", "composeExtensions", "webApplicationInfo"}
    assert not nothing_else & set(found)


def test_no_right_to_read_a_teams_content_is_asked_for() -> None:
    assert PERMISSIONS == ()
    assert "authorization" not in made()
    assert "permissions" not in made()


def test_the_same_input_gives_the_same_bytes() -> None:
    assert package(APP, language="da") == package(APP, language="da")
    assert package(APP, language="da") != package(APP, language="en")


def test_a_package_is_known_again_and_nothing_else_is() -> None:
    raw = package(APP, language="da")
    found = read_package(raw)
    assert found is not None
    assert (found.id, found.version) == (APP_ID, "0.1.0")
    empty = io.BytesIO()
    ZipFile(empty, "w").close()
    for other in (b"", b"a letter", raw[: len(raw) // 2], empty.getvalue(), zipped("[]")):
        assert read_package(other) is None
    for text in ("{}", '{"manifest_version": 3}', "not json", "\udc80"):
        assert read_package(zipped(text)) is None
    assert read_package(zipped(" " * 2_000_000)) is None


@pytest.mark.parametrize(
    ("python", "teams"),
    [
        ("0.1.0", "0.1.0"),
        ("1.2", "1.2.0"),
        ("3", "3.0.0"),
        ("1.2.3rc1", "1.2.3-rc1"),
        ("1.2.3.dev4", "1.2.3-dev4"),
        ("0.1.0+local.7", "0.1.0-local.7"),
        ("1.2.3-beta.1", "1.2.3-beta.1"),
    ],
)
def test_a_version_is_written_as_teams_wants_it(python: str, teams: str) -> None:
    """https://semver.org"""
    assert semantic(python) == teams
    assert SEMANTIC.fullmatch(teams)


@pytest.mark.parametrize("version", ["v1.2.3", "1..2", "newest", "1.2.3 beta", "1.2.3/4"])
def test_what_is_no_version_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match=re.escape(version)):
        semantic(version)


@in_each_language
def test_what_each_part_is_for_is_said(language: str) -> None:
    said = {each for each in WORDS.phrases("install", language) if "_" in each}
    expected = {f"scope_{each.lower()}" for each in SCOPES}
    expected |= {f"call_{each}" for each in CALLS} | {f"told_{each.lower()}" for each in TOLD}
    assert said - {"long_description", "help_word", "here_word"} == expected


def test_every_address_of_the_connector_that_is_called_stands_in_the_table() -> None:
    source = (ROOT / "bot/channels/teams/connector.py").read_text("utf-8")
    called = {
        re.sub(r"\{[^}]*\}", "{}", re.sub(r"^\{_path\(\w+\)\}", "/v3/conversations/{}", path))
        for path in NAMED.findall(source)
    }
    assert called == set(CALLS.values())


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests/payloads/teams").glob("*.json")), ids=lambda path: path.stem
)
def test_what_is_acted_on_stands_in_the_table(path: Path) -> None:
    raw = json.loads(path.read_text("utf-8"))
    assert raw["type"] in TOLD or read_activity(raw) is None


def zipped(text: str) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("manifest.json", text.encode("utf-8", "surrogatepass"))
    return out.getvalue()


def leaves(found: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict):
        for key, value in found.items():
            yield from leaves(value, f"{path}.{key}".removeprefix("."))
    elif isinstance(found, list):
        for at, value in enumerate(found):
            yield from leaves(value, f"{path}[{at}]")
    else:
        yield path, found


def put(found: Any, path: str, value: str) -> None:
    *way, last = [int(each) if each.isdigit() else each for each in re.findall(r"\w+", path)]
    for key in way:
        found = found[key]
    assert last in found
    found[last] = value
