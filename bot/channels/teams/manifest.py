"""The app manifest, and its strings in each language, made from `needs`. Pure.

https://learn.microsoft.com/microsoft-365/extensibility/schema
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from bot.channels.teams.needs import PERMISSIONS, SCOPES
from dialogs import WORDS_FOLDER
from dialogs.core.texts import LANGUAGES, Speaker, Texts

Json: TypeAlias = dict[str, Any]

FORMAT = "1.25"
SCHEMAS = f"https://developer.microsoft.com/json-schemas/teams/v{FORMAT}"
COLOUR = "#1f4e5f"
NAME = "kombot"
COLOUR_ICON, OUTLINE_ICON = "color.png", "outline.png"
WORDS = Texts((Path(__file__).parent / "words", WORDS_FOLDER))
"""kombot's own words for its commands are the help card's."""
SEMANTIC = re.compile(
    r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:(?:\.(?=\D)|[+_-])?([0-9A-Za-z]+(?:[.+-][0-9A-Za-z]+)*))?"
)
"""Up to three numbers, and what comes after them."""


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Who stands behind the app, as Teams shows it. Every address is https."""

    name: str
    website: str
    privacy: str
    terms: str


@dataclass(frozen=True, kw_only=True)
class App:
    """`url` is where Teams reaches kombot; `version` is semantic (semver.org)."""

    id: str
    url: str
    version: str
    publisher: Publisher


def manifest(app: App, *, language: str) -> Json:
    """`language` is what those see who have their Teams in neither Danish nor English."""
    say = speaker(language)
    return {
        "$schema": f"{SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": FORMAT,
        "version": app.version,
        "id": app.id,
        "localizationInfo": _languages(language),
        "developer": {
            "name": app.publisher.name,
            "websiteUrl": app.publisher.website,
            "privacyUrl": app.publisher.privacy,
            "termsOfUseUrl": app.publisher.terms,
        },
        "name": {"short": NAME, "full": say("install/name")},
        "description": {
            "short": say("install/description"),
            "full": say("install/long_description"),
        },
        "icons": {"color": COLOUR_ICON, "outline": OUTLINE_ICON},
        "accentColor": COLOUR,
        "bots": [_bot(app, say)],
        "validDomains": [urlsplit(app.url).hostname or ""],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "supportsChannelFeatures": "tier1",
        **_permissions(),
    }


def strings(found: Mapping[str, Any]) -> Json:
    """All that a manifest says to people, by the path of each: a localisation file."""
    lists = enumerate(found["bots"][0]["commandLists"])
    commands = {
        f"bots[0].commandLists[{at}].commands[{number}].{part}": command[part]
        for at, each in lists
        for number, command in enumerate(each["commands"])
        for part in ("title", "description")
    }
    return {
        "$schema": f"{SCHEMAS}/MicrosoftTeams.Localization.schema.json",
        **{f"name.{part}": found["name"][part] for part in ("short", "full")},
        **{f"description.{part}": found["description"][part] for part in ("short", "full")},
        **commands,
    }


def speaker(language: str) -> Speaker:
    return Speaker(texts=WORDS, language=language, zone="UTC")


def language_file(language: str) -> str:
    return f"{language}.json"


def semantic(version: str) -> str:
    """Python's way to write a version as Teams wants it: "1.2" is "1.2.0", "1.2rc1" "1.2.0-rc1".

    ValueError for what is neither.
    """
    found = SEMANTIC.fullmatch(version)
    if found is None:
        raise ValueError(version)
    *numbers, rest = found.groups()
    whole = ".".join(str(int(each or 0)) for each in numbers)
    return f"{whole}-{rest.replace('+', '-')}" if rest else whole


def _languages(language: str) -> Json:
    return {
        "defaultLanguageTag": language,
        "defaultLanguageFile": language_file(language),
        "additionalLanguages": [
            {"languageTag": each, "file": language_file(each)}
            for each in LANGUAGES
            if each != language
        ],
    }


def _bot(app: App, say: Speaker) -> Json:
    return {
        "botId": app.id,
        "scopes": list(SCOPES),
        "commandLists": [
            {"scopes": [scope], "commands": [_command(name, say) for name in names]}
            for scope, names in SCOPES.items()
        ],
        "supportsFiles": True,
        "isNotificationOnly": False,
    }


def _command(name: str, say: Speaker) -> Json:
    """What is written when it is chosen is the title, so that it is one of kombot's own words."""
    file = "install" if say.has(f"install/{name}_word") else "help"
    return {"title": say(f"{file}/{name}_word"), "description": say(f"{file}/{name}")}


def _permissions() -> Json:
    if not PERMISSIONS:
        return {}
    asked = [{"name": each, "type": "Application"} for each in PERMISSIONS]
    return {"authorization": {"permissions": {"resourceSpecific": asked}}}
