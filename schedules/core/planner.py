"""One slice of what is due: decide each row, then write what was decided and why."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.core.house import House
from schedules.core import measures
from schedules.core.calendar import WorkCalendar
from schedules.core.context import Context
from schedules.core.deciding import A_FAILURE_WAITS, Verdict, decide_slice
from schedules.core.reminder import Job, Reminder
from schedules.core.settling import outcomes, settle
from storage import due
from storage.tables import Due
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace

log = logging.getLogger("kombot.planner")

SLICE = 500
AT_ONCE = 50
"""How many rows are written at once: the writer gathers them into few commits."""


@dataclass(frozen=True, kw_only=True)
class Planner:
    """A row of a reminder is about a person; the rows of jobs are about none."""

    store: Store
    reminders: Mapping[str, Reminder]
    jobs: Mapping[str, Job]
    calendar: WorkCalendar
    house: House

    async def plan_once(self, *, now: datetime) -> bool:
        """Plan one slice of what is due; True when there may be more."""
        context = Context(now=now, calendar=self.calendar, house=self.house, store=self.store)
        async with self.store.snapshot() as reads:
            rows = await due.due(reads, now, limit=SLICE)
            nudges = [row for row in rows if self._is_nudge(row)]
            verdicts = await decide_slice(reads, nudges, self.reminders, context) if nudges else []
        await self._settle(verdicts, now)
        for row in rows:
            if not self._is_nudge(row):
                await self._work(row, context)
        return bool(rows)

    def _is_nudge(self, row: Due) -> bool:
        return row.rule in self.reminders and row.person_id != ""

    async def _settle(self, verdicts: Sequence[Verdict], now: datetime) -> None:
        for first in range(0, len(verdicts), AT_ONCE):
            batch = verdicts[first : first + AT_ONCE]
            await asyncio.gather(*(self._settle_one(each, now) for each in batch))

    async def _settle_one(self, verdict: Verdict, now: datetime) -> None:
        """A lost race hits this row alone: somebody else has planned it, or will be asked again."""
        try:
            async with self.store.unit() as unit:
                settle(unit, verdict, now)
                await unit.commit()
            measures.decided(outcomes(verdict))
        except LostRace:
            log.info("someone else planned %s", verdict.row.id)

    async def _work(self, row: Due, context: Context) -> None:
        # A person can put a nudge off, which plans a row of theirs: it must never be a job.
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


def _log_failure(row: Due, error: Exception) -> None:
    """The type and the line alone: the message of an error may hold people's words."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    name = type(error).__name__
    log.error("%s failed: %s at %s:%s", row.rule, name, where.filename, where.lineno)
