"""The page of everybody's own, shown anew when something about it has changed.

Where a platform has such a page (`Homely`), it is shown when its owner opens it, and after that
whenever something happened to them: they did something, were written to, or a deadline passed.
Nobody waits for that: what changed is collected, and shown a few seconds later. A page that is lost
with a process is mended by the next change, or when it is opened.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import HOME, Channel, Failed, Homely, Retry, Target
from bot.failing import cannot_be_reached
from dialogs.core.cards import Card
from dialogs.core.house import House
from dialogs.core.texts import Speaker, Texts
from dialogs.core.who import who_is
from dialogs.home import home_card
from storage import homes, people, reach
from storage.database import Snapshot
from storage.tables import Address, Person
from storage.unit_of_work import Store
from storage.writer import StoreBusy, StoreUnavailable

log = logging.getLogger("kombot.homes")

MERGED = timedelta(seconds=3)
"""One person's page is shown once in this time at most."""
BATCH = 50
MOST = 20_000
"""Of how many people it is remembered what they were shown last."""
RESTART = timedelta(hours=1)
"""How far back a new process looks for deadlines that passed."""


@dataclass(frozen=True)
class Page:
    person_id: str
    target: Target
    card: Card


@dataclass(kw_only=True)
class Homes:
    store: Store
    texts: Texts
    house: House
    channels: Mapping[str, Channel]
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while something waits to be shown."""
    _waiting: dict[str, None] = field(default_factory=dict)
    _shown: dict[str, int] = field(default_factory=dict)
    _looked: datetime | None = None

    def changed(self, person_id: str) -> None:
        """Something happened to this person; those whom it concerns follow from it."""
        self._waiting[person_id] = None
        self.woken.set()

    def opened(self, person_id: str) -> None:
        """The page was shown otherwise: what was shown before says nothing any more."""
        self._shown.pop(person_id, None)

    async def time_passed(self, now: datetime) -> None:
        """Deadlines that passed since this was last called."""
        since, self._looked = self._looked or now - RESTART, now
        if not self._homely():
            return
        async with self.store.snapshot() as reads:
            for each in sorted(await homes.changed_by_time(reads, since=since, until=now)):
                self.changed(each)

    async def publish(self, now: datetime) -> timedelta:
        """Show what has changed, so many at a time; returns how long to wait with the next."""
        ids = list(self._waiting)[:BATCH]
        for each in ids:
            del self._waiting[each]
        pages = await self._pages(ids, now) if self._homely() else []
        waits = [await self._show(page, now) for page in pages]
        if not self._waiting:
            self.woken.clear()
        return max(waits, default=timedelta(0))

    def _homely(self) -> bool:
        return any(isinstance(each, Homely) for each in self.channels.values())

    async def _pages(self, ids: list[str], now: datetime) -> list[Page]:
        """Of these people, and of their leaders where theirs differs from what they saw last."""
        async with self.store.snapshot() as reads:
            found = await people.people(reads, ids)
            leaders = {each.leader_id for each in found.values() if each.leader_id}
            rows = await homes.addresses(reads, {*ids, *leaders})
            drawn = [
                await self._page(reads, address, person, now)
                for address, person in rows
                if self._has_looked(address) and _is_here(person, now)
            ]
        return [page for page in drawn if page.person_id in found or self._differs(page)]

    def _has_looked(self, address: Address) -> bool:
        channel = self.channels.get(address.channel)
        looked = isinstance(channel, Homely) and address.reference.get(HOME) is True
        return looked and not address.unreachable

    def _differs(self, page: Page) -> bool:
        return self._shown.get(page.person_id) != hash(page.card)

    async def _page(self, reads: Snapshot, address: Address, person: Person, now: datetime) -> Page:
        who = await who_is(reads, person, self.house)
        say = Speaker(texts=self.texts, language=who.language, zone=who.zone, now=now)
        target = Target(
            id=address.id,
            channel=address.channel,
            tenant=address.tenant,
            external_id=address.external_id,
            reference=address.reference,
            shared=False,
        )
        return Page(who.id, target, await home_card(reads, who, say, now, house=self.house))

    async def _show(self, page: Page, now: datetime) -> timedelta:
        channel = self.channels[page.target.channel]
        if not isinstance(channel, Homely):
            return timedelta(0)
        match await channel.publish_home(page.target, page.card):
            case Retry(after, reason):
                log.info("home of %s waits: %s", page.target.id, reason)
                self.changed(page.person_id)
                return after
            case Failed(reason):
                log.warning("home of %s cannot be shown: %s", page.target.id, reason)
                if reason in reach.CLOSED:
                    await self.store.run(
                        lambda unit: cannot_be_reached(unit, page.target, reason, now)
                    )
        if len(self._shown) >= MOST:
            self._shown.clear()
        self._shown[page.person_id] = hash(page.card)
        return timedelta(0)


def _is_here(person: Person, now: datetime) -> bool:
    return person.left_on is None or person.left_on > now.date()


@asynccontextmanager
async def refreshing(
    homes: Homes, *, now: Callable[[], datetime], merged: timedelta = MERGED
) -> AsyncIterator[None]:
    """Show what changes, while it lasts."""
    task = asyncio.create_task(_refresh(homes, now, merged))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _refresh(homes: Homes, now: Callable[[], datetime], merged: timedelta) -> None:
    wait = timedelta(0)
    while True:
        await homes.woken.wait()
        await asyncio.sleep(max(merged, wait).total_seconds())
        try:
            wait = await homes.publish(now())
        except (StoreBusy, StoreUnavailable) as trouble:
            log.warning("homes were not shown: %s", type(trouble).__name__)
        except Exception as error:  # noqa: BLE001  one page must not end all others
            # The type alone: the message of an error may hold people's words.
            log.error("homes were not shown: %s", type(error).__name__)  # noqa: TRY400
