"""Every mistake in a file is told with its line, and no CPR number is ever repeated."""

import re
from datetime import date

import pytest

from bot.roster.cells import holds_cpr
from bot.roster.rows import Row
from storage.tables import RoleName
from tests.fakes.rosters import EVERYTHING, file_of, only_problem, people, planned, problems, row

CPR = "010190-1234"


def only_row(text: str) -> Row:
    found = people(text)
    assert found.problems == ()
    (only,) = found.rows
    return only


def test_everything_about_a_person_is_read() -> None:
    only = only_row(
        f"{EVERYTHING}\nKirsten  Dahl;Kirsten@Eksempel.DK;Solsikken;Dagtilbud;mette@eksempel.dk;"
        "kontaktperson|planlægningsgruppe, TR;nej;2026-12-01;31-01-2027;30.06.2027;dansk"
    )
    assert only == Row(
        line=2,
        name="Kirsten Dahl",
        email="kirsten@eksempel.dk",
        workplace="Solsikken",
        area="Dagtilbud",
        leader="mette@eksempel.dk",
        roles=frozenset({RoleName.CONTACT, RoleName.PLANNING, RoleName.TR}),
        absent_from=date(2026, 12, 1),
        absent_to=date(2027, 1, 31),
        left=date(2027, 6, 30),
        language="da",
    )


def test_english_columns_in_any_order_and_any_case_are_the_same() -> None:
    text = (
        "LEFT;Hourly_Paid;Absent-from;absent to;ROLES;leader;Language;Area;E-mail;Workplace;Name\n"
        "2027-06-30;yes;01.12.2026;;leader/hr;;en;Care;bo@example.org;School;Bo\n"
    )
    only = only_row(text)
    assert (only.name, only.email, only.workplace) == ("Bo", "bo@example.org", "School")
    assert (only.area, only.leader, only.language) == ("Care", "", "en")
    assert only.roles == {RoleName.LEADER, RoleName.HR}
    assert only.hourly_paid
    assert only.absence == (date(2026, 12, 1), None)
    assert only.left == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("leder", RoleName.LEADER),
        ("leader", RoleName.LEADER),
        ("Planlægningsgruppe", RoleName.PLANNING),
        ("planning", RoleName.PLANNING),
        ("KONTAKTPERSON", RoleName.CONTACT),
        ("contact", RoleName.CONTACT),
        ("medarbejderrepræsentant", RoleName.REPRESENTATIVE),
        ("representative", RoleName.REPRESENTATIVE),
        ("tr", RoleName.TR),
        ("AMR", RoleName.AMR),
        ("hr", RoleName.HR),
        ("admin", RoleName.ADMIN),
    ],
)
def test_roles_have_danish_and_english_words(word: str, role: RoleName) -> None:
    assert only_row(file_of(row("Bo", roller=word))).roles == {role}


@pytest.mark.parametrize("word", ["ja", "JA", "yes", "x", "1"])
def test_there_are_many_ways_to_say_yes(word: str) -> None:
    assert only_row(file_of(row("Bo", timelønnet=word))).hourly_paid


@pytest.mark.parametrize("word", ["nej", "no", "0", ""])
def test_there_are_many_ways_to_say_no(word: str) -> None:
    assert not only_row(file_of(row("Bo", timelønnet=word))).hourly_paid


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"email": ""}, "email is empty"),
        ({"email": "bo.eksempel.dk"}, "no email address"),
        ({"email": "bo@eksempel"}, "no email address"),
        ({"email": "bo@@eksempel.dk"}, "no email address"),
        ({"email": "bo@eksempel..dk"}, "no email address"),
        ({"email": "bo lund@eksempel.dk"}, "no email address"),
        ({"email": "bo@erased.invalid"}, "no email address"),
        ({"email": "=cmd@eksempel.dk"}, "no email address"),
        ({"email": f"{'b' * 250}@eksempel.dk"}, "at most 254"),
        ({"navn": ""}, "navn is empty"),
        ({"navn": "=HYPERLINK(1)"}, "take for a formula"),
        ({"navn": " +4512345678"}, "take for a formula"),
        ({"navn": "-Bo"}, "take for a formula"),
        ({"navn": "@everyone"}, "take for a formula"),
        ({"arbejdsplads": "=1+1"}, "arbejdsplads begins"),
        ({"område": "@x"}, "område begins"),
        ({"navn": "B" * 101}, "101 characters: write it with at most 100"),
        ({"navn": "Bo\u202eLund"}, "cannot be seen"),
        ({"navn": "12"}, "no letters"),
        ({"leder": "Mette Holm"}, "leder is .*no email address"),
        ({"roller": "TR, chef"}, 'names "chef", which is no role: use leder, '),
        ({"timelønnet": "måske"}, "write ja or nej"),
        ({"fraværende fra": "1/2/2027"}, "2026-05-31 or 31-05-2026"),
        ({"fraværende fra": "31-02-2027"}, "2026-05-31 or 31-05-2026"),
        ({"fratrådt": "01-01-1900"}, "write a day from 2000"),
        ({"fraværende fra": "2027-02-01", "fraværende til": "2027-01-31"}, "ends before it begins"),
        ({"fraværende til": "2027-01-31"}, "no first one"),
        ({"sprog": "svensk"}, "write da or en"),
    ],
)
def test_a_cell_that_cannot_be_used_is_told_with_its_line(cells: dict[str, str], says: str) -> None:
    # fault 34
    line, said = only_problem(file_of(row("Ida"), {**row("Bo"), **cells}))
    assert line == 3
    assert re.search(says, said)


