"""The same migrations on PostgreSQL: what they make is what the models say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.migrate import (
    SCRIPTS,
    NotMigrated,
    differences,
    migrate,
    newest,
    require_newest,
    revision_of,
    undo,
)
from storage.postgres import at_once
from storage.writer import StoreUnavailable
from tests.postgres import server

ROOT = Path(__file__).parents[2]
MIGRATIONS = sorted((SCRIPTS / "versions").glob("*.py"))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return server().bare(tmp_path)


def relations(url: str) -> list[str]:
    """Every table, column and index, apart from Alembic's own."""
    query = (
        "SELECT table_name || '.' || column_name || ' ' || data_type || is_nullable"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    )
    found = at_once(url, lambda it: it.exec_driver_sql(query).scalars().all())
    return [each for each in found if "alembic" not in each]


def test_a_migrated_store_is_what_the_models_say(url: str) -> None:
    migrate(url)
    assert at_once(url, differences) == []
    require_newest(url)


def test_each_migration_can_be_taken_back_by_itself(url: str) -> None:
    states = [relations(url)]
    for migration in MIGRATIONS:
        migrate(url, migration.stem[:4])
        states.append(relations(url))
    for state in reversed(states[:-1]):
        undo(url, "-1")
        assert relations(url) == state


def test_what_is_in_a_store_is_there_after_each_migration(url: str) -> None:
    migrate(url, MIGRATIONS[0].stem[:4])
    server().does(url.rpartition("/")[2], "INSERT INTO organisation VALUES ('o', 'Eksempel')")
    migrate(url)
    names = at_once(url, lambda it: it.exec_driver_sql("SELECT name FROM organisation").all())
    assert [tuple(row) for row in names] == [("Eksempel",)]


def test_several_processes_that_migrate_at_once_make_one_store(url: str) -> None:
    command = (sys.executable, "-c", f"from storage.migrate import migrate; migrate({url!r})")
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(3)
    ]
    said = [each.communicate()[0].decode() for each in running]
    assert [each.returncode for each in running] == [0, 0, 0], said
    assert at_once(url, differences) == []


def test_a_store_that_is_not_ready_says_what_to_do(url: str) -> None:
    with pytest.raises(NotMigrated, match=r"on 127.0.0.1:.* has no tables.*kombot migrate"):
        require_newest(url)
    migrate(url, MIGRATIONS[0].stem[:4])
    with pytest.raises(NotMigrated, match=r"is at revision 0001.*kombot migrate"):
        require_newest(url)


def test_an_older_kombot_leaves_a_newer_store_alone(url: str) -> None:
    migrate(url)
    server().does(url.rpartition("/")[2], "UPDATE alembic_version SET version_num = '9999'")
    for look in (migrate, require_newest):
        with pytest.raises(NotMigrated, match="newer one has been at work"):
            look(url)


def test_a_migration_that_fails_half_way_leaves_nothing(url: str) -> None:
    server().does(url.rpartition("/")[2], "CREATE TABLE seen (in_the_way integer)")
    with pytest.raises(Exception, match="already exists"):
        migrate(url)
    assert at_once(url, _revision) is None
    assert relations(url) == ["seen.in_the_way integerYES"]


def _revision(connection: Connection) -> str | None:
    return revision_of(connection)


def test_a_server_that_is_not_there_is_told_of_in_plain_words() -> None:
    for look in (migrate, require_newest):
        with pytest.raises(StoreUnavailable, match="Connect call failed") as told:
            look("postgresql://kombot:hunter2@127.0.0.1:1/kombot")
        assert "hunter2" not in str(told.value)
    assert newest() == MIGRATIONS[-1].stem[:4]
