"""Whether every workspace in which kombot is installed still lets it in, and whether more can be.

Slack is asked with each workspace's own token; the app's id and secret are tried with a code that
nobody was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import aiohttp

from bot.channels.slack.check import granted_scopes, refused, unanswered
from bot.channels.slack.client import SEND_SECONDS, Answer, Clients, Good, Refused, Unsure
from bot.channels.slack.inbound import text_at
from bot.channels.slack.install.pages import STATUS
from bot.channels.slack.needs import INSTALL, REDIRECT
from bot.door import REACH
from bot.findings import Finding, State
from bot.platforms import SlackSettings

NO_CODE = "kombot-checks-its-own-secret"
THEIRS = "the token that kombot has there"
NONE_YET = (
    "kombot is installed in no workspace yet: make a link for whoever looks after one, with "
    "kombot slack invite."
)
WRONG = {
    "invalid_client_id": "Slack does not know SLACK_CLIENT_ID: copy it from the app's page Basic "
    "Information.",
    "bad_client_secret": "SLACK_CLIENT_SECRET is not the one that belongs to SLACK_CLIENT_ID: copy "
    "it from the app's page Basic Information.",
    "bad_redirect_uri": "Slack does not know where to send people back to: add the address {url} "
    "under OAuth & Permissions, Redirect URLs, or take the manifest anew.",
}
"""https://docs.slack.dev/reference/methods/oauth.v2.access#errors"""


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """`organisation` is the name of whose it is."""

    team: str
    name: str
    organisation: str

    @property
    def called(self) -> str:
        return f"{self.name or self.team} ({self.organisation})"

    @property
    def mended(self) -> str:
        return (
            "have it installed again by whoever looks after the workspace, with the link that "
            f'kombot slack invite --organisation "{self.organisation}" makes.'
        )


@dataclass(frozen=True, kw_only=True)
class InstallCheck:
    """`url` is where browsers reach kombot, empty where it is not known."""

    slack: SlackSettings
    clients: Clients
    workspaces: Sequence[Workspace]
    url: str
    session: aiohttp.ClientSession

    async def findings(self) -> list[Finding]:
        found = [await self._app()]
        if self.url:
            found.append(await self._door())
        for each in self.workspaces:
            found += await self._workspace(each)
        return found if self.workspaces else [*found, Finding(State.MEND, NONE_YET)]

    async def _app(self) -> Finding:
        asked = {"redirect_uri": f"{self.url}{REDIRECT}"} if self.url else {}
        answer = await self.clients.access(
            client_id=self.slack.client_id,
            client_secret=self.slack.client_secret,
            code=NO_CODE,
            **asked,
        )
        match answer:
            case Refused("invalid_code"):
                return Finding(State.FINE, "Slack knows the app's client id and its secret.")
            case Refused(error) if error in WRONG:
                return _mend(WRONG[error].format(url=f"{self.url}{REDIRECT}"))
            case Refused(error):
                return _mend(
                    f"Slack says {error} to the app's client id and its secret: what that is "
                    "stands at https://docs.slack.dev/reference/methods/oauth.v2.access#errors."
                )
            case Unsure():
                return unanswered(answer, self.slack.base_url)
        return _mend("Slack gave no answer that can be read.")

    async def _door(self) -> Finding:
        """A link that nobody has made is answered by kombot itself, in words of its own."""
        address = f"{self.url}{INSTALL}"
        try:
            async with self.session.get(address, timeout=REACH, allow_redirects=False) as response:
                if response.status == STATUS["expired"]:
                    return Finding(State.FINE, f"kombot answers at {address}.")
                told = f"answered {response.status}"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            told = f"cannot be reached ({type(error).__name__})"
        return _mend(
            f"{address} {told}, so that nobody can install kombot. Start it with these settings "
            f"(kombot all), and have the server in front lead {INSTALL} and {REDIRECT} to it too."
        )

    async def _workspace(self, asked: Workspace) -> list[Finding]:
        answer = await self.clients.ask(asked.team, "auth_test", seconds=SEND_SECONDS)
        found = _told(asked, answer, self.slack.base_url)
        return [replace(each, says=f"{asked.called}: {each.says}") for each in found]


def _told(asked: Workspace, answer: Answer, base_url: str) -> Iterator[Finding]:
    if not isinstance(answer, Good):
        yield refused(answer, base_url, token=THEIRS, again=asked.mended)
        return
    found = dict(answer.data)
    if text_at(found, "team_id") != asked.team:
        yield _mend(f"The token is of another workspace than {asked.team}: {asked.mended}")
        return
    yield Finding(State.FINE, f"The token works: kombot is @{text_at(found, 'user')}.")
    for each in granted_scopes(answer.headers):
        again = each.state is State.MEND
        yield replace(each, says=f"{each.says} Then {asked.mended}") if again else each


def _mend(says: str) -> Finding:
    return Finding(State.MEND, says)
