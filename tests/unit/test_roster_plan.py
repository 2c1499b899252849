"""What a file changes, what it leaves alone, and what must hold between people."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.roster.cells import ROLES
from bot.roster.report import report
from bot.roster.rows import COLUMNS
from storage.roster import Roster
from tests.fakes.rosters import (
    TODAY,
    file_of,
    imported,
    only_problem,
    planned,
    problems,
    row,
)

EXAMPLE = Path(__file__).parents[2] / "docs" / "personer.example.csv"
METTE = row("Mette", roller="leder, planlægningsgruppe")
KIRSTEN = row("Kirsten", leder="mette@eksempel.dk", roller="kontaktperson, planlægningsgruppe")
ALI = row("Ali", leder="mette@eksempel.dk", roller="TR")


def posts(roster: Roster, name: str) -> set[tuple[str, str]]:
    return set(roster.people[f"{name.lower()}@eksempel.dk"].posts)


def said(text: str, before: Roster, *, leavers: bool = False) -> str:
    return "\n".join(report(planned(text, before, leavers=leavers)))


def test_the_example_file_can_be_imported() -> None:
    outcome = planned(EXAMPLE.read_bytes())
    assert problems(outcome) == []
    assert outcome.warnings == ()
    assert len(outcome.after.people) == 9


def test_the_same_file_a_second_time_changes_nothing() -> None:
    before = imported(file_of(METTE, KIRSTEN, ALI))
    outcome = planned(file_of(METTE, KIRSTEN, ALI), before)
    assert outcome.changes_nothing
    assert said(file_of(METTE, KIRSTEN, ALI), before) == "Unchanged: 3"


def test_a_change_is_told_from_what_to_what() -> None:
    before = imported(file_of(METTE, KIRSTEN, ALI))
    text = file_of(METTE, {**KIRSTEN, "navn": "Kirsten Dahl"}, {**ALI, "roller": "AMR"}, row("Bo"))
    assert said(text, before).splitlines() == [
        "Added (1):",
        "  Bo <bo@eksempel.dk>: Solsikken; leader: nobody",
        "Changed (2):",
        "  Ali <ali@eksempel.dk>: new role: amr at Solsikken; no longer role: tr at Solsikken",
        "  Kirsten Dahl <kirsten@eksempel.dk>: name: Kirsten -> Kirsten Dahl",
        "Unchanged: 1",
    ]


def test_what_the_file_has_no_column_for_stays() -> None:
    before = imported(
        file_of(METTE, {**ALI, "timelønnet": "ja", "fratrådt": "2027-01-01", "sprog": "en"})
    )
    outcome = planned(file_of(row("Ali")), before)
    assert outcome.changes_nothing


def test_an_empty_cell_takes_away_what_was_there() -> None:
    before = imported(file_of(METTE, {**ALI, "fratrådt": "2027-01-01", "timelønnet": "ja"}))
    ali = {**ALI, "leder": "", "roller": "", "fratrådt": "", "timelønnet": ""}
    after = planned(file_of(METTE, ali), before).after.people["ali@eksempel.dk"]
    assert (after.leader, after.left_on, after.hourly_paid) == ("", None, False)
    assert after.posts == frozenset()


def test_a_language_that_somebody_chose_is_not_overruled() -> None:
    before = imported(file_of(row("Emma", sprog="en")))
    assert planned(file_of(row("Emma", sprog="da")), before).changes_nothing


def test_people_who_are_not_in_the_file_are_named_and_left_alone() -> None:
    before = imported(file_of(METTE, KIRSTEN, ALI))
    text = file_of(METTE, KIRSTEN)
    assert planned(text, before).changes_nothing
    assert said(text, before).splitlines()[1:] == [
        "In the store and not in the file; left as they are (--leavers marks them as left) (1):",
        "  Ali <ali@eksempel.dk>",
    ]


def test_leavers_are_marked_only_when_asked_for_and_only_at_the_files_workplaces() -> None:
    elsewhere = {**row("Eva"), "arbejdsplads": "Rådhuset"}
    before = imported(file_of(METTE, KIRSTEN, ALI), file_of(elsewhere))
    outcome = planned(file_of(METTE, KIRSTEN), before, leavers=True)
    assert outcome.after.people["ali@eksempel.dk"].left_on == TODAY
    assert outcome.after.people["eva@eksempel.dk"].left_on is None
    assert "Left (1):\n  Ali" in said(file_of(METTE, KIRSTEN), before, leavers=True)


def test_an_administrator_is_neither_dismissed_nor_marked_by_a_file() -> None:
    before = imported(file_of(METTE, {**ALI, "roller": "admin"}))
    without = planned(file_of(METTE, {**ALI, "roller": ""}), before)
    assert posts(without.after, "Ali") == {("admin", "Solsikken")}
    gone = planned(file_of(METTE), before, leavers=True)
    assert gone.after.people["ali@eksempel.dk"].left_on is None


def test_an_absence_replaces_the_one_that_is_not_over() -> None:
    over, now = ("2026-01-01", "2026-02-01"), ("2026-11-01", "")
    day = date.fromisoformat
    first = imported(file_of(row("Bo", fraværende_fra=now[0], fraværende_til=now[1])))
    bo = first.people["bo@eksempel.dk"]
    old = (day(over[0]), day(over[1]))
    before = Roster(areas=first.areas, people={bo.email: replace(bo, absences=bo.absences | {old})})
    text = file_of(row("Bo", fraværende_fra="2026-12-01", fraværende_til="2026-12-31"))
    after = planned(text, before).after.people[bo.email]
    assert after.absences == {old, (date(2026, 12, 1), date(2026, 12, 31))}
    back = planned(file_of(row("Bo", fraværende_fra="", fraværende_til="")), before)
    assert back.after.people[bo.email].absences == {old}


def test_an_absence_that_is_over_is_not_taken_in() -> None:
    text = file_of(row("Bo", fraværende_fra="2026-01-01", fraværende_til="2026-11-21"))
    assert imported(text).people["bo@eksempel.dk"].absences == frozenset()


def test_who_is_named_as_leader_has_the_role_without_its_being_written() -> None:
    roster = imported(file_of(row("Mette", leder=""), row("Bo", leder="mette@eksempel.dk")))
    assert posts(roster, "Mette") == {("leader", "Solsikken")}


def test_a_leader_above_leads_their_own_house_and_not_the_ones_below() -> None:
    chief = {**row("Inger"), "arbejdsplads": "Rådhuset"}
    text = file_of(
        {**chief, "leder": ""},
        row("Mette", leder="inger@eksempel.dk"),
        row("Bo", leder="mette@eksempel.dk"),
    )
    roster = imported(text)
    assert posts(roster, "Inger") == {("leader", "Rådhuset")}
    assert posts(roster, "Mette") == {("leader", "Solsikken")}


def test_two_houses_may_share_a_leader() -> None:
    text = file_of(
        row("Mette", leder=""),
        row("Bo", leder="mette@eksempel.dk"),
        {**row("Ida", leder="mette@eksempel.dk"), "arbejdsplads": "Mælkebøtten"},
    )
    assert posts(imported(text), "Mette") == {("leader", "Solsikken"), ("leader", "Mælkebøtten")}


def test_a_leader_whom_nobody_names_any_more_loses_the_role() -> None:
    first = file_of(row("Mette", leder="", roller=""), row("Bo", leder="mette@eksempel.dk"))
    then = file_of(row("Mette", leder="", roller=""), row("Bo", leder=""))
    assert posts(imported(first, then), "Mette") == set()


def test_somebody_who_moves_leaves_their_roles_behind() -> None:
    before = imported(file_of(METTE, KIRSTEN, ALI))
    moved = {**row("Ali"), "arbejdsplads": "Rådhuset"}
    assert posts(planned(file_of(moved), before).after, "Ali") == set()


def test_a_workplace_keeps_the_spelling_that_it_has() -> None:
    before = imported(file_of(row("Bo")))
    text = file_of({**row("Ida"), "arbejdsplads": "SOLSIKKEN"})
    assert planned(text, before).after.people["ida@eksempel.dk"].workplace == "Solsikken"


def test_a_leader_may_be_in_the_store_alone() -> None:
    before = imported(file_of(METTE))
    assert problems(planned(file_of(row("Bo", leder="mette@eksempel.dk")), before)) == []


@pytest.mark.parametrize(
    ("rows", "line", "says"),
    [
        ([row("Bo", leder="ghost@eksempel.dk")], 2, "ghost@eksempel.dk is neither in the file"),
        ([row("Bo", leder="bo@eksempel.dk")], 2, "circle: bo@eksempel.dk -> bo@eksempel.dk"),
        (
            [
                row("Ida", leder="bo@eksempel.dk"),
                row("Bo", leder="eva@eksempel.dk"),
                row("Eva", leder="bo@eksempel.dk"),
            ],
            3,
            "circle: bo@eksempel.dk -> eva@eksempel.dk -> bo@eksempel.dk",
        ),
        (
            [row("Mette", roller="leder, kontaktperson, planlægningsgruppe")],
            2,
            "cannot be its contact person",
        ),
        (
            [row("Mette", roller="kontaktperson"), row("Bo", leder="mette@eksempel.dk")],
            2,
            "cannot be its contact person",
        ),
        (
            [row("Mette", roller="leder"), row("Bo", roller="planlægningsgruppe")],
            3,
            "no contact person",
        ),
        ([row("Bo", område="A"), row("Ida", område="B")], 3, "another area in line 2"),
    ],
)
def test_what_does_not_hold_between_people_is_told_with_its_line(
    rows: list[dict[str, str]], line: int, says: str
) -> None:
    found_line, found_says = only_problem(file_of(*rows))
    assert (found_line, says in found_says) == (line, True), found_says


def test_a_circle_through_the_store_is_found() -> None:
    before = imported(file_of(row("Eva"), row("Bo", leder="eva@eksempel.dk")))
    line, says = only_problem(file_of(row("Eva", leder="bo@eksempel.dk")), before)
    assert (line, "circle" in says) == (2, True)


def test_a_contact_person_who_has_left_does_not_count() -> None:
    gone = {**KIRSTEN, "fratrådt": "2026-11-01"}
    member = row("Bo", leder="mette@eksempel.dk", roller="planlægningsgruppe")
    assert "no contact person" in only_problem(file_of(METTE, gone, member))[1]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [METTE, {**KIRSTEN, "timelønnet": "ja"}],
            "kirsten@eksempel.dk is hourly-paid and in the planning group",
        ),
        (
            [{**METTE, "fratrådt": "2026-11-01"}, KIRSTEN],
            "the leader mette@eksempel.dk has left",
        ),
        ([METTE, KIRSTEN, {**ALI, "roller": "kontaktperson"}], "has 2 contact persons"),
    ],
)
def test_what_is_odd_is_told_and_imported(rows: list[dict[str, str]], says: str) -> None:
    outcome = planned(file_of(*rows))
    assert problems(outcome) == []
    assert [each.says for each in outcome.warnings if says in each.says]
    assert says in "\n".join(report(outcome))


def test_somebody_who_has_left_and_is_in_the_file_is_told_of() -> None:
    before = imported(file_of(row("Bo", fratrådt="2026-11-01")))
    outcome = planned(file_of(row("Bo")), before)
    assert "add the column fratrådt" in outcome.warnings[0].says
    assert outcome.changes_nothing
    assert not planned(file_of(row("Bo", fratrådt="")), before).changes_nothing


def test_the_guide_names_every_column_and_role() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "people.md").read_text("utf-8")
    for column in COLUMNS.values():
        for name in column.names[:2]:
            assert re.search(rf"`{re.escape(name)}`", guide), name
    for word in ROLES:
        assert f"`{word}`" in guide, word
