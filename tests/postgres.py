"""A PostgreSQL of our own for the tests: made when it is first asked for, gone when they end.

The one that all tests share does not wait for the disk; `a_server` keeps to it as a real one does.
Every store gets a database to itself; those of tests that have ended are emptied and used again, as
making one takes ten times as long.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sqlalchemy import MetaData

from storage.postgres import at_once, said_at_once

INSTALL = "There is no PostgreSQL here. Install it with: sudo apt-get install postgresql"
KEPT = 4
"""So many stores of each kind stand at once: no test has more, and reopens none of another's."""
EMPTY = """
DO $$ DECLARE each record; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR each IN SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'
  LOOP EXECUTE 'DELETE FROM ' || each.name; END LOOP;
  FOR each IN SELECT format('%I', sequencename) AS name FROM pg_sequences
  LOOP EXECUTE 'ALTER SEQUENCE ' || each.name || ' RESTART'; END LOOP;
END $$
"""
FILES = """
SELECT relname, pg_relation_filepath(oid) FROM pg_class
WHERE relkind IN ('r', 'i', 't', 'S') AND (relnamespace = 'public'::regnamespace
  OR oid IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace = 'public'::regnamespace))
"""
BARE = ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # It would look at tables at moments that no test has chosen.
    "autovacuum": "off",
    "log_destination": "stderr",
}


SWIFT = {
    **SETTINGS,
    # What is told here does not hang on it: those that do start `a_server` of their own.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
}


class NoPostgres(Exception):
    pass


@dataclass
class Server:
    """`data` is where it keeps everything."""

    programs: Path
    data: Path
    port: int
    settings: Mapping[str, str]
    stores: dict[tuple[str, str], str] = field(default_factory=dict)

    def url(self, name: str) -> str:
        return f"postgresql://kombot@127.0.0.1:{self.port}/{name}"

    def does(self, name: str, *statements: str) -> None:
        """As a superuser, each in a transaction of its own."""

        said_at_once(self.url(name), *statements)

    def store(self, key: object, tables: MetaData) -> str:
        """The address of the store that goes by `key`: with these tables, and empty when new."""
        kind = "_".join(sorted(tables.tables))[:40] or "bare"
        mine = (kind, str(key))
        if mine not in self.stores:
            self.stores[mine] = self._another(kind, tables)
        return self.url(self.stores[mine])

    def bare(self, key: object) -> str:
        """As `store`, without any table."""
        return self.store(key, MetaData())

    def files(self, url: str) -> dict[str, bytes]:
        """What lies on the disk for the tables of this database, their indexes included."""
        self.does("postgres", "CHECKPOINT")
        paths = at_once(url, lambda it: it.exec_driver_sql(FILES).all())
        return {name: (self.data / path).read_bytes() for name, path in paths}

    def starts(self) -> None:
        options = " ".join(f"-c {name}='{value}'" for name, value in self.settings.items())
        self.runs(
            "pg_ctl", "-w", "-l", self.data / "log", "-o", f"-p {self.port} {options}", "start"
        )

    def stops(self, how: str = "fast") -> None:
        self.runs("pg_ctl", "-w", "-m", how, "stop")

    def runs(self, program: str, *words: str | Path) -> None:
        command = [self.programs / program, "-D", self.data, *words]
        done = subprocess.run(
            command, user=_user(), group=_group(), cwd="/", check=False, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        if done.returncode:
            raise NoPostgres(f"{program} failed:\n{done.stdout}")

    def _another(self, kind: str, tables: MetaData) -> str:
        those = [each for each in self.stores if each[0] == kind]
        if len(those) < KEPT:
            name = f"{kind[:20]}_{len(those)}"
            self.does("postgres", f'CREATE DATABASE "{name}" TEMPLATE template0')
            at_once(self.url(name), tables.create_all)
        else:
            name = self.stores.pop(those[0])
            self.does(name, *([EMPTY] if tables.tables else BARE))
        return name


@cache
def server() -> Server:
    """The one of this process, which does not wait for the disk."""
    return a_server(settings=SWIFT)


def a_server(
    forget: Callable[[Callable[[], None]], object] = atexit.register,
    *,
    settings: Mapping[str, str] = SETTINGS,
    within: Path | None = None,
) -> Server:
    """`within` is where its folder is made, in place of where the machine keeps what passes."""
    folder = Path(tempfile.mkdtemp(prefix="kombot-postgres-", dir=within))
    made = Server(programs=_programs(), data=folder / "data", port=_free_port(), settings=settings)
    if (user := _user()) is not None:
        shutil.chown(folder, user)
    made.runs(
        "initdb", "--no-sync", "--auth=trust", "--username=kombot", "--encoding=UTF8", "--locale=C"
    )
    made.starts()

    def ends() -> None:
        made.stops("immediate")
        shutil.rmtree(folder)

    forget(ends)
    return made


def _programs() -> Path:
    on_path = shutil.which("initdb")
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    found = [*([Path(on_path).resolve().parent] if on_path else []), *reversed(newest)]
    for folder in found:
        if (folder / "pg_ctl").exists():
            return folder
    raise NoPostgres(INSTALL)


def _user() -> int | None:
    """PostgreSQL refuses to run as root; the package brings a user of its own."""
    return pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None


def _group() -> int | None:
    return pwd.getpwnam("postgres").pw_gid if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
