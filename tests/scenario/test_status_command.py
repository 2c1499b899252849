"""`kombot status`: what was sent last, what waits, who is not reached, and whether all is well."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schedules.core.clock import SystemClock
from storage import sight
from storage.sight import Beat
from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal
from tests.postgres import server

MINUTE = timedelta(minutes=1)
METTE = row("Mette", roller="leder, planlægningsgruppe")
KIRSTEN = row("Kirsten", leder="mette@eksempel.dk", roller="kontaktperson")
OUTBOX = (
    "INSERT INTO outbox (id, message, params, about, slot, dedupe_key, lane, state, due_at,"
    " attempts, version, reason, settled_at, whom, claim)"
    " VALUES ('{id}', 'm', x'00', '', '', '{id}', 1, '{state}', '{at}', 0, 1, '', '{at}', '', '')"
)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path, {"KOMBOT_ZONE": "UTC"})
    terminal.runs("migrate")
    terminal.runs("people", "import", terminal.writes("p.csv", file_of(METTE, KIRSTEN)))
    return terminal


def now() -> datetime:
    return SystemClock().now()


def stored(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def works(terminal: Terminal, *, ago: timedelta = timedelta()) -> None:
    told = sight._written(Beat(at=now() - ago, tick=now() - ago))
    terminal.does(f"INSERT INTO setting VALUES ('beat:w1', '{told}')")


def queued(terminal: Terminal, name: str, state: str, at: datetime) -> None:
    terminal.does(OUTBOX.format(id=name, state=state, at=stored(at)))


def test_a_kombot_at_work_says_so_in_one_line(terminal: Terminal) -> None:
    works(terminal)
    long_ago = datetime(2026, 1, 5, 9, 2, tzinfo=UTC)
    queued(terminal, "a", "sent", long_ago)
    said = terminal.runs("status")
    assert said.startswith("Last sent 2026-01-05 09:02, 0 waiting, 0 people cannot be reached.\n")
    assert "1 worker at work" in said
    assert said.endswith("kombot is at work.\n")
    assert terminal.code == 0


def test_what_waits_unsent_is_something_to_look_at(terminal: Terminal) -> None:
    works(terminal)
    queued(terminal, "a", "pending", now() - 3 * MINUTE)
    assert "1 waiting" in terminal.runs("status")
    assert terminal.code == 0
    queued(terminal, "b", "pending", now() - 30 * MINUTE)
    assert "and nothing was sent" in terminal.runs("status")
    assert terminal.code == 1


def test_what_comes_next_is_told_also_while_something_is_due(terminal: Terminal) -> None:
    works(terminal)
    queued(terminal, "a", "pending", now() - 3 * MINUTE)
    queued(terminal, "b", "pending", datetime(2098, 1, 5, 9, 2, tzinfo=UTC))
    said = terminal.runs("status")
    assert "Next due 2098-01-05 09:02; 1 message waits for later." in said


def test_what_was_sent_is_told_when_the_message_itself_is_forgotten(terminal: Terminal) -> None:
    long_ago = datetime(2026, 1, 5, 9, 2, tzinfo=UTC)
    terminal.does(
        "INSERT INTO setting VALUES"
        f" ('beat:w1', '{sight._written(Beat(at=now(), tick=now(), sent=long_ago))}')"
    )
    assert terminal.runs("status").startswith("Last sent 2026-01-05 09:02, ")


def test_a_disk_with_less_room_than_the_store_takes_needs_somebody(terminal: Terminal) -> None:
    """The close of a vote writes the whole file anew. This one is large and holds nothing."""
    works(terminal)
    assert "make room" not in terminal.runs("status")
    os.truncate(terminal.file, shutil.disk_usage(terminal.folder).total + 2**30)
    assert "closing a vote may take" in terminal.runs("status")
    assert terminal.code == 1


def test_a_worker_that_is_gone_is_missed(terminal: Terminal) -> None:
    assert "No worker at work: start kombot all" in terminal.runs("status")
    assert terminal.code == 1
    works(terminal, ago=timedelta(days=40))
    assert "No worker at work since 20" in terminal.runs("status")


def test_who_cannot_be_reached_is_named_with_what_to_do(terminal: Terminal) -> None:
    works(terminal)
    terminal.does(
        "INSERT INTO address SELECT 'a', id, 'slack', 'T1', 'U1', '{}', 'person_gone' FROM person"
        " WHERE name LIKE 'Kirsten%'"
    )
    said = terminal.runs("status")
    assert "1 person cannot be reached." in said
    assert "Cannot be reached: Kirsten" in said
    assert terminal.code == 0


def test_a_workspace_that_shut_kombot_out_needs_somebody(terminal: Terminal) -> None:
    works(terminal)
    terminal.does(
        "INSERT INTO address SELECT 'a', id, 'slack', 'T1', 'U1', '{}', 'no_access' FROM person"
        " WHERE name LIKE 'Kirsten%'"
    )
    assert "✗ mend  Slack: " in terminal.runs("status")
    assert terminal.code == 1


def test_a_store_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    assert "kombot migrate" in terminal.runs("status")
    assert terminal.code == 1


@pytest.mark.postgres
def test_it_says_the_same_of_a_server(terminal: Terminal, tmp_path: Path) -> None:
    served = Terminal(tmp_path, {"KOMBOT_ZONE": "UTC"})
    served.env["KOMBOT_DATABASE_URL"] = url = server().bare(tmp_path / "served")
    served.runs("migrate")
    served.runs("people", "import", terminal.folder / "p.csv")
    told = sight._written(Beat(at=now(), tick=now()))
    old = OUTBOX.format(id="a", state="sent", at="2026-01-05 09:02:00+00").replace("x'00'", "''")
    server().does(url.rpartition("/")[2], f"INSERT INTO setting VALUES ('beat:w1', '{told}')", old)
    said = served.runs("status")
    assert said.startswith("Last sent 2026-01-05 09:02, 0 waiting, 0 people cannot be reached.\n")
    assert "1 worker at work; went through what is due " in said
    assert served.code == 0


def test_a_half_moved_store_is_told_of(terminal: Terminal) -> None:
    terminal.does("UPDATE alembic_version SET version_num = 'moving-0001'")
    assert "is half moved: run kombot move again" in terminal.runs("status")
    assert terminal.code == 1
