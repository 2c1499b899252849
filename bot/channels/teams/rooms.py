"""Channels and chats in Teams as they are now: who can read along.

Teams tells a bot who is in a conversation, but not whether a team is open for anybody to join.
learn.microsoft.com/microsoftteams/platform/build-apps-for-shared-private-channels
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.channels.base import Failed, Retry
from bot.channels.teams.connector import AN_ANSWER, Connector, Thread
from bot.channels.teams.inbound import NAME, Envelope
from bot.channels.teams.roster import members_in, next_page
from dialogs.core.spots import Reader, Spot

log = logging.getLogger("kombot.teams")

CLOSED = ("private", "chat")
"""Where nobody comes in without being let in."""
SHARED = "shared"
"""A kind of channel, and in a place's reference that Teams told of it: others have it as well.

Who comes in that way stands in no list that a bot is shown.
"""


@dataclass(frozen=True, kw_only=True)
class Room:
    """`group` is the team that a channel is in. `kind` is Teams' word for the channel, or chat."""

    thread: Thread
    group: str = ""
    kind: str = ""
    name: str = ""
    shared: bool = False

    @property
    def reference(self) -> dict[str, str]:
        """What reaches it, and what else is to be known of it later."""
        told = {
            "service_url": self.thread.service_url,
            "tenant": self.thread.tenant,
            "group": self.group,
            "kind": self.kind,
        }
        return {name: value for name, value in told.items() if value}


def room_of(envelope: Envelope) -> Room:
    """The channel or chat that it is about; what happens to a channel is told in its team."""
    told, is_event = envelope.about, envelope.kind == "conversationUpdate"
    return Room(
        thread=Thread(
            service_url=envelope.service_url,
            tenant=envelope.tenant,
            conversation=(is_event and told.channel) or envelope.place,
        ),
        group=told.team,
        kind=told.kind,
        name=told.name,
    )


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """Nothing is remembered: a yes is to those who are there now."""

    connector: Connector
    patience: timedelta = AN_ANSWER

    async def look(self, room: Room) -> Spot | Retry | Failed:
        page = await self.connector.members(room.thread, patience=self.patience)
        if isinstance(page, Retry | Failed):
            log.warning("no look at a channel in teams: %s", page.reason)
            return page
        return spot_of(room, page)


def spot_of(room: Room, page: Mapping[str, Any]) -> Spot:
    """Teams lists kombot itself nowhere, and lists nobody where it is not a member."""
    tenant = room.thread.tenant
    found = members_in(page, tenant=tenant)
    return Spot(
        channel=NAME,
        tenant=tenant,
        external_id=room.thread.conversation,
        reference=room.reference,
        name=room.name,
        maybe_public=room.kind not in CLOSED,
        foreign=room.shared or room.kind == SHARED or any(each.elsewhere for each in found),
        readers=tuple(Reader(external_id=each.external_id, email=each.email) for each in found),
        more=bool(next_page(page)),
    )
