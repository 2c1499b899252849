"""A copy of the whole store while kombot runs, and a store made of such a copy.

SQLite: VACUUM INTO writes what one snapshot holds into a new file, in the order of keys; what was
deleted is not in it. PostgreSQL: pg_dump and pg_restore, the server's own programs; they are told
where to connect through their environment, since everybody on a machine sees its command lines.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

from sqlalchemy import Connection, inspect, make_url

from storage.address import file_of, is_sqlite, place_of
from storage.migrate import migrate, migrate_unseen, require_store, say_newest
from storage.postgres import at_once

COPY, PUT_BACK = "pg_dump", "pg_restore"
REVISION = re.compile(r" TABLE DATA \S+ alembic_version ")
BUSY_S = 30.0
LINKLESS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)
"""What is said where a file has one name only, as on many shares and sticks."""


class NoBackup(Exception):
    """It was not done, and nothing is left behind; the message says what to do."""


def backup(url: str, to: Path) -> None:
    """A store of an older version will do. Raise NoBackup, or NotMigrated where there is none."""
    require_store(url)
    if to.exists():
        raise NoBackup(f"{to} is there already: name another file.")
    with _beside(to) as place:
        if is_sqlite(url):
            _vacuum_into(file_of(url), place)
            _check(place)
        else:
            _runs(COPY, "--format=custom", f"--file={place}", url=url)
            _runs(PUT_BACK, "--list", str(place), url=None)
        _publish(place, to)


def write_beside(text: str, to: Path) -> None:
    """Into a new file, whole or not at all. Raise NoBackup."""
    with _beside(to) as place:
        place.write_text(text, "utf-8")
        _publish(place, to)


def restore(file: Path, url: str, *, then: Callable[[str], None]) -> None:
    """Make the store at `url` of a backup, and bring it up to date; there must be none yet.

    `then` has the last word on it, by the address that it is given; a file has its name only after.
    Raise NoBackup, or NotMigrated for a backup that a newer kombot has made.
    """
    if not file.is_file():
        raise NoBackup(f"There is no backup at {file}.")
    if is_sqlite(url):
        _restore_file(file, file_of(url), then)
        return
    if at_once(url, _tables):
        raise NoBackup(
            f"The database {place_of(url)} holds tables already: make an empty one, and name it in "
            "KOMBOT_DATABASE_URL."
        )
    if _begins(file, b"SQLite format 3"):
        raise NoBackup(f"{file} is a backup of a SQLite file: restore it there, then kombot move.")
    _restore_tables(file, url)
    migrate_unseen(url, _revision_in(file))
    then(url)
    say_newest(url)


def _restore_file(file: Path, to: Path, then: Callable[[str], None]) -> None:
    # What another file has left in its log would be taken for this one's.
    if any(Path(f"{to}{end}").exists() for end in ("", "-wal", "-shm")):
        raise NoBackup(
            f"There is a store at {to} already: stop kombot, and move the file away with those "
            f"beside it, {to.name}-wal and {to.name}-shm."
        )
    if not _begins(file, b"SQLite format 3"):
        raise NoBackup(f"{file} is no backup of a SQLite file: set KOMBOT_DATABASE_URL as it was.")
    _check(file)
    with _beside(to) as place:
        _vacuum_into(file, place)
        migrate(f"sqlite:///{place}")
        then(f"sqlite:///{place}")
        _settle(place)
        _check(place)
        _publish(place, to)


def _restore_tables(file: Path, url: str) -> None:
    """All but the revision: until that is there, no kombot starts on it."""
    parts = _runs(PUT_BACK, "--list", str(file), url=None).splitlines(keepends=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as wanted:
        wanted.writelines(each for each in parts if not REVISION.search(each))
        wanted.flush()
        name = make_url(url).database or ""
        where = (f"--dbname={name}", f"--use-list={wanted.name}")
        _runs(PUT_BACK, "--single-transaction", *where, str(file), url=url)


def _revision_in(file: Path) -> str:
    told = _runs(
        PUT_BACK, "--data-only", "--table=alembic_version", "--file=-", str(file), url=None
    )
    lines = told.splitlines()
    found = [below for line, below in pairwise(lines) if line.startswith("COPY ")]
    if len(found) != 1:
        raise NoBackup(
            f"{file} does not say which version of kombot it is of: take another backup."
        )
    return found[0]


def _begins(file: Path, mark: bytes) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(mark)) == mark


def _tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


@contextmanager
def _beside(to: Path) -> Iterator[Path]:
    """A file for its owner alone, in the same folder; what is not published is taken away."""
    try:
        number, name = tempfile.mkstemp(dir=to.parent, prefix=f".{to.name}.")
    except OSError as error:
        raise _cannot(to, error) from None
    os.close(number)
    place = Path(name)
    try:
        yield place
    except OSError as error:
        raise _cannot(to, error) from None
    finally:
        for each in (place, Path(f"{name}-wal"), Path(f"{name}-shm"), Path(f"{name}-journal")):
            each.unlink(missing_ok=True)


def _publish(place: Path, to: Path, *, link: Callable[[Path, Path], None] = os.link) -> None:
    """On the disk, and under its name in one step that overwrites nothing."""
    _sync(place)
    try:
        try:
            link(place, to)
            _sync(to.parent)
        except OSError as error:
            if error.errno not in LINKLESS:
                raise
            to.touch(exist_ok=False)
            place.replace(to)
    except FileExistsError:
        raise NoBackup(f"{to} is there already: name another file.") from None


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _cannot(to: Path, error: OSError) -> NoBackup:
    why = error.strerror or type(error).__name__
    return NoBackup(f"{to} cannot be written ({why}): name a file in a folder with room for it.")


def _vacuum_into(file: Path, place: Path) -> None:
    try:
        with closing(_open(file)) as source:
            source.execute("VACUUM INTO ?", (str(place),))
    except sqlite3.Error as error:
        raise NoBackup(f"{file} could not be copied: {error}. Nothing is left behind.") from None


def _open(file: Path) -> sqlite3.Connection:
    """To look alone: it neither makes a file nor changes one."""
    address = f"{file.resolve().as_uri()}?mode=ro"
    return sqlite3.connect(address, uri=True, timeout=BUSY_S, isolation_level=None)


def _check(file: Path) -> None:
    """Every page, every index, every reference."""
    try:
        with closing(_open(file)) as opened:
            found = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
            astray = opened.execute("PRAGMA foreign_key_check").fetchone()
            opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise NoBackup(f"{file} cannot be read as a store: {error}.") from None
    if found != "ok" or astray is not None:
        raise NoBackup(f"{file} is damaged: take another backup.")


def _settle(place: Path) -> None:
    """All of it in the one file."""
    with closing(sqlite3.connect(place)) as opened:
        opened.execute("PRAGMA journal_mode = DELETE")


def _runs(program: str, *words: str, url: str | None) -> str:
    """What it said; raise NoBackup."""
    found = shutil.which(program)
    if found is None:
        raise NoBackup(
            f"{program} is not on the path: install PostgreSQL's client programs, of the server's "
            "version or newer (on Debian or Ubuntu: sudo apt-get install postgresql-client)."
        )
    options = () if url is None else ("--no-password", "--no-owner", "--no-privileges")
    done = subprocess.run(  # noqa: S603 - a program by its name, and words of our own
        (found, *options, *words),
        env=_environment(url),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        said = next((each for each in lines if "error: " in each), lines[0])
        raise NoBackup(f"{program} could not do it: {said}")
    return done.stdout


TOLD: Mapping[str, str] = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "ssl": "PGSSLMODE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
"""What an address may say after its question mark, as PostgreSQL's programs are told it."""


def _environment(url: str | None) -> dict[str, str]:
    """Where to connect; kombot's own environment holds where the address is silent.

    The keys that people's words are sealed with are nothing for another program.
    """
    found = {name: value for name, value in os.environ.items() if not name.startswith("KOMBOT_")}
    if url is None:
        return found
    address = make_url(url)
    given = {
        "PGHOST": address.host,
        "PGPORT": str(address.port) if address.port else None,
        "PGUSER": address.username,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.database,
        **{TOLD[name]: str(value) for name, value in address.query.items() if name in TOLD},
    }
    return {**found, **{name: value for name, value in given.items() if value}}
