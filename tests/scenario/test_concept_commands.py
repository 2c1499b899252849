"""At the terminal: which concepts there are, whether one can be used, and where which one holds."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal

HERLEV = Path(__file__).parents[2] / "dialogs" / "concepts" / "herlev.toml"
OURS = """
extends = "herlev"
[about]
version = "1"
adopted = 2026-11-22
source = "Skoleområdet"
"""
STEP = ("--committee", "MED Dagtilbud", "--put-before", "2027-01-10", "--informed", "2027-01-10")
AREA = ("concept", "use", "herlev", "--area", "Dagtilbud", "--from", "2027-02-01")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    folder = tmp_path / "concepts"
    folder.mkdir()
    terminal = Terminal(tmp_path, {"KOMBOT_CONCEPTS": str(folder)})
    terminal.runs("migrate")
    mette = {**row("Mette", roller="leder"), "område": "Dagtilbud"}
    file = terminal.writes("p.csv", file_of(mette))
    terminal.runs("people", "import", file, "--organisation", "Eksempelkommunen")
    assert terminal.code == 0, terminal.says
    return terminal


def test_the_product_s_and_one_s_own_are_listed(terminal: Terminal) -> None:
    terminal.writes("concepts/skoler.toml", OURS)
    said = terminal.runs("concept", "list")
    assert "herlev: Development conversation, conversations, version 2026.1 (the product's)" in said
    assert "skoler: Development conversation, conversations, version 1 (your own)" in said
    assert "Where nothing else is chosen: nyborg_kom" in said


def test_one_is_shown_with_what_must_be_talked_about_and_how_long_things_are_kept(
    terminal: Terminal,
) -> None:
    said = terminal.runs("concept", "show", "herlev")  # HER-10, HER-12, HER-27
    assert "every 12 months, mandatory" in said
    assert "minutes is kept: next_held, 18 months" in said
    assert "adopted: 2007-02-19" in said
    assert "There is no concept called nowhere." in terminal.runs("concept", "show", "nowhere")


def test_a_good_file_can_be_used(terminal: Terminal) -> None:
    assert "herlev.toml can be used" in terminal.runs("concept", "check", HERLEV)
    assert terminal.code == 0


def test_a_bad_file_is_told_of_problem_by_problem_with_its_line(terminal: Terminal) -> None:
    bad = OURS + "[mini]\nmax_minutes = 'tyve'\nunknown = 1\n"
    said = terminal.runs("concept", "check", terminal.writes("skoler.toml", bad)).splitlines()
    assert terminal.code == 1
    assert said[-1] == f"{len(said) - 1} things to mend."
    assert any(each.startswith("skoler.toml: line 8, mini.max_minutes:") for each in said)
    assert any(each.startswith("skoler.toml: line 9, mini.unknown:") for each in said)


def test_kombot_does_not_start_with_bad_files_and_names_every_one(terminal: Terminal) -> None:
    terminal.writes("concepts/good.toml", OURS)
    terminal.writes("concepts/one.toml", OURS + "[mini]\nmax_minutes = 'tyve'\n")
    terminal.writes("concepts/two.toml", 'extends = "nothing"\n')
    terminal.writes("concepts/herlev.toml", OURS)
    for command in ("all", "web", "worker"):
        said = terminal.runs(command)
        assert terminal.code == 1
        for name in ("one.toml, line 8", "two.toml, line 1", "herlev.toml, the product has"):
            assert name in said
        assert "good.toml" not in said
    said = terminal.runs("doctor")
    assert terminal.code == 1
    assert "✗ mend" in said
    assert "two.toml, line 1" in said


def test_a_concept_holds_everywhere_from_the_day_that_is_said(terminal: Terminal) -> None:
    said = terminal.runs("concept", "use", "norddjurs_mus", "--from", "2027-01-01")
    assert said == (
        "From 2027-01-01 on, Eksempelkommunen holds conversations after norddjurs_mus.\n"
    )
    terminal.runs("concept", "use", "herlev", "--from", "2027-01-01")
    rows = terminal.asks("SELECT concept, area, holds_from FROM concept_use")
    assert rows == [("herlev", "", "2027-01-01")]
    listed = terminal.runs("concept", "list")
    assert "Eksempelkommunen: herlev from 2027-01-01, everywhere" in listed


def test_an_area_s_own_way_is_put_before_its_committee_first(terminal: Terminal) -> None:
    # HER-02, HER-03
    assert "--committee NAME" in terminal.runs(*AREA)
    assert "--put-before" in terminal.runs(*AREA, *STEP[:2])
    assert "--informed" in terminal.runs(*AREA, *STEP[:4])
    assert "before it takes effect" in terminal.runs(*AREA, *STEP[:3], "2027-03-01", *STEP[4:])
    assert terminal.asks("SELECT * FROM concept_use") == []
    said = terminal.runs(*AREA, *STEP)
    assert said.startswith("From 2027-02-01 on, the area Dagtilbud of Eksempelkommunen")
    assert "put before MED Dagtilbud 2027-01-10, told up 2027-01-10" in terminal.runs(
        "concept", "list"
    )


def test_the_concept_says_which_areas_have_a_way_of_their_own(terminal: Terminal) -> None:  # HER-03
    terminal.does("UPDATE workplace SET area = 'Havnen'")
    said = terminal.runs("concept", "use", "herlev", "--area", "Havnen", *STEP)
    assert "Havnen is none of them: Rådhuset; Driftsafdelingen;" in said
    assert "lies in Dagtilbud. There are: Havnen." in terminal.runs(*AREA, *STEP)
    own = ("concept", "use", "nyborg_kom", "--area", "Havnen", "--from", "2027-02-01")
    terminal.runs(*own, *STEP)
    assert terminal.code == 0, terminal.says


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("talsammen",), "is not for conversations"),
        (("nowhere",), "There is no concept called nowhere."),
        (("herlev", "--from", "i morgen"), "write the day as 2027-01-31"),
        (("herlev", "--organisation", "Andre"), "no organisation called Andre"),
    ],
)
def test_what_cannot_be_chosen_is_said_and_nothing_is_written(
    terminal: Terminal, words: tuple[str, ...], told: str
) -> None:
    before = terminal.dump()
    assert told in terminal.runs("concept", "use", *words)
    assert terminal.code == 1
    assert terminal.dump() == before


def test_the_doctor_names_a_concept_in_use_that_is_gone(terminal: Terminal) -> None:
    file = terminal.writes("concepts/skoler.toml", OURS)
    day = date(2026, 11, 1) + timedelta(days=1)
    terminal.runs("concept", "use", "skoler", "--from", day.isoformat())
    assert "skoler" not in terminal.runs("doctor")
    file.unlink()
    said = terminal.runs("doctor")
    assert "a choice goes by the concept skoler, which is not there: nyborg_kom stands in" in said
    assert "skoler from 2026-11-02, everywhere – this concept is not there" in terminal.runs(
        "concept", "list"
    )
