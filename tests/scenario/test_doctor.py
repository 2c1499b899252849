"""`kombot doctor` says what is missing and how to mend it, and every command speaks plainly."""

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.commands.trouble import explain
from storage.keys import KeyLost, Tampered, new_key
from storage.writer import LostRace, StoreBusy, StoreUnavailable
from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal

ROOT = Path(__file__).parents[2]
METTE = row("Mette", roller="leder, planlægningsgruppe")
KIRSTEN = row("Kirsten", leder="mette@eksempel.dk", roller="kontaktperson, planlægningsgruppe")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def of_kind(terminal: Terminal, mark: str) -> list[str]:
    return [line[len(mark) :].strip() for line in terminal.says.splitlines() if line[:6] == mark]


def test_a_kombot_that_is_ready_is_called_so(terminal: Terminal) -> None:
    terminal.runs("migrate")
    people = terminal.writes("p.csv", file_of(METTE, {**KIRSTEN, "roller": "kontaktperson, admin"}))
    terminal.runs("people", "import", people)
    said = terminal.runs("doctor")
    assert terminal.code == 0
    assert of_kind(terminal, "✗ mend") == []
    assert "Slack is configured." in said
    assert "People who work here: 2, workplaces: 1." in said
    assert said.endswith("kombot is ready.\n")


def test_what_a_workplace_lacks_is_named(terminal: Terminal) -> None:
    terminal.runs("migrate")
    terminal.runs("people", "import", terminal.writes("p.csv", file_of(row("Bo", roller="admin"))))
    terminal.runs("doctor")
    (note,) = [line for line in of_kind(terminal, "– note") if line.startswith("Solsikken")]
    assert "no leader" in note
    assert "no contact person" in note
    assert "no channel for its planning group" in note
    assert "1 of 1 people not in a chat with kombot yet" in note
    assert terminal.code == 0


def test_an_empty_store_says_where_to_begin(terminal: Terminal) -> None:
    terminal.runs("migrate")
    terminal.runs("doctor")
    (mend,) = of_kind(terminal, "✗ mend")
    assert "kombot admin add" in mend
    assert "kombot people import" in mend
    assert terminal.code == 1


def test_people_without_an_administrator_are_told_of(terminal: Terminal) -> None:
    terminal.runs("migrate")
    terminal.runs("people", "import", terminal.writes("p.csv", file_of(METTE, KIRSTEN)))
    terminal.runs("doctor")
    assert of_kind(terminal, "✗ mend") == ["Nobody looks after kombot: kombot admin add EMAIL."]


def test_every_problem_with_the_settings_is_told(terminal: Terminal) -> None:
    terminal.env |= {"KOMBOT_KEYS": "", "KOMBOT_PORT": "many", "KOMBOT_ZONE": "Mars/Base"}
    terminal.runs("doctor")
    said = "\n".join(of_kind(terminal, "✗ mend"))
    for name in ("KOMBOT_KEYS", "KOMBOT_PORT", "KOMBOT_ZONE"):
        assert name in said
    assert terminal.code == 1


def test_without_a_platform_it_says_which_settings_to_make(terminal: Terminal) -> None:
    terminal.env |= {"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": ""}
    terminal.runs("doctor")
    assert "SLACK_BOT_TOKEN" in of_kind(terminal, "✗ mend")[0]
    assert "TEAMS_APP_ID" in of_kind(terminal, "✗ mend")[0]


