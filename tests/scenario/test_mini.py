"""The short talk: called with one button, made ready, held and noted, by either of the two."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from storage import due
from storage.ids import new_id
from storage.tables import (
    Absence,
    Activity,
    Audit,
    Checkin,
    Conversation,
    GoalHelper,
    Kind,
)
from tests import town as plot
from tests.minis import (
    JONAS,
    calls,
    checks_in,
    concept,
    talks,
    the_talk,
    two_goals,
)
from tests.nudged import LEADER, a_goal, does, sent_to
from tests.talk import Town, a_town

THURSDAY = date(2026, 8, 13)
"""Three working days after a town begins."""
A_WEEK_ON = date(2026, 8, 18)
"""The day after the next letter."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_the_leader_calls_one_with_one_button_and_the_employee_hears_of_it(
    town: Town,
) -> None:  # NYB-KOM-50
    mette = town["Mette"]
    await mette.writes("samtaler")
    await mette.clicks("Jonas Friis")
    await mette.clicks("Kald til Mini-KOM")
    mette.sees("Jonas og du mødes torsdag den 13. august kl. 9")
    mette.sees("højst 20 minutter")  # NYB-KOM-24
    await town.settles()
    town["Jonas"].sees("Mette vil gerne tage en Mini-KOM med dig")
    town["Jonas"].sees("torsdag den 13. august kl. 9")
    talk = await the_talk(town)
    assert (talk.kind, talk.called_by, talk.person_id) == (Kind.MINI, LEADER, JONAS)


async def test_the_employee_calls_one_as_well_and_the_leader_reads_of_it_in_the_weeks_letter(
    town: Town,
) -> None:  # NYB-KOM-50
    jonas = town["Jonas"]
    await jonas.writes("mål")
    await jonas.clicks("Kald til Mini-KOM")
    jonas.sees("Mette og du mødes tirsdag den 18. august kl. 9")
    await town.settles()
    assert town["Mette"].messages == []
    await town.until(datetime(2026, 8, 17, 9, tzinfo=UTC))
    assert [rule for rule, _ in await sent_to(town, "Mette")] == ["digest"]
    town["Mette"].sees("Jonas har kaldt til Mini-KOM tirsdag den 18. august kl. 9")
    await town["Mette"].clicks("Dagsorden: Jonas")
    town["Mette"].sees("Dagsorden: Mini-KOM med Jonas")


async def test_the_first_day_and_time_at_which_both_are_there_is_proposed(town: Town) -> None:
    other = Conversation(
        person_id=plot.id_of("Sofie"),
        leader_id=LEADER,
        at=datetime(2026, 8, 14, 7, 30, tzinfo=UTC),
        concept="nyborg_kom",
    )
    away = Absence(person_id=JONAS, first_day=THURSDAY, last_day=THURSDAY)
    await does(town, other, away)
    await calls(town, "Mette", "Jonas")
    town["Mette"].sees("fredag den 14. august kl. 10.30")


async def test_a_second_press_calls_no_second_one(town: Town) -> None:
    await calls(town, "Mette", "Jonas")
    await calls(town, "Jonas")
    town["Jonas"].sees("I har allerede en tid til Mini-KOM")
    assert len(await talks(town)) == 1


async def test_nobody_else_calls_one_moves_it_or_reads_its_agenda(town: Town) -> None:
    await calls(town, "Mette", "Jonas")
    talk = await the_talk(town)
    sofie = town["Sofie"]
    await calls(town, "Sofie", "Jonas")
    sofie.sees("Det kan kun medarbejderens egen leder åbne")
    for value in (
        f"do:mini:{talk.id}",
        f"open:mini_time:{talk.id}",
        f"open:mini_outcome:{talk.id}",
    ):
        await sofie.presses(value)
        sofie.sees("Den samtale er ikke din")


async def test_either_moves_it_and_the_other_is_told(town: Town) -> None:
    await calls(town, "Mette", "Jonas")
    jonas = town["Jonas"]
    await jonas.clicks("Flyt den")
    await jonas.answers(day="2026-08-12", clock="13:00")
    jonas.sees("Jeres Mini-KOM er flyttet")
    await town.settles()
    town["Mette"].sees("onsdag den 12. august kl. 13")
    assert (await the_talk(town)).sequence == 1


async def test_either_calls_it_off_and_the_other_is_told_and_it_is_due_again(
    town: Town,
) -> None:  # NYB-KOM-23, NYB-KOM-50
    await a_goal(town, "Jonas", agreed_on=date(2026, 5, 11))
    await calls(town, "Mette", "Jonas")
    jonas, mette = town["Jonas"], town["Mette"]
    await town.until(datetime(2026, 8, 12, 9, tzinfo=UTC))
    assert await sent_to(town, "Mette") == []
    await jonas.presses(f"open:mini_off:{(await the_talk(town)).id}")
    jonas.sees("Mette får besked")
    await jonas.clicks("Aflys den")
    jonas.sees("Jeres Mini-KOM er aflyst")
    await town.settles()
    mette.sees("Jonas har aflyst jeres Mini-KOM torsdag den 13. august kl. 9")
    assert (await the_talk(town)).called_off_at is not None
    await town.until(datetime(2026, 8, 21, 9, tzinfo=UTC))
    assert await sent_to(town, "Mette") == [
        ("mini_off", date(2026, 8, 12)),
        ("minikom", date(2026, 8, 19)),
    ]


async def test_a_time_that_has_passed_is_refused(town: Town) -> None:
    await calls(town, "Mette", "Jonas")
    mette = town["Mette"]
    await mette.clicks("Flyt den")
    await mette.answers(day="2026-08-10", clock="07:00")
    mette.sees("Den tid er gået")


