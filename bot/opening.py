"""Where every process begins: the environment, and the store that it names."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.settings import Settings
from schedules.core.clock import SystemClock
from storage.database import Database
from storage.keys import Keyring
from storage.migrate import require_newest
from storage.unit_of_work import Store, Unit

T = TypeVar("T")


def environment() -> Mapping[str, str]:
    return os.environ


def settings_now() -> Settings:
    """Raise SettingsError, which holds every problem there is."""
    return Settings.from_env(environment())


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """Raise NotMigrated where `kombot migrate` is needed, StoreUnavailable for an unusable file."""
    require_newest(settings.database_url)
    database = Database.open(settings.database_url, keyring=Keyring(settings.keys))
    try:
        yield Store(database)
    finally:
        await database.close()


def in_store(settings: Settings, work: Callable[[Unit], Awaitable[T]]) -> T:
    """For a command that does one thing: done and committed when this returns."""

    async def run() -> T:
        async with open_store(settings) as store:
            return await store.run(work)

    return asyncio.run(run())


def today(settings: Settings) -> date:
    """The day it is where people work."""
    return right_now().astimezone(ZoneInfo(settings.zone)).date()


def right_now() -> datetime:
    return SystemClock().now()
