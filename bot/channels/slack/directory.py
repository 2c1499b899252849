"""Who somebody is, as Slack vouches for it: their email, asked for once an hour at most."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.slack.client import Clients, Good, Refused, ask
from bot.channels.slack.inbound import text_at

log = logging.getLogger("kombot.slack")

KEPT = timedelta(hours=1)
MOST = 20_000
"""How many people are remembered at a time; past that everybody is asked for again."""


@dataclass(kw_only=True)
class Directory:
    clients: Clients
    now: Callable[[], datetime]
    _known: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)

    async def email(self, team: str, user: str) -> str:
        """Empty for bots, strangers and those who are gone, and while Slack does not answer."""
        found = self._known.get((team, user))
        if found and found[1] > self.now():
            return found[0]
        answer = await ask(self.clients.of(team).users_info(user=user))
        match answer:
            case Good(data):
                return self._keep(team, user, vouched_email(data, team))
            case Refused(error):
                log.warning("no email of %s in %s: %s", user, team, error)
                return self._keep(team, user, "")
            case _:
                log.warning("no email of %s in %s: %s", user, team, answer.reason)
                return ""

    async def is_public(self, team: str, channel: str) -> bool:
        """Anybody in the workspace can read it. False too where Slack does not tell.

        https://docs.slack.dev/reference/methods/conversations.info
        """
        answer = await ask(self.clients.of(team).conversations_info(channel=channel))
        found = answer.data.get("channel") if isinstance(answer, Good) else None
        return isinstance(found, dict) and found.get("is_private") is False

    def _keep(self, team: str, user: str, email: str) -> str:
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[team, user] = (email, self.now() + KEPT)
        return email


def vouched_email(data: Mapping[str, Any], team: str) -> str:
    """Confirmed, and a person's own: https://docs.slack.dev/reference/objects/user-object .

    Never of somebody who comes through Slack Connect: another organisation decides what stands
    there, and a shared channel is enough to be seen by kombot.
    """
    user = data.get("user")
    if not isinstance(user, dict) or user.get("is_email_confirmed") is False:
        return ""
    if user.get("deleted") or user.get("is_bot") or user.get("is_stranger"):
        return ""
    return text_at(user, "profile", "email") if _is_of(team, user) else ""


def _is_of(team: str, user: Mapping[str, Any]) -> bool:
    """At home in the workspace, or in one of the same enterprise, which names all of its own."""
    home, enterprise = text_at(user, "team_id"), user.get("enterprise_user")
    named = enterprise.get("teams") if isinstance(enterprise, dict) else None
    return home in ("", team) or (isinstance(named, list) and team in named)