def test_every_mistake_is_told_at_once() -> None:
    text = file_of(row("Bo", timelønnet="måske", sprog="x"), row("Ida", timelønnet="?"), row("Bo"))
    assert [line for line, _ in problems(planned(text))] == [2, 2, 3]


def test_a_person_has_one_line() -> None:
    text = file_of(row("Bo"), row("Ida"), {**row("Bo Lund"), "email": "BO@eksempel.dk"})
    assert only_problem(text) == (
        4,
        "bo@eksempel.dk stands in line 2, too: each person has one line",
    )


def test_columns_that_are_needed_are_asked_for() -> None:
    assert problems(planned("navn;leder\nBo;\n")) == [
        (1, "there is no column email / e-mail: add it to the first line"),
        (1, "there is no column arbejdsplads / workplace: add it to the first line"),
    ]


def test_two_columns_for_the_same_thing_are_refused() -> None:
    line, says = only_problem("navn;name;email;arbejdsplads\nBo;Bo;bo@eksempel.dk;Skole\n")
    assert (line, says) == (1, "there are 2 columns for navn / name: keep one")


def test_a_column_that_is_not_used_is_told_of_and_left_out() -> None:
    found = people(file_of(row("Bo", tlf="12345678")))
    assert [each.says for each in found.warnings] == ['the column "tlf" is not used']
    assert len(found.rows) == 1


def test_a_row_with_too_many_cells_is_refused_and_one_with_few_is_filled_up() -> None:
    text = (
        "navn;email;arbejdsplads;sprog\nBo;bo@eksempel.dk;Skole\nIda;ida@eksempel.dk;Skole;da;x\n"
    )
    line, says = only_problem(text)
    assert line == 3
    assert "5 cells and 4 columns" in says


def test_nobody_below_the_column_names_is_told_of() -> None:
    assert only_problem("navn;email;arbejdsplads\n")[1] == "there is nobody below the column names"


@pytest.mark.parametrize(
    "cell",
    [
        CPR,
        "0101901234",
        "010190 1234",
        "010190 - 1234",
        "01 01 90 1234",
        "01.01.90-1234",
        "101901234",
        f"Bo ({CPR})",
        "010190–1234",
    ],
)
@pytest.mark.parametrize("column", ["navn", "email", "cpr", "roller", "fratrådt"])
def test_a_cpr_number_anywhere_stops_the_file_and_is_not_repeated(cell: str, column: str) -> None:
    outcome = planned(file_of(row("Ida"), {**row("Bo"), column: cell}, row("Eva")))
    ((line, says),) = problems(outcome)
    assert line == 3
    assert "CPR number" in says
    assert "1234" not in says + str(outcome.warnings)


def test_a_cpr_number_for_a_column_name_is_not_repeated_either() -> None:
    outcome = planned(f"navn;email;arbejdsplads;{CPR}\nBo;bo@eksempel.dk;Skole;\n")
    assert [line for line, _ in problems(outcome)] == [1]
    assert "1234" not in str(outcome.problems) + str(outcome.warnings)


@pytest.mark.parametrize(
    "text", ["+45 20 10 12 34", "4520101234", "2026-11-22", "31-01-2027", "12345678", "990190-1234"]
)
def test_phones_and_dates_are_no_cpr_numbers(text: str) -> None:
    assert not holds_cpr(text)
