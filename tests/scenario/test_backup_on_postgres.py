"""`kombot backup` and `kombot restore` on a real PostgreSQL, with its own programs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage import backup
from storage.migrate import NotMigrated, require_newest
from storage.postgres import at_once
from storage.writer import StoreUnavailable
from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal
from tests.postgres import server

METTE = row("Mette", roller="leder, admin")
BO = row("Bo", leder="mette@eksempel.dk")


def left_behind(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.fixture
def postgres(tmp_path: Path) -> Terminal:
    folder = tmp_path / "postgres"
    folder.mkdir()
    terminal = Terminal(folder, {"KOMBOT_DATABASE_URL": server().bare(folder)})
    terminal.runs("migrate")
    terminal.runs("people", "import", terminal.writes("p.csv", file_of(METTE, BO)))
    return terminal


def rows(url: str) -> list[tuple[object, ...]]:
    def job(connection: Connection) -> list[tuple[object, ...]]:
        found = connection.exec_driver_sql("SELECT id, name, email FROM person ORDER BY id")
        return [tuple(each) for each in found]

    return at_once(url, job)


def test_on_postgresql_it_is_the_servers_own_dump(postgres: Terminal, tmp_path: Path) -> None:
    copy = postgres.folder / "copy.dump"
    assert postgres.runs("backup", copy), postgres.says
    assert postgres.code == 0, postgres.says
    before = rows(postgres.env["KOMBOT_DATABASE_URL"])
    empty = server().bare(tmp_path / "another")
    again = Terminal(postgres.folder, {**postgres.env, "KOMBOT_DATABASE_URL": empty})
    again.runs("restore", copy)
    assert again.code == 0, again.says
    assert rows(empty) == before != []
    require_newest(empty)
    assert "holds tables already" in again.runs("restore", copy)


def test_nobody_starts_on_it_before_those_who_are_forgotten_are(
    postgres: Terminal, tmp_path: Path
) -> None:  # fault 37
    """Also where that fails: it says so until it is restored anew."""
    copy = postgres.folder / "copy.dump"
    postgres.runs("backup", copy)
    empty = server().bare(tmp_path / "another")

    def falls(url: str) -> None:
        assert len(rows(url)) == 2
        with pytest.raises(NotMigrated, match="is half restored"):
            require_newest(url)
        raise StoreUnavailable("the server went away")

    with pytest.raises(StoreUnavailable):
        backup.restore(copy, empty, then=falls)
    for command in ("status", "migrate"):
        again = Terminal(postgres.folder, {**postgres.env, "KOMBOT_DATABASE_URL": empty})
        assert "half restored: make an empty database" in again.runs(command)
        assert again.code == 1


FAILS = """#!/bin/sh
echo "pg_dump: warning: there are circular foreign-key constraints" >&2
echo "pg_dump: error: server version mismatch" >&2
exit 1
"""


def test_what_the_servers_program_failed_at_is_said(postgres: Terminal) -> None:
    program = postgres.writes("pg_dump", FAILS)
    program.chmod(0o755)
    postgres.env |= {"PATH": f"{postgres.folder}:{os.environ['PATH']}"}
    assert "server version mismatch" in postgres.runs("backup", postgres.folder / "copy.dump")
    assert left_behind(postgres.folder) == []


TELLS = """#!/bin/sh
for word in "$@"; do case $word in --file=*) echo x > "${word#--file=}";; esac; done
{ echo "$@"; env; } >> %s
"""


@pytest.mark.parametrize(
    "written", ["kombot:hemmelig@{}", "kombot@{}?password=hemmelig"], ids=["before", "after"]
)
def test_no_password_is_on_a_command_line(tmp_path: Path, postgres: Terminal, written: str) -> None:
    """Everybody on a machine sees those; the key is for nobody else either."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("pg_dump", "pg_restore"):
        program = folder / name
        program.write_text(TELLS % (tmp_path / "told"))
        program.chmod(0o755)
    scheme, _, rest = postgres.env["KOMBOT_DATABASE_URL"].partition("kombot@")
    url = scheme + written.format(rest)
    postgres.env |= {"PATH": f"{folder}:{os.environ['PATH']}", "KOMBOT_DATABASE_URL": url}
    postgres.runs("backup", postgres.folder / "copy.dump")
    assert postgres.code == 0, postgres.says
    told = (tmp_path / "told").read_text().splitlines()
    assert [line for line in told if "hemmelig" in line] == ["PGPASSWORD=hemmelig"]
    assert not [line for line in told if line.startswith("KOMBOT_")]
    assert json.dumps(postgres.env["KOMBOT_KEYS"]) not in json.dumps(told)


def test_without_postgresqls_programs_it_is_said_what_to_install(postgres: Terminal) -> None:
    postgres.env |= {"PATH": str(postgres.folder)}
    assert "pg_dump is not on the path: install" in postgres.runs(
        "backup", postgres.folder / "copy.dump"
    )
    assert (postgres.code, left_behind(postgres.folder)) == (1, [])
