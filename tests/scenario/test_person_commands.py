"""At the terminal: everything about one person in a file, and erasing what is theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal

METTE = row("Mette", roller="leder")
JONAS = row("Jonas", leder="mette@eksempel.dk")
EMAIL = "jonas@eksempel.dk"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.runs("migrate")
    terminal.runs("people", "import", terminal.writes("p.csv", file_of(METTE, JONAS)))
    assert terminal.code == 0, terminal.says
    checks_in(terminal)
    return terminal


def checks_in(terminal: Terminal) -> None:
    terminal.does(
        "INSERT INTO checkin (id, person_id, made_on, trivsel, visible_to) "
        f"SELECT 'c1', id, '2026-08-10', 3, 'me' FROM person WHERE email = '{EMAIL}'"
    )


def wishes(terminal: Terminal, what: str) -> None:
    terminal.does(
        "INSERT INTO wish (id, person_id, what, asked_at) "
        f"SELECT '{what}', id, '{what}', '2026-08-10 07:00:00' FROM person WHERE email = '{EMAIL}'"
    )


def name_of(terminal: Terminal) -> str:
    return str(terminal.asks(f"SELECT name FROM person WHERE email = '{EMAIL}'")[0][0])


def test_everything_is_one_page_to_read(terminal: Terminal) -> None:
    file = terminal.folder / "jonas.html"
    said = terminal.runs("person", "export", EMAIL, "--to", file)
    assert terminal.code == 0, said
    assert "Hand it to that person alone" in said
    page = file.read_text("utf-8")
    assert f"<h1>Alt om {name_of(terminal)}</h1>" in page
    assert "<dt>Trivsel</dt><dd>3</dd>" in page
    assert file.stat().st_mode & 0o077 == 0
    assert terminal.asks("SELECT what, actor_id FROM audit") == [("exported", "operator")]


def test_or_for_a_machine(terminal: Terminal) -> None:
    file = terminal.folder / "jonas.json"
    terminal.runs("person", "export", EMAIL, "--to", file, "--json")
    told = json.loads(file.read_text("utf-8"))
    assert told["navn"] == name_of(terminal)
    checkin = told["tabeller"]["checkin"]
    assert checkin["overskrift"] == "Dine check-ins"
    assert [each["trivsel"] for each in checkin["rækker"]] == [3]
    assert told["ikke_med"]


def test_a_file_that_is_there_is_not_written_over(terminal: Terminal) -> None:
    file = terminal.writes("there.html", "mine")
    assert "is there already" in terminal.runs("person", "export", EMAIL, "--to", file)
    assert file.read_text() == "mine"
    assert terminal.asks("SELECT * FROM audit") == []


def test_wishes_are_listed_with_their_last_day_until_they_are_met(terminal: Terminal) -> None:
    assert "Nobody waits" in terminal.runs("person", "wishes")
    wishes(terminal, "export")
    wishes(terminal, "erase")
    said = terminal.runs("person", "wishes")
    assert f"answer by 2026-09-09 with kombot person export {EMAIL}" in said
    assert f"answer by 2026-09-09 with kombot person erase {EMAIL}" in said
    terminal.runs("person", "export", EMAIL, "--to", terminal.folder / "j.html")
    assert "export" not in terminal.runs("person", "wishes")
    terminal.runs("person", "erase", EMAIL, "--confirm", name_of(terminal))
    assert "Nobody waits" in terminal.runs("person", "wishes")


def test_erasing_says_first_what_goes_and_what_stays(terminal: Terminal) -> None:
    before = terminal.dump()
    said = terminal.runs("person", "erase", EMAIL)
    assert "  checkin: 1" in said
    assert "talk_plan: made with another; some agreements give a right to it in writing." in said
    assert "person, address, role, absence" in said
    assert "Until they have left and 30 days have passed." in said
    assert "Nothing is done yet." in said
    assert terminal.dump() == before
    assert "nothing is done" in terminal.runs("person", "erase", EMAIL, "--confirm", "Mette")
    assert terminal.code == 1
    assert terminal.dump() == before


def test_confirmed_by_name_it_is_done_and_the_person_is_told(terminal: Terminal) -> None:
    said = terminal.runs("person", "erase", EMAIL, "--confirm", name_of(terminal).lower())
    assert "Done. Write kombot deletions anew" in said
    assert terminal.asks("SELECT * FROM checkin") == []
    assert terminal.asks("SELECT message FROM outbox WHERE state = 'pending'") == [("erased_now",)]
    assert terminal.asks("SELECT what FROM audit") == [("cleared",)]
    assert name_of(terminal)


def test_of_somebody_who_has_left_everything_goes_at_once(terminal: Terminal) -> None:
    name = name_of(terminal)
    terminal.does(f"UPDATE person SET left_on = '2026-01-01' WHERE email = '{EMAIL}'")
    said = terminal.runs("person", "erase", EMAIL, "--confirm", name)
    assert "only a number without a name stays" in said
    assert terminal.asks(f"SELECT * FROM person WHERE email = '{EMAIL}'") == []
    assert terminal.asks("SELECT * FROM checkin") == []
    assert terminal.asks("SELECT what FROM audit") == [("erased",)]
    assert "has nobody with the email" in terminal.runs("person", "erase", EMAIL)


def test_what_was_erased_is_erased_again_after_a_restore(terminal: Terminal) -> None:
    copy, listed = terminal.folder / "copy.db", terminal.folder / "gone.txt"
    terminal.runs("backup", copy)
    terminal.runs("person", "erase", EMAIL, "--confirm", name_of(terminal))
    terminal.runs("deletions", listed)
    assert "cleared" in listed.read_text()
    elsewhere = Terminal(terminal.folder / "new", {"KOMBOT_KEYS": terminal.env["KOMBOT_KEYS"]})
    elsewhere.folder.mkdir()
    elsewhere.runs("restore", copy, "--deletions", listed)
    assert elsewhere.code == 0, elsewhere.says
    assert elsewhere.asks("SELECT * FROM checkin") == []
    assert elsewhere.asks(f"SELECT count(*) FROM person WHERE email = '{EMAIL}'") == [(1,)]


def test_an_unknown_person_is_said(terminal: Terminal) -> None:
    for command in (("export", "--to", terminal.folder / "x.html"), ("erase",)):
        said = terminal.runs("person", command[0], "nobody@eksempel.dk", *command[1:])
        assert "has nobody with the email or id nobody@eksempel.dk" in said
        assert terminal.code == 1


def test_the_doctor_names_a_wish_that_waits_too_long(terminal: Terminal) -> None:
    assert "asked for theirs" not in terminal.runs("doctor")
    wishes(terminal, "erase")
    assert "✗ mend  1 asked for theirs over a month ago: kombot person wishes" in terminal.runs(
        "doctor"
    )
    terminal.does("UPDATE wish SET asked_at = '2099-01-01 07:00:00'")
    assert "– note  1 asked for theirs and wait" in terminal.runs("doctor")
