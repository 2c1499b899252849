"""Several organisations share a store at the terminal: each is named, and none comes by a typo."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.opening import in_store
from bot.settings import Settings
from schedules.core.clock import SystemClock
from storage import claims, outbox
from storage.claims import Claim
from storage.outbox import Mail
from storage.tables import Lane
from storage.unit_of_work import Unit
from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal

BO = row("Bo", roller="admin")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """With one organisation, whose people are in a chat with kombot already."""
    terminal = Terminal(tmp_path)
    terminal.runs("migrate")
    file = terminal.writes("p.csv", file_of(BO))
    terminal.runs("people", "import", file, "--organisation", "Nyborg")
    terminal.does(
        "INSERT INTO address (id, person_id, channel, tenant, external_id, reference, "
        "unreachable) SELECT 'a', id, 'slack', 'T0NYBORG', 'U1', '{}', '' FROM person"
    )
    return terminal


@pytest.fixture
def both(terminal: Terminal) -> Terminal:
    terminal.runs("organisations", "add", "Herlev")
    return terminal


def test_a_second_one_is_added_by_name(terminal: Terminal) -> None:
    said = terminal.runs("organisations", "add", "Herlev")
    assert "Herlev is there now." in said
    assert "slack T0NYBORG belongs to Nyborg, as it did." in said
    listed = terminal.runs("organisations", "list").splitlines()
    assert listed == [
        "Herlev",
        "  no workspace or tenant is bound to it",
        "Nyborg",
        "  slack T0NYBORG: without tokens of its own",
    ]


def test_a_typo_makes_no_organisation(both: Terminal) -> None:
    before = both.dump()
    file = both.writes("q.csv", file_of(row("Ida")))
    said = both.runs("people", "import", file, "--organisation", "Herlef")
    assert both.code == 1
    assert "The store holds Herlev, Nyborg, and no organisation called Herlef." in said
    assert "no organisation called" in both.runs("organisations", "bind", "slack", "T1", "Nyborgg")
    assert "already" in both.runs("organisations", "add", "nyborg")
    assert both.code == 1
    assert both.dump() == before


@pytest.mark.parametrize(
    "words",
    [
        ("people", "import", "p.csv"),
        ("admin", "add", "bo@eksempel.dk"),
        ("admin", "list"),
        ("admin", "remove", "bo@eksempel.dk"),
    ],
    ids=" ".join,
)
def test_among_several_every_command_wants_a_name(both: Terminal, words: tuple[str, ...]) -> None:
    before = both.dump()
    said = both.runs(*(both.folder / each if each == "p.csv" else each for each in words))
    assert both.code == 1
    assert "several organisations (Herlev, Nyborg): say with --organisation" in said
    assert both.dump() == before


def test_each_keeps_people_of_its_own(both: Terminal) -> None:
    file = both.folder / "p.csv"
    assert "Added (1):" in both.runs("people", "import", file, "--organisation", "Herlev")
    both.runs("people", "import", file, "--leavers", "--organisation", "herlev")
    assert "Nothing to change" in both.says
    assert both.asks(
        "SELECT organisation.name, person.email FROM person JOIN organisation "
        "ON organisation.id = person.organisation_id ORDER BY 1"
    ) == [("Herlev", "bo@eksempel.dk"), ("Nyborg", "bo@eksempel.dk")]


def test_the_last_administrator_is_the_last_in_their_organisation(both: Terminal) -> None:
    both.runs("people", "import", both.folder / "p.csv", "--organisation", "Herlev")
    both.runs("admin", "remove", "bo@eksempel.dk", "--organisation", "Herlev")
    assert "add another first" in both.says
    both.runs("admin", "add", "ida@eksempel.dk", "--name", "Ida", "--organisation", "Herlev")
    both.runs("admin", "remove", "bo@eksempel.dk", "--organisation", "Herlev")
    assert "any more" in both.says
    listed = both.runs("admin", "list", "--organisation", "Nyborg")
    assert listed == "Bo <bo@eksempel.dk>, Solsikken\n"


def test_a_workspace_belongs_to_one_until_it_is_taken_from_it(both: Terminal) -> None:
    assert "belongs to Herlev" in both.runs("organisations", "bind", "slack", "T0HERLEV", "Herlev")
    assert both.code == 0
    both.runs("organisations", "bind", "slack", "T0HERLEV", "Herlev")
    assert both.code == 0
    said = both.runs("organisations", "bind", "slack", "T0HERLEV", "Nyborg")
    assert both.code == 1
    assert "kombot organisations unbind slack T0HERLEV" in said
    assert "tokens are deleted" in both.runs("organisations", "unbind", "slack", "T0HERLEV")
    assert "nothing to do" in both.runs("organisations", "unbind", "slack", "T0HERLEV")
    both.runs("organisations", "bind", "slack", "T0HERLEV", "Nyborg")
    assert both.code == 0


def test_who_takes_a_workspace_from_the_only_organisation_is_told_what_still_holds(
    terminal: Terminal,
) -> None:
    terminal.runs("organisations", "bind", "slack", "T0NYBORG", "Nyborg")
    said = terminal.runs("organisations", "unbind", "slack", "T0NYBORG")
    assert "tokens are deleted" in said
    assert "Nyborg is the only organisation" in said


def test_what_waited_for_a_word_on_whose_a_workspace_is_goes_once_it_is_said(
    both: Terminal,
) -> None:
    settings, before = Settings.from_env(both.env), SystemClock().now()

    async def waits(unit: Unit) -> None:
        outbox.queue(unit, Mail(message="x", key="x", due_at=before))

    async def is_claimed(unit: Unit) -> None:
        claims.claim(unit, Claim(token="t", lane=Lane.NUDGE, most=1, now=before))

    async def is_paused(unit: Unit) -> None:
        (row,) = await claims.claimed(unit, "t")
        claims.pause(unit, row, now=before)

    async def due(unit: Unit) -> list[Lane]:
        return await claims.lanes_due(unit, SystemClock().now())

    in_store(settings, waits)
    in_store(settings, is_claimed)
    in_store(settings, is_paused)
    assert in_store(settings, due) == []
    both.runs("organisations", "bind", "slack", "T0HERLEV", "Herlev")
    assert in_store(settings, due) == [Lane.NUDGE]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("bind", "slak", "T1", "Nyborg"), "write slack or teams"),
        (("bind", "slack", "nyborg", "Nyborg"), "begins with T"),
        (("bind", "teams", "nyborg", "Nyborg"), "is a GUID"),
        (("add", "=Nyborg"), "begins with ="),
        (("add", " "), "is empty"),
    ],
)
def test_what_cannot_be_meant_is_said(both: Terminal, words: tuple[str, ...], says: str) -> None:
    before = both.dump()
    assert says in both.runs("organisations", *words)
    assert both.code == 1
    assert both.dump() == before


def test_whoever_has_no_name_yet_gets_one_first(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.runs("migrate")
    assert "None yet" in terminal.runs("organisations", "list")
    terminal.runs("people", "import", terminal.writes("p.csv", file_of(BO)))
    assert "organisations rename Organisation NAME" in terminal.runs(
        "organisations", "add", "Herlev"
    )
    assert terminal.code == 1
    terminal.runs("organisations", "rename", "Organisation", "Nyborg")
    terminal.runs("organisations", "add", "Herlev")
    assert "already" in terminal.runs("organisations", "rename", "Herlev", "NYBORG")
    assert terminal.asks("SELECT name FROM organisation ORDER BY 1") == [("Herlev",), ("Nyborg",)]


def test_the_doctor_tells_of_each(both: Terminal) -> None:
    both.runs("people", "import", both.folder / "p.csv", "--organisation", "Herlev")
    said = both.runs("doctor")
    assert both.code == 1
    assert "✓ fine  Nyborg: slack T0NYBORG belongs to Nyborg." in said
    assert "✗ mend  Herlev: No workspace or tenant is bound to it" in said
    assert "✗ mend  Nyborg" not in said
    both.runs("organisations", "bind", "slack", "T0HERLEV", "Herlev")
    both.runs("doctor")
    assert both.code == 0


def test_the_doctor_says_who_has_nobody(both: Terminal) -> None:
    said = both.runs("doctor")
    assert (
        '✗ mend  Herlev: Nobody works there: kombot people import FILE.csv --organisation "Herlev"'
        in said
    )
