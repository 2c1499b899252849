"""What whoever runs kombot reads at /ready and /metrics, through the whole of it."""

from __future__ import annotations

import re
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from sqlalchemy import Connection, event

from bot.pressure import Pressure
from bot.settings import Settings
from bot.sight import measures
from bot.sight.around import in_sight
from bot.sight.watch import LATE, Watch
from schedules.core.clock import FixedClock
from storage import outbox, reach, sight
from storage.keys import new_key
from storage.outbox import Mail
from storage.sight import Beat
from storage.tables import Address, Organisation, Person, Workplace
from storage.unit_of_work import Store, Unit
from tests import stores
from tests.postgres import server
from tests.talk import MONDAY

MINUTE = timedelta(minutes=1)
SLACK = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_SIGNING_SECRET": "made-up"}


@dataclass
class House:
    """A process, with a port apart that it is looked at through."""

    store: Store
    clock: FixedClock
    watch: Watch
    url: str
    pressure: Pressure = field(default_factory=Pressure)

    async def asks(self, path: str, **headers: str) -> tuple[int, Any]:
        async with (
            aiohttp.ClientSession() as http,
            http.get(self.url + path, headers=headers) as it,
        ):
            return it.status, await (it.json() if "json" in it.content_type else it.text())

    async def ready(self) -> tuple[int, Any]:
        self.clock.move(MINUTE)
        return await self.asks("/ready")

    async def metric(self, line: str) -> float:
        _, text = await self.asks("/metrics")
        found = re.search(rf"^{re.escape(line)} (\S+)$", text, re.MULTILINE)
        assert found, text
        return float(found[1])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class LetGo(Exception):
    """A job that fails costs the writer its connection: what is told to new ones holds then."""


def vacuums(connection: Connection) -> None:
    """So that no page is free."""
    connection.exec_driver_sql("VACUUM")
    raise LetGo


@asynccontextmanager
async def a_house(folder: Path, *, at: datetime = MONDAY, **env: str) -> AsyncIterator[House]:
    port = str(free_port())
    settings = Settings.from_env(
        {"KOMBOT_KEYS": new_key(), **SLACK, "KOMBOT_METRICS_PORT": port, **env}
    )
    clock, pressure = FixedClock(at), Pressure()
    async with stores.open_store(folder) as store:
        stores.stamp(folder)
        watch = Watch(store=store, now=clock.now, beats=False)
        async with in_sight(
            settings, store=store, now=clock.now, pressure=pressure, ways=(), watch=watch
        ):
            yield House(store, clock, watch, f"http://127.0.0.1:{port}", pressure)


