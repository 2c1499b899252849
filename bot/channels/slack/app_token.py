"""Asking Slack with the app's own token where to call, and what to do when it says no."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.slack.client import SEND_SECONDS, Answer, Clients, OneToken
from bot.channels.slack.needs import APP_SCOPE

PAGE = "Basic Information, App-Level Tokens"
ANEW = f"make one under {PAGE} with the scope {APP_SCOPE}, copy it, and start kombot again."
UNKNOWN = f"Slack does not know the token in SLACK_APP_TOKEN: {ANEW}"
LACKING = f"SLACK_APP_TOKEN lacks the scope {APP_SCOPE}: {ANEW}"
SHUT_OUT = (
    "Slack lets this machine in no more: ask whoever looks after the workspace whether only "
    "certain IP addresses are allowed, and have this machine's added."
)
TROUBLE = {
    "access_denied": SHUT_OUT,
    "accesslimited": SHUT_OUT,
    "account_inactive": UNKNOWN,
    "forbidden_team": "Socket Mode is not allowed in this workspace: ask whoever looks after it.",
    "invalid_auth": UNKNOWN,
    "link_disabled": "Socket Mode is turned off: turn it on at the app's page Socket Mode.",
    "missing_scope": LACKING,
    "no_permission": LACKING,
    "not_allowed_token_type": f"SLACK_APP_TOKEN is another kind of token: {ANEW}",
    "not_authed": UNKNOWN,
    "token_expired": UNKNOWN,
    "token_revoked": UNKNOWN,
    "too_many_websockets": "Ten others call Slack for this app already: stop those that are not "
    "needed.",
}
"""https://docs.slack.dev/reference/methods/apps.connections.open#errors, and what Slack says when
it ends a call."""


def explained(reason: str) -> str:
    return TROUBLE.get(
        reason,
        f"Slack says {reason} to SLACK_APP_TOKEN: see whether Socket Mode is turned on at the "
        "app's page Socket Mode, and what that is at "
        "https://docs.slack.dev/reference/methods/apps.connections.open#errors.",
    )


async def ask_where_to_call(clients: Clients, token: str) -> Answer:
    """The address is for one call, and as good as a key."""
    app = replace(clients, tokens=OneToken(token))
    return await app.ask("", "apps_connections_open", seconds=SEND_SECONDS, app_token=token)
