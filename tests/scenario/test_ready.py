"""/ready: can kombot do its work, and if not, why."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection, event

from bot.sight.ready import Readiness
from schedules.core.clock import FixedClock
from storage import reach
from storage.tables import Address, Organisation, Person, Workplace
from storage.unit_of_work import Unit
from storage.writer import StoreBusy, StoreUnavailable
from tests import stores
from tests.contract.lines import Commits
from tests.postgres import server
from tests.sighted import a_house
from tests.talk import MONDAY


class LetGo(Exception):
    """A job that fails costs the writer its connection: what is told to new ones holds then."""


def vacuums(connection: Connection) -> None:
    """So that no page is free."""
    connection.exec_driver_sql("VACUUM")
    raise LetGo


@pytest.fixture
def a_file() -> Iterator[None]:
    """What can be told of a file alone, whichever database the stories are told on."""
    with stores.chosen(stores.SQLITE):
        yield


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


async def test_an_old_process_serves_on_while_new_ones_come(tmp_path: Path) -> None:  # fault 41
    async with a_house(tmp_path) as house:
        stores.stamp(tmp_path, "9999")
        status, told = await house.ready()
        assert (status, told["migrations"]) == (200, "ahead of this version")


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


@pytest.mark.usefixtures("a_file")
async def test_a_full_disk_is_red_and_green_again_when_there_is_room(tmp_path: Path) -> None:
    # fault 14
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


@pytest.mark.usefixtures("a_file")
async def test_a_file_that_may_not_be_written_to_is_red(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:

        def forbids(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA query_only = ON")

        writer = cast("Any", house.store._database.writer)
        event.listen(writer._engine, "connect", forbids)
        status, told = await house.ready()
        assert (status, told["store"]) == (503, "cannot be written to")


@pytest.mark.usefixtures("a_file")
async def test_a_file_that_another_process_holds_is_red_while_it_does(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        with closing(sqlite3.connect(tmp_path / "kombot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            status, told = await house.ready()
            assert status == 503
            assert told["store"] in {"busy", "locked by another process"}
        assert (await house.ready())[0] == 200


@pytest.mark.postgres
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


@pytest.mark.usefixtures("a_file")
async def test_a_store_without_its_tables_is_told_of_and_nothing_falls(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        with closing(sqlite3.connect(tmp_path / "kombot.db")) as other, other:
            for table in ("setting", "address", "outbox"):
                other.execute(f"DROP TABLE {table}")
        status, told = await house.ready()
        assert (status, told["migrations"]) == (503, "needs kombot migrate")
        assert await house.metric("kombot_store_up") == 0


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (StoreUnavailable('database "kombot" does not exist'), "unavailable"),
        (StoreBusy("1024 batches wait already"), "busy"),
    ],
)
async def test_a_store_that_is_slow_to_say_no_is_asked_once_for_all_who_wait(
    trouble: Exception, says: str
) -> None:
    clock, asked = FixedClock(MONDAY), []

    class Slow:
        async def maintenance(self, job: object) -> None:
            asked.append(job)
            clock.move(timedelta(seconds=2))
            raise trouble

    ready = Readiness(
        store=cast("Any", Slow()),
        now=clock.now,
        newest="1",
        known=frozenset(),
        platforms=("slack",),
    )
    reports = await asyncio.gather(*(ready.look() for _ in range(10)))
    assert {each.parts["store"] for each in reports} == {says}
    assert len(asked) == 1


async def test_however_often_it_is_asked_the_store_is_written_to_once_a_second(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        commits = Commits.of(house.store._database)
        commits.clear()
        for _ in range(20):
            await house.asks("/ready")
        assert len(commits) <= 2
