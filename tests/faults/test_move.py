"""`kombot move`: everything arrives, whenever it is cut off, and nothing else is touched."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from storage.migrate import NotMigrated, newest, require_newest
from storage.postgres import at_once
from tests.fakes.terminal import Terminal
from tests.faults.figures import Tell, chances
from tests.faults.spawner import Order, Spawner
from tests.faults.world import Life
from tests.filled import everything, fill
from tests.postgres import server

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).parents[2]
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    target = server().bare(tmp_path)
    terminal = Terminal(tmp_path, {"KOMBOT_MOVE_TO": target})
    fill(terminal.file)
    return terminal


def target(terminal: Terminal) -> str:
    return terminal.env["KOMBOT_MOVE_TO"]


def there(terminal: Terminal) -> Rows:
    return at_once(target(terminal), everything)


def here(terminal: Terminal) -> Rows:
    engine = create_engine(terminal.env["KOMBOT_DATABASE_URL"], poolclass=NullPool)
    with engine.connect() as connection:
        return everything(connection)


def does(terminal: Terminal, *statements: str) -> None:
    server().does(target(terminal).rpartition("/")[2], *statements)


def cut_off(terminal: Terminal, point: str) -> int:
    """How the process ended that was to die there."""
    done = subprocess.run(
        (sys.executable, "-m", "bot", "move"),
        cwd=ROOT, env={"PATH": os.environ["PATH"], **terminal.env, "CRASH_AT": point},
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode


def test_every_column_of_every_table_arrives(terminal: Terminal) -> None:
    before = terminal.dump()
    said = terminal.runs("move")
    assert terminal.code == 0, said
    assert "each compared with the file in every column" in said
    assert set(here(terminal)) == set(SQLModel.metadata.tables)
    assert there(terminal) == here(terminal)
    assert terminal.dump() == before
    require_newest(target(terminal))


def test_what_is_counted_goes_on_where_it_was(terminal: Terminal) -> None:
    terminal.runs("move")
    does(
        terminal,
        "INSERT INTO simulated_message (reference, conversation, author, content, version, at)"
        " VALUES ('ny', 'c', 'a', '', 1, now())",
    )
    assert len(there(terminal)["simulated_message"]) == len(here(terminal)["simulated_message"]) + 1


KILLS = ("move_in_a_table", "move_between_tables")
POINTS = ["move_before_mark", "move_in_a_table:12", "move_between_tables:20", "move_before_end"]


@pytest.mark.parametrize("point", POINTS)
def test_a_move_that_is_killed_goes_on(terminal: Terminal, point: str) -> None:
    assert cut_off(terminal, point) == -signal.SIGKILL
    if point != "move_before_mark":
        with pytest.raises(NotMigrated, match="half moved"):
            require_newest(target(terminal))
    terminal.runs("move")
    assert terminal.code == 0, terminal.says
    assert there(terminal) == here(terminal)
    require_newest(target(terminal))


async def test_a_move_that_is_killed_again_and_again_ends(
    terminal: Terminal, spawner: Spawner, tell: Tell
) -> None:  # fault 41
    kills = rounds = 0
    for chance in chances():
        terminal.env["KOMBOT_MOVE_TO"] = server().bare(f"{terminal.folder}:{rounds}")
        rounds, died = rounds + 1, -signal.SIGKILL
        while died:
            crash = f"{chance.choice(KILLS)}:{chance.randint(1, 30)}"
            order = Order(
                command="move",
                folder=str(terminal.folder),
                env={"PATH": os.environ["PATH"], **terminal.env, "CRASH_AT": crash},
            )
            died = await Life(spawner=spawner, pid=spawner.bears(order), port=0).gone()
            assert died in {0, -signal.SIGKILL}, (terminal.folder / "log").read_text()
            kills += died != 0
        assert there(terminal) == here(terminal)
        require_newest(target(terminal))
    tell(f"fault 41 kill during kombot move: {rounds} moves, {kills} kills, 0 rows lost or changed")


def test_what_changed_between_two_tries_arrives_as_it_is_now(terminal: Terminal) -> None:
    cut_off(terminal, "move_between_tables:20")
    terminal.does(
        "UPDATE workplace SET name = 'Nyt navn' WHERE id = (SELECT min(id) FROM workplace)"
    )
    terminal.does("DELETE FROM audit")
    does(terminal, "UPDATE organisation SET name = 'rørt ved'")
    terminal.runs("move")
    assert terminal.code == 0, terminal.says
    assert there(terminal) == here(terminal)


MEDDLE = "BEGIN NEW.name = NEW.name || ' '; RETURN NEW; END"
MEDDLES = (
    f"CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ {MEDDLE} $$",
    "CREATE TRIGGER meddles BEFORE INSERT ON organisation FOR EACH ROW EXECUTE FUNCTION meddle()",
)


def test_what_does_not_arrive_as_it_was_is_refused(terminal: Terminal) -> None:
    Terminal(terminal.folder, {"KOMBOT_DATABASE_URL": target(terminal)}).runs("migrate")
    does(terminal, *MEDDLES)
    assert "organisation did not arrive as it is in the file" in terminal.runs("move")
    assert terminal.code == 1
    assert "organisation" not in there(terminal)
    with pytest.raises(NotMigrated, match="half moved"):
        require_newest(target(terminal))
    does(terminal, "DROP TRIGGER meddles ON organisation")
    terminal.runs("move")
    assert there(terminal) == here(terminal)


def test_a_database_that_holds_something_is_left_alone(terminal: Terminal) -> None:
    does(terminal, "CREATE TABLE theirs (a int)", "INSERT INTO theirs VALUES (1)")
    assert "is not empty, and nothing there is touched" in terminal.runs("move")
    assert terminal.code == 1
    names = at_once(target(terminal), _names)
    assert names == ["theirs"]


def _names(connection: Connection) -> list[str]:
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return list(connection.exec_driver_sql(asked).scalars())


def test_a_store_that_is_in_use_is_left_alone(terminal: Terminal) -> None:
    terminal.runs("move")
    does(terminal, "UPDATE organisation SET name = 'i brug'")
    assert "is not empty" in terminal.runs("move")
    assert "i brug" in str(there(terminal)["organisation"])


def test_a_store_that_was_just_migrated_will_do(terminal: Terminal) -> None:
    Terminal(terminal.folder, {"KOMBOT_DATABASE_URL": target(terminal)}).runs("migrate")
    terminal.runs("move")
    assert terminal.code == 0, terminal.says
    assert there(terminal) == here(terminal)


@pytest.fixture
def _somebody_has_it_open(terminal: Terminal) -> Iterator[None]:
    """As a kombot that runs has: in no transaction just now."""
    with closing(sqlite3.connect(terminal.file)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("SELECT count(*) FROM person").fetchall()
        yield


@pytest.mark.usefixtures("_somebody_has_it_open")
def test_nothing_is_moved_while_kombot_runs(terminal: Terminal) -> None:
    assert "stop kombot" in terminal.runs("move")
    assert terminal.code == 1
    assert at_once(target(terminal), _names) == []


def test_two_moves_at_once_are_one(terminal: Terminal, tmp_path: Path) -> None:
    """The other has another file."""
    fill(tmp_path / "other.db", seed=2)
    env = {**terminal.env, "KOMBOT_DATABASE_URL": f"sqlite:///{tmp_path / 'other.db'}"}
    command = (sys.executable, "-m", "bot", "move")
    running = [
        subprocess.Popen(command, cwd=ROOT, env={"PATH": os.environ["PATH"], **each},
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for each in (terminal.env, env)
    ]  # fmt: skip
    said = [each.communicate(timeout=60)[0].decode() for each in running]
    codes = sorted(each.returncode for each in running)
    assert codes == [0, 1], said
    assert any("is not empty" in each or "Another move" in each for each in said), said


def test_votes_lie_in_no_order_but_that_of_their_random_ids(terminal: Terminal) -> None:
    terminal.runs("move")
    for table in ("ballot", "participation"):
        key = "id" if table == "ballot" else "round_id, person_id"
        asked = f"SELECT {key} FROM {table} ORDER BY ctid"
        lie = at_once(target(terminal), lambda it, asked=asked: it.exec_driver_sql(asked).all())  # type: ignore[misc]
        assert lie == sorted(lie)
        xmins = f"SELECT count(DISTINCT xmin::text) FROM {table}"
        assert at_once(target(terminal), lambda it, x=xmins: it.exec_driver_sql(x).scalar()) == 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("words", "env", "says"),
    [
        ((), {"KOMBOT_MOVE_TO": ""}, "Say where to: set KOMBOT_MOVE_TO"),
        (("--to", "postgresql://u@h/d"), {}, "are both there: keep one"),
        (("--to", "postgresql://u:hemmelig@h/d"), {"KOMBOT_MOVE_TO": ""}, "holds a password"),
        (("--to", "postgresql://u@h/d?password=hemmelig"), {"KOMBOT_MOVE_TO": ""}, "a password"),
        (("--to", "hej"), {"KOMBOT_MOVE_TO": ""}, "--to is no address"),
        ((), {"KOMBOT_MOVE_TO": "sqlite:///x.db"}, "A store is moved to PostgreSQL"),
        ((), {"KOMBOT_MOVE_TO": "postgresql://u:hemmelig@127.0.0.1:1/d"}, "Check KOMBOT_MOVE_TO"),
    ],
)
def test_what_is_wrong_is_said_and_no_password_repeated(
    terminal: Terminal, words: tuple[str, ...], env: dict[str, str], says: str
) -> None:
    terminal.env |= env
    assert says in terminal.runs("move", *words)
    assert terminal.code == 1
    assert "hemmelig" not in terminal.says


def test_a_half_moved_store_of_another_version_is_told_of(terminal: Terminal) -> None:
    cut_off(terminal, "move_between_tables:3")
    does(terminal, f"UPDATE alembic_version SET version_num = 'moving-{newest()}x'")
    assert "was begun by another version" in terminal.runs("move")
