"""From rows to letters: rendered as things are now, in the language of whoever reads them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.channels.base import Channel, Target
from bot.failing import why_not
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Card
from dialogs.core.house import House
from dialogs.core.messages import Hearing, Shown
from dialogs.core.people import Who
from dialogs.core.registry import Registry
from dialogs.core.texts import Speaker, Texts
from dialogs.core.who import has_left, who_with
from storage import mailbag
from storage.database import Snapshot
from storage.mailbag import Mailbag
from storage.tables import Address, Lane, Outbox, Place
from storage.unit_of_work import Store

log = logging.getLogger("kombot.courier")

LATELY = timedelta(seconds=5)
"""Platforms want messages in one conversation no further apart than that."""


SIDE_BY_SIDE = 32
"""How many are written at a time: a click that comes meanwhile waits for no more than those."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A row with all that is needed to send it. `targets` are tried in turn.

    `last` is when something was last sent in the same conversation, if that is not long ago;
    `number` is greater for what was read from the store later. `shown` is what of others' it shows.
    """

    row: Outbox
    card: Card
    targets: tuple[Target, ...]
    last: datetime | None = None
    number: int = 0
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Unwritable:
    """What went wrong with this one alone."""

    error: str


Written: TypeAlias = Letter | Unwritable | str | datetime
"""The letter, or why there is none to send, or when it may be sent."""


@dataclass(kw_only=True)
class Desk:
    store: Store
    registry: Registry
    texts: Texts
    house: House
    channels: Mapping[str, Channel]
    calendar: WorkCalendar

    async def write(
        self, rows: Sequence[Outbox], now: datetime, *, number: int = 0
    ) -> list[Written]:
        """One for each, in order; all of them from one view of the store."""
        if not rows:
            return []
        async with self.store.unit() as reads:
            bag = await mailbag.gather(reads, rows, since=now - LATELY)
            shared, written = reads.shared(), list[Written]()
            for first in range(0, len(rows), SIDE_BY_SIDE):
                some = rows[first : first + SIDE_BY_SIDE]
                written += await asyncio.gather(
                    *(self._one(shared, bag, each, now) for each in some)
                )
        return [
            replace(each, number=number) if isinstance(each, Letter) else each for each in written
        ]

    async def places_of(self, row: Outbox, now: datetime) -> Sequence[Place | Address]:
        async with self.store.unit() as reads:
            return (await mailbag.gather(reads, [row], since=now)).places_of(row)

    async def _one(self, reads: Snapshot, bag: Mailbag, row: Outbox, now: datetime) -> Written:
        """One message that cannot be written must not hold up all that wait beside it."""
        try:
            return await self._written(reads, bag, row, now)
        except Exception as error:  # noqa: BLE001  whatever a message trips over is its own
            # The type alone: the message of an error may hold people's words.
            log.error("%s failed: %s", row.message, type(error).__name__)  # noqa: TRY400
            return Unwritable(type(error).__name__)

    async def _written(self, reads: Snapshot, bag: Mailbag, row: Outbox, now: datetime) -> Written:
        if row.give_up_at is not None and row.give_up_at <= now:
            return "too-late"
        places = bag.places_of(row)
        targets = tuple(_target(bag, each, row) for each in places if self._can(each))
        if not targets:
            return why_not(row, places)
        who = self._who(bag, row, now)
        if row.person_id and who is None:
            return "left"
        if (opens := self._when(row, who, now)) > now:
            return opens
        hearing = Hearing(
            who=who, params=row.params, now=now, house=self.house, say=self._speaker(who, now)
        )
        card = await self.registry.messages[row.message](reads, hearing)
        if card is None:
            return "not-needed"
        last, shown = bag.last_to.get(row.whom), tuple(hearing.shown)
        return Letter(row=row, card=card, targets=targets, last=last, shown=shown)

    def _speaker(self, who: Who | None, now: datetime) -> Speaker:
        return Speaker(
            texts=self.texts,
            language=who.language if who else self.house.language,
            zone=who.zone if who else self.house.zone,
            now=now,
        )

    def _when(self, row: Outbox, who: Who | None, now: datetime) -> datetime:
        """When this may be sent: nobody is written to unprompted outside working hours."""
        if who is None or row.lane == Lane.UPDATE:
            return now
        return self.calendar.for_zone(who.zone).next_open(now)

    def _who(self, bag: Mailbag, row: Outbox, now: datetime) -> Who | None:
        person = bag.people.get(row.person_id) if row.person_id else None
        if person is None or has_left(person, now, self.house):
            return None
        return who_with(person, bag.roles.get(person.id, frozenset()), self.house)

    def _can(self, where: Place | Address) -> bool:
        return not where.unreachable and where.channel in self.channels


def _target(bag: Mailbag, where: Place | Address, row: Outbox) -> Target:
    posted = bag.posted.get((where.id, row.slot)) if row.slot else None
    return Target(
        id=where.id,
        channel=where.channel,
        tenant=where.tenant,
        external_id=where.external_id,
        reference=where.reference,
        shared=isinstance(where, Place),
        posted=posted.reference if posted else None,
    )
