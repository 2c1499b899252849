"""Whether kombot and a Slack workspace fit together, asked of both, and what to mend if not.

Slack is asked who the token is and what it may do, and in Socket Mode whether it takes kombot's
calls. Else kombot's own address is called the way Slack calls it, signed with the secret, so that
the answer proves both the way and the secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from aiohttp import web

from bot.channels.slack.app_token import SHUT_OUT, ask_where_to_call, explained
from bot.channels.slack.client import (
    NOT_INSTALLED,
    SEND_SECONDS,
    Answer,
    Clients,
    Good,
    Refused,
    Unsure,
)
from bot.channels.slack.guard import WINDOW, sign
from bot.channels.slack.inbound import text_at
from bot.channels.slack.manifest import WORDS
from bot.channels.slack.needs import GRANTED, PATH, SCOPES, lacking
from bot.door import REACH, Door, minutes_apart
from bot.findings import Finding, State
from bot.platforms import SlackSettings
from dialogs.core.texts import Speaker

READ = 4096
CHALLENGE = "kombot-checks-its-own-door"
AGAIN = (
    "open the app on https://api.slack.com/apps, install it to the workspace again under OAuth & "
    "Permissions, and copy the new Bot User OAuth Token to SLACK_BOT_TOKEN."
)
OURS = "the token in SLACK_BOT_TOKEN"
REASONS = {
    NOT_INSTALLED: "kombot is not installed there any more: {again}",
    "invalid_auth": "Slack does not know {token}: {again}",
    "not_authed": "Slack does not know {token}: {again}",
    "account_inactive": "The app is not in the workspace any more: {again}",
    "token_revoked": "The token has been withdrawn: {again}",
    "token_expired": "The token has run out: {again}",
    "access_denied": SHUT_OUT,
    "team_access_not_granted": "The app is installed in the organisation, not in this workspace: "
    "have an organisation admin add it to the workspace.",
}
"""https://docs.slack.dev/reference/methods/auth.test#errors"""


@dataclass(frozen=True, kw_only=True)
class Check:
    """`url` is where Slack reaches kombot, if that is known; in Socket Mode it calls Slack."""

    slack: SlackSettings
    clients: Clients
    url: str
    now: Callable[[], datetime]
    session: aiohttp.ClientSession
    installed: Callable[[], Awaitable[list[Finding]]] | None = None
    """Asks every workspace, where kombot is installed in several."""

    async def findings(self) -> list[Finding]:
        tokens = await (self.installed or self._token)()
        if self.slack.socket:
            return [await self._app_token(), *tokens]
        found = [_secret(self.slack.signing_secret), *tokens]
        return [*found, await self._door()] if self.url else found

    async def _app_token(self) -> Finding:
        """Asked where to call, and no more: a second line would take clicks from the first."""
        match await ask_where_to_call(self.clients, self.slack.app_token):
            case Good():
                return Finding(State.FINE, "Slack takes calls from this app: Socket Mode is ready.")
            case Refused(error):
                return _mend(explained(error))
            case answer:
                return refused(answer, self.slack.base_url)

    async def _token(self) -> list[Finding]:
        answer = await self.clients.ask("", "auth_test", seconds=SEND_SECONDS)
        if not isinstance(answer, Good):
            return [refused(answer, self.slack.base_url)]
        who, where = text_at(dict(answer.data), "user"), text_at(dict(answer.data), "team")
        works = Finding(State.FINE, f"The token works: kombot is @{who} in {where}.")
        clock = () if self.slack.socket else _clock(answer.headers, self.now())
        return [works, *granted_scopes(answer.headers), *clock]

    async def _door(self) -> Finding:
        door = Door(platform="Slack", address=f"{self.url}{PATH}")
        if not door.is_private:
            return _mend(f"Slack calls https addresses alone: KOMBOT_PUBLIC_URL is {self.url}.")
        body = json.dumps({"type": "url_verification", "challenge": CHALLENGE}).encode()
        stamp = str(int(self.now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(body, stamp=stamp, secret=self.slack.signing_secret),
        }
        try:
            async with self.session.post(
                door.address, data=body, headers=headers, timeout=REACH, allow_redirects=False
            ) as response:
                text = (await response.content.read(READ)).decode("utf-8", "replace")
                return _answered(door, response.status, text)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return door.unreached(error)


def _mend(says: str) -> Finding:
    return Finding(State.MEND, says)


def _secret(secret: str) -> Finding:
    if re.fullmatch(r"[0-9a-f]{32}", secret):
        return Finding(State.FINE, "The signing secret looks like one.")
    return _mend(
        "SLACK_SIGNING_SECRET is not 32 characters of 0-9 and a-f: copy the Signing Secret from "
        "the app's page Basic Information, not the Client Secret and not the Verification Token."
    )


def refused(answer: Answer, base_url: str, *, token: str = OURS, again: str = AGAIN) -> Finding:
    """Why a token was not answered well. `again` is how there comes to be another one."""
    match answer:
        case Refused(error) if error in REASONS:
            return _mend(REASONS[error].format(token=token, again=again))
        case Refused(error):
            return _mend(
                f"Slack says {error} to the token: what that is stands at "
                "https://docs.slack.dev/reference/methods/auth.test#errors."
            )
        case Good():
            return _mend("Slack gave no answer that can be read.")
        case _:
            return unanswered(answer, base_url)


def unanswered(answer: Unsure, base_url: str) -> Finding:
    return _mend(
        f"Slack did not answer at {base_url} ({answer.reason}): see whether this machine may call "
        "out over https, then try again."
    )


def granted_scopes(headers: Mapping[str, str]) -> Iterator[Finding]:
    if GRANTED not in headers:
        yield Finding(State.NOTE, "Slack did not say which scopes the token has.")
        return
    granted = {each.strip() for each in headers[GRANTED].split(",") if each.strip()}
    say = Speaker(texts=WORDS, language="en", zone="UTC")
    missing = lacking(headers)
    for each in missing:
        what = say(f"install/scope_{re.sub(r'[^a-z]', '_', each)}")
        yield _mend(
            f"The scope {each} is missing ({what}) Add it under OAuth & Permissions, Bot Token "
            "Scopes, and install the app to the workspace again."
        )
    if not missing:
        yield Finding(State.FINE, f"The token has the {len(SCOPES)} scopes that kombot uses.")
    if more := sorted(granted - set(SCOPES)):
        yield Finding(State.NOTE, f"It may do more than kombot needs: take out {', '.join(more)}.")


def _clock(headers: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """Slack stamps what it sends, and what is older than five minutes is turned away."""
    if apart := minutes_apart(headers.get("date", ""), now, window=WINDOW):
        yield _mend(
            f"This machine's clock is {apart} minutes from Slack's: set it, or everything that "
            "Slack sends is turned away as old."
        )


def _answered(door: Door, status: int, text: str) -> Finding:
    if status == web.HTTPOk.status_code and CHALLENGE in text:
        return Finding(
            State.FINE, f"kombot answers at {door.address}, with the same signing secret."
        )
    if status == web.HTTPUnauthorized.status_code:
        return _mend(
            f"What runs at {door.address} has another signing secret or another time: start it "
            "again with these settings, and check both machines' clocks."
        )
    return door.answered(status)
