"""Messages that go out to Teams unprompted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.channels.base import Capabilities, Delivery, Failed, Limit, Retry, Sent, Target, Toll
from bot.channels.teams.adaptive import message, render
from bot.channels.teams.adaptive_parts import Element
from bot.channels.teams.connector import A_PART, AN_ANSWER, UNPROMPTED, Connector, Thread
from bot.channels.teams.inbound import NAME
from bot.channels.teams.pace import key_of
from bot.channels.teams.refusals import GONE, NOT_INSTALLED, OF_A_PLACE
from bot.channels.teams.rooms import SHARED, Room, Rooms
from bot.platform_teams import PER_SECOND
from bot.settings import TeamsSettings
from dialogs.core.cards import Card, Content
from dialogs.core.spots import Spot

SERVICE_URL = "https://smba.trafficmanager.net/teams/"
"""Where a conversation is opened with someone who has not spoken yet (learn.microsoft.com: Send
proactive messages); whoever has spoken brought the address of their own region."""


APART = timedelta(seconds=1)
"""Between two messages that nobody asked for, in one conversation."""
AN_HOUR = timedelta(hours=1)
IN_AN_HOUR, AT_ONCE = 1740, 60
"""Teams takes 1800 an hour in a conversation: those that may come at once are among them."""


@dataclass(kw_only=True)
class TeamsChannel:
    """`per_second` is how many messages all workers together send to a tenant."""

    settings: TeamsSettings
    connector: Connector
    service_url: str = SERVICE_URL
    per_second: int = PER_SECOND
    name: str = NAME
    capabilities: Capabilities = field(
        default=Capabilities(images=True, series=True, max_text=10_000, max_buttons=25)
    )

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        return await self._show(target, card, UNPROMPTED)

    def toll(self, target: Target) -> Toll:
        """Nobody is written to 1800 times an hour, but for a number that moves in a channel."""
        tenant = target.tenant or self.settings.tenant_id
        there = str(target.reference.get("conversation") or target.external_id)
        limits = [Limit(key=key_of(tenant), every=timedelta(seconds=1) / self.per_second)]
        if target.shared:
            every = AN_HOUR / IN_AN_HOUR
            limits.append(Limit(key=key_of(tenant, there), every=every, caught_up=AT_ONCE * every))
        return Toll(limits=tuple(limits), rests=(key_of(tenant, there),), apart=APART)

    async def rests(self, seconds: float) -> None:
        await self.connector.rest(seconds)

    async def find(self, target: Target, *, outbox_id: str) -> Sent | None:
        """None, always: a bot cannot read back what it posted, so that Teams cannot tell.

        A message whose sending was cut off is therefore sent again, and may be there twice.
        """
        return None

    async def look(self, target: Target) -> Spot | Retry | Failed:
        """Where Teams refuses to tell who is there, nothing may stand (X-14)."""
        thread = self._thread(target.reference, target)
        room = Room(
            thread=thread,
            group=str(target.reference.get("group", "")),
            kind=str(target.reference.get("kind", "")),
            shared=bool(target.reference.get(SHARED)),
        )
        found = await Rooms(connector=self.connector, patience=UNPROMPTED).look(room)
        return _refused(target, found) if isinstance(found, Failed) else found

    async def show(self, target: Target, content: Content) -> Delivery:
        """To somebody who looks on: post or update, and wait a little for the turn."""
        return await self._show(target, content, AN_ANSWER)

    async def _show(self, target: Target, content: Content, patience: timedelta) -> Delivery:
        """What is too large for one message is posted as several."""
        cards = render(content)
        if target.posted and len(cards) == 1:
            activity = message(cards[0], summary=content.title)
            updated = await self._update(target, target.posted, activity, patience)
            if updated != Failed(GONE):
                return _said(target, updated)
        opened = await self._opened(target, patience)
        if not isinstance(opened, Mapping):
            return _said(target, opened)
        posted = await self._post(self._thread(opened, target), content, cards, patience)
        if posted == Failed(GONE) and target.reference.get("conversation") and not target.shared:
            return await self._show(replace(target, reference=_closed(opened)), content, patience)
        if not isinstance(posted, Sent):
            return _said(target, posted)
        is_known = target.shared or opened == target.reference
        return Sent(posted.reference, None if is_known else opened)

    async def _post(
        self,
        thread: Thread,
        content: Content,
        cards: tuple[Element, ...],
        patience: timedelta,
    ) -> Delivery:
        """What has begun to arrive is waited for, and was tried whatever becomes of the rest."""
        activity = ""
        for number, card in enumerate(cards):
            answer = await self.connector.post(
                thread,
                message(card, summary=content.title),
                patience=A_PART if number else patience,
            )
            if isinstance(answer, Retry) and number:
                return replace(answer, tried=True)
            if isinstance(answer, Retry | Failed):
                return answer
            activity = str(answer.get("id", ""))
        return Sent(
            {
                "service_url": thread.service_url,
                "conversation": thread.conversation,
                "activity": activity,
            }
        )

    async def _update(
        self,
        target: Target,
        posted: Mapping[str, Any],
        activity: Mapping[str, Any],
        patience: timedelta,
    ) -> Delivery:
        """A message that someone deleted is Failed(GONE), which says nothing about the place."""
        newest = {"service_url": target.reference.get("service_url") or posted.get("service_url")}
        thread = self._thread({**posted, **newest}, target)
        activity_id = str(posted.get("activity") or "")
        if not (thread.conversation and activity_id):
            return Failed(GONE)
        answer = await self.connector.put(
            thread, id=activity_id, activity=activity, patience=patience
        )
        return answer if isinstance(answer, Retry | Failed) else Sent(posted)

    async def _opened(
        self, target: Target, patience: timedelta
    ) -> Mapping[str, Any] | Retry | Failed:
        """The target's reference with a conversation in it, opened now where there was none."""
        known = dict(target.reference)
        known.setdefault("service_url", self.service_url)
        if target.shared:
            return {**known, "conversation": known.get("conversation") or target.external_id}
        if known.get("conversation"):
            return known
        invitation = self._invitation(target)
        whom = {**known, "conversation": invitation["members"][0]["id"]}
        answer = await self.connector.create(
            self._thread(whom, target), invitation, patience=patience
        )
        if isinstance(answer, Retry | Failed):
            return Failed(NOT_INSTALLED) if answer == Failed(GONE) else answer
        return {**known, "tenant": target.tenant, "conversation": str(answer.get("id", ""))}

    def _invitation(self, target: Target) -> dict[str, Any]:
        tenant = target.tenant or self.settings.tenant_id
        bot = target.reference.get("bot") or f"28:{self.settings.app_id}"
        return {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": target.reference.get("user") or target.external_id}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }

    def _thread(self, reference: Mapping[str, Any], target: Target) -> Thread:
        there = reference.get("conversation") or (target.external_id if target.shared else "")
        return Thread(
            service_url=str(reference.get("service_url") or self.service_url),
            tenant=target.tenant or self.settings.tenant_id,
            conversation=str(there),
        )


def _said(target: Target, answer: Retry | Failed | Delivery) -> Delivery:
    return _refused(target, answer) if isinstance(answer, Failed) else answer


def _refused(target: Target, no: Failed) -> Failed:
    """A no in a channel has another word than a person's own."""
    return Failed(OF_A_PLACE.get(no.reason, no.reason)) if target.shared else no


def _closed(reference: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in reference.items() if name != "conversation"}
