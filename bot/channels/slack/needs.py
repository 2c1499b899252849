"""What kombot asks of a Slack workspace, in one table.

The listeners, the app manifest, `kombot slack check` and docs/slack.md keep to it; tests see to it.
What each scope and event is for stands in `words/install.*.j2`, as `scope_…` and `event_…`.
https://docs.slack.dev/reference/scopes and /reference/events
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PATH = "/slack/events"
"""Everything that Slack sends arrives here: events, interactions and commands."""

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
"""Where somebody with an invitation installs kombot, and where Slack sends them back to."""

COMMAND = "/kom"

SCOPES = (
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
    "users:read.email",
)
"""All that the bot's token may do; a scope without a use below is one too many."""

EVENTS = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "channel_left": "channels:read",
    "group_left": "groups:read",
    "member_joined_channel": "channels:read",
    "message.im": "im:history",
    "team_join": "users:read",
    "tokens_revoked": "",
    "user_change": "users:read",
}
"""What Slack is to tell of, and the scope that it takes; some take none."""

APP_SCOPE = "connections:write"
"""What the app-level token may do; it is no scope of the bot's."""

FILES = "files:read"
"""What it takes to fetch a photo that somebody sends, from its own address."""

METHODS = {
    "apps_connections_open": (),
    "auth_revoke": (),
    "auth_test": (),
    "chat_postEphemeral": ("chat:write",),
    "chat_postMessage": ("chat:write",),
    "chat_update": ("chat:write",),
    "conversations_history": ("im:history",),
    "conversations_info": ("channels:read", "groups:read"),
    "conversations_members": ("channels:read", "groups:read"),
    "conversations_open": ("im:write",),
    "files_upload_v2": ("files:write",),
    "users_info": ("users:read", "users:read.email"),
    "views_open": (),
    "views_publish": (),
    "views_update": (),
}
"""Every method of the Web API that is called here, by its name in the SDK, and what it takes.

History is read in direct messages alone: to find a doubtful message in a channel would take the
right to read the whole channel.
"""


GRANTED = "x-oauth-scopes"
"""The header in which Slack says what the token may do."""


def lacking(headers: Mapping[str, str]) -> list[str]:
    """The scopes that the token should have and has not; none where Slack does not say."""
    granted = {each.strip() for each in headers.get(GRANTED, ",".join(SCOPES)).split(",")}
    return [each for each in SCOPES if each not in granted]


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """`does` names a command in `dialogs.COMMANDS`; `callback` is what Slack sends back."""

    kind: Literal["global", "message"]
    does: str

    @property
    def callback(self) -> str:
        return f"kombot_{self.kind}_{self.does}"


SHORTCUTS = (
    Shortcut(kind="global", does="prepare"),
    Shortcut(kind="global", does="checkin"),
    Shortcut(kind="message", does="prepare"),
    Shortcut(kind="message", does="checkin"),
)
"""The same two from the search field and from a message's menu."""
