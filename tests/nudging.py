"""What tests of the planner share: a town's store, a made-up reminder, and what was decided."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import SQLModel, col, select

from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Card
from dialogs.core.house import House
from dialogs.core.messages import Hearing
from schedules.core.context import Context
from schedules.core.decide import Rule
from schedules.core.planner import Planner
from schedules.core.reminder import Job, Need, Reminder
from storage import due
from storage.database import Snapshot
from storage.slices import Known, Row
from storage.tables import Decision, Due, Outbox
from storage.unit_of_work import Store, Unit
from tests import town
from tests.stores import open_store

ZONE = "Europe/Copenhagen"
CALENDAR = WorkCalendar(ZONE)
WEDNESDAY = datetime(2026, 8, 12, 9, 0, tzinfo=UTC)
"""A Wednesday in August at eleven in Copenhagen."""


@dataclass
class Needed:
    """The needs of a made-up rule: everyone's, except for the people in `done`."""

    done: set[str] = field(default_factory=set)
    later: tuple[datetime, ...] = ()
    give_up_at: datetime | None = None
    fails: bool = False
    rides_only: bool = False
    asked: list[int] = field(default_factory=list)

    def __call__(self, rows: Sequence[Row], _known: Known, _context: Context) -> Mapping[str, Need]:
        self.asked.append(len(rows))
        if self.fails:
            raise ValueError("needs that fail")
        need = Need(later=self.later, give_up_at=self.give_up_at, rides_only=self.rides_only)
        return {row.id: need for row in rows if row.person_id not in self.done}


async def hello(_reads: Snapshot, _hearing: Hearing) -> Card | None:
    return Card(title="Hello")


def reminder(
    needs: Needed, *, name: str = "greet", quiet: bool = True, share: str = ""
) -> Reminder:
    rule = Rule(name=name, kind="vote", quiet=quiet)
    return Reminder(rule=rule, message=hello, needs=needs, share=share)


@dataclass(frozen=True)
class Desk:
    """A town's store and what has been decided about its people."""

    store: Store

    def planner(self, *reminders: Reminder, **jobs: Job) -> Planner:
        return Planner(
            store=self.store,
            reminders={each.rule.name: each for each in reminders},
            jobs=jobs,
            calendar=CALENDAR,
            house=House(),
        )

    async def plans(
        self, *names: str, at: datetime, rule: str = "greet", subject: str = "it"
    ) -> None:
        def plan(unit: Unit) -> None:
            for name in names:
                due.plan(unit, rule=rule, due_at=at, person_id=town.id_of(name), subject=subject)

        await self.does(plan)

    async def keeps(self, *rows: SQLModel) -> None:
        def keep(unit: Unit) -> None:
            for row in rows:
                unit.insert(row)

        await self.does(keep)

    async def does(self, work: Callable[[Unit], None]) -> None:
        async def run(unit: Unit) -> None:
            work(unit)

        await self.store.run(run)

    async def waiting(self) -> list[Due]:
        async with self.store.snapshot() as reads:
            return await reads.all(select(Due).order_by(col(Due.due_at)))

    async def queued(self) -> list[Outbox]:
        async with self.store.snapshot() as reads:
            return await reads.all(select(Outbox).order_by(col(Outbox.due_at)))

    async def why(self, name: str) -> list[tuple[str, str]]:
        """(verdict, reason) of one person's nudges as the person can read them, oldest first."""
        async with self.store.snapshot() as reads:
            found = await due.why(reads, town.id_of(name))
        return [(each.verdict, each.reason) for each in reversed(found)]

    async def decisions(self) -> list[Decision]:
        async with self.store.snapshot() as reads:
            return await reads.all(select(Decision).order_by(col(Decision.at)))


async def settles(planner: Planner, now: datetime) -> None:
    """Plan until nothing is due."""
    for _ in range(20):
        if not await planner.plan_once(now=now):
            return
    raise AssertionError("something stays due")


async def lives(
    planner: Planner, desk: Desk, start: datetime, end: datetime, step: timedelta
) -> None:
    """Plan again and again, as a metronome would."""
    now = start
    while now <= end:
        await settles(planner, now)
        now += step


@asynccontextmanager
async def a_desk(folder: Path) -> AsyncIterator[Desk]:
    async with open_store(folder) as store:
        await town.found(store, on_leave_since=WEDNESDAY.date() - timedelta(days=40))
        yield Desk(store)
