"""Whether kombot, Entra and Teams fit together, asked of each, and what to mend if not.

Entra is asked for a token the way kombot asks when it writes. kombot's own address is called as
anybody may: only kombot turns a call without a token away in just this way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
from aiohttp import web

from bot.certificate import Certificate
from bot.channels.teams.asking import Granted, NoLogin
from bot.channels.teams.credentials import source_of
from bot.channels.teams.keys import Keys, NoKeys
from bot.channels.teams.needs import PATH
from bot.channels.teams.token import CHALLENGE, LEEWAY
from bot.channels.teams.trouble import refused
from bot.door import REACH, Door, minutes_apart
from bot.findings import Finding, State
from bot.settings import TeamsSettings
from bot.values import IDENTIFIER

SOON = timedelta(days=30)
STRANGER = {
    "type": "message",
    "channelId": "msteams",
    "serviceUrl": "https://smba.trafficmanager.net/emea/",
    "from": {"id": "29:nobody"},
    "conversation": {"id": "a:nobody", "conversationType": "personal"},
}
"""A message without a token, from nobody: it is never read further than that."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """`url` is where Teams reaches kombot, without a slash at the end; empty if it is not known."""

    teams: TeamsSettings
    url: str
    now: Callable[[], datetime]
    session: aiohttp.ClientSession

    async def findings(self) -> list[Finding]:
        found = [*_ids(self.teams), *self._certificate(), *await self._token(), await self._keys()]
        return [*found, await self._door()] if self.url else found

    def _certificate(self) -> Iterator[Finding]:
        if self.teams.certificate is not None:
            yield _dated(self.teams.certificate, self.now())

    async def _token(self) -> list[Finding]:
        source = source_of(self.teams, session=self.session, now=self.now)
        try:
            granted = await source.ask()
        except NoLogin as refusal:
            return [_mend(refused(refusal, self.teams)), *self._clock(refusal.date)]
        return [_works(granted, self.teams), *self._clock(granted.date)]

    def _clock(self, date: str) -> Iterator[Finding]:
        """What Teams sends bears a time, and what is too far from ours is turned away."""
        if apart := minutes_apart(date, self.now(), window=LEEWAY):
            yield _mend(
                f"This machine's clock is {apart} minutes from Entra's: set it (NTP), or what "
                "Teams sends is turned away."
            )

    async def _keys(self) -> Finding:
        url = self.teams.openid_url
        try:
            found = await Keys(url=url, session=self.session, now=self.now).fetch()
        except (aiohttp.ClientError, OSError, ValueError, NoKeys) as problem:
            why = str(problem) if isinstance(problem, NoKeys) else type(problem).__name__
            return _mend(
                f"The keys that sign what Teams sends cannot be read at {url} ({why}): let this "
                "machine call out to it over https, and see that TEAMS_OPENID_URL is right."
            )
        if not found:
            return _mend(f"There are no keys at {url}: take TEAMS_OPENID_URL out.")
        return Finding(State.FINE, f"The {len(found)} keys that sign what Teams sends are read.")

    async def _door(self) -> Finding:
        door = Door(platform="Teams", address=f"{self.url}{PATH}")
        if not door.is_private:
            return _mend(f"Teams calls https addresses alone: KOMBOT_PUBLIC_URL is {self.url}.")
        try:
            async with self.session.post(
                door.address, data=json.dumps(STRANGER), timeout=REACH, allow_redirects=False
            ) as answer:
                return _answered(door, answer.status, answer.headers.get("WWW-Authenticate", ""))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return door.unreached(error)


def _answered(door: Door, status: int, challenge: str) -> Finding:
    if status != web.HTTPUnauthorized.status_code:
        return door.answered(status)
    if challenge == CHALLENGE:
        return Finding(State.FINE, f"kombot answers at {door.address}, and turns strangers away.")
    return _mend(
        f"Something in front of {door.address} asks for a login of its own: let what comes to "
        f"{PATH} through to kombot, which sees to it itself."
    )


def _mend(says: str) -> Finding:
    return Finding(State.MEND, says)


def _ids(teams: TeamsSettings) -> Iterator[Finding]:
    pages = {
        "TEAMS_APP_ID": (teams.app_id, "Application (client) ID"),
        "TEAMS_TENANT_ID": (teams.tenant_id, "Directory (tenant) ID"),
    }
    wrong = {name: place for name, place in pages.items() if not IDENTIFIER.fullmatch(place[0])}
    for name, (value, title) in wrong.items():
        yield _mend(
            f"{name} is {value}, and is no id such as 11111111-2222-3333-4444-555555555555: copy "
            f"the {title} from the app's Overview in Microsoft Entra."
        )
    if not wrong:
        yield Finding(State.FINE, "The app id and the tenant id look like ids.")


def _dated(certificate: Certificate, now: datetime) -> Finding:
    ends = f"{certificate.ends:%Y-%m-%d}"
    if now >= certificate.ends:
        return _mend(f"The certificate ran out on {ends}: make a new one, and add it to the app.")
    if now < certificate.begins:
        return _mend(
            f"The certificate is good from {certificate.begins:%Y-%m-%d}, which is not yet: see "
            "that this machine's clock is right."
        )
    if certificate.ends - now < SOON:
        return Finding(
            State.NOTE,
            f"The certificate runs out on {ends}: make a new one in time, and add it to the app "
            "beside the old one.",
        )
    return Finding(State.FINE, f"The certificate is good until {ends}.")


def _works(granted: Granted, teams: TeamsSettings) -> Finding:
    how = "the client secret"
    if teams.certificate is not None:
        how = "the certificate"
    elif teams.managed_identity:
        how = "the managed identity"
    minutes = int(granted.lasts.total_seconds() // 60)
    return Finding(State.FINE, f"Entra takes {how}: it gave a token for {minutes} minutes.")
