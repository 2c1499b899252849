"""Channels in Slack as they are now: what kombot may do there, and who can read it.

https://docs.slack.dev/reference/objects/conversation-object and
/reference/methods/conversations.members
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.slack.client import Answer, Clients, Good, Refused, Unsure
from bot.channels.slack.directory import Directory
from bot.channels.slack.inbound import CHANNEL, text_at
from dialogs.core.spots import Reader, Spot

log = logging.getLogger("kombot.slack")

MOST = 200
"""As many as Slack lists at a time; a planning group has fewer."""
ASKED = 30
"""How many who have not written to kombot yet are asked for by name; all others are told by id."""
NOT_THERE = frozenset({"channel_not_found", "not_in_channel"})
"""What Slack says of a private channel that kombot is not in, as of one that there is not."""
LOOK_SECONDS, WHO_SECONDS = 1.2, 0.8
"""Together they leave time to answer within Slack's three seconds."""


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """`seconds` are for the channel, `who` for those in it.

    Nothing is remembered here but who kombot itself is, while it has the same token there: a yes is
    to those who are there now.
    """

    clients: Clients
    directory: Directory
    seconds: float = LOOK_SECONDS
    who: float = WHO_SECONDS
    _own: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)

    async def spots(self, team: str, channels: Iterable[str]) -> dict[str, Spot]:
        """Of every one; what Slack did not tell in time is a spot of which nothing is known."""
        named = list(dict.fromkeys(channels))
        found = await asyncio.gather(*(self.look(team, each) for each in named))
        return {each: _told(team, each, told) for each, told in zip(named, found, strict=True)}

    async def look(self, team: str, channel: str) -> Spot | Refused | Unsure:
        info, members, own = await asyncio.gather(
            self._ask(team, "conversations_info", channel=channel),
            self._ask(team, "conversations_members", channel=channel, limit=MOST),
            self._myself(team),
        )
        for answer in (info, members, own):
            if isinstance(answer, Refused | Unsure):
                return _noted(team, channel, answer)
        data = members.data if isinstance(members, Good) else {}
        ids = [each for each in _texts(data.get("members")) if each != own]
        more = bool(text_at(dict(data), "response_metadata", "next_cursor"))
        about = info.data.get("channel") if isinstance(info, Good) else None
        readers = await self._readers(team, ids)
        if isinstance(readers, Unsure):
            return _noted(team, channel, readers)
        return spot_of(team, channel, about, readers=readers, more=more)

    async def _readers(self, team: str, ids: list[str]) -> tuple[Reader, ...] | Unsure:
        """Whoever Slack did not tell of in time is no stranger: it is not known who is there."""
        lookups = (self.directory.look_up(team, each, seconds=self.who) for each in ids[:ASKED])
        emails: list[str] = []
        for found in await asyncio.gather(*lookups):
            if isinstance(found, Unsure):
                return found
            emails.append(found.email)
        emails += [""] * (len(ids) - len(emails))
        return tuple(
            Reader(external_id=each, email=email) for each, email in zip(ids, emails, strict=True)
        )

    async def _myself(self, team: str) -> str | Answer:
        """The id of kombot itself there: another token may be another app's."""
        try:
            async with asyncio.timeout(self.seconds):
                token = await self.clients.tokens.of(team)
        except TimeoutError:
            return Unsure("timeout", asked=False)
        if isinstance(token, Unsure):
            return token
        known, own = self._own.get(team, ("", ""))
        if known and known == token:
            return own
        answer = await self._ask(team, "auth_test")
        if not isinstance(answer, Good):
            return answer
        own = text_at(dict(answer.data), "user_id")
        self._own[team] = (token, own)
        return own

    async def _ask(
        self,
        team: str,
        method: str,
        **params: Any,  # noqa: ANN401 - each of Slack's methods has its own
    ) -> Answer:
        return await self.clients.ask(team, method, seconds=self.seconds, **params)


def spot_of(
    team: str, channel: str, info: object, *, readers: tuple[Reader, ...], more: bool
) -> Spot:
    """A private channel that Slack tells of is one that kombot is in."""
    about: Mapping[str, Any] = info if isinstance(info, dict) else {}
    private = about.get("is_private") is True
    return Spot(
        channel=CHANNEL,
        tenant=team,
        external_id=channel,
        name=text_at(about, "name"),
        public=about.get("is_private") is False,
        member=private or about.get("is_member") is True,
        archived=about.get("is_archived") is True,
        foreign=bool(about.get("is_ext_shared") or about.get("is_pending_ext_shared")),
        readers=readers,
        more=more,
    )


def _told(team: str, channel: str, found: Spot | Refused | Unsure) -> Spot:
    match found:
        case Spot():
            return found
        case Refused(error) if error in NOT_THERE:
            return Spot(channel=CHANNEL, tenant=team, external_id=channel, member=False)
        case _:
            return Spot(channel=CHANNEL, tenant=team, external_id=channel, known=False)


def _noted(team: str, channel: str, answer: Refused | Unsure) -> Refused | Unsure:
    reason = answer.error if isinstance(answer, Refused) else answer.reason
    log.warning("no look at %s in %s: %s", channel, team, reason)
    return answer


def _texts(found: object) -> list[str]:
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
