"""What Slack gives when kombot is installed in a workspace, or when a token is renewed. Pure.

https://docs.slack.dev/reference/methods/oauth.v2.access and /authentication/using-token-rotation
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.slack.inbound import text_at
from bot.channels.slack.needs import SCOPES

TEAM = re.compile(r"T[A-Z0-9]{2,}")
TOKEN = re.compile(r"(xoxe\.)?xoxb-[A-Za-z0-9-]+")
REFRESH = re.compile(r"xoxe-[A-Za-z0-9-]+")
LONGEST_NAME = 100
LONGEST = timedelta(days=1)
"""A token that is renewed lives twelve hours."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """`ends_at` is None for a token that does not end. `installer` is who pressed Allow."""

    token: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    ends_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    app_id: str = ""
    bot_user_id: str = ""
    installer: str = ""
    enterprise_id: str = ""

    def left(self, now: datetime) -> timedelta:
        return timedelta.max if self.ends_at is None else self.ends_at - now


@dataclass(frozen=True, kw_only=True)
class Installed:
    team: str
    name: str
    grant: Grant


@dataclass(frozen=True)
class Unusable:
    """The answer of Slack's is not one to build on: `reason` is a word for the log."""

    reason: str


def installed(data: Mapping[str, Any], *, now: datetime) -> Installed | Unusable:
    """An app that is installed in a whole enterprise has one token for all its workspaces."""
    if data.get("is_enterprise_install"):
        return Unusable("enterprise")
    team, grant = text_at(dict(data), "team", "id"), granted(data, now=now)
    if grant is None:
        return Unusable("no-bot-token")
    if not TEAM.fullmatch(team):
        return Unusable("no-team")
    if not set(SCOPES) <= set(grant.scopes):
        return Unusable("missing-scopes")
    return Installed(team=team, name=_shown(text_at(dict(data), "team", "name")), grant=grant)


def _shown(name: str) -> str:
    """Whoever runs the workspace chose it, and it is printed in a terminal."""
    return "".join(each for each in name if each.isprintable())[:LONGEST_NAME]


def granted(data: Mapping[str, Any], *, now: datetime) -> Grant | None:
    """None where there is no bot's token in it, or one that ends and cannot be renewed."""
    found = dict(data)
    token, refresh = text_at(found, "access_token"), text_at(found, "refresh_token")
    lasts = data.get("expires_in")
    if text_at(found, "token_type") != "bot" or not TOKEN.fullmatch(token):
        return None
    if lasts is not None and not (_is_short(lasts) and REFRESH.fullmatch(refresh)):
        return None
    return Grant(
        token=token,
        refresh=refresh if lasts is not None else "",
        ends_at=None if lasts is None else now + timedelta(seconds=lasts),
        scopes=tuple(each for each in text_at(found, "scope").split(",") if each),
        app_id=text_at(found, "app_id"),
        bot_user_id=text_at(found, "bot_user_id"),
        installer=text_at(found, "authed_user", "id"),
        enterprise_id=text_at(found, "enterprise", "id"),
    )


def _is_short(lasts: object) -> bool:
    if not isinstance(lasts, int) or isinstance(lasts, bool):
        return False
    return 0 < lasts <= LONGEST.total_seconds()


def as_secret(grant: Grant) -> dict[str, Any]:
    """For the sealed column."""
    ends_at = grant.ends_at.astimezone(UTC).isoformat() if grant.ends_at else None
    return {**vars(grant), "scopes": list(grant.scopes), "ends_at": ends_at}


def from_secret(secret: Mapping[str, Any] | None) -> Grant | None:
    if secret is None:
        return None
    ends_at = datetime.fromisoformat(secret["ends_at"]) if secret["ends_at"] else None
    return Grant(**{**secret, "scopes": tuple(secret["scopes"]), "ends_at": ends_at})
