"""One slice of what is due: read it, decide each row, then write what was decided and why.

Read by one statement and written by four at most, whatever the slice holds and however many people
there are. Reading and deciding hold nobody up; the writing is one batch among those of the clicks.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dialogs.core.calendar import DAY, WorkCalendar
from dialogs.core.house import House
from schedules.core import measures
from schedules.core.context import Context
from schedules.core.deciding import A_FAILURE_WAITS, Verdict, decide_slice
from schedules.core.reminder import Job, Reminder
from schedules.core.settling import SENT, SKIPPED, WAITS, outcomes, rows_of, settle
from storage import due, slices
from storage.slices import Reach, Row
from storage.tables import Due
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace

log = logging.getLogger("kombot.planner")

SLICE = 500
AT_ONCE = 50
"""So many rows are decided before whoever else waits for the loop gets it."""
LOOK_BACK = timedelta(days=31)
"""A talk that was held so recently stands for the one that is due."""
A_WEEK = 8 * DAY
"""And the hours by which zones differ."""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What came of one slice. True when there may be more.

    `verdicts` counts by (rule, verdict, reason). `lag` is how long the first row has been due.
    `lost` rows were settled by somebody else meanwhile, or could not be: they are looked at again.
    """

    due: int = 0
    jobs: int = 0
    lost: int = 0
    lag: timedelta = timedelta(0)
    verdicts: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.due > 0

    @property
    def sent(self) -> int:
        return sum(count for (_, kind, _), count in self.verdicts.items() if kind == SENT)

    @property
    def held_back(self) -> Mapping[str, int]:
        """How many wait or were skipped, by reason."""
        found: Counter[str] = Counter()
        for (_, kind, reason), count in self.verdicts.items():
            if kind in (WAITS, SKIPPED):
                found[reason] += count
        return found


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A slice that was read and decided, and of which nothing is written yet."""

    context: Context
    rows: Sequence[Row]
    verdicts: Sequence[Verdict]
    jobs: Sequence[Row]


@dataclass(frozen=True, kw_only=True)
class Planner:
    """A row of a reminder is about a person; the rows of jobs are about none."""

    store: Store
    reminders: Mapping[str, Reminder]
    jobs: Mapping[str, Job]
    calendar: WorkCalendar
    house: House

    async def plan_once(self, *, now: datetime) -> Planned:
        """Plan one slice of what is due."""
        return await self.settle(await self.look(now=now))

    async def look(self, *, now: datetime) -> Looked:
        context = Context(now=now, calendar=self.calendar, house=self.house, store=self.store)
        async with self.store.snapshot() as reads:
            found = await slices.read(reads, self.reach(now))
        verdicts: list[Verdict] = []
        for verdict in decide_slice(found, self.reminders, context):
            verdicts.append(verdict)
            if len(verdicts) % AT_ONCE == 0:
                await asyncio.sleep(0)
        jobs = [row for row in found.rows if not (row.rule in self.reminders and row.person_id)]
        return Looked(context=context, rows=found.rows, verdicts=verdicts, jobs=jobs)

    async def settle(self, looked: Looked) -> Planned:
        now = looked.context.now
        settled = await self._settle(looked.verdicts, now)
        for row in looked.jobs:
            await self._work(row, looked.context)
        told = Counter(outcome for each in settled for outcome in outcomes(each))
        measures.decided(told)
        return Planned(
            due=len(looked.rows),
            jobs=len(looked.jobs),
            lost=len(looked.verdicts) - len(settled),
            lag=now - looked.rows[0].due_at if looked.rows else timedelta(0),
            verdicts=told,
        )

    def reach(self, now: datetime) -> Reach:
        """How far around a slice is looked."""
        today = self.calendar.local_date(now)
        return Reach(
            now=now,
            most=SLICE,
            digests=[name for name, each in self.reminders.items() if each.rule.digest],
            rides=[name for name, each in self.reminders.items() if each.rides],
            week_began=today - A_WEEK,
            week_ends=now + A_WEEK,
            sent_since=today - A_WEEK,
            talks_since=now - LOOK_BACK,
        )

    async def _settle(self, verdicts: Sequence[Verdict], now: datetime) -> list[Verdict]:
        """All in one batch. Where that is lost, those rows alone that made it so are left out."""
        if not verdicts or await self._is_written(verdicts, now):
            return list(verdicts)
        left = await self._still_there(verdicts)
        if len(left) < len(verdicts):
            log.info("someone else planned %s of %s", len(verdicts) - len(left), len(verdicts))
            return await self._settle(left, now)
        if len(verdicts) == 1:
            log.info("someone else planned for the person of %s", verdicts[0].row.id)
            return []
        half = len(verdicts) // 2
        first = await self._settle(verdicts[:half], now)
        return first + await self._settle(verdicts[half:], now)

    async def _is_written(self, verdicts: Iterable[Verdict], now: datetime) -> bool:
        try:
            async with self.store.unit() as unit:
                settle(unit, verdicts, now)
                await unit.commit()
        except LostRace:
            return False
        return True

    async def _still_there(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        rows = [row for each in verdicts for row in rows_of(each)]
        async with self.store.snapshot() as reads:
            there = await due.still_there(reads, rows)
        return [each for each in verdicts if there.issuperset(row.id for row in rows_of(each))]

    async def _work(self, found: Row, context: Context) -> None:
        # A person can put a nudge off, which plans a row of theirs: it must never be a job.
        row = _as_kept(found)
        job = None if row.person_id else self.jobs.get(row.rule)
        if job is None:
            log.warning("nobody handles the rule %s: its row is dropped", row.rule)

        async def work(unit: Unit) -> None:
            due.drop(unit, row)
            if job is not None:
                await job(unit, row, context)

        try:
            await self.store.run(work)
        except LostRace:
            log.info("someone else did %s", row.id)
        except Exception as error:  # noqa: BLE001  one job that fails must not stop the others
            _log_failure(row, error)
            await self._put_off(row, context.now)

    async def _put_off(self, row: Due, now: datetime) -> None:
        try:
            async with self.store.unit() as unit:
                due.move(unit, row, now + A_FAILURE_WAITS)
                await unit.commit()
        except LostRace:
            log.info("someone else moved %s", row.id)


def _as_kept(row: Row) -> Due:
    return Due(
        id=row.id,
        rule=row.rule,
        person_id=row.person_id,
        subject=row.subject,
        due_at=row.due_at,
        give_up_at=row.give_up_at,
    )


def _log_failure(row: Due, error: Exception) -> None:
    """The type and the line alone: the message of an error may hold people's words."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    name = type(error).__name__
    log.error("%s failed: %s at %s:%s", row.rule, name, where.filename, where.lineno)
