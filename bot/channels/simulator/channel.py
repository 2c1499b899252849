"""The simulator as a channel: a message is posted by keeping it where the page can see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.base import Capabilities, Delivery, Retry, Sent, Target
from bot.channels.simulator.cards_json import encode
from bot.channels.simulator.conversations import private, shared
from bot.channels.simulator.news import News, Newsroom
from bot.channels.simulator.rooms import Rooms
from dialogs.core.cards import Card
from dialogs.core.spots import Spot
from storage import simulator
from storage.tables import SimulatedMessage
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

AGAIN = timedelta(seconds=5)
CAPABILITIES = Capabilities(images=True, series=True, max_text=20_000, max_buttons=50)


def conversation_of(target: Target) -> str:
    return shared(target.external_id) if target.shared else private(target.external_id)


@dataclass(kw_only=True)
class SimulatorChannel:
    store: Store
    now: Callable[[], datetime]
    news: Newsroom
    name: str = simulator.CHANNEL
    capabilities: Capabilities = CAPABILITIES

    async def send(self, target: Target, card: Card, *, outbox_id: str) -> Delivery:
        """The outbox id is a new message's reference, so that a second try finds the first."""

        async def work(unit: Unit) -> str:
            return await self._keep(unit, target, card, outbox_id)

        try:
            reference = await self.store.run(work)
        except (LostRace, StoreBusy, StoreUnavailable) as trouble:
            return Retry(AGAIN, type(trouble).__name__)
        self.news.tell(News(what="message", conversation=conversation_of(target)))
        return Sent(reference={"message": reference})

    async def find(self, target: Target, *, outbox_id: str) -> Sent | None:
        async with self.store.snapshot() as reads:
            for reference in (_posted(target), outbox_id):
                row = await simulator.message(reads, reference) if reference else None
                if row and row.content.get("outbox") == outbox_id:
                    return Sent(reference={"message": row.reference})
        return None

    async def look(self, target: Target) -> Spot | Retry | None:
        found = await self._rooms.spots((target.external_id,))
        return found.get(target.external_id)

    @property
    def _rooms(self) -> Rooms:
        return Rooms(store=self.store, now=self.now, zone="UTC")

    async def _keep(self, unit: Unit, target: Target, card: Card, outbox_id: str) -> str:
        content: dict[str, Any] = {"card": encode(card), "outbox": outbox_id}
        for reference in (_posted(target), outbox_id):
            row = await simulator.message(unit, reference) if reference else None
            if row is not None:
                if row.content != content:
                    simulator.change(unit, row, content)
                return row.reference
        simulator.add(
            unit,
            SimulatedMessage(
                reference=outbox_id,
                conversation=conversation_of(target),
                content=content,
                at=self.now(),
            ),
        )
        return outbox_id


def _posted(target: Target) -> str:
    return str((target.posted or {}).get("message", ""))
