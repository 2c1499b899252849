"""What Teams tells beside who did what: the team and its channel, who came, language and zone.

Pure and total: what is not as it should be is not there. Shapes: learn.microsoft.com/
microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.teams.inert import CONTROL

LONGEST = 1000
CHAT = "chat"


@dataclass(frozen=True, kw_only=True)
class About:
    """`kind` is Teams' word for a channel (standard, private or shared), or chat for a group's.

    `event` is in lower case, as is `shared_with`: the tenants that a channel was shared with.
    `added` and `removed` are Teams' own ids, kombot's among them where it is about itself.
    """

    team: str = ""
    channel: str = ""
    name: str = ""
    kind: str = ""
    event: str = ""
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    shared_with: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()
    locale: str = ""
    zone: str = ""


def about(raw: Mapping[str, Any]) -> About:
    data = _object(raw, "channelData")
    channel, client = _object(data, "channel"), _client(raw)
    return About(
        team=_text(_object(data, "team"), "id"),
        channel=_text(channel, "id"),
        name=_text(channel, "name"),
        kind=_kind(raw, channel),
        event=_text(data, "eventType").lower(),
        added=_ids(raw, "membersAdded"),
        removed=_ids(raw, "membersRemoved"),
        shared_with=frozenset(
            _text(each, "tenantId").lower() for each in _objects(data, "sharedWithTeams")
        ),
        mentioned=frozenset(_mentioned(raw)),
        locale=_text(raw, "locale") or _text(client, "locale"),
        zone=_text(raw, "localTimezone") or _text(client, "timezone"),
    )


def _kind(raw: Mapping[str, Any], channel: Mapping[str, Any]) -> str:
    if _text(_object(raw, "conversation"), "conversationType") == "groupChat":
        return CHAT
    return (_text(channel, "type") or _text(channel, "membershipType")).lower()


def _client(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    found = (each for each in _objects(raw, "entities") if _text(each, "type") == "clientInfo")
    return next(found, {})


def _mentioned(raw: Mapping[str, Any]) -> Iterator[str]:
    for each in _objects(raw, "entities"):
        if _text(each, "type") == "mention":
            yield _text(_object(each, "mentioned"), "id")


def _ids(raw: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(filter(None, (_text(each, "id") for each in _objects(raw, name))))


def _objects(raw: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    value = raw.get(name)
    for each in value if isinstance(value, list) else []:
        if isinstance(each, Mapping):
            yield each


def _object(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = raw.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    fits = isinstance(value, str) and len(value) <= LONGEST and not CONTROL.search(value)
    return str(value).strip() if fits else ""
