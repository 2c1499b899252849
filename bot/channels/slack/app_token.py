"""What Slack says when it will not take kombot's call in Socket Mode, and what to do about it."""

from __future__ import annotations

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
