"""A courier at work: what it has claimed is written, given its turn, sent, and settled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Delivery, Failed, Retry, Sent, Target
from bot.failing import cannot_be_reached, waits
from bot.post.buckets import LATE, Buckets, Departure, Wish
from bot.post.doors import Doors
from bot.post.full import Full
from bot.post.lease import Lease
from bot.post.letters import Desk, Letter, Unwritable, Written
from bot.post.sending import Flights, Sending
from bot.post.settling import Gone, Settling
from bot.reopening import Reopening
from bot.sight import measures
from schedules.core.decide import Reason
from storage import claims, outbox, reach
from storage.crash import crash_at
from storage.tables import Lane, Outbox, OutboxState
from storage.unit_of_work import Store
from storage.writer import LostRace, StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.courier")

ATTEMPTS = 8
BACKOFF = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1))


def _nothing(_row: Outbox) -> None:
    return None


@dataclass(kw_only=True)
class Shift:
    """`now` tells the time, `ahead` how far ahead each lane takes its turns.

    `waiting` is what has been claimed and not begun; `full` who takes no more in a lane until when.
    """

    store: Store
    desk: Desk
    buckets: Buckets
    sending: Sending
    settling: Settling
    doors: Doors
    reopening: Reopening
    sent_to: Callable[[str], None]
    jitter: Callable[[], float]
    now: Callable[[], datetime]
    ahead: Mapping[Lane, timedelta]
    at_once: int
    flights: Flights = field(default_factory=Flights)
    waiting: dict[str, Outbox] = field(default_factory=dict)
    full: Full = field(default_factory=Full)
    done: Callable[[Outbox], None] = _nothing
    _leases: dict[str, Lease] = field(default_factory=dict)

    def begins(self, rows: Sequence[Outbox]) -> None:
        """They are this shift's from now on."""
        self.waiting |= {row.id: row for row in rows}

    async def deliver(self, token: str, rows: Sequence[Outbox]) -> int:
        """How many got no turn and were put off."""
        until = min((row.leased_until or self.now() for row in rows), default=self.now())
        lease = Lease(store=self.store, token=token, now=self.now, until=until)
        self._leases[token] = lease
        try:
            async with lease.renewed():
                return await self._write_and_send(rows)
        finally:
            del self._leases[token]

    async def _write_and_send(self, rows: Sequence[Outbox]) -> int:
        written = await self.desk.write(rows, self.now(), number=self.doors.number())
        pairs = zip(rows, written, strict=True)
        letters = [each for each in written if isinstance(each, Letter)]
        others = [pair for pair in pairs if not isinstance(pair[1], Letter)]
        found = await asyncio.gather(*(self._without_letter(*pair) for pair in others))
        return await self._all([*letters, *(each for each in found if each is not None)])

    async def hand_back(self) -> None:
        """What has not begun goes to whoever comes next, at once."""
        rows, self.waiting = list(self.waiting.values()), {}
        if rows:
            await self.settling.note(lambda unit: claims.hand_back(unit, rows))

    async def _without_letter(self, row: Outbox, written: Written) -> Letter | None:
        """The letter, where there is one to send; all else is settled."""
        if written == outbox.PAUSED:
            written = await self._again_if_open(row)
        if isinstance(written, Letter):
            return written
        if self._takes_up(row):
            await self._settle_unsent(row, written)
            self.done(row)
        return None

    async def _settle_unsent(self, row: Outbox, why: Unwritable | str | datetime) -> None:
        now = self.now()
        if isinstance(why, Unwritable):
            await self._retry(row, after=BACKOFF[0], reason="failed")
        elif isinstance(why, datetime):
            await self._hold([row], why, Reason.QUIET_HOURS)
        elif why == outbox.PAUSED:
            await self.settling.note(lambda unit: claims.pause(unit, row, now=now))
        else:
            await self._settle(row, OutboxState.SKIPPED, reason=why)

    async def _again_if_open(self, row: Outbox) -> Written:
        """A workspace may have let kombot in again: it is asked now and then."""
        now = self.now()
        places = await self.desk.places_of(row, now)
        if not await self.reopening.is_open(places, now):
            return outbox.PAUSED
        return (await self.desk.write([row], now, number=self.doors.number()))[0]

    async def _all(self, letters: Sequence[Letter]) -> int:
        refused = 0
        while letters:
            more, letters = await self._some(letters)
            refused += more
        return refused

    async def _some(self, letters: Sequence[Letter]) -> tuple[int, list[Letter]]:
        """How many got no turn, and those whose turn has passed meanwhile."""
        wishes = [self._wish(each, each.targets[0]) for each in letters]
        turns = await self.buckets.turns(wishes, self.now())
        refused: list[tuple[Outbox, Departure]] = []
        late: list[Letter] = []
        async with asyncio.TaskGroup() as sending:
            for letter, wish, turn in zip(letters, wishes, turns, strict=True):
                if turn.taken and self.at_once > 1:
                    sending.create_task(self._in_turn(letter, turn, late))
                elif turn.taken:
                    await self._in_turn(letter, turn, late)
                else:
                    self.full.note(letter, wish, turn)
                    refused.append((letter.row, turn))
            await self._put_off(refused)
        return len(refused), late

    def _wish(self, letter: Letter, target: Target) -> Wish:
        return Wish(self.sending.toll(target), self.ahead[Lane(letter.row.lane)])

    async def _put_off(self, refused: Sequence[tuple[Outbox, Departure]]) -> None:
        until: dict[datetime, list[Outbox]] = {}
        for row, turn in refused:
            if self._takes_up(row):
                until.setdefault(turn.at, []).append(row)
        for at, rows in until.items():
            await self._hold(rows, at, "pace")
            for row in rows:
                self.done(row)

    async def _in_turn(self, letter: Letter, turn: Departure, late: list[Letter]) -> None:
        """One message that fails in a way nobody knows holds up no other."""
        row = letter.row
        try:
            await self._wait(letter, letter.targets[0], turn)
            async with self.flights.place(Lane(row.lane)):
                if turn.at + LATE < self.now() and self.sending.toll(letter.targets[0]).limits:
                    return late.append(letter)
                await self._deliver_or_later(letter)
        except (LostRace, StoreBusy, StoreUnavailable) as error:
            # The claim ends by itself; whether the message is there is found out then.
            log.warning("%s could not be settled: %s", row.id, type(error).__name__)
        finally:
            if not any(each is letter for each in late):
                self.done(row)

    async def _wait(self, letter: Letter, target: Target, turn: Departure) -> None:
        apart = self.sending.toll(target).apart
        until = max(turn.at, letter.last + apart) if letter.last else turn.at
        await self.sending.waits(target, until, self.now())

    def _takes_up(self, row: Outbox) -> bool:
        """False where it has been handed back meanwhile."""
        return self.waiting.pop(row.id, None) is not None

    async def _is_over(self, row: Outbox) -> bool:
        """It may be another's by now: whoever claims it next writes it as things are then."""
        if not self._leases[row.claim].is_over:
            return False
        await self.settling.note(lambda unit: claims.hand_back(unit, [row]))
        return True

    async def _deliver_or_later(self, letter: Letter) -> None:
        try:
            await self._deliver(letter)
        except (LostRace, StoreBusy, StoreUnavailable):
            raise
        except Exception as error:  # noqa: BLE001  whatever a message trips over is its own
            # The type alone: the message of an error may hold people's words.
            log.error("%s failed: %s", letter.row.message, type(error).__name__)  # noqa: TRY400
            await self._retry(letter.row, after=BACKOFF[0], reason="failed")

    async def _deliver(self, letter: Letter) -> None:
        row, shut = letter.row, waits(letter.row)
        for number, target in enumerate(letter.targets):
            if number and not await self._turn_for(letter, target):
                return
            async with self.doors.through(target):
                if not (number or self._takes_up(row)) or await self._is_over(row):
                    return
                if self.doors.is_shut(target, letter.number):
                    shut = True
                    continue
                delivery = await self.sending.send(letter, target, self.now)
                await self._hear(target, delivery)
            crash_at("after_send_before_mark")
            await self._note(letter, target, delivery)
            if not isinstance(delivery, Failed):
                return
            shut = shut or delivery.reason in reach.CLOSED
        if shut:
            now = self.now()
            await self.settling.note(lambda unit: claims.pause(unit, row, now=now))
        else:
            await self._settle(row, OutboxState.FAILED, reason="cannot-be-reached")

    async def _hear(self, target: Target, delivery: Delivery) -> None:
        """Before anybody else goes there."""
        if isinstance(delivery, Sent):
            self.doors.went_through(target)
        if not isinstance(delivery, Failed):
            return
        now, reason = self.now(), delivery.reason
        measures.not_sent(target.channel, "failed", reason)
        log.warning("target %s cannot be reached: %s", target.id, reason)
        if is_shut := reason in reach.CLOSED:
            self.doors.shuts(target)
        await self.store.run(lambda unit: cannot_be_reached(unit, target, reason, now))
        self.reopening.heard(target, reason, now)
        if is_shut:
            self.doors.is_known(target)

    async def _turn_for(self, letter: Letter, target: Target) -> bool:
        """The person's other address has a pace of its own."""
        (turn,) = await self.buckets.turns([self._wish(letter, target)], self.now())
        if turn.taken:
            await self._wait(letter, target, turn)
        else:
            await self._hold([letter.row], turn.at, "pace")
        return turn.taken

    async def _note(self, letter: Letter, target: Target, delivery: Delivery) -> None:
        row, now = letter.row, self.now()
        match delivery:
            case Sent():
                shown = letter.shown
                gone = Gone(row=row, target=target, sent=delivery, at=now, shown=shown)
                await self.settling.gone(gone, at_once=row.lane == Lane.UPDATE)
                measures.sent(target.channel, now)
                if row.person_id:
                    self.sent_to(row.person_id)
            case Retry(after, reason, tried=False):
                measures.not_sent(target.channel, "retry", reason)
                await self._hold([row], now + after, reason)
            case Retry(after, reason):
                measures.not_sent(target.channel, "retry", reason)
                await self._retry(row, after=after, reason=reason)
            case Failed():
                pass  # The next address is tried.

    async def _retry(self, row: Outbox, *, after: timedelta, reason: str) -> None:
        """As long as the platform said at least; by itself longer each time, and spread."""
        if row.attempts >= ATTEMPTS:
            log.error("gave up %s (%s) after %s tries: %s", row.id, row.message, ATTEMPTS, reason)
            await self._settle(row, OutboxState.FAILED, reason=reason)
            return
        own = BACKOFF[min(row.attempts - 1, len(BACKOFF) - 1)] * (0.5 + self.jitter())
        until = self.now() + max(after, own)
        await self.settling.note(
            lambda unit: claims.postpone(unit, row, until=until, reason=reason)
        )

    async def _settle(self, row: Outbox, state: OutboxState, *, reason: str) -> None:
        now = self.now()
        measures.dropped(state.value, reason)
        await self.settling.note(
            lambda unit: claims.settle(unit, [row], state=state, now=now, reason=reason)
        )

    async def _hold(self, rows: Sequence[Outbox], until: datetime, reason: str) -> None:
        await self.settling.note(lambda unit: claims.hold(unit, rows, until=until, reason=reason))