async def test_two_days_before_the_employee_is_asked_once_for_a_check_in(
    town: Town,
) -> None:  # NYB-KOM-25
    await calls(town, "Mette", "Jonas")
    await town.until(datetime(2026, 8, 13, 6, tzinfo=UTC))
    assert await sent_to(town, "Jonas") == [("mini.checkin", date(2026, 8, 11))]
    town["Jonas"].sees("Det tager cirka et minut")
    town["Jonas"].sees("Du vælger selv, om Mette må se det")


async def test_whoever_has_checked_in_already_is_not_asked(town: Town) -> None:
    await calls(town, "Mette", "Jonas")
    await checks_in(town["Jonas"], trivsel="6", sees="me")
    await town.until(datetime(2026, 8, 13, 6, tzinfo=UTC))
    assert await sent_to(town, "Jonas") == []
    async with town.store.snapshot() as reads:
        made = await reads.one(select(Checkin))
    assert made.conversation_id == (await the_talk(town)).id


async def test_where_the_concept_asks_for_no_check_in_nobody_is_pressed_for_one(
    town: Town,
) -> None:  # NOR-31
    await concept(town, "norddjurs_mus")
    await calls(town, "Mette", "Jonas")
    town["Mette"].sees("1:1-samtale")
    assert "KOM" not in town["Mette"].text
    await town.settles()
    town["Jonas"].sees("Du skal ikke forberede noget")
    await town.until(datetime(2026, 8, 13, 6, tzinfo=UTC))
    assert await sent_to(town, "Jonas") == []


async def test_the_agenda_is_made_from_the_check_in_with_what_is_behind_first(
    town: Town,
) -> None:  # NYB-KOM-24..26
    first, second = await two_goals(town)
    await calls(town, "Mette", "Jonas")
    progress = {f"progress__{first}": "8", f"progress__{second}": "2"}
    await checks_in(town["Jonas"], trivsel="6", sees="leader", **progress)
    talk = await the_talk(town)
    mette = town["Mette"]
    await mette.presses(f"do:mini:{talk.id}")
    mette.sees("Trivsel: 6 af 10")
    mette.sees("Travlt om morgenen")
    mette.sees("cirka 4 minutter til hvert af jeres 2 mål")
    assert mette.text.index("Lede et møde: 2 af 10") < mette.text.index("Øve overleveringer: 8")
    async with town.store.snapshot() as reads:
        read = [each.what for each in await reads.all(select(Audit))]
    assert read == ["read-checkin"]


async def test_what_is_kept_to_oneself_is_in_ones_own_agenda_alone(town: Town) -> None:
    first, second = await two_goals(town)
    await calls(town, "Mette", "Jonas")
    progress = {f"progress__{first}": "8", f"progress__{second}": "2"}
    await checks_in(town["Jonas"], trivsel="6", sees="me", **progress)
    talk = await the_talk(town)
    for name in ("Jonas", "Mette"):
        await town[name].presses(f"do:mini:{talk.id}")
    town["Jonas"].sees("Trivsel: 6 af 10")
    town["Mette"].sees("Dagsorden: Mini-KOM med Jonas")
    for words in ("Trivsel", "6 af 10", "2 af 10", "Travlt"):
        assert words not in town["Mette"].text


async def test_those_who_promised_to_help_are_reminded_of_what_they_promised_and_not_of_the_goal(
    town: Town,
) -> None:  # NYB-KOM-32
    first, second = await two_goals(town)
    sofie, peter = plot.id_of("Sofie"), plot.id_of("Peter")
    await does(
        town,
        GoalHelper(goal_id=first, person_id=sofie, what="Kigge med mandag", agreed_at=town.now),
        GoalHelper(goal_id=second, person_id=peter, what="Ikke sagt ja endnu"),
    )
    talk = Conversation(
        id=new_id(),
        person_id=JONAS,
        leader_id=LEADER,
        kind=Kind.MINI.value,
        at=datetime(2026, 8, 27, 8, tzinfo=UTC),
        concept="nyborg_kom",
    )
    await does(
        town,
        talk,
        then=lambda unit: due.plan(
            unit, rule="conversation.plan", subject=talk.id, due_at=town.now
        ),
    )
    await town.until(datetime(2026, 8, 27, 6, tzinfo=UTC))
    assert await sent_to(town, "Sofie") == [("goal.helper", date(2026, 8, 20))]
    town["Sofie"].sees("Du har lovet Jonas en hånd")
    town["Sofie"].sees("Kigge med mandag")
    assert "overleveringer" not in town["Sofie"].text
    assert await sent_to(town, "Peter") == []


async def test_the_next_one_falls_due_as_often_as_the_persons_own_concept_says(
    town: Town,
) -> None:  # NYB-KOM-23, X-08, HER-10
    await concept(town, "herlev")
    await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    await town.until(datetime(2027, 8, 20, tzinfo=UTC))
    # Every six months, also when the first one led to nothing; the house's own are three.
    assert await sent_to(town, "Mette") == [
        ("minikom", date(2027, 2, 10)),
        ("minikom", date(2027, 8, 10)),
    ]


async def test_what_was_learned_and_shown_stands_in_the_agenda(town: Town) -> None:  # KL-07
    first, _ = await two_goals(town)
    await calls(town, "Mette", "Jonas")
    for shared, what in ((True, "Kursus i mødeledelse"), (False, "Et hemmeligt kursus")):
        await does(
            town,
            Activity(
                goal_id=first,
                person_id=JONAS,
                what=what,
                ends_on=town.now.date(),
                after={"used": f"Lært: {what}"},
                after_shared=shared,
            ),
        )
    await town["Mette"].presses(f"do:mini:{(await the_talk(town)).id}")
    town["Mette"].sees("Lært: Kursus i mødeledelse")
    assert "hemmeligt" not in town["Mette"].text
