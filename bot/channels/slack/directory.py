"""Who somebody is, as Slack vouches for it, asked for once an hour at most."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.slack.client import Clients, Good, Refused
from bot.channels.slack.standing import profile_of, read_change
from bot.channels.standing import Change, Profile, Standing

log = logging.getLogger("kombot.slack")

KEPT = timedelta(hours=1)
MOST = 20_000
"""How many people are remembered at a time; past that everybody is asked for again."""


@dataclass(kw_only=True)
class Directory:
    """`zone` is the house's."""

    clients: Clients
    now: Callable[[], datetime]
    zone: str
    _known: dict[tuple[str, str], tuple[Profile, datetime]] = field(default_factory=dict)

    async def profile(self, team: str, user: str) -> Profile:
        """Empty for bots, guests, strangers and who is gone, and while Slack does not answer."""
        found = self._known.get((team, user))
        if found and found[1] > self.now():
            return found[0]
        answer = await self.clients.ask(team, "users_info", user=user, include_locale=True)
        match answer:
            case Good(data):
                told = profile_of(data.get("user"), team, house_zone=self.zone, now=self.now())
                return self._keep(team, user, told)
            case Refused(error):
                log.warning("no profile of %s in %s: %s", user, team, error)
                return self._keep(team, user, Profile())
            case _:
                log.warning("no profile of %s in %s: %s", user, team, answer.reason)
                return Profile()

    def change(self, payload: Mapping[str, Any]) -> Change | None:
        """What a payload tells of anybody's standing: what was known of them is forgotten."""
        change = read_change(payload, house_zone=self.zone, now=self.now())
        if isinstance(change, Standing):
            self._known.pop((change.tenant, change.external_id), None)
        return change

    def _keep(self, team: str, user: str, profile: Profile) -> Profile:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[team, user] = (profile, self.now() + KEPT)
        return profile
