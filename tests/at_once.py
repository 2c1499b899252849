"""Two processes of kombot over one store, and two people who press at the very same time.

Both have read and decided before either writes. On PostgreSQL the transactions are held open as
well until each has done all its statements or waits for the other's: what a snapshot does not see
is then truly not seen.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Connection, text

from bot.app import build
from bot.settings import Settings
from storage.keys import new_key
from storage.unit_of_work import Store
from storage.writer import Steps, Write, Writer
from tests.fakes.chat import ChatFake
from tests.stores import on_postgres, open_store, url_of
from tests.talk import Town, a_town

T = TypeVar("T")

GATE = 20260822
HELD = Write(statement=text(f"SELECT 1 FROM pg_advisory_xact_lock_shared({GATE})"))
WAIT = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
BOTH = 2


@dataclass(kw_only=True)
class _Meeting:
    """A writer that waits, the first time somebody is `about` to do that, for the other one."""

    writer: Writer
    about: tuple[str, ...]
    barrier: asyncio.Barrier
    met: bool = False

    async def write(self, steps: Steps) -> None:
        if not self.met and any(step.describe() in self.about for step in steps):
            self.met = True
            await self.barrier.wait()
            steps = (*steps, HELD) if on_postgres() else steps
        await self.writer.write(steps)

    async def maintenance(self, job: Callable[[Connection], T]) -> T:
        return await self.writer.maintenance(job)

    async def close(self) -> None:
        await self.writer.close()


@dataclass(frozen=True, kw_only=True)
class Two:
    """One town, served by two processes."""

    folder: Path
    one: Town
    other: Town

    async def at_once(
        self,
        one: Coroutine[Any, Any, object],
        other: Coroutine[Any, Any, object],
        *,
        about: tuple[str, ...],
    ) -> None:
        """Each is done by its process; they meet when both are about to do such a thing.

        `about` names it as a lost race does: "insert wish".
        """
        barrier = asyncio.Barrier(BOTH)
        async with (
            _meeting(self.one.store, about, barrier) as here,
            _meeting(self.other.store, about, barrier) as there,
            self._gate() as opens,
        ):
            tasks = _does(here, one), _does(there, other)
            await opens(tasks)
            await asyncio.gather(*tasks)

    @asynccontextmanager
    async def _gate(self) -> AsyncIterator[Callable[[tuple[asyncio.Task[None], ...]], Any]]:
        if not on_postgres():
            yield asyncio.wait
            return
        guard = await asyncpg.connect(url_of(self.folder))
        await guard.execute(f"SELECT pg_advisory_lock({GATE})")

        async def opens(tasks: tuple[asyncio.Task[None], ...]) -> None:
            while await guard.fetchval(WAIT) < BOTH and not any(each.done() for each in tasks):
                await asyncio.sleep(0)
            await guard.execute(f"SELECT pg_advisory_unlock({GATE})")

        try:
            yield opens
        finally:
            await guard.close()


def _does(meeting: _Meeting, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
    async def does() -> None:
        try:
            await work
        finally:
            # Whoever waits for one who never comes is to fail, not to hang.
            if not meeting.met:
                await meeting.barrier.abort()

    return asyncio.create_task(does())


@asynccontextmanager
async def _meeting(
    store: Store, about: tuple[str, ...], barrier: asyncio.Barrier
) -> AsyncIterator[_Meeting]:
    database = store._database
    meeting = _Meeting(writer=database.writer, about=about, barrier=barrier)
    database.writer = meeting
    try:
        yield meeting
    finally:
        database.writer = meeting.writer


@asynccontextmanager
async def two_processes(folder: Path) -> AsyncIterator[Two]:
    async with a_town(folder) as one, open_store(folder) as store:
        chat = ChatFake()
        settings = Settings.from_env({"KOMBOT_KEYS": new_key()})
        app = build(settings, store=store, clock=one.clock, channels={chat.name: chat})
        yield Two(folder=folder, one=one, other=Town(app=app, chat=chat, clock=one.clock))
