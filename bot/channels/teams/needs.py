"""What kombot asks of Teams, in one table.

The app package, `kombot teams check`, the endpoint and docs/teams.md keep to it; tests see to it.
What each of it is for stands in `words/install.*.j2`, as `scope_…`, `call_…` and `told_…`.
https://learn.microsoft.com/microsoft-365/extensibility/schema
"""

from __future__ import annotations

PATH = "/api/messages"
"""Everything that Teams sends arrives here."""

SCOPES = {
    "personal": (
        "home",
        "vote",
        "prepare",
        "checkin",
        "goals",
        "people",
        "pause",
        "privacy",
        "support",
        "help",
    ),
    "team": ("here",),
    "groupChat": ("here",),
}
"""Where kombot can be added, and which commands Teams offers there: at most ten in each.

They are names in `dialogs.COMMANDS`. Where others read along there is one: all else is private.
"""

PERMISSIONS: tuple[str, ...] = ()
"""Rights to read a team's or a chat's content (resource-specific consent): none.

A bot that is mentioned is told of that message, and of no other.
"""

CALLS = {
    "create": "/v3/conversations",
    "post": "/v3/conversations/{}/activities",
    "update": "/v3/conversations/{}/activities/{}",
    "member": "/v3/conversations/{}/members/{}",
    "members": "/v3/conversations/{}/pagedmembers",
}
"""All that is asked of the connector; being installed is what gives the right to it."""

TOLD = ("message", "invoke", "installationUpdate", "conversationUpdate")
"""The kinds of activity that kombot acts on. Teams sends others too: those are dropped unread."""
