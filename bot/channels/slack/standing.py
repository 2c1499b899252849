"""Who somebody is in Slack, and what Slack tells when that changes. Pure and total.

https://docs.slack.dev/reference/objects/user-object and /reference/events/user_change, team_join,
tokens_revoked, app_uninstalled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.channels.language import language_of
from bot.channels.slack.inbound import CHANNEL, team_of, text_at
from bot.channels.standing import Change, Gathered, Profile, Shut, Standing
from dialogs.core.spots import Spot

SLACKBOT = "USLACKBOT"
LATEST = 10**10
"""Seconds that lie some three hundred years ahead."""


def profile_of(user: object, team: str, *, house_zone: str, now: datetime) -> Profile:
    """Of an ordinary member: nothing is vouched for of bots, guests and other workspaces' people.

    Another organisation decides what stands there about somebody from Slack Connect, and a shared
    channel is enough to be seen by kombot.
    """
    if not isinstance(user, dict) or is_foreign(team, user) or why_not(user):
        return Profile()
    zone = text_at(user, "tz")
    return Profile(
        email=email_of(user, team),
        language=language_of(text_at(user, "locale"), zone, house_zone=house_zone, now=now),
        zone=zone,
        member=True,
    )


def email_of(user: object, team: str) -> str:
    """As far as it is vouched for; empty for all but ordinary members."""
    if not isinstance(user, dict) or is_foreign(team, user) or why_not(user):
        return ""
    return "" if user.get("is_email_confirmed") is False else text_at(user, "profile", "email")


def why_not(user: Mapping[str, Any]) -> str:
    """Why nothing of ours is for them; empty for an ordinary member."""
    if user.get("deleted"):
        return "person_gone"
    return "guest" if user.get("is_restricted") or user.get("is_ultra_restricted") else ""


def is_foreign(team: str, user: Mapping[str, Any]) -> bool:
    """A bot, or at home neither in the workspace nor in one of the same enterprise."""
    if user.get("is_bot") or user.get("is_stranger") or text_at(user, "id") == SLACKBOT:
        return True
    home, enterprise = text_at(user, "team_id"), user.get("enterprise_user")
    named = enterprise.get("teams") if isinstance(enterprise, dict) else None
    return home not in ("", team) and not (isinstance(named, list) and team in named)


def read_change(payload: Mapping[str, Any], *, house_zone: str, now: datetime) -> Change | None:
    """None for all that tells nothing about anybody's standing."""
    if text_at(payload, "type") != "event_callback":
        return None
    if text_at(payload, "event", "type") in {"user_change", "team_join"}:
        return _person(payload, house_zone=house_zone, now=now)
    if text_at(payload, "event", "type") in LEFT:
        return _left(payload)
    reader = SHUT.get(text_at(payload, "event", "type"))
    reason = reader(payload) if reader else ""
    team, event_id = team_of(payload), text_at(payload, "event_id")
    if not (reason and team and event_id):
        return None
    return Shut(
        channel=CHANNEL, tenant=team, event_id=event_id, reason=reason, at=_told_at(payload)
    )


def _told_at(payload: Mapping[str, Any]) -> datetime | None:
    """In whole seconds: https://docs.slack.dev/apis/events-api#callback-field ."""
    return _moment(payload.get("event_time"))


def _moment(seconds: object) -> datetime | None:
    if not isinstance(seconds, int) or not 0 < seconds < LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _person(payload: Mapping[str, Any], *, house_zone: str, now: datetime) -> Standing | None:
    event = payload.get("event")
    user = event.get("user") if isinstance(event, dict) else None
    found = standing_of(user, team_of(payload), house_zone=house_zone, now=now)
    if found is None:
        return None
    return replace(found, event_id=text_at(payload, "event_id"), at=_told_at(payload) or found.at)


def standing_of(user: object, team: str, *, house_zone: str, now: datetime) -> Standing | None:
    """As new as the account's last change. None for bots and other workspaces' people."""
    person = text_at(user, "id")
    if not isinstance(user, dict) or not team or not person or is_foreign(team, user):
        return None
    return Standing(
        channel=CHANNEL,
        tenant=team,
        external_id=person,
        profile=profile_of(user, team, house_zone=house_zone, now=now),
        unreachable=why_not(user),
        at=_moment(user.get("updated")),
    )


LEFT = ("channel_left", "group_left")
"""Told to kombot when it is taken out of a channel itself; `member_left_channel` is not:
https://github.com/slackapi/bolt-js/issues/1847"""


def _left(payload: Mapping[str, Any]) -> Gathered | None:
    team, channel = team_of(payload), text_at(payload, "event", "channel")
    out = Spot(channel=CHANNEL, tenant=team, external_id=channel, member=False)
    return gathered_in(out, payload) if team and channel else None


def gathered_in(spot: Spot, payload: Mapping[str, Any]) -> Gathered:
    return Gathered(spot, event_id=text_at(payload, "event_id"), at=_told_at(payload))


def joined(payload: Mapping[str, Any]) -> tuple[str, str] | None:
    """The workspace and the channel that somebody came into, kombot itself perhaps."""
    if text_at(payload, "event", "type") != "member_joined_channel":
        return None
    team, channel = team_of(payload), text_at(payload, "event", "channel")
    return (team, channel) if team and channel else None


def _revoked(payload: Mapping[str, Any]) -> str:
    """Only the bot's own token: people's tokens are none that kombot has."""
    event = payload.get("event")
    tokens = event.get("tokens") if isinstance(event, dict) else None
    return "no_access" if isinstance(tokens, dict) and tokens.get("bot") else ""


SHUT: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "tokens_revoked": _revoked,
    "app_uninstalled": lambda _payload: "uninstalled",
}