async def test_a_house_that_can_work_is_ready(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        assert await house.ready() == (
            200,
            {
                "ready": True,
                "store": "ok",
                "migrations": "ok",
                "platforms": "ok",
                "slack": "ok",
                "paused_workspaces": 0,
            },
        )
        assert await house.asks("/health") == (200, {"process": "ok"})
        assert await house.metric("kombot_ready") == 1


async def test_a_store_of_another_revision_is_told_of(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        stores.stamp(tmp_path, "0001")
        status, told = await house.ready()
        assert (status, told["store"], told["migrations"]) == (503, "ok", "needs kombot migrate")


async def test_nobody_to_talk_to_is_told_of(tmp_path: Path) -> None:
    async with a_house(tmp_path, SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="") as house:
        status, told = await house.ready()
        assert (status, told["platforms"]) == (503, "none is configured")


async def test_a_workspace_that_shut_kombot_out_is_counted_and_not_named(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:

        async def shut(unit: Unit) -> None:
            unit.insert(Organisation(id="o", name="Kommunen"))
            unit.insert(Workplace(id="w", organisation_id="o", name="Solsikken"))
            unit.insert(
                Person(id="p", organisation_id="o", workplace_id="w", name="Bo", email="b@x.dk")
            )
            unit.insert(Address(person_id="p", channel="slack", tenant="T1", external_id="U1"))
            reach.close(unit, channel="slack", tenant="T1", reason=reach.NO_ACCESS)

        await house.store.run(shut)
        status, told = await house.ready()
        # To start kombot again would not bring it back.
        assert (status, told["paused_workspaces"]) == (200, 1)
        assert "T1" not in str(told)


# fault 14
async def test_a_full_disk_is_red_and_green_again_when_there_is_room(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        assert (await house.ready())[0] == 200
        full = [True]

        def fills(connection: Any, _record: object) -> None:
            if full[0]:
                pages = connection.execute("PRAGMA page_count").fetchone()[0]
                connection.execute(f"PRAGMA max_page_count = {pages}")

        writer = cast("Any", house.store._database.writer)
        event.listen(writer._engine, "connect", fills)
        with pytest.raises(LetGo):
            await house.store.maintenance(vacuums)
        for _ in range(2):
            status, told = await house.ready()
            assert (status, told["store"]) == (503, "the disk is full")
        assert await house.metric("kombot_ready") == 0
        full[0] = False
        assert (await house.ready())[0] == 200


async def test_a_file_that_may_not_be_written_to_is_red(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:

        def forbids(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA query_only = ON")

        writer = cast("Any", house.store._database.writer)
        event.listen(writer._engine, "connect", forbids)
        status, told = await house.ready()
        assert (status, told["store"]) == (503, "cannot be written to")


async def test_a_file_that_another_process_holds_is_red_while_it_does(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        with closing(sqlite3.connect(tmp_path / "kombot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            status, told = await house.ready()
            assert status == 503
            assert told["store"] in {"busy", "locked by another process"}
        assert (await house.ready())[0] == 200


async def test_a_server_that_takes_nothing_is_red(tmp_path: Path) -> None:
    with stores.chosen(stores.POSTGRES):
        name = stores.url_of(tmp_path).rpartition("/")[2]
        async with a_house(tmp_path) as house:
            assert (await house.ready())[0] == 200
            said = f'ALTER DATABASE "{name}" SET default_transaction_read_only'
            server().does("postgres", f"{said} = on")
            try:
                status, told = await house.ready()
                assert (status, told["store"]) == (503, "cannot be written to")
            finally:
                server().does("postgres", f"{said} = off")
            assert (await house.ready())[0] == 200


async def test_however_often_it_is_asked_the_store_is_written_to_once_a_second(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        commits: list[object] = []
        writer = cast("Any", house.store._database.writer)
        event.listen(writer._engine, "commit", commits.append)
        for _ in range(20):
            await house.asks("/ready")
        assert len(commits) <= 2


async def test_what_waits_is_told_by_lane_and_nothing_by_name(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:

        async def waits(unit: Unit) -> None:
            outbox.queue(unit, Mail(message="m", key="hemmelig", due_at=MONDAY))

        await house.store.run(waits)
        house.clock.move(5 * MINUTE)
        assert await house.metric('kombot_outbox_due{lane="nudge"}') == 1
        assert await house.metric('kombot_outbox_due{lane="update"}') == 0
        assert await house.metric('kombot_outbox_oldest_seconds{lane="nudge"}') == 300
        _, text = await house.asks("/metrics")
        assert "hemmelig" not in text


async def test_clicks_sends_and_refusals_are_counted(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        measures.heard("slack", "press", 0.02)
        measures.sent("slack", MONDAY)
        measures.not_sent("teams", "failed", "Bo har skrevet noget langt her: ja")
        house.pressure.refuse("slack", "full")
        name = 'kombot_inbound_seconds_bucket{channel="slack",kind="press",le="0.025"}'
        assert await house.metric(name) >= 1
        sent = 'kombot_sends_total{channel="slack",outcome="sent",reason=""}'
        assert await house.metric(sent) >= 1
        failed = 'kombot_sends_total{channel="teams",outcome="failed",reason="other"}'
        assert await house.metric(failed) >= 1
        assert await house.metric('kombot_refusals_total{reason="full",surface="slack"}') == 1


async def test_with_a_token_the_figures_are_for_those_alone_who_have_it(tmp_path: Path) -> None:
    async with a_house(tmp_path, KOMBOT_METRICS_TOKEN="hvem-der") as house:
        for given in ("", "Bearer", "Bearer forkert", "hvem-dér"):
            status, _ = await house.asks("/metrics", Authorization=given)
            assert status == 401, given
        status, _ = await house.asks("/metrics", Authorization="Bearer hvem-der")
        assert status == 200


# Something was due and nothing was sent.
async def test_something_due_that_nobody_sends_is_told_once_an_hour(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_house(tmp_path) as house:

        async def waits(unit: Unit) -> None:
            outbox.queue(unit, Mail(message="m", key="k", due_at=MONDAY))

        await house.store.run(waits)
        await house.watch.once()
        assert "was due" not in caplog.text
        house.clock.move(LATE + MINUTE)
        await house.watch.once()
        await house.watch.once()
        assert caplog.text.count("something was due 11 minutes ago and nothing was sent") == 1
        assert "1 messages wait, 0 workers live" in caplog.text
        assert await house.metric("kombot_overdue_seconds") == 660
        house.clock.move(timedelta(hours=1))
        await house.watch.once()
        assert caplog.text.count("something was due") == 2


async def test_a_long_queue_that_is_worked_off_is_no_reason_to_warn(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:

        async def waits(unit: Unit) -> None:
            outbox.queue(unit, Mail(message="m", key="k", due_at=MONDAY))

        await house.store.run(waits)
        house.clock.move(LATE * 6)
        now = house.clock.now()
        await house.store.run(
            lambda unit: sight.beat(unit, "w", Beat(at=now, tick=now, sent=now - MINUTE))
        )
        assert await house.metric("kombot_overdue_seconds") == 0
        assert await house.metric("kombot_workers") == 1
        house.clock.move(LATE * 2)
        assert await house.metric("kombot_overdue_seconds") > 0
        assert await house.metric("kombot_workers") == 0


async def test_a_worker_says_that_it_lives_until_it_stops(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        worker = Watch(store=house.store, now=house.clock.now, beats=True)
        worker.ticked()
        await worker.once()
        assert await house.metric("kombot_workers") == 1
        await worker.end()
        assert await house.metric("kombot_workers") == 0
