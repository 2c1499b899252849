"""Kill -9 where it is rare: in a migration, and between a token that comes once and its row."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Connection, delete, text

from bot.channels.slack.install.grant import as_secret, granted
from storage.keys import new_key
from storage.migrate import _alone, differences, migrate, newest, require_newest, revision_of, undo
from storage.tables import Tenant
from tests import postgres, town
from tests.fakes.slack import TEAM
from tests.fakes.slack_installs import CLIENT_ID, CLIENT_SECRET, a_world
from tests.fakes.slack_installs import World as Installs
from tests.faults.figures import Tell, chances
from tests.faults.spawner import Order, Spawner
from tests.faults.world import Life, World
from tests.stores import POSTGRES, SQLITE

GONE = (aiohttp.ClientError, ConnectionError)
OLDEST, ROW = "0001", "INSERT INTO organisation (id, name) VALUES ('o1', 'Solkommunen')"
LIVES = timedelta(hours=1)
"""A token with so little left is renewed when it is used."""


def bare_store(kind: str, folder: Path) -> str:
    return f"sqlite:///{folder / 'kombot.db'}" if kind == SQLITE else postgres.server().bare(folder)


def on(url: str, statement: str) -> object:
    """What it gives, in a transaction of its own."""
    found: list[object] = []

    def job(connection: Connection) -> None:
        result = connection.execute(text(statement))
        found.append(result.scalar() if result.returns_rows else None)

    _alone(url, job)
    return found[0]


def revision(url: str) -> str | None:
    found: list[str | None] = []
    _alone(url, lambda connection: found.append(revision_of(connection)))
    return found[0]


async def migrates(spawner: Spawner, folder: Path, url: str, *, crash_at: str = "") -> int:
    env = {"KOMBOT_KEYS": new_key(), "KOMBOT_DATABASE_URL": url}
    env |= {"CRASH_AT": crash_at} if crash_at else {}
    pid = spawner.bears(Order(command="migrate", folder=str(folder), env=env))
    return await Life(spawner=spawner, pid=pid, port=0).gone()


@pytest.mark.parametrize("kind", [SQLITE, POSTGRES])
async def test_a_kill_in_a_migration_leaves_the_store_as_it_was(
    spawner: Spawner, tmp_path: Path, kind: str, tell: Tell
) -> None:  # fault 41
    url, kills, last = bare_store(kind, tmp_path), 0, int(newest())
    migrate(url, OLDEST)
    on(url, ROW)
    for chance in chances():
        before = chance.randint(1, last - 1)
        await asyncio.to_thread(migrate, url, f"{before:04}")
        nth = chance.randint(1, last - before)
        died = await migrates(spawner, tmp_path, url, crash_at=f"during_migration:{nth}")
        assert died == -signal.SIGKILL, (tmp_path / "log").read_text()
        assert await asyncio.to_thread(revision, url) == f"{before:04}"
        both = [migrates(spawner, tmp_path, url) for _ in range(2)]
        assert await asyncio.gather(*both) == [0, 0], (tmp_path / "log").read_text()
        await asyncio.to_thread(undo, url, OLDEST)
        kills += 1
    migrate(url)
    require_newest(url)
    _alone(url, _are_as_the_models)
    assert on(url, "SELECT name FROM organisation") == "Solkommunen"
    tell(
        f"fault 41 kill during migration on {kind}: {kills} kills, 0 stores half migrated, "
        "0 rows lost, of two that started afterwards both found it done"
    )


def _are_as_the_models(connection: Connection) -> None:
    assert differences(connection) == []


async def is_installed(world: World, installs: Installs) -> None:
    """Anew, with a token that is soon to end."""
    now = world.clock.now()
    grant = granted({**installs._tokens(TEAM), "expires_in": int(LIVES.total_seconds())}, now=now)
    assert grant is not None
    installs._ends[grant.token] = now + LIVES
    async with world.store() as store, store.unit() as unit:
        unit.delete(delete(Tenant))
        unit.insert(
            Tenant(
                channel="slack", external_id=TEAM, organisation_id=town.ORGANISATION,
                secret=as_secret(grant), installed_at=now,
            )
        )  # fmt: skip
        await unit.commit()


def as_installed(world: World, installs: Installs) -> None:
    """The same Slack and the same people, behind tokens that are given out by installing."""
    installs.workspaces[TEAM] = world.slack
    world.slack.tokens.clear()
    world.more = {
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": CLIENT_ID,
        "SLACK_CLIENT_SECRET": CLIENT_SECRET,
        "SLACK_BASE_URL": installs.base_url,
        "KOMBOT_PUBLIC_URL": "https://kombot.example.dk",
    }


async def opens_a_check_in(world: World, life: Life) -> str:
    """The id of the window that opens, if any."""
    user = world.user(town.CONTACT)
    user.send = world.door(life.port).send
    with suppress(*GONE):
        await user.commands("check-in")
    return user.modal


async def test_a_kill_between_a_new_token_and_its_row_goes_on_with_the_old_one_until_it_ends(
    world: World, tell: Tell
) -> None:  # fault 23
    kills, goes_on, told = 0, 0, 0
    async with a_world(world.clock.now) as installs:
        as_installed(world, installs)
        for _ in chances():
            await is_installed(world, installs)
            dying = await world.starts("web", crash_at="after_renewal_before_commit")
            await opens_a_check_in(world, dying)
            assert await dying.gone() == -signal.SIGKILL, world.log
            kills += 1
            life = await world.starts("web")
            goes_on += await opens_a_check_in(world, life) != ""
            await life.killed()
            world.clock.move(LIVES)
            life = await world.starts("web")
            assert await opens_a_check_in(world, life) == ""
            await life.killed()
            told += [each.secret for each in await world.rows(Tenant)] == [None]
    assert (goes_on, told) == (kills, kills)
    tell(
        f"fault 23 kill after renewal before commit on {world.kind}: {kills} kills, {goes_on} went "
        f"on with the old token, {told} told at its end that kombot is to be installed again"
    )
