"""Straight after the dialogue: the first staff meeting, and what each will do already now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from dialogs.core.cards import as_text
from schedules import ensure_jobs
from storage.tables import Commitment, Person
from tests import town as plot
from tests.nudged import ROUND, sent_to
from tests.preparing import DIALOGUE, Team, prepared, step
from tests.talk import Town, a_town
from tests.voting import rows

SMALL = "Jeg spørger, før jeg går ud fra noget"
ASKED = date(2026, 9, 10)
"""Thursday, the working day after the dialogue."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


async def writes(town: Town, name: str, text: str = SMALL, *, shared: str = "me") -> None:
    await town[name].presses(f"open:commitment:{ROUND}")
    await town[name].answers(text=text, shared=shared)


def everyones(town: Town) -> list[str]:
    return [text for text in town.place("everyone") if "Det gør vi allerede nu" in text]


async def test_the_leader_gets_a_plan_of_ten_minutes_and_says_when_it_is_held(town: Town) -> None:
    # TAL-52
    await prepared(town)
    mette = town["Mette"]
    await mette.presses(f"do:first_meeting:{ROUND}")
    assert "[Mødet er holdt]" not in mette.text
    # It is to be held within five working days. The dialogue's own week has said enough by then:
    # it stands in Monday's letter, and nowhere else.
    await town.until(noon(date(2026, 9, 14)))
    mette.sees("onsdag den 16. september: Tag dialogen med på næste møde")
    await mette.clicks("Se en plan på ti minutter")
    mette.sees("Hvad kan hver af os gøre allerede nu?")
    minutes = [line.split(" | ")[0] for line in mette.text.split("\n") if " | " in line]
    assert sum(int(each) for each in minutes[1:]) == 10
    await mette.clicks("Mødet er holdt")
    assert (await step(town, "first_meeting")).done_by == plot.id_of("Mette")
    await town.until(noon(date(2026, 9, 30)))
    assert "step.first_meeting" not in [rule for rule, _ in await sent_to(town, "Mette")]


async def test_only_the_leader_says_that_the_meeting_was_held(town: Town) -> None:
    await prepared(town)
    await town.until(noon(ASKED))
    for name in ("Ali", "Jonas"):
        await town[name].presses(f"do:first_meeting_held:{ROUND}")
        town[name].sees("Det kan din rolle ikke åbne.")
    assert (await step(town, "first_meeting")).done_at is None


async def test_the_day_after_each_is_asked_what_they_can_do_now(town: Town) -> None:  # TAL-52
    await prepared(town)
    await town.until(noon(ASKED))
    assert ("commitment.ask", ASKED) in await sent_to(town, "Jonas")
    jonas = town["Jonas"]
    jonas.sees("Hvad kan hver af os gøre allerede nu?")
    await jonas.clicks("Skriv, hvad du vil gøre")
    jonas.sees("Handler det om en konkret krænkelse?")
    await jonas.answers(text=SMALL, shared="me")
    jonas.sees("Kun du kan se det.")
    (kept,) = await rows(town, Commitment)
    assert (kept.text, kept.shared) == (SMALL, False)
    await jonas.writes("hjem")
    jonas.sees(SMALL)
    assert await sent_to(town, plot.HOURLY) == []


async def test_each_team_is_asked_after_its_own_day(town: Town) -> None:
    teams = {"Dag": Team(DIALOGUE, ("Jonas Friis",)), "Nat": Team(date(2026, 9, 18), ("Peter N",))}
    await prepared(town, teams=teams)
    await town["Peter"].presses(f"open:commitment:{ROUND}")
    town["Peter"].sees("Det åbner, når I har holdt dialogen fredag den 18. september.")
    await town.until(noon(date(2026, 9, 22)))
    asked = {
        name: [day for rule, day in await sent_to(town, name) if rule == "commitment.ask"]
        for name in ("Jonas", "Peter", "Camilla")
    }
    # The working day after a Friday is a Monday.
    assert asked == {"Jonas": [ASKED], "Peter": [date(2026, 9, 21)], "Camilla": []}


async def test_whoever_wrote_at_once_is_not_asked(town: Town) -> None:
    await prepared(town)
    await town.until(noon(DIALOGUE))
    await writes(town, "Jonas")
    await town.until(noon(ASKED))
    assert ("commitment.ask", ASKED) not in await sent_to(town, "Jonas")


async def test_what_is_not_shared_nobody_else_reads(town: Town) -> None:  # TAL-52
    await prepared(town)
    await town.until(noon(ASKED))
    await writes(town, "Jonas")
    await town.until(noon(date(2026, 9, 18)))
    for name in ("Mette", "Ali", "Sofie", "Hanne"):
        for value in ("do:home", f"do:commitments:{ROUND}", f"do:first_meeting:{ROUND}"):
            await town[name].presses(value)
        assert not any(SMALL in as_text(each) for each in town[name].screen), name
        assert not any(SMALL in text for text in town[name].messages), name
    assert everyones(town) == []


