"""One slice of what is due: decide each, then write what was decided and why."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.core.house import House
from schedules.core.calendar import WorkCalendar
from schedules.core.context import Context
from schedules.core.reminder import Job, Reminder
from storage import due
from storage.tables import Due
from storage.unit_of_work import Store, Unit

log = logging.getLogger("kombot.planner")

SLICE = 500


@dataclass(frozen=True, kw_only=True)
class Planner:
    store: Store
    reminders: Mapping[str, Reminder]
    jobs: Mapping[str, Job]
    calendar: WorkCalendar
    house: House

    async def plan_once(self, *, now: datetime) -> bool:
        """Plan one slice of what is due; True when there may be more."""
        async with self.store.snapshot() as reads:
            rows = await due.due(reads, now, limit=SLICE)
        context = Context(now=now, calendar=self.calendar, house=self.house, store=self.store)
        for row in rows:
            await self._work(row, context)
        return bool(rows)

    async def _work(self, row: Due, context: Context) -> None:
        job = self.jobs.get(row.rule)
        if job is None:
            log.warning("nobody handles the rule %s: its row is dropped", row.rule)

        async def work(unit: Unit) -> None:
            due.drop(unit, row)
            if job is not None:
                await job(unit, row, context)

        await self.store.run(work)
