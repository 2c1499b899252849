"""The app manifest is Slack's kind of manifest, and asks for what the code uses and no more."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.channels.slack.inbound import EVENTS as READ
from bot.channels.slack.inbound import read
from bot.channels.slack.manifest import WORDS, manifest
from bot.channels.slack.needs import COMMAND, EVENTS, FILES, METHODS, PATH, SCOPES, SHORTCUTS
from bot.channels.slack.standing import joined, read_change
from dialogs import COMMANDS
from dialogs.core.texts import LANGUAGES, Speaker
from tests.fakes.slack import TEAM
from tests.fakes.slack_rules import units
from tests.slack_house import MONDAY

ROOT = Path(__file__).parents[2]
SCHEMA = Draft7Validator(json.loads((ROOT / "tests/schemas/slack-manifest.json").read_text()))
URL = "https://kombot.example.dk"
ASKED = re.compile(r"(?:ask(?:ed)?|call)\(\s*[^,()]+,\s*\"(\w+)\"")
"""How the Web API's methods look where they are called."""
SOMEBODY = {"id": "U0KIRSTEN1", "team_id": TEAM}
TOLD: dict[str, dict[str, Any]] = {
    "app_home_opened": {"tab": "home", "user": "U0KIRSTEN1"},
    "app_mention": {"channel": "C0PLANNING", "user": "U0KIRSTEN1", "text": "her"},
    "app_uninstalled": {},
    "channel_left": {"channel": "C0EVERYONE"},
    "group_left": {"channel": "C0PLANNING"},
    "member_joined_channel": {"channel": "C0PLANNING", "user": "U0JONAS001"},
    "message.im": {"channel": "D0KIRSTEN1", "user": "U0KIRSTEN1", "text": "hej"},
    "team_join": {"user": SOMEBODY},
    "tokens_revoked": {"tokens": {"bot": ["U0KOMBOT01"]}},
    "user_change": {"user": SOMEBODY},
}
"""What matters of each event."""

in_each_language = pytest.mark.parametrize("language", LANGUAGES)
over_each_way = pytest.mark.parametrize("url", [URL, ""], ids=["http", "socket"])


def made(language: str = "da", url: str = URL) -> Any:
    say = Speaker(texts=WORDS, language=language, zone="Europe/Copenhagen")
    return manifest(say, url=url)


@in_each_language
@over_each_way
def test_slack_knows_every_part_of_it(language: str, url: str) -> None:
    assert [each.message for each in SCHEMA.iter_errors(made(language, url))] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("oauth_config", "scopes", "bot"), ["chat:shout"]),
        (("settings", "event_subscriptions", "bot_events"), ["message.everything"]),
        (("settings", "interactivity"), {"is_enabled": True, "url": URL}),
        (("features", "shortcuts"), [{"type": "global", "name": "x"}]),
    ],
    ids=lambda value: value[-1] if isinstance(value, tuple) else "",
)
def test_the_schema_finds_what_slack_would_refuse(path: tuple[str, ...], value: Any) -> None:
    *way, last = path
    whole = found = made()
    for key in way:
        found = found[key]
    found[last] = value
    assert list(SCHEMA.iter_errors(whole))


@in_each_language
def test_its_texts_keep_to_slacks_lengths(language: str) -> None:
    """https://docs.slack.dev/reference/app-manifest"""
    found = made(language)
    shown, features = found["display_information"], found["features"]
    assert units(shown["name"]) <= 35
    assert units(shown["description"]) <= 140
    assert 174 <= units(shown["long_description"]) <= 4000
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    for each in features["shortcuts"]:
        assert 1 <= units(each["name"]) <= 24
        assert 1 <= units(each["description"]) <= 150
    (command,) = features["slash_commands"]
    assert units(command["description"]) <= 2000
    assert units(command["usage_hint"]) <= 1000


def test_over_http_everything_arrives_at_the_one_address() -> None:
    found = made()
    assert set(addresses(found)) == {f"{URL}{PATH}"}
    assert found["settings"]["socket_mode_enabled"] is False
    assert found["settings"]["event_subscriptions"]["request_url"] == f"{URL}{PATH}"
    assert found["settings"]["interactivity"]["request_url"] == f"{URL}{PATH}"
    assert found["features"]["slash_commands"][0]["url"] == f"{URL}{PATH}"


def test_with_socket_mode_there_is_no_address_in_it() -> None:
    found = made(url="")
    assert list(addresses(found)) == []
    assert found["settings"]["socket_mode_enabled"] is True
    assert found["settings"]["interactivity"]["is_enabled"] is True


def test_home_and_messages_are_open_to_people() -> None:
    assert made()["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_it_asks_for_what_the_table_says() -> None:
    found = made()
    assert found["oauth_config"] == {"scopes": {"bot": list(SCOPES)}}
    assert found["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    assert [each["command"] for each in found["features"]["slash_commands"]] == [COMMAND]


def test_every_shortcut_leads_to_a_command_and_has_an_id_of_its_own() -> None:
    shortcuts = made()["features"]["shortcuts"]
    assert {each.does for each in SHORTCUTS} <= set(COMMANDS)
    ids = [each["callback_id"] for each in shortcuts]
    assert ids == [each.callback for each in SHORTCUTS]
    assert len(set(ids)) == len(ids)
    assert {each["type"] for each in shortcuts} == {"global", "message"}


def test_every_event_that_is_read_is_subscribed_to() -> None:
    subscribed = {name.partition(".")[0] for name in EVENTS}
    assert set(READ) - subscribed == set()


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_that_is_subscribed_to_is_understood(name: str) -> None:
    event = {"type": name.partition(".")[0], **TOLD[name]}
    payload = {"type": "event_callback", "event_id": "Ev1", "team_id": TEAM, "event": event}
    change = read_change(payload, house_zone="Europe/Copenhagen", now=MONDAY)
    assert read(payload) or change or joined(payload)


def test_every_method_that_is_called_stands_in_the_table_with_its_scopes() -> None:
    sources = (ROOT / "bot/channels/slack").rglob("*.py")
    called = {name for each in sources for name in ASKED.findall(each.read_text("utf-8"))}
    assert called == set(METHODS)


def test_every_scope_has_a_use_and_every_use_its_scope() -> None:
    for_methods = {scope for each in METHODS.values() for scope in each}
    for_events = {scope for scope in EVENTS.values() if scope}
    assert for_methods | for_events | {"commands", FILES} == set(SCOPES)


@in_each_language
def test_what_each_scope_and_event_is_for_is_said(language: str) -> None:
    phrases = WORDS.phrases("install", language)
    said = {each for each in phrases if each.startswith(("scope_", "event_"))}
    assert said == {f"scope_{plain(each)}" for each in SCOPES} | {
        f"event_{plain(each)}" for each in EVENTS
    }


def plain(name: str) -> str:
    return re.sub(r"\W", "_", name)


def addresses(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        for value in found.values():
            yield from addresses(value)
    elif isinstance(found, list):
        for each in found:
            yield from addresses(each)
    elif isinstance(found, str) and "://" in found:
        yield found