def test_only_who_is_called_from_outside_needs_an_address(terminal: Terminal) -> None:
    assert "KOMBOT_PUBLIC_URL is not set" in terminal.runs("doctor")
    terminal.env |= {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-made-up"}
    assert "KOMBOT_PUBLIC_URL" not in terminal.runs("doctor")
    terminal.env |= {"TEAMS_PLAYGROUND": "yes"}
    assert "TEAMS_PLAYGROUND is set" in terminal.runs("doctor")
    assert "KOMBOT_PUBLIC_URL" not in terminal.says


def test_a_store_that_is_not_there_is_told_of_and_not_made(terminal: Terminal) -> None:
    terminal.runs("doctor")
    assert "kombot migrate" in of_kind(terminal, "✗ mend")[0]
    assert not terminal.file.exists()


def test_a_lost_key_is_told_with_what_it_seals(terminal: Terminal) -> None:
    terminal.runs("migrate")
    with closing(sqlite3.connect(terminal.file)) as connection, connection:
        envelope = b"\x01" + bytes.fromhex("0badcafe") + b"x" * 40
        connection.execute(
            "INSERT INTO outbox (id, message, params, about, slot, dedupe_key, lane, state, due_at,"
            " attempts, version, reason, whom, claim) VALUES ('o', 'm', ?, '', '', 'k', 1, 'sent',"
            " '2026-01-01', 0, 1, '', '', '')",
            (envelope,),
        )
    terminal.runs("doctor")
    assert "outbox.params: 1 sealed with key 0badcafe" in terminal.says
    assert terminal.code == 1


def test_an_older_key_is_told_when_it_may_go(terminal: Terminal) -> None:
    terminal.runs("migrate")
    terminal.env["KOMBOT_KEYS"] = f"{new_key()},{terminal.env['KOMBOT_KEYS']}"
    assert "is needed by backups alone" in terminal.runs("doctor")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (KeyLost("0badcafe"), "key 0badcafe, which KOMBOT_KEYS does not hold. Put that key back"),
        (Tampered("checkin.note"), "checkin.note is not what kombot wrote there"),
        (StoreUnavailable("disk I/O error"), "cannot be used: disk I/O error. Check KOMBOT_DATA"),
        (StoreBusy("full"), "Try again"),
        (LostRace("update person"), "nothing is done. Try again"),
        (OSError(98, "address already in use"), "Stop what uses the port"),
    ],
)
def test_what_may_go_wrong_has_words_that_help(error: Exception, says: str) -> None:
    assert says in str(explain(error))


def test_what_nobody_has_foreseen_keeps_its_traceback() -> None:
    assert explain(ZeroDivisionError("?")) is None
    assert explain(OSError(5, "I/O error")) is None


def kombot(*words: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """The real program, as somebody starts it."""
    mine = {"KOMBOT_KEYS": new_key(), "KOMBOT_DATABASE_URL": f"sqlite:///{folder / 'k.db'}", **env}
    system = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        (sys.executable, "-m", "bot", *words),
        cwd=ROOT,
        env={**system, **mine},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("words", [("all",), ("web",), ("worker",), ("admin", "list")])
def test_nothing_starts_on_a_store_that_is_not_migrated(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = kombot(*words, folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("There is no store at ")
    assert done.stderr.endswith("Make it with: kombot migrate\n")


@pytest.mark.parametrize(
    ("words", "env", "code", "says"),
    [
        (("all",), {"KOMBOT_KEYS": "short"}, 2, "- KOMBOT_KEYS cannot be used"),
        (("migrate",), {"KOMBOT_DATABASE_URL": "sqlite:////proc/no/k.db"}, 1, "cannot be made"),
        (("migrate",), {"KOMBOT_DATABASE_URL": "sqlite:////proc/k.db"}, 1, "cannot be used"),
    ],
)
def test_no_traceback_is_shown_for_what_can_be_mended(
    tmp_path: Path, words: tuple[str, ...], env: dict[str, str], code: int, says: str
) -> None:
    done = kombot(*words, folder=tmp_path, **env)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told_of(tmp_path: Path) -> None:
    key = new_key()
    assert kombot("migrate", folder=tmp_path, KOMBOT_KEYS=key).returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = kombot("web", folder=tmp_path, KOMBOT_KEYS=key, KOMBOT_PORT=port)
    assert done.returncode == 1
    assert "KOMBOT_PORT" in done.stderr
    assert "Traceback" not in done.stderr
