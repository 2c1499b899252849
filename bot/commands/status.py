"""`kombot status`: does what is due go out, and is there anybody whom it does not reach?"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from bot.commands.trouble import explain
from bot.findings import Finding, State, tell
from bot.opening import open_store, settings_now, today
from bot.settings import Settings
from bot.sight.watch import alive, overdue
from dialogs import WORDS_FOLDER, unreachable
from dialogs.core.texts import Speaker, Texts
from dialogs.unreachable import Troubles
from schedules.core.clock import SystemClock
from storage import reach, roster, sight
from storage.address import file_of, is_sqlite
from storage.database import Snapshot
from storage.sight import Seen
from storage.tables import Organisation
from storage.unit_of_work import Store

MB = 1024 * 1024
LEAST_ROOM = 200 * MB
"""A small store is a few megabytes; of a large one, see `_room`."""
NAMED = 10
WHERE = "docs/operations.md says what to do."


@dataclass(frozen=True, kw_only=True)
class _Found:
    """`unreached` is by organisation; its name is said where there are several."""

    seen: Seen
    sent: datetime | None
    next_due: datetime | None
    unreached: Sequence[tuple[Organisation, Troubles]]

    @property
    def people(self) -> int:
        return sum(len(each.people) for _, each in self.unreached)


def status() -> None:
    """Say what was sent last, what waits, and who cannot be reached; 1 if something is amiss."""
    settings, now = settings_now(), SystemClock().now()
    try:
        found = asyncio.run(_look(settings, now))
    except Exception as error:
        if (words := explain(error)) is None:
            raise
        tell([Finding(State.MEND, words)], ready="", where=WHERE)
        return
    clock = _Clock(zone=ZoneInfo(settings.zone), now=now)
    typer.echo(_headline(found, clock))
    told = [*_work(found, clock), *_room(settings), *_unreached(found)]
    tell(told, ready="kombot is at work.", where=WHERE)


async def _look(settings: Settings, now: datetime) -> _Found:
    async with open_store(settings) as store:
        return await _read(settings, store, now)


async def _read(settings: Settings, store: Store, now: datetime) -> _Found:
    say = Speaker(texts=Texts((WORDS_FOLDER,)), language="en", zone=settings.zone)
    async with store.snapshot() as reads:
        seen = await sight.look(reads, now)
        # What was sent long ago is not kept, but a worker that lives may have told of it.
        sent = [each for each in (await sight.last_sent(reads), seen.sent) if each is not None]
        return _Found(
            seen=seen,
            sent=max(sent, default=None),
            next_due=await sight.next_due(reads, now),
            unreached=[
                (each, await _troubles(reads, settings, each, say))
                for each in await roster.organisations(reads)
            ],
        )


async def _troubles(
    reads: Snapshot, settings: Settings, organisation: Organisation, say: Speaker
) -> Troubles:
    mine = await reach.workplaces_of(reads, organisation.id)
    people = await reach.unreached_people(reads, today(settings), workplaces=mine)
    places = await reach.unreached_places(reads, workplaces=mine)
    return unreachable.troubles(people, places, say)


@dataclass(frozen=True, kw_only=True)
class _Clock:
    """Moments as people where kombot works say them."""

    zone: ZoneInfo
    now: datetime

    def __call__(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        is_today = local.date() == self.now.astimezone(self.zone).date()
        return f"{local:%H:%M}" if is_today else f"{local:%Y-%m-%d %H:%M}"


def _headline(found: _Found, clock: _Clock) -> str:
    sent = f"Last sent {clock(found.sent)}" if found.sent else "Nothing sent yet"
    people = _count(found.people, "person", "people")
    return f"{sent}, {found.seen.waiting} waiting, {people} cannot be reached."


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _work(found: _Found, clock: _Clock) -> Iterator[Finding]:
    seen, workers = found.seen, alive(found.seen, clock.now)
    if workers:
        count = f"{_count(len(workers), 'worker', 'workers')} at work"
        tick = f"; went through what is due {clock(seen.tick)}" if seen.tick else ""
        yield Finding(State.FINE, f"{count}{tick}.")
    else:
        last = f" since {clock(max(each.at for each in seen.beats))}" if seen.beats else ""
        yield Finding(State.MEND, f"No worker at work{last}: start kombot all, or kombot worker.")
    yield from _late(seen, clock)
    later = _count(sum(each.later for each in seen.lanes), "message waits", "messages wait")
    when = f"Next due {clock(found.next_due)}" if found.next_due else "Nothing is planned"
    yield Finding(State.FINE, f"{when}; {later} for later.")


def _late(seen: Seen, clock: _Clock) -> Iterator[Finding]:
    since = seen.oldest
    if overdue(seen, clock.now) is not None:
        due = min(each for each in (since, seen.planned) if each is not None)
        yield Finding(
            State.MEND,
            f"Something has been due since {clock(due)} and nothing was sent: see whether the "
            "worker's log says why.",
        )
    elif since is not None:
        yield Finding(State.FINE, f"The oldest that waits has been due since {clock(since)}.")


def _room(settings: Settings) -> Iterator[Finding]:
    if not is_sqlite(settings.database_url):
        return
    file = file_of(settings.database_url).resolve()
    free = shutil.disk_usage(file.parent).free
    # The close of a vote writes the whole file anew.
    needed = max(LEAST_ROOM, file.stat().st_size)
    if free < needed:
        yield Finding(
            State.MEND,
            f"Only {free // MB} MB are free where the store lies, and closing a vote may take "
            f"{needed // MB}: make room.",
        )


def _unreached(found: _Found) -> Iterator[Finding]:
    several = len(found.unreached) > 1
    for organisation, troubles in found.unreached:
        name = f"{organisation.name}: " if several else ""
        for each in troubles.shut:
            yield Finding(State.MEND, f"{name}{each.what}: {each.why}")
        told = [*troubles.people, *troubles.places]
        for each in told[:NAMED]:
            yield Finding(State.NOTE, f"{name}Cannot be reached: {each.what}. {each.why}")
        if len(told) > NAMED:
            yield Finding(State.NOTE, f"{name}And {len(told) - NAMED} more: kombot doctor.")
