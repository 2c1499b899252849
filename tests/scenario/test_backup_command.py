"""`kombot backup`, `kombot deletions` and `kombot restore`, on real files."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import backup
from storage.database import Database
from storage.keys import Keyring
from storage.migrate import migrate, require_newest
from storage.tables import Setting
from storage.unit_of_work import Store, Unit
from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal

ROOT = Path(__file__).parents[2]
METTE = row("Mette", roller="leder, admin")
BO = row("Bo", leder="mette@eksempel.dk")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.runs("migrate")
    terminal.runs("people", "import", terminal.writes("p.csv", file_of(METTE, BO)))
    return terminal


@pytest.fixture
def elsewhere(tmp_path: Path, terminal: Terminal) -> Terminal:
    """The same organisation's next machine: the same key, and no store yet."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return Terminal(folder, {"KOMBOT_KEYS": terminal.env["KOMBOT_KEYS"]})


def left_behind(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_what_was_copied_is_what_comes_back(terminal: Terminal, elsewhere: Terminal) -> None:
    copy = terminal.folder / "copy.db"
    assert str(copy) in terminal.runs("backup", copy)
    assert "Delete it after 30 days" in terminal.says
    assert copy.stat().st_mode & 0o777 == 0o600
    elsewhere.runs("restore", copy)
    assert elsewhere.code == 0
    assert elsewhere.dump() == terminal.dump()
    assert left_behind(terminal.folder) + left_behind(elsewhere.folder) == []


async def test_a_copy_is_whole_while_others_write(terminal: Terminal) -> None:
    """Two rows are written together: none is ever there without the other."""
    database = Database.open(
        terminal.env["KOMBOT_DATABASE_URL"], keyring=Keyring.parse(terminal.env["KOMBOT_KEYS"])
    )
    store, stop = Store(database), asyncio.Event()

    async def writes() -> None:
        number = 0
        while not stop.is_set():
            number += 1

            async def both(unit: Unit, number: int = number) -> None:
                unit.insert(Setting(key=f"a{number}", value=""))
                unit.insert(Setting(key=f"b{number}", value=""))

            await store.run(both)

    writing = asyncio.create_task(writes())
    copies = [terminal.folder / f"copy{number}.db" for number in range(5)]
    for copy in copies:
        await asyncio.to_thread(terminal.runs, "backup", copy)
    stop.set()
    await writing
    await database.close()
    counts = [_pairs(copy) for copy in copies]
    assert all(a == b for a, b in counts)
    assert counts[-1][0] > counts[0][0]


def _pairs(copy: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(copy)) as opened:
        asked = "SELECT count(*) FROM setting WHERE key LIKE ?"
        a, b = (opened.execute(asked, (f"{letter}%",)).fetchone()[0] for letter in "ab")
        return a, b


def test_what_was_deleted_is_in_no_copy(terminal: Terminal) -> None:
    for number in range(200):
        terminal.does(f"INSERT INTO setting VALUES ('{number}', 'forbindelsen-{number}')")
    terminal.does("DELETE FROM setting")
    terminal.runs("backup", terminal.folder / "copy.db")
    assert b"forbindelsen" not in (terminal.folder / "copy.db").read_bytes()


def test_nothing_is_overwritten(terminal: Terminal, elsewhere: Terminal) -> None:
    copy = terminal.writes("copy.db", "vigtigt")
    assert "is there already" in terminal.runs("backup", copy)
    assert (terminal.code, copy.read_text()) == (1, "vigtigt")
    good = terminal.folder / "good.db"
    terminal.runs("backup", good)
    for end in ("", "-wal"):
        there = elsewhere.writes(f"kombot.db{end}", "noget andet")
        assert "move the file away" in elsewhere.runs("restore", good)
        assert there.read_text() == "noget andet"
        there.unlink()


def test_a_folder_in_which_a_file_has_one_name_only_will_do(tmp_path: Path) -> None:
    """As on many shares and sticks."""

    def refuses(_place: Path, _to: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    place, to = tmp_path / "place", tmp_path / "copy.db"
    place.write_text("kopi")
    backup._publish(place, to, link=refuses)
    assert (to.read_text(), place.exists()) == ("kopi", False)
    place.write_text("en anden")
    with pytest.raises(backup.NoBackup, match="is there already"):
        backup._publish(place, to, link=refuses)
    assert to.read_text() == "kopi"


def test_a_store_can_be_copied_before_a_new_version_migrates_it(
    tmp_path: Path, elsewhere: Terminal
) -> None:
    old, copy = Terminal(tmp_path / "old"), tmp_path / "copy.db"
    migrate(old.env["KOMBOT_DATABASE_URL"], "0003")
    old.does("INSERT INTO organisation VALUES ('o', 'Eksempelkommunen')")
    old.runs("backup", copy)
    assert old.code == 0, old.says
    assert old.asks("SELECT version_num FROM alembic_version") == [("0003",)]
    elsewhere.runs("restore", copy)
    assert elsewhere.asks("SELECT name FROM organisation") == [("Eksempelkommunen",)]
    require_newest(elsewhere.env["KOMBOT_DATABASE_URL"])


def test_a_folder_that_is_not_there_is_told_of(terminal: Terminal) -> None:
    terminal.runs("backup", terminal.folder / "no" / "copy.db")
    assert (terminal.code, "cannot be written (No such file" in terminal.says) == (1, True)


@pytest.mark.parametrize("spoilt", ["kage" * 5000, "", "half"])
def test_what_is_no_backup_is_refused(terminal: Terminal, elsewhere: Terminal, spoilt: str) -> None:
    terminal.runs("backup", terminal.folder / "copy.db")
    whole = (terminal.folder / "copy.db").read_bytes()
    bad = terminal.writes("bad.db", whole[: len(whole) // 2] if spoilt == "half" else spoilt)
    elsewhere.runs("restore", bad)
    assert elsewhere.code == 1
    assert not elsewhere.file.exists()
    assert left_behind(elsewhere.folder) == []


def test_who_was_forgotten_stays_forgotten_after_a_restore(
    terminal: Terminal, elsewhere: Terminal
) -> None:  # fault 37
    copy, listed = terminal.folder / "copy.db", terminal.folder / "gone.txt"
    ((bo, email),) = terminal.asks("SELECT id, email FROM person WHERE name LIKE 'Bo%'")
    terminal.does(f"INSERT INTO absence VALUES ('a', '{bo}', '2026-01-01', NULL)")
    terminal.runs("backup", copy)
    terminal.does(
        f"UPDATE person SET left_on = '2026-01-02', email = '{bo.lower()}@erased.invalid',"
        f" name = '–' WHERE id = '{bo}'"
    )
    terminal.does("UPDATE person SET left_on = '2026-11-01' WHERE name LIKE 'Mette%'")
    assert "has 2 people" in terminal.runs("deletions", listed)
    assert "Bo" not in listed.read_text()
    elsewhere.runs("restore", copy, "--deletions", listed)
    assert "2 of 2 people" in elsewhere.says
    assert elsewhere.asks("SELECT left_on FROM person WHERE name LIKE 'Mette%'") == [
        ("2026-11-01",)
    ]
    assert elsewhere.asks("SELECT * FROM absence") == []
    assert not any(email in line for line in elsewhere.dump())
    assert email.encode() not in elsewhere.file.read_bytes()


def test_without_the_list_it_is_said_what_is_back(terminal: Terminal, elsewhere: Terminal) -> None:
    terminal.runs("backup", terminal.folder / "copy.db")
    assert "with --deletions LIST" in elsewhere.runs("restore", terminal.folder / "copy.db")


def test_a_list_of_one_says_so_and_overwrites_nothing(terminal: Terminal) -> None:
    terminal.does("UPDATE person SET left_on = '2026-11-01' WHERE name LIKE 'Mette%'")
    listed = terminal.folder / "gone.txt"
    assert "has 1 person, by id" in terminal.runs("deletions", listed)
    before = listed.read_text()
    assert "is there already" in terminal.runs("deletions", listed)
    assert (terminal.code, listed.read_text()) == (1, before)


@pytest.mark.parametrize(
    ("text", "says"),
    [("hej", "its first line"), ("kombot deletions 1\np1 2026-13-01 left", "line 2 is not")],
)
def test_a_list_that_is_none_restores_nothing(
    terminal: Terminal, elsewhere: Terminal, text: str, says: str
) -> None:
    terminal.runs("backup", terminal.folder / "copy.db")
    listed = terminal.writes("gone.txt", text)
    copy = terminal.folder / "copy.db"
    assert says in elsewhere.runs("restore", copy, "--deletions", listed)
    assert not elsewhere.file.exists()


MANY_LEFT = """
INSERT INTO person (id, organisation_id, workplace_id, name, email, hourly_paid, left_on)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
SELECT 'p' || i, organisation_id, workplace_id, '–', i || '@x.dk', 0, '2026-01-02'
FROM n, (SELECT * FROM person LIMIT 1)
"""
FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
from bot.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("command", "says"),
    [("backup", "could not be copied"), ("deletions", "cannot be written")],
)
def test_a_disk_that_fills_up_leaves_no_half_copy(
    terminal: Terminal, command: str, says: str
) -> None:  # fault 14
    terminal.does(MANY_LEFT)
    copy = terminal.folder / "copy"
    done = subprocess.run(
        (sys.executable, "-c", FULL, "50000", command, str(copy)),
        cwd=ROOT, env={"PATH": os.environ["PATH"], **terminal.env},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not copy.exists()
    assert left_behind(terminal.folder) == []
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
