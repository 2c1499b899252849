"""Can kombot do its work now: is there a store that takes what is written, and somebody to talk to?

What is told here is for whoever asks from outside, so it is a closed set of words: no address, no
name of a workspace, and nothing that a database has said.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from storage import sight
from storage.ids import new_id
from storage.migrate import MOVING, RESTORING
from storage.unit_of_work import Store
from storage.writer import StoreBusy, StoreUnavailable

OK, BUSY, UNAVAILABLE = "ok", "busy", "unavailable"
OLD, NONE = "needs kombot migrate", "none is configured"
AHEAD = "ahead of this version"
"""A newer kombot has migrated, and its processes come one by one: until then the old ones serve."""
HALF = (MOVING, RESTORING)
SAYS: tuple[tuple[str, str], ...] = (
    (r"is full|No space|could not extend", "the disk is full"),
    (r"readonly|read-only|not allowed|permission denied", "cannot be written to"),
    (r"locked|lock timeout", "locked by another process"),
    (r"malformed|not a database|invalid page", "damaged"),
    (r"no such table|does not exist", OLD),
)
"""What databases say of their trouble, and what is told of it."""
FRESH = timedelta(seconds=1)
"""However often somebody asks, the store is not written to more often than that."""
PAUSES_FRESH = timedelta(minutes=1)
PATIENCE_S = 2.0


@runtime_checkable
class Telling(Protocol):
    """A way in of which it can be seen from without how it is: nothing of it is a secret."""

    def health(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, kw_only=True)
class Report:
    """`parts` says of each part how it is; `shut` counts the workspaces that want no kombot."""

    ready: bool
    parts: Mapping[str, str]
    shut: int = 0

    def told(self) -> dict[str, object]:
        return {"ready": self.ready, **self.parts, "paused_workspaces": self.shut}


@dataclass(kw_only=True)
class Readiness:
    """`platforms` are the names of those that are configured.

    `newest` is the revision to be at, `known` are all that this version knows.
    """

    store: Store
    now: Callable[[], datetime]
    newest: str
    known: frozenset[str]
    platforms: tuple[str, ...]
    ways: Iterable[object] = ()
    patience: float = PATIENCE_S
    _name: str = field(default_factory=new_id)
    _last: tuple[datetime, Report] | None = None
    _shut: tuple[datetime, int] | None = None
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def look(self) -> Report:
        async with self._one_at_a_time:
            if self._last is None or self.now() - self._last[0] >= FRESH:
                report = await self._report()
                # From when it was found: those who asked while that took long need no other.
                self._last = self.now(), report
            return self._last[1]

    async def _report(self) -> Report:
        store, migrations = await self._probe()
        platforms = OK if self.platforms else NONE
        parts = {"store": store, "migrations": migrations, "platforms": platforms}
        ready = all(each in {OK, AHEAD} for each in parts.values())
        shut = await self._paused() if store == OK else 0
        return Report(ready=ready, parts={**parts, **self._told()}, shut=shut)

    async def _probe(self) -> tuple[str, str]:
        """How the store is, and how its tables are."""
        try:
            async with asyncio.timeout(self.patience):
                found = await self.store.maintenance(lambda it: sight.probe(it, self._name))
        except (StoreBusy, TimeoutError):
            return BUSY, "unknown"
        except StoreUnavailable as error:
            word = said(str(error))
            # Of a database or a user that does not exist, no migration makes one.
            return UNAVAILABLE if word == OLD else word, "unknown"
        except Exception as error:  # noqa: BLE001 - a table that is not there, among others
            word = said(str(error))
            return (OK, OLD) if word == OLD else (UNAVAILABLE, "unknown")
        return OK, self._named(found)

    def _named(self, revision: str | None) -> str:
        if revision == self.newest:
            return OK
        is_older = revision is None or revision in self.known or revision.startswith(HALF)
        return OLD if is_older else AHEAD

    async def _paused(self) -> int:
        """Which they are says kombot status. It reads every address, so not at each look."""
        if self._shut is None or self.now() - self._shut[0] >= PAUSES_FRESH:
            # Also a table that is not there: that is told of already.
            with suppress(Exception):
                async with self.store.snapshot() as reads:
                    found = {each[:2] for each in await sight.shut(reads)}
                self._shut = self.now(), len(found)
        return self._shut[1] if self._shut else 0

    def _told(self) -> dict[str, str]:
        told = dict.fromkeys(self.platforms, OK)
        for each in self.ways:
            if isinstance(each, Telling):
                told |= each.health()
        return told


def said(trouble: str) -> str:
    return next((word for words, word in SAYS if re.search(words, trouble)), UNAVAILABLE)