async def test_the_shared_ones_stand_on_one_card_with_their_names(town: Town) -> None:  # TAL-52
    await prepared(town)
    await town.until(noon(ASKED))
    await writes(town, "Jonas", shared="all")
    await writes(town, "Sofie", "Jeg holder pause til tiden", shared="all")
    await writes(town, "Peter", "Min egen sag")
    await town.settles()
    (card,) = everyones(town)
    assert f"Jonas Friis: {SMALL}" in card
    assert "Sofie Krag: Jeg holder pause til tiden" in card
    assert "Peter" not in card
    # What is shared can be taken back, and the card is the same one.
    await writes(town, "Jonas", shared="me")
    await town.settles()
    (card,) = everyones(town)
    assert "Jonas" not in card
    await town["Peter"].presses(f"do:commitments:{ROUND}")
    town["Peter"].sees("Sofie Krag: Jeg holder pause til tiden")
    town["Peter"].sees("Min egen sag")


async def test_after_fifteen_working_days_its_owner_is_asked_whether_it_lives(town: Town) -> None:
    # TAL-52
    await prepared(town)
    await town.until(noon(ASKED))
    await writes(town, "Jonas", shared="all")
    await writes(town, "Sofie")
    await town.until(noon(date(2026, 9, 30)))
    assert "commitment.lives" not in [rule for rule, _ in await sent_to(town, "Jonas")]
    await town.until(noon(date(2026, 10, 1)))
    for name in ("Jonas", "Sofie"):
        assert ("commitment.lives", date(2026, 10, 1)) in await sent_to(town, name)
    sofie, jonas = town["Sofie"], town["Jonas"]
    sofie.sees("Lever det endnu?")
    await sofie.clicks("Ja, det lever")
    sofie.sees("Bliv ved med det.")
    await jonas.clicks("Jeg har lagt det væk")
    jonas.sees(SMALL)
    await town.settles()
    (kept,) = await rows(town, Commitment)
    assert kept.person_id == plot.id_of("Sofie")
    assert all("Jonas" not in card for card in everyones(town))
    await sofie.presses(f"open:commitment:{ROUND}")
    await sofie.answers(text="Noget andet nu", shared="me")
    assert [each.text for each in await rows(town, Commitment)] == ["Noget andet nu"]


async def test_a_forged_answer_touches_nobody_elses(town: Town) -> None:
    await prepared(town)
    await town.until(noon(ASKED))
    await writes(town, "Jonas", shared="all")
    await town["Sofie"].presses(f"do:commitment_lives:{ROUND}|gone")
    town["Sofie"].sees("Det findes ikke længere.")
    assert len(await rows(town, Commitment)) == 1


async def test_what_a_leaver_shared_is_taken_off_the_card(town: Town) -> None:
    await prepared(town)
    await town.until(noon(ASKED))
    await writes(town, "Jonas", shared="all")
    await writes(town, "Sofie", "Jeg holder pause til tiden", shared="all")
    async with town.store.unit() as unit:
        jonas = update(Person).where(col(Person.id) == plot.id_of("Jonas"))
        unit.update(jonas.values(left_on=ASKED))
        await unit.commit()
    await town["Peter"].presses(f"do:commitments:{ROUND}")
    town["Peter"].sees("Sofie Krag")
    assert "Jonas" not in town["Peter"].text


@pytest.mark.parametrize("how", ["left", "moved"])
async def test_whoever_goes_takes_what_they_shared_off_the_card_in_the_channel(
    town: Town, how: str
) -> None:  # fault 37
    await prepared(town)
    await ensure_jobs(town.store, town.now)
    await town.until(noon(ASKED))
    await writes(town, "Jonas", shared="all")
    await writes(town, "Sofie", "Jeg holder pause til tiden", shared="all")
    await town.settles()
    assert "Jonas" in everyones(town)[0]
    values = {"left_on": ASKED} if how == "left" else {"workplace_id": plot.TOWN_HALL}
    async with town.store.unit() as unit:
        jonas = update(Person).where(col(Person.id) == plot.id_of("Jonas"))
        unit.update(jonas.values(**values))
        await unit.commit()
    await town["Peter"].presses(f"do:commitments:{ROUND}")
    assert "Jonas" not in town["Peter"].text
    await town.until(noon(date(2026, 9, 11)))
    assert "Jonas" not in everyones(town)[0]
    assert "Sofie Krag" in everyones(town)[0]
    shared = {each.person_id: each.shared for each in await rows(town, Commitment)}
    assert shared == {plot.id_of("Jonas"): False, plot.id_of("Sofie"): True}


async def test_whoever_mends_it_is_not_told_again_that_they_will_be_asked(town: Town) -> None:
    await prepared(town)
    await town.until(noon(ASKED))
    await writes(town, "Jonas")
    town["Jonas"].sees("Om tre uger spørger jeg dig, om det lever.")
    await writes(town, "Jonas", "Noget mindre")
    assert "Om tre uger" not in town["Jonas"].text
    await town.until(noon(date(2026, 10, 30)))
    asked = [day for rule, day in await sent_to(town, "Jonas") if rule == "commitment.lives"]
    assert asked == [date(2026, 10, 1)]
