"""The one place where the parts are joined. Tests call it too, with fakes in place of platforms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from time import perf_counter

from bot.channels.base import Channel, Inbound, Kind, Reply
from bot.channels.standing import Change
from bot.courier import Courier
from bot.homes import Homes
from bot.inbox import Inbox
from bot.papers.endpoint import PapersEndpoint, printed
from bot.papers.links import SealedLinks
from bot.pressure import Pressure
from bot.reopening import Reopening
from bot.settings import Settings
from bot.sight import measures
from bot.standings import Standings
from dialogs import REGISTRY, WORDS_FOLDER
from dialogs.concepts import Packs, packs_in
from dialogs.core.calendar import WorkCalendar
from dialogs.core.house import House
from dialogs.core.registry import Registry
from dialogs.core.texts import Texts
from schedules import COMMANDS, JOBS, MESSAGES, REMINDERS, SCHEDULE_WORDS
from schedules.core.clock import Clock
from schedules.core.planner import Planner
from storage import due, outbox
from storage.crash import crash_at
from storage.keys import Keyring
from storage.unit_of_work import Store

log = logging.getLogger("kombot")

SLICES = 200
"""How many slices one tick takes at most, so that a tick ends."""


def _nothing() -> None:
    return None


@dataclass(kw_only=True)
class App:
    """kombot, joined: what comes in goes to `receive`, what is due happens in `tick`."""

    clock: Clock
    store: Store
    inbox: Inbox
    standings: Standings
    courier: Courier
    planner: Planner
    homes: Homes
    channels: dict[str, Channel]
    pressure: Pressure = field(default_factory=Pressure)
    after_click: Callable[[], None] = _nothing
    """Called when a click has been answered: it may have left something to send."""
    after_tick: Callable[[], None] = _nothing
    """Called when a tick has gone through all that was due."""
    _ticking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def receive(self, inbound: Inbound) -> Reply:
        began = perf_counter()
        reply = await self.inbox.receive(inbound, now=self.clock.now())
        took = perf_counter() - began
        self.pressure.worked(took)
        measures.heard(inbound.channel, inbound.kind, took)
        self._changed(inbound, reply)
        self.after_click()
        return reply

    def _changed(self, inbound: Inbound, reply: Reply) -> None:
        if inbound.kind is Kind.HOME:
            self.homes.opened(reply.person_id)
        elif reply.person_id:
            self.homes.changed(reply.person_id)

    async def note(self, change: Change) -> None:
        await self.standings.note(change, now=self.clock.now())

    async def tick(self) -> None:
        """Plan what is due and deliver what waits, until nothing is left for now."""
        async with self._ticking:
            await self._tick()
            await self.homes.time_passed(self.clock.now())
        self.after_tick()

    async def _tick(self) -> None:
        """Each slice at its own time: what is claimed is claimed from then on.

        A courier that is at work delivers by itself.
        """
        for _ in range(SLICES):
            now = self.clock.now()
            more = bool(await self.planner.plan_once(now=now))
            crash_at("during_tick")
            if self.courier.at_work:
                self.courier.wake()
            else:
                more = await self.courier.deliver_once(now=now, clock=self.clock.now) or more
            if not more or not await self._is_any_due():
                return

    async def _is_any_due(self) -> bool:
        """Cheaper to ask than to look for a slice and for a lane."""
        soonest = await self.next_event()
        return soonest is not None and soonest <= self.clock.now()

    async def next_event(self) -> datetime | None:
        """When something is next due: a nudge, a deadline, a message that waits."""
        async with self.store.glance() as reads:
            moments = [await due.next_due(reads), await outbox.next_due(reads)]
        return min((each for each in moments if each is not None), default=None)

    def connect(self, channel: Channel) -> None:
        self.channels[channel.name] = channel


def house_of(settings: Settings) -> House:
    return House(
        zone=settings.zone,
        language=settings.language,
        minimum_ballots=settings.minimum_ballots,
        minikom_months=settings.minikom_months,
        backup_days=settings.backup_days,
        calendar=calendar_of(settings),
        links=links_of(settings),
        prints=printed,
        packs=packs_of(settings),
        concept=settings.concept,
    )


def packs_of(settings: Settings) -> Packs:
    """Raises ConceptError where a file cannot be used, or the house's own concept is not there."""
    packs = packs_in(Path(settings.concepts)) if settings.concepts else Packs()
    packs.talk(settings.concept)
    return packs


def texts_of(settings: Settings) -> Texts:
    """A house's own words stand behind the product's: they are for languages beside them."""
    own = (Path(settings.words),) if settings.words else ()
    return Texts((WORDS_FOLDER, SCHEDULE_WORDS, *own))


def links_of(settings: Settings) -> SealedLinks:
    return SealedLinks(keyring=Keyring(settings.keys), url=settings.public_url)


def calendar_of(settings: Settings) -> WorkCalendar:
    return WorkCalendar(
        settings.zone,
        closing_days=settings.extra_closing_days,
        opens=time(settings.nudge_from),
        closes=time(settings.nudge_until),
    )


def registry() -> Registry:
    """Everything that can be said: what dialogs say and what reminders say."""
    return Registry(
        dialogs=REGISTRY.dialogs,
        commands={**REGISTRY.commands, **COMMANDS},
        messages={**REGISTRY.messages, **MESSAGES},
        words=REGISTRY.words,
        papers=REGISTRY.papers,
    )


def build(
    settings: Settings, *, store: Store, clock: Clock, channels: Mapping[str, Channel]
) -> App:
    """Join the parts. Channels may also be connected afterwards."""
    pressure = Pressure()
    house, texts, tables = house_of(settings), texts_of(settings), registry()
    connected, calendar = dict(channels), calendar_of(settings)
    homes = Homes(store=store, texts=texts, house=house, channels=connected)
    return App(
        clock=clock,
        store=store,
        inbox=Inbox(store=store, registry=tables, texts=texts, house=house, pressure=pressure),
        pressure=pressure,
        standings=Standings(store=store),
        courier=Courier(
            store=store,
            registry=tables,
            texts=texts,
            house=house,
            channels=connected,
            calendar=calendar,
            reopening=Reopening(store=store, channels=connected),
            sent_to=homes.changed,
        ),
        planner=Planner(
            store=store,
            reminders=REMINDERS,
            jobs=JOBS,
            calendar=calendar,
            house=house,
        ),
        homes=homes,
        channels=connected,
    )


def papers_of(app: App, settings: Settings) -> PapersEndpoint:
    """Where the links to papers lead."""
    return PapersEndpoint(
        store=app.store,
        registry=app.inbox.registry,
        texts=app.inbox.texts,
        house=app.inbox.house,
        links=links_of(settings),
        now=app.clock.now,
    )
