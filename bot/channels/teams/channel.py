"""Messages that go out to Teams unprompted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.channels.base import Capabilities, Delivery, Failed, Retry, Sent, Target
from bot.channels.teams.adaptive import message, render
from bot.channels.teams.adaptive_parts import Element
from bot.channels.teams.connector import GONE, NOT_INSTALLED, Connector
from bot.channels.teams.inbound import NAME
from bot.settings import TeamsSettings
from dialogs.core.cards import Card, Content

SERVICE_URL = "https://smba.trafficmanager.net/teams/"
"""Where a conversation is opened with someone who has not spoken yet (learn.microsoft.com: Send
proactive messages); whoever has spoken brought the address of their own region."""


class TeamsChannel:
    name: str = NAME
    capabilities: Capabilities = Capabilities(
        images=True, series=True, max_text=10_000, max_buttons=25
    )

    def __init__(
        self, *, settings: TeamsSettings, connector: Connector, service_url: str = SERVICE_URL
    ) -> None:
        self._settings = settings
        self._connector = connector
        self._service_url = service_url

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        return await self.show(target, card)

    async def find(self, target: Target, *, outbox_id: str) -> Sent | None:
        """None, always: a bot cannot read back what it posted, so that Teams cannot tell.

        A message whose sending was cut off is therefore sent again, and may be there twice.
        """
        return None

    async def show(self, target: Target, content: Content) -> Delivery:
        """Post or update; what is too large for one message is posted as several."""
        cards = render(content)
        if target.posted and len(cards) == 1:
            updated = await self._update(target.posted, message(cards[0], summary=content.title))
            if updated != Failed(GONE):
                return updated
        opened = await self._opened(target)
        if not isinstance(opened, Mapping):
            return opened
        posted = await self._post(opened, content, cards)
        if posted == Failed(GONE) and target.reference.get("conversation") and not target.shared:
            return await self.show(replace(target, reference=_closed(opened)), content)
        if not isinstance(posted, Sent):
            return posted
        return Sent(posted.reference, None if opened == target.reference else opened)

    async def _post(
        self, opened: Mapping[str, Any], content: Content, cards: tuple[Element, ...]
    ) -> Delivery:
        where, activity = _where(opened), ""
        for card in cards:
            answer = await self._connector.post(
                where["service_url"],
                where["conversation"],
                message(card, summary=content.title),
            )
            if isinstance(answer, Retry | Failed):
                return answer
            activity = str(answer.get("id", ""))
        return Sent({**where, "activity": activity})

    async def _update(self, posted: Mapping[str, Any], activity: Mapping[str, Any]) -> Delivery:
        """A message that someone deleted is Failed(GONE), which says nothing about the place."""
        where, activity_id = _where(posted), str(posted.get("activity") or "")
        if not (where["conversation"] and activity_id):
            return Failed(GONE)
        answer = await self._connector.put(
            where["service_url"], where["conversation"], id=activity_id, activity=activity
        )
        return answer if isinstance(answer, Retry | Failed) else Sent(posted)

    async def _opened(self, target: Target) -> Mapping[str, Any] | Retry | Failed:
        """The target's reference with a conversation in it, opened now where there was none."""
        known = dict(target.reference)
        known.setdefault("service_url", self._service_url)
        if target.shared:
            return {**known, "conversation": known.get("conversation") or target.external_id}
        if known.get("conversation"):
            return known
        answer = await self._connector.create(known["service_url"], self._invitation(target))
        if isinstance(answer, Retry | Failed):
            return Failed(NOT_INSTALLED) if answer == Failed(GONE) else answer
        return {**known, "tenant": target.tenant, "conversation": str(answer.get("id", ""))}

    def _invitation(self, target: Target) -> dict[str, Any]:
        tenant = target.tenant or self._settings.tenant_id
        bot = target.reference.get("bot") or f"28:{self._settings.app_id}"
        return {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": target.reference.get("user") or target.external_id}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }


def _where(reference: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(reference.get(name, "")) for name in ("service_url", "conversation")}


def _closed(reference: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in reference.items() if name != "conversation"}
