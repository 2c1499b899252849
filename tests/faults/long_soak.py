"""Half an hour of clicks and messages, or a few seconds of it: nothing grows that should not."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from pathlib import Path
from time import monotonic

from storage.tables import Checkin
from tests.faults.figures import IS_LONG, Tell
from tests.faults.long_database import a_queue, nothing_is_lost
from tests.faults.long_platform import megabytes
from tests.faults.world import Life, World
from tests.stores import SQLITE

MINUTES = float(os.environ.get("MINUTES", "30" if IS_LONG else "0.1"))
SETTLED = 0.25
"""What is kept in memory is there after this part of the time; only growth after it counts."""
HEADS = 12
LARGEST_LOG, MEGABYTES_AN_HOUR = 64, 1.0
FILES = 3
"""So many more may be open for the moment: connections of clicks that are under way."""


def files(life: Life) -> int:
    return len(list(Path(f"/proc/{life.pid}/fd").iterdir()))


async def test_nothing_grows_that_should_not(world: World, tell: Tell) -> None:  # fault 40
    life = await world.starts("all")
    queue = a_queue(world, life.port, HEADS)
    async with queue.working():
        await asyncio.sleep(60 * MINUTES * SETTLED)
        began, memory, opened = monotonic(), megabytes(life), files(life)
        await asyncio.sleep(60 * MINUTES * (1 - SETTLED))
        grew, more = megabytes(life) - memory, files(life) - opened
        hours = (monotonic() - began) / 3600
        log = wal(world)
    assert queue.failed == []
    assert more <= FILES + HEADS
    assert log < LARGEST_LOG
    assert not IS_LONG or grew / hours < MEGABYTES_AN_HOUR
    await life.killed()
    await nothing_is_lost(world, queue)
    kept = Counter(each.note for each in await world.rows(Checkin))
    assert kept.total() == len(kept)
    tell(
        f"fault 40 {MINUTES:g} minutes of clicks on {world.kind}: {queue.done} check-ins, 0 lost, "
        f"0 doubled, memory {grew:+.1f} MB, {more:+d} files open, write-ahead log {log:.1f} MB"
    )


def wal(world: World) -> float:
    """In MB; PostgreSQL looks after its own."""
    file = Path(world.folder / "kombot.db-wal")
    return file.stat().st_size / 1024**2 if world.kind == SQLITE and file.exists() else 0.0
