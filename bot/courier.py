"""The way out: one batch from the outbox, rendered as things are now, sent, and settled.

Claim, commit, send, settle: no transaction is open while a platform is asked. A kill between send
and settle leaves a claim whose lease runs out; the channel is then asked whether the message is
there already before it is sent again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.base import Channel, Delivery, Failed, Retry, Sent, Target, Watching
from bot.failing import cannot_be_reached, waits, why_not
from bot.gathering import gathered
from bot.reopening import Reopening
from dialogs.core.cards import Card
from dialogs.core.house import House
from dialogs.core.messages import Hearing
from dialogs.core.people import Who
from dialogs.core.registry import Registry
from dialogs.core.texts import Speaker, Texts
from dialogs.core.who import has_left, who_is
from dialogs.readers import FOR_ALL
from schedules.core.calendar import WorkCalendar
from schedules.core.decide import Reason
from storage import outbox, people, reach, tenants
from storage.crash import crash_at
from storage.database import Snapshot
from storage.tables import Address, Lane, Outbox, OutboxState, Place
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace, StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.courier")

BATCH = 50
ATTEMPTS = 8
BACKOFF = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1))
BATCH_SECONDS, SLOWEST_SECONDS = 30.0, 100.0
"""How long claims go on in one batch, and how long a message may take to one target.

A claim is made at the batch's own time, so that both together end before `outbox.LEASE` does, also
where a second address has to be tried.
"""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A row with all that is needed to send it. `targets` are tried in turn."""

    row: Outbox
    card: Card
    targets: tuple[Target, ...]


