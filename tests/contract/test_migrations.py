"""The migrations and the models are the same thing said twice."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from storage.migrate import (
    SCRIPTS,
    NotMigrated,
    differences,
    known,
    migrate,
    newest,
    require_newest,
    undo,
)
from storage.writer import StoreUnavailable

ROOT = Path(__file__).parents[2]
MIGRATIONS = sorted((SCRIPTS / "versions").glob("*.py"))


def url(file: Path) -> str:
    return f"sqlite:///{file}"


def schema(file: Path) -> dict[str, str]:
    """Every table and index as SQLite keeps it, without the ways of writing that mean the same."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master"
            " WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'alembic%'"
        ).fetchall()
    return {name: _normal(sql) for name, sql in rows}


def _normal(sql: str) -> str:
    words = re.sub(r'[\s"]+', " ", sql).replace("( ", "(").replace(" )", ")").strip()
    head, bracket, rest = words.partition("(")
    body, end, tail = rest.rpartition(")")
    # The order of constraints within a table says nothing.
    return head + bracket + ", ".join(sorted(_parts(body))) + end + tail


def _parts(body: str) -> Iterator[str]:
    depth, part = 0, ""
    for letter in body:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kombot.db"


@pytest.fixture
def modelled(tmp_path: Path) -> dict[str, str]:
    there = tmp_path / "models.db"
    engine = create_engine(url(there), poolclass=NullPool)
    SQLModel.metadata.create_all(engine)
    return schema(there)


def test_a_migrated_store_is_what_the_models_say(file: Path) -> None:
    migrate(url(file))
    engine = create_engine(url(file), poolclass=NullPool)
    with engine.connect() as connection:
        assert differences(connection) == []


def test_tables_and_indexes_are_the_models_own_to_the_letter(
    file: Path, modelled: dict[str, str]
) -> None:
    migrate(url(file))
    assert schema(file) == modelled


def test_votes_are_kept_without_rows_that_are_numbered_as_they_come(file: Path) -> None:
    migrate(url(file))
    tables = schema(file)
    for name in ("ballot", "participation", "session", "note"):
        assert tables[name].endswith("WITHOUT ROWID"), name


def test_migrating_again_changes_nothing(file: Path) -> None:
    migrate(url(file))
    before = file.read_bytes()
    migrate(url(file))
    assert file.read_bytes() == before


def test_a_store_goes_down_to_nothing_and_up_again(file: Path, modelled: dict[str, str]) -> None:
    migrate(url(file))
    undo(url(file), "base")
    assert schema(file) == {}
    migrate(url(file))
    assert schema(file) == modelled


def test_each_migration_can_be_taken_back_by_itself(file: Path) -> None:
    states = [schema(file)]
    for migration in MIGRATIONS:
        migrate(url(file), migration.stem[:4])
        states.append(schema(file))
    for state in reversed(states[:-1]):
        undo(url(file), "-1")
        assert schema(file) == state


def test_several_processes_that_migrate_at_once_make_one_store(
    file: Path, modelled: dict[str, str]
) -> None:
    command = (sys.executable, "-c", f"from storage.migrate import migrate; migrate({url(file)!r})")
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(3)
    ]
    said = [each.communicate()[0].decode() for each in running]
    assert [each.returncode for each in running] == [0, 0, 0], said
    assert schema(file) == modelled


def test_what_is_in_a_store_is_there_after_migrating_again(file: Path) -> None:
    migrate(url(file))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO organisation VALUES ('o', 'Eksempelkommunen')")
    migrate(url(file))
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM organisation").fetchall() == [
            ("Eksempelkommunen",)
        ]


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda each: each.stem)
def test_a_migration_does_not_change_when_the_code_does(migration: Path) -> None:
    imported = re.findall(r"^(?:import|from) (\S+)", migration.read_text("utf-8"), re.MULTILINE)
    assert set(imported) == {"sqlalchemy", "alembic"}
    assert len(migration.read_text("utf-8").splitlines()) <= 300


def not_there(file: Path) -> None:
    assert not file.exists()


def empty(file: Path) -> None:
    file.touch()


def half_way(file: Path) -> None:
    migrate(url(file), MIGRATIONS[0].stem[:4])


def from_tomorrow(file: Path) -> None:
    migrate(url(file))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (not_there, "There is no store at .*kombot migrate"),
        (empty, "has no tables.*kombot migrate"),
        (half_way, "is at revision 0001, and this kombot needs .*kombot migrate"),
        (from_tomorrow, "revision 9999, which this kombot does not know.*Start that version"),
    ],
)
def test_a_store_that_is_not_ready_says_what_to_do(
    file: Path, state: Callable[[Path], None], says: str
) -> None:
    state(file)
    was_there = file.exists()
    with pytest.raises(NotMigrated, match=says):
        require_newest(url(file))
    assert file.exists() == was_there


def test_a_store_that_is_ready_says_nothing(file: Path) -> None:
    migrate(url(file))
    require_newest(url(file))
    assert newest() == MIGRATIONS[-1].stem[:4]


def test_the_names_of_the_files_tell_every_revision() -> None:
    said = [
        re.search(r'^revision = "(.*)"$', file.read_text("utf-8"), re.MULTILINE)
        for file in MIGRATIONS
    ]
    assert known() == {each[1] for each in said if each}
    assert len(known()) == len(MIGRATIONS)


def test_an_older_kombot_leaves_a_newer_store_alone(file: Path) -> None:
    from_tomorrow(file)
    before = file.read_bytes()
    with pytest.raises(NotMigrated, match="newer one has been at work"):
        migrate(url(file))
    assert file.read_bytes() == before


def test_a_file_with_odd_letters_in_its_path_is_found(tmp_path: Path) -> None:
    there = tmp_path / "år 2026 #1 100% ok" / "kombot.db"
    migrate(url(there))
    assert there.is_file()
    require_newest(url(there))


def test_a_file_that_is_no_store_is_told_of_in_plain_words(file: Path) -> None:
    file.write_text("these are not the bytes of a database, but words")
    with pytest.raises(StoreUnavailable, match="not a database"):
        migrate(url(file))
    with pytest.raises(StoreUnavailable, match="not a database"):
        require_newest(url(file))
