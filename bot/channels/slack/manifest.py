"""The app manifest: the whole of an app's configuration in Slack, made from `needs`. Pure.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

from pathlib import Path

from bot.channels.slack.needs import COMMAND, EVENTS, PATH, REDIRECT, SCOPES, SHORTCUTS, Shortcut
from bot.channels.slack.plain import Json
from dialogs.core.texts import Speaker, Texts

COLOUR = "#1f4e5f"
NAME = "kombot"
WORDS = Texts((Path(__file__).parent / "words",))


def manifest(say: Speaker, *, url: str, installs: str = "") -> Json:
    """`url` is where Slack reaches kombot, without a slash at the end; empty is Socket Mode.

    `installs` is where browsers reach it, where kombot is to be installed in several workspaces.
    """
    address = f"{url}{PATH}" if url else ""
    return {
        "_metadata": {"major_version": 1},
        "display_information": {
            "name": NAME,
            "description": say("install/description"),
            "long_description": say("install/long_description"),
            "background_color": COLOUR,
        },
        "features": _features(say, address),
        "oauth_config": {**_back(installs), "scopes": {"bot": list(SCOPES)}},
        "settings": {**_settings(address), "token_rotation_enabled": bool(installs)},
    }


def _features(say: Speaker, address: str) -> Json:
    command = {
        "command": COMMAND,
        "description": say("install/command"),
        "usage_hint": say("install/command_hint"),
        "should_escape": False,
        **_at("url", address),
    }
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": NAME, "always_online": True},
        "shortcuts": [_shortcut(say, each) for each in SHORTCUTS],
        "slash_commands": [command],
    }


def _shortcut(say: Speaker, shortcut: Shortcut) -> Json:
    return {
        "type": shortcut.kind,
        "callback_id": shortcut.callback,
        "name": say(f"install/shortcut_{shortcut.does}"),
        "description": say(f"install/shortcut_{shortcut.does}_says"),
    }


def _settings(address: str) -> Json:
    return {
        "event_subscriptions": {**_at("request_url", address), "bot_events": list(EVENTS)},
        "interactivity": {
            "is_enabled": True,
            **_at("request_url", address),
            **_at("message_menu_options_url", address),
        },
        "org_deploy_enabled": False,
        "socket_mode_enabled": not address,
    }


def _back(installs: str) -> Json:
    """Slack sends nobody anywhere else with a code."""
    return {"redirect_urls": [f"{installs}{REDIRECT}"]} if installs else {}


def _at(key: str, address: str) -> Json:
    """With Socket Mode there is no address: kombot calls Slack."""
    return {key: address} if address else {}
