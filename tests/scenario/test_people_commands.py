"""A workplace is brought in at the terminal: whole, twice, or not at all."""

from pathlib import Path

import pytest

from tests.fakes.rosters import file_of, row
from tests.fakes.terminal import Terminal

EXAMPLE = Path(__file__).parents[2] / "docs" / "personer.example.csv"
MARKED = "Marked for a talk about the late career; an offer is told to them alone"
METTE = row("Mette", roller="leder, planlægningsgruppe")
KIRSTEN = row("Kirsten", leder="mette@eksempel.dk", roller="kontaktperson, planlægningsgruppe")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.runs("migrate")
    return terminal


def test_a_workplace_is_brought_in(terminal: Terminal) -> None:
    said = terminal.runs("people", "import", EXAMPLE, "--organisation", "Eksempelkommunen")
    assert terminal.code == 0
    assert "The organisation is called: Eksempelkommunen" in said
    assert "Added (9):" in said
    assert said.endswith("Done.\n")
    assert terminal.asks("SELECT name FROM organisation") == [("Eksempelkommunen",)]
    assert terminal.asks(
        "SELECT person.name, leader.name FROM person JOIN person leader "
        "ON leader.id = person.leader_id WHERE person.email LIKE 'soeren%'"
    ) == [("Søren Ågård", "Mette Holm")]
    assert terminal.asks(
        "SELECT role.name FROM role JOIN person ON person.id = role.person_id "
        "WHERE person.name = 'Kirsten Dahl' ORDER BY 1"
    ) == [("contact",), ("planning",), ("representative",)]
    assert terminal.asks("SELECT first_day, last_day FROM absence") == [
        ("2027-02-01", "2027-08-31")
    ]
    assert terminal.asks("SELECT name FROM person WHERE hourly_paid") == [("Oliver Juhl",)]
    assert terminal.asks("SELECT left_on FROM person WHERE left_on IS NOT NULL") == [
        ("2026-12-31",)
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(terminal: Terminal) -> None:
    before = terminal.dump()
    dry = terminal.runs("people", "import", EXAMPLE, "--dry-run")
    assert terminal.dump() == before
    assert "Nothing is written." in dry
    real = terminal.runs("people", "import", EXAMPLE)
    assert dry.splitlines()[:-1] == real.splitlines()[:-1]


def test_a_second_time_changes_nothing(terminal: Terminal) -> None:
    terminal.runs("people", "import", EXAMPLE)
    before = terminal.dump()
    said = terminal.runs("people", "import", EXAMPLE)
    assert "Nothing to change" in said
    assert terminal.dump() == before


def test_one_mistake_and_nothing_is_done(terminal: Terminal) -> None:
    before = terminal.dump()
    file = terminal.writes("p.csv", file_of(METTE, KIRSTEN, row("Bo", leder="nobody@eksempel.dk")))
    said = terminal.runs("people", "import", file)
    assert terminal.code == 1
    assert "Nothing is changed. 1 thing to mend:" in said
    assert "Line 4: the leader nobody@eksempel.dk" in said
    assert terminal.dump() == before


def test_what_changes_is_written_and_the_rest_stays(terminal: Terminal) -> None:
    terminal.runs("people", "import", terminal.writes("a.csv", file_of(METTE, KIRSTEN, row("Bo"))))
    ids = dict(terminal.asks("SELECT email, id FROM person"))
    away = {"fraværende fra": "2027-01-01", "fraværende til": ""}
    file = terminal.writes(
        "b.csv",
        file_of(
            {**METTE, "område": "Dagtilbud", **away},
            {**KIRSTEN, "navn": "Kirsten Dahl", "leder": ""},
            {**row("Ida", leder="bo@eksempel.dk"), "arbejdsplads": "Rådhuset"},
        ),
    )
    terminal.runs("people", "import", file, "--leavers")
    assert terminal.code == 0, terminal.says
    now = dict(terminal.asks("SELECT email, id FROM person"))
    assert {email: now[email] for email in ids} == ids
    assert terminal.asks("SELECT name, area FROM workplace ORDER BY 1") == [
        ("Rådhuset", ""),
        ("Solsikken", "Dagtilbud"),
    ]
    people = {
        row[0]: row[1:] for row in terminal.asks("SELECT name, leader_id, left_on FROM person")
    }
    assert people["Kirsten Dahl"] == (None, None)
    assert people["Ida"] == (ids["bo@eksempel.dk"], None)
    assert people["Bo"][1] is not None
    file = terminal.writes("c.csv", file_of({**METTE, "område": "", "fraværende fra": ""}))
    terminal.runs("people", "import", file)
    assert terminal.asks("SELECT * FROM absence") == []
    assert terminal.asks("SELECT area FROM workplace WHERE name = 'Solsikken'") == [("Dagtilbud",)]


def test_a_cpr_number_stops_the_file_and_is_said_nowhere(terminal: Terminal) -> None:
    before = terminal.dump()
    file = terminal.writes("p.csv", file_of(METTE, row("Bo", cpr="010190-1234")))
    said = terminal.runs("people", "import", file)
    assert terminal.code == 1
    assert "Line 3: this looks like a CPR number" in said
    assert "1234" not in said
    assert terminal.dump() == before


def test_a_workbook_is_sent_back_with_what_to_do(terminal: Terminal) -> None:
    file = terminal.writes("p.xlsx", b"PK\x03\x04 rest")
    said = terminal.runs("people", "import", file)
    assert terminal.code == 1
    assert "p.xlsx cannot be imported, and nothing is changed." in said
    assert "CSV UTF-8" in said


def test_a_file_that_is_not_there_is_told_of(terminal: Terminal) -> None:
    assert "does not exist" in terminal.runs("people", "import", "nowhere.csv")
    assert terminal.code == 2


def test_a_store_keeps_to_one_organisation(terminal: Terminal) -> None:
    terminal.runs("people", "import", EXAMPLE, "--organisation", "Eksempelkommunen")
    said = terminal.runs("people", "import", EXAMPLE, "--organisation", "Nabokommunen")
    assert terminal.code == 1
    assert "The store holds Eksempelkommunen" in said
    assert "begins with" in terminal.runs("people", "import", EXAMPLE, "--organisation", "=x")


def test_the_first_administrator_is_let_in_once(terminal: Terminal) -> None:
    assert "Nobody yet" in terminal.runs("admin", "list")
    assert "add --name" in terminal.runs("admin", "add", "Hanne@Eksempel.dk")
    assert terminal.code == 1
    said = terminal.runs("admin", "add", "Hanne@Eksempel.dk", "--name", "Hanne Riis")
    assert said == "Hanne Riis <hanne@eksempel.dk> looks after kombot now.\n"
    before = terminal.dump()
    assert "already" in terminal.runs("admin", "add", "hanne@eksempel.dk", "--name", "Other Name")
    assert terminal.dump() == before
    assert terminal.runs("admin", "list") == "Hanne Riis <hanne@eksempel.dk>, Administration\n"


def test_an_administrator_of_the_first_hour_gets_a_workplace_from_a_file(
    terminal: Terminal,
) -> None:
    terminal.runs("admin", "add", "mette@eksempel.dk", "--name", "Mette")
    file = terminal.writes("p.csv", file_of(METTE, KIRSTEN))
    terminal.runs("people", "import", file, "--organisation", "Eksempelkommunen")
    assert terminal.asks("SELECT name FROM organisation") == [("Eksempelkommunen",)]
    assert terminal.runs("admin", "list") == "Mette <mette@eksempel.dk>, Solsikken\n"
    terminal.runs("people", "import", file, "--leavers")
    assert "Nothing to change" in terminal.says


def test_the_last_administrator_stays(terminal: Terminal) -> None:
    terminal.runs("admin", "add", "hanne@eksempel.dk", "--name", "Hanne")
    assert "add another first" in terminal.runs("admin", "remove", "hanne@eksempel.dk")
    terminal.runs("admin", "add", "bo@eksempel.dk", "--name", "Bo")
    assert "nothing to do" in terminal.runs("admin", "remove", "ida@eksempel.dk")
    assert "any more" in terminal.runs("admin", "remove", "hanne@eksempel.dk")
    assert terminal.runs("admin", "list") == "Bo <bo@eksempel.dk>, Administration\n"


def test_somebody_who_has_left_looks_after_nothing(terminal: Terminal) -> None:
    terminal.runs(
        "people", "import", terminal.writes("p.csv", file_of(row("Bo", fratrådt="2026-01-01")))
    )
    assert "left on 2026-01-01" in terminal.runs("admin", "add", "bo@eksempel.dk")
    assert terminal.code == 1
    assert "no email address" in terminal.runs("admin", "add", "bo")


def test_who_comes_while_a_dialogue_lies_ahead_is_handed_on_to_be_taken_along(
    terminal: Terminal,
) -> None:  # TAL-22
    before = terminal.writes("before.csv", file_of(METTE, KIRSTEN))
    terminal.runs("people", "import", before)
    terminal.does(
        "INSERT INTO round (id, workplace_id, opened_by, contact_id, mode, phase, minimum,"
        " deadline, dialogue_on, opened_at, agreed)"
        " SELECT 'r', workplace_id, id, id, 'secret', 'announced', 5, '2099-05-01',"
        " '2099-05-20', '2099-04-01', '' FROM person LIMIT 1"
    )
    terminal.does(
        "INSERT INTO sitting (id, round_id, name, held_on, starts_at, place, changes, slot)"
        " VALUES ('s', 'r', '', '2099-05-20', '09:00', '', 0, 0)"
    )
    terminal.runs("people", "import", before)
    assert terminal.asks("SELECT rule FROM due") == []
    newcomers = (row("Nora"), row("Oliver", timelønnet="ja"))
    terminal.runs("people", "import", terminal.writes("a.csv", file_of(METTE, *newcomers)))
    assert terminal.asks(
        "SELECT due.rule, person.name FROM due JOIN person ON person.id = due.subject"
    ) == [("person.joined", "Nora")]


def test_a_column_offers_a_talk_about_the_late_career_once_and_says_where_there_is_none(
    terminal: Terminal,
) -> None:  # NOR-23, X-11
    people = file_of(METTE, row("Bo", seniorsamtale="ja"), row("Ida", seniorsamtale="nej"))
    file = terminal.writes("a.csv", people)
    said = terminal.runs("people", "import", file)
    assert "Line 3: there is no talk about the late career" in said
    assert terminal.asks("SELECT * FROM senior_offer") == []
    terminal.env["KOMBOT_CONCEPT"] = "norddjurs_mus"
    dry = terminal.runs("people", "import", file, "--dry-run")
    assert "Nothing is written." in dry
    assert terminal.asks("SELECT * FROM senior_offer") == []
    said = terminal.runs("people", "import", file)
    assert f"{MARKED} (1):\n  Bo <bo@" in said
    offered = (
        "SELECT person.name, message FROM senior_offer "
        "JOIN person ON person.id = senior_offer.person_id "
        "JOIN outbox ON outbox.person_id = person.id"
    )
    assert terminal.asks(offered) == [("Bo", "senior_offered")]
    terminal.runs("people", "import", file)
    assert terminal.asks(offered) == [("Bo", "senior_offered")]
    wrong = terminal.writes("b.csv", file_of(METTE, row("Bo", seniorsamtale="57 år")))
    assert "Line 3: seniorsamtale is" in terminal.runs("people", "import", wrong)
    assert "write ja or nej" in terminal.says


def test_who_said_no_to_it_is_not_offered_it_anew_once_their_own_is_erased(
    terminal: Terminal,
) -> None:  # NOR-23, X-11
    terminal.env["KOMBOT_CONCEPT"] = "norddjurs_mus"
    file = terminal.writes("a.csv", file_of(METTE, row("Bo", seniorsamtale="ja")))
    terminal.runs("people", "import", file)
    terminal.does("UPDATE senior_offer SET answer = 'no'")
    ((email, name),) = terminal.asks("SELECT email, name FROM person WHERE name LIKE 'Bo%'")
    said = terminal.runs("person", "erase", email, "--confirm", name)
    assert "senior_offer: that it was offered, without their answer" in said
    assert terminal.asks("SELECT answer FROM senior_offer") == [("answer_erased",)]
    terminal.does("DELETE FROM outbox")
    terminal.runs("people", "import", file)
    assert terminal.asks("SELECT message FROM outbox") == []


def test_whoever_asked_for_it_themselves_stands_among_the_others_and_nobody_sees_which(
    terminal: Terminal,
) -> None:  # NOR-23, X-11
    terminal.env["KOMBOT_CONCEPT"] = "norddjurs_mus"
    terminal.runs("people", "import", terminal.writes("a.csv", file_of(METTE, row("Bo"))))
    terminal.does(
        "INSERT INTO senior_offer (person_id, set_by, answer) "
        "SELECT id, id, 'yes' FROM person WHERE name LIKE 'Bo%'"
    )
    alone = terminal.writes("b.csv", file_of(METTE, row("Bo", seniorsamtale="ja")))
    assert f"{MARKED} (1):\n  Bo <bo@" in terminal.runs("people", "import", alone, "--dry-run")
    assert "Nothing is written." in terminal.says
    assert "Nothing to change" not in terminal.runs("people", "import", alone)
    both = (row("Bo", seniorsamtale="ja"), row("Ida", seniorsamtale="ja"))
    file = terminal.writes("c.csv", file_of(METTE, *both))
    for option in ("--dry-run",), (), ():
        said = terminal.runs("people", "import", file, *option)
        assert f"{MARKED} (2):\n  Bo <bo@" in said
    kept = (
        "SELECT asked.name, setter.name, answer FROM senior_offer "
        "JOIN person AS asked ON asked.id = senior_offer.person_id "
        "LEFT JOIN person AS setter ON setter.id = senior_offer.set_by ORDER BY asked.name"
    )
    assert terminal.asks(kept) == [("Bo", "Bo", "yes"), ("Ida", None, "")]
    trail = "SELECT count(*) FROM audit WHERE what = 'senior-offered' AND actor_id = 'operator'"
    assert terminal.asks(trail) == [(1,)]