def _nothing(_person_id: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Courier:
    store: Store
    registry: Registry
    texts: Texts
    house: House
    channels: Mapping[str, Channel]
    calendar: WorkCalendar
    reopening: Reopening
    sent_to: Callable[[str], None] = _nothing
    """Called with the id of whoever has been written to."""
    batch_seconds: float = BATCH_SECONDS
    slowest: float = SLOWEST_SECONDS

    async def deliver_once(self, *, now: datetime) -> bool:
        """Deliver one batch; True when there may be more."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.batch_seconds
        async with self.store.snapshot() as reads:
            rows = await outbox.claimable(reads, now, limit=BATCH)
        for number, row in enumerate(rows):
            if number and loop.time() >= until:
                return True
            if await self._claim(row, now):
                await self._deliver_or_later(row, now)
        return len(rows) == BATCH

    async def _claim(self, row: Outbox, now: datetime) -> bool:
        try:
            async with self.store.unit() as unit:
                outbox.claim(unit, row, now)
                await unit.commit()
        except LostRace:
            return False
        crash_at("after_claim_before_send")
        return True

    async def _deliver_or_later(self, row: Outbox, now: datetime) -> None:
        """One message that cannot be written must not hold up all that wait behind it."""
        try:
            await self._deliver(row, now)
        except (LostRace, StoreBusy, StoreUnavailable):
            raise
        except Exception as error:  # noqa: BLE001  whatever a message trips over is its own
            # The type alone: the message of an error may hold people's words.
            log.error("%s failed: %s", row.message, type(error).__name__)  # noqa: TRY400
            await self._retry(row, now, after=BACKOFF[0], reason="failed")

    async def _deliver(self, row: Outbox, now: datetime) -> None:
        letter = await self._write(row, now)
        if letter == outbox.PAUSED and await self._is_open_again(row, now):
            letter = await self._write(row, now)
        if letter == outbox.PAUSED:
            await self._pause(row, now)
            return
        if isinstance(letter, str):
            await self._settle(row, OutboxState.SKIPPED, now, reason=letter)
            return
        if isinstance(letter, datetime):
            await self._hold(row, letter, Reason.QUIET_HOURS)
            return
        shut = waits(row)
        for target in letter.targets:
            delivery = await self._in_time(letter, target, now)
            await self._note(row, target, delivery, now)
            if not isinstance(delivery, Failed):
                return
            shut = shut or delivery.reason in reach.CLOSED
        if shut:
            await self._pause(row, now)
        else:
            await self._settle(row, OutboxState.FAILED, now, reason="cannot-be-reached")

    async def _in_time(self, letter: Letter, target: Target, now: datetime) -> Delivery:
        """Before the claim runs out, and somebody else sends the same."""
        try:
            async with asyncio.timeout(self.slowest):
                return await self._send(letter, target, now)
        except TimeoutError:
            return Retry(BACKOFF[0], "slow")

    async def _send(self, letter: Letter, target: Target, now: datetime) -> Delivery:
        channel = self.channels[target.channel]
        if letter.row.attempts:
            found = await channel.find(target, outbox_id=letter.row.id)
            if found is not None:
                return found
        new = target.posted is None and letter.row.message not in FOR_ALL
        if target.shared and new and isinstance(channel, Watching):
            withheld = await self._look(channel, target, now)
            if withheld is not None:
                return withheld
        return await channel.send(target, letter.card, outbox_id=letter.row.id)

    async def _look(
        self, channel: Watching, target: Target, now: datetime
    ) -> Failed | Retry | None:
        """Before anything stands in a place that is not for all: who is there now (X-14)?"""
        spot = await channel.look(target)
        if spot is None or isinstance(spot, Retry | Failed):
            return spot
        found = await self.store.run(lambda unit: gathered(unit, spot, now))
        if target.id not in found:  # Another one has been chosen meanwhile.
            return Retry(timedelta(), "another-place", tried=False)
        why = found[target.id]
        return Failed(why) if why else None

    async def _note(self, row: Outbox, target: Target, delivery: Delivery, now: datetime) -> None:
        match delivery:
            case Sent():
                await self._sent(row, target, delivery, now)
            case Retry(after, reason, tried=False):
                await self._hold(row, now + after, reason)
            case Retry(after, reason):
                await self._retry(row, now, after=after, reason=reason)
            case Failed(reason):
                log.warning("target %s cannot be reached: %s", target.id, reason)
                await self.store.run(lambda unit: cannot_be_reached(unit, target, reason, now))
                self.reopening.heard(target, reason, now)

    async def _sent(self, row: Outbox, target: Target, sent: Sent, now: datetime) -> None:
        async def keep(unit: Unit) -> None:
            outbox.settle(unit, row, state=OutboxState.SENT, now=now)
            if row.slot:
                outbox.keep_posted(unit, target=target.id, slot=row.slot, reference=sent.reference)
            if sent.target_reference is not None:
                people.keep_reference(unit, target.id, sent.target_reference)

        crash_at("after_send_before_mark")
        await self.store.run(keep)
        if row.person_id:
            self.sent_to(row.person_id)

    async def _retry(self, row: Outbox, now: datetime, *, after: timedelta, reason: str) -> None:
        if row.attempts + 1 >= ATTEMPTS:
            await self._settle(row, OutboxState.FAILED, now, reason=reason)
            return
        wait = max(after, BACKOFF[min(row.attempts, len(BACKOFF) - 1)])

        async def again(unit: Unit) -> None:
            outbox.postpone(unit, row, until=now + wait, reason=reason)

        await self.store.run(again)

    async def _settle(self, row: Outbox, state: OutboxState, now: datetime, *, reason: str) -> None:
        async def done(unit: Unit) -> None:
            outbox.settle(unit, row, state=state, now=now, reason=reason)

        await self.store.run(done)

    async def _hold(self, row: Outbox, until: datetime, reason: str) -> None:
        async def hold(unit: Unit) -> None:
            outbox.hold(unit, row, until=until, reason=reason)

        await self.store.run(hold)

    async def _pause(self, row: Outbox, now: datetime) -> None:
        async def pause(unit: Unit) -> None:
            outbox.pause(unit, row, now=now)

        await self.store.run(pause)

    def _opens(self, row: Outbox, who: Who | None, now: datetime) -> datetime:
        """When this may be sent: nobody is written to unprompted outside working hours."""
        if who is None or row.lane == Lane.UPDATE:
            return now
        return self.calendar.for_zone(who.zone).next_open(now)

    async def _write(self, row: Outbox, now: datetime) -> Letter | str | datetime:
        """The letter, or why there is none to send, or when it may be sent."""
        if row.give_up_at is not None and row.give_up_at <= now:
            return "too-late"
        async with self.store.snapshot() as reads:
            places = await self._places(reads, row)
            targets = tuple([await _target(reads, each, row) for each in places if self._can(each)])
            if not targets:
                return why_not(row, places)
            who = await self._who(reads, row, now)
            if row.person_id and who is None:
                return "left"
            if (opens := self._opens(row, who, now)) > now:
                return opens
            card = await self._render(reads, row, who, now)
        return Letter(row=row, card=card, targets=targets) if card else "not-needed"

    async def _is_open_again(self, row: Outbox, now: datetime) -> bool:
        async with self.store.snapshot() as reads:
            places = await self._places(reads, row)
        return await self.reopening.is_open(places, now)

    async def _render(
        self, reads: Snapshot, row: Outbox, who: Who | None, now: datetime
    ) -> Card | None:
        say = Speaker(
            texts=self.texts,
            language=who.language if who else self.house.language,
            zone=who.zone if who else self.house.zone,
        )
        hearing = Hearing(who=who, params=row.params, now=now, house=self.house, say=say)
        return await self.registry.messages[row.message](reads, hearing)

    async def _who(self, reads: Snapshot, row: Outbox, now: datetime) -> Who | None:
        person = await people.person(reads, row.person_id) if row.person_id else None
        if person is None or has_left(person, now, self.house):
            return None
        return await who_is(reads, person, self.house)

    async def _places(self, reads: Snapshot, row: Outbox) -> Sequence[Place | Address]:
        if row.place_id:
            place = await people.place(reads, row.place_id)
            return await tenants.as_theirs(reads, [place] if place else [])
        found = await people.addresses_of(reads, row.person_id) if row.person_id else []
        return await tenants.as_theirs(reads, found)

    def _can(self, where: Place | Address) -> bool:
        return not where.unreachable and where.channel in self.channels


async def _target(reads: Snapshot, where: Place | Address, row: Outbox) -> Target:
    posted = await outbox.posted(reads, target=where.id, slot=row.slot) if row.slot else None
    return Target(
        id=where.id,
        channel=where.channel,
        tenant=where.tenant,
        external_id=where.external_id,
        reference=where.reference,
        shared=isinstance(where, Place),
        posted=posted.reference if posted else None,
    )
