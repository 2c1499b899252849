"""A courier's tour: look what waits, claim what can be sent soon, and stop in good order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf

from bot.post.claiming import Claiming
from bot.post.full import Brim
from bot.post.shift import Shift
from storage.tables import Lane, Outbox
from storage.writer import LostRace, StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.courier")

BATCH = 100
ROOM: Mapping[Lane, int] = {Lane.UPDATE: 300, Lane.NUDGE: 250, Lane.BROADCAST: 200}
"""How many may be claimed and not settled: of this lane, and of those behind it."""
FIRST: Mapping[Lane, int] = {Lane.UPDATE: BATCH, Lane.NUDGE: 25, Lane.BROADCAST: 25}
"""How many are claimed while nobody knows yet how many get a turn."""
LEAST = 25
"""Where there is less room than that it is not worth a claim."""
LOOK_S, AWAY_S = 0.25, 1.0
"""Until it looks again: whatever it waits for, and while the store is away."""
PAUSE_S: Mapping[Lane, float] = {Lane.UPDATE: 0.0, Lane.NUDGE: 0.2, Lane.BROADCAST: 0.5}
"""Until it claims again in a lane that had less than was asked for, or more than found a turn."""
PAST_S = 2.0
"""Until it looks again past those that are full, at the longest."""
LEAST_S = 0.02
LOST_S, FORGET_S = 2.0, 3600.0
"""How often it looks for claims of couriers that are gone, and clears old turns away."""
OLD = timedelta(days=1)
FINISH_S = 10.0
"""How long what is on its way may take when the courier is to stop."""


@dataclass(kw_only=True)
class Tour:
    """`woken` is set by whoever knows that something is due now."""

    shift: Shift
    claiming: Claiming
    woken: asyncio.Event
    _held: dict[str, Lane] = field(default_factory=dict)
    _most: dict[Lane, int] = field(default_factory=dict)
    _batches: set[asyncio.Task[None]] = field(default_factory=set)
    _last: dict[str, float] = field(default_factory=dict)
    _next: dict[Lane, float] = field(default_factory=dict)
    _past: dict[Lane, tuple[float, float]] = field(default_factory=dict)
    """When to look past those that are full, and for how long not to where nothing was there."""

    def __post_init__(self) -> None:
        self.shift.done = self._done

    async def look(self) -> float:
        """Claim what there is room for; how long to rest after that."""
        try:
            await self._tidy()
            lanes = await self.claiming.due(self.shift.now())
            for lane in lanes:
                if self._may_take(lane):
                    await self._take(lane)
        except (LostRace, StoreBusy, StoreUnavailable) as error:
            log.warning("the courier cannot use the store: %s", type(error).__name__)
            return AWAY_S
        except Exception as error:  # noqa: BLE001  the next look must still be taken
            log.error("the courier failed: %s", type(error).__name__)  # noqa: TRY400
            return AWAY_S
        return max(LEAST_S, min([LOOK_S, *(self._left(lane) for lane in lanes)]))

    async def rest(self, seconds: float, stop: asyncio.Event) -> None:
        """Until then, or until it is woken; a stop is met within that time."""
        if not stop.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self.woken.wait()
        self.woken.clear()

    async def end(self) -> None:
        """What is on its way is finished; what has not begun goes to another courier at once."""
        with suppress(LostRace, StoreBusy, StoreUnavailable):
            await self.shift.hand_back()
        if self._batches:
            _, late = await asyncio.wait(self._batches, timeout=FINISH_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _take(self, lane: Lane) -> None:
        room = min(self._room(lane), self._most.get(lane, FIRST[lane]))
        brim, most = await self._turns(lane, room)
        full = self.shift.full.in_lane(lane, but=brim)
        if full and brim is None and not self._may_look_past(lane):
            self._pause(lane)
            return
        token, rows = await self.claiming.claim(lane, most, self.shift.now(), full)
        if brim is not None and len(rows) < most:
            self.shift.full.empties(brim)
        if full and brim is None:
            self._looked_past(lane, found=bool(rows))
        if len(rows) < most:
            self._pause(lane)
        if rows:
            self._held |= {row.id: lane for row in rows}
            self.shift.begins(rows)
            task = asyncio.create_task(self._deliver(token, rows))
            self._batches.add(task)
            task.add_done_callback(self._batches.discard)

    async def _turns(self, lane: Lane, most: int) -> tuple[Brim | None, int]:
        """Turns for one of those that were full, taken ahead: whose, and how many.

        What gets no turn is claimed and written in vain.
        """
        shift, now = self.shift, self.shift.now()
        while (brim := shift.full.ended(lane, now)) is not None:
            found = await shift.buckets.reach(brim.limit, most, shift.ahead[lane], now)
            brim = shift.full.goes_on(brim, found.again_at)
            if found.turns:
                return brim, found.turns
        return None, most

    async def _deliver(self, token: str, rows: list[Outbox]) -> None:
        lane = Lane(rows[0].lane)
        try:
            refused = await self.shift.deliver(token, rows)
            self._adapt(lane, len(rows), refused)
        except (LostRace, StoreBusy, StoreUnavailable) as error:
            # The claims end by themselves; whether anything is there is found out then.
            log.warning("a batch could not be delivered: %s", type(error).__name__)
        finally:
            for row in rows:
                self._done(row)

    def _adapt(self, lane: Lane, claimed: int, refused: int) -> None:
        """Claim about as many as get a turn: what gets none was written in vain."""
        more = self._most.get(lane, FIRST[lane]) * 2
        self._most[lane] = claimed - refused + 1 if refused else min(more, BATCH)
        if refused:
            self._pause(lane)

    def _pause(self, lane: Lane) -> None:
        """No longer than until somebody who was full takes more again."""
        seconds = min(PAUSE_S[lane], self.shift.full.ends_in(lane, self.shift.now()))
        self._next[lane] = asyncio.get_running_loop().time() + seconds

    def _may_look_past(self, lane: Lane) -> bool:
        return self._past.get(lane, (0.0, 0.0))[0] <= asyncio.get_running_loop().time()

    def _looked_past(self, lane: Lane, *, found: bool) -> None:
        """Longer each time, where all that waits is for those that are full."""
        _, before = self._past.get(lane, (0.0, 0.0))
        seconds = 0.0 if found else min(PAST_S, before * 2 or PAUSE_S[lane])
        self._past[lane] = asyncio.get_running_loop().time() + seconds, seconds

    def _may_take(self, lane: Lane) -> bool:
        return self._left(lane) <= 0.0 and self._room(lane) > 0

    def _left(self, lane: Lane) -> float:
        """Seconds until it claims again in this lane; where there is no room it is woken."""
        if self._room(lane) == 0:
            return inf
        return self._next.get(lane, 0.0) - asyncio.get_running_loop().time()

    def _room(self, lane: Lane) -> int:
        """Not below LEAST while much is under way, or each message would be a claim of its own."""
        room = ROOM[lane] - len(self._held)
        return room if lane == Lane.UPDATE or room >= LEAST else 0

    def _done(self, row: Outbox) -> None:
        lane = self._held.pop(row.id, None)
        if lane is not None and len(self._held) == ROOM[lane] // 2:
            self.woken.set()

    async def _tidy(self) -> None:
        now = self.shift.now()
        if self._is_time("lost", LOST_S):
            await self.claiming.give_back_lost(now)
        if self._is_time("turns", FORGET_S):
            await self.claiming.forget_turns(now - OLD)

    def _is_time(self, what: str, seconds: float) -> bool:
        moment = asyncio.get_running_loop().time()
        if moment < self._last.get(what, 0.0) + seconds:
            return False
        self._last[what] = moment
        return True
