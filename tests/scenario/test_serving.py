"""What whoever starts kombot is told when nobody can reach it."""

from pathlib import Path

import aiohttp
import pytest

from bot.app import build
from bot.serve import connect
from bot.settings import Settings
from schedules.core.clock import FixedClock
from storage.keys import new_key
from tests.stores import open_store
from tests.talk import MONDAY


async def test_a_kombot_that_nobody_can_reach_says_so_when_it_starts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings.from_env({"KOMBOT_KEYS": new_key()})
    async with open_store(tmp_path) as store, aiohttp.ClientSession() as http:
        app = build(settings, store=store, clock=FixedClock(MONDAY), channels={})
        async with connect(settings, app=app, http=http) as endpoints:
            assert endpoints == []
    assert "Neither Slack nor Teams is configured: kombot doctor" in caplog.text
