"""Everyday examples: a short dialog, one's own words kept to oneself, and friendly reminders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel, col

from dialogs.core.cards import as_text
from schedules import ensure_jobs
from storage import examples
from storage.tables import Due, Example, Person, Sitting
from tests import town as plot
from tests.nudged import ROUND, decisions, does, sent_to
from tests.preparing import (
    DIALOGUE,
    DIRECTION,
    HAPPENED,
    MEANING,
    Team,
    finds,
    moves_to,
    prepared,
    step,
)
from tests.talk import Town, a_town
from tests.voting import rows

SECRET = "Nadia tog min vagt uden at spørge"
OTHERS = (plot.LEADER, plot.CONTACT, "Ali Hassan", "Sofie Krag", plot.HR)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


def morning(day: date, hour: int = 7) -> datetime:
    """Nine in Copenhagen."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


async def reminded(town: Town, name: str) -> list[date]:
    return [day for rule, day in await sent_to(town, name) if rule == "example.own"]


async def test_one_prepares_an_example_for_each_chosen_theme(town: Town) -> None:  # TAL-33
    await prepared(town)
    jonas = town["Jonas"]
    await jonas.writes("hjem")
    jonas.sees("Find et eksempel fra hverdagen til hvert tema.")
    await jonas.clicks("Find et eksempel: Trivselstema")
    jonas.sees(MEANING)
    jonas.sees("Du kan mærke, at det, du laver, betyder noget for nogen.")
    await jonas.answers(experience="difficult", happened=HAPPENED)
    jonas.sees("Dit eksempel er gemt")
    await jonas.clicks("Find også et til Ledelsestema")
    jonas.sees(DIRECTION)
    await jonas.answers(experience="good", happened="Vi blev enige om én ting")
    jonas.sees("Du er klar til dialogen.")
    kept = {each.list: each for each in await rows(town, Example)}
    assert kept["wellbeing"].experience == "difficult"
    assert kept["leadership"].happened == "Vi blev enige om én ting"
    await jonas.writes("hjem")
    jonas.sees("Dine eksempler er klar.")


async def test_the_questions_look_ahead_and_show_where_help_is(town: Town) -> None:  # TAL-34
    await prepared(town)
    jonas = town["Jonas"]
    await jonas.presses(f"open:example:{ROUND}:wellbeing")
    jonas.sees("Se fremad: Hvad vil du gerne have mere af, og hvad kunne I prøve?")
    jonas.sees("Gik det godt, eller var det svært?")
    # TAL-15: as beside every text of one's own.
    jonas.sees("Handler det om en konkret krænkelse?")


async def test_an_example_can_be_mended_until_the_dialogue_begins(town: Town) -> None:  # TAL-33
    await prepared(town)
    await finds(town, "Jonas", "wellbeing")
    jonas = town["Jonas"]
    await jonas.writes("eksempler")
    jonas.sees(HAPPENED)
    await jonas.clicks("Ret mit eksempel: Trivselstema")
    assert jonas.form.fields[1].value == HAPPENED
    await jonas.answers(experience="good", happened="Det var en anden dag", leads_to="Mere ro")
    (kept,) = await rows(town, Example)
    assert (kept.happened, kept.leads_to) == ("Det var en anden dag", "Mere ro")
    town.clock.move(morning(DIALOGUE) - town.now)
    await jonas.writes("eksempler")
    await jonas.clicks("Ret mit eksempel: Trivselstema")
    begun = update(Sitting).values(started_at=town.now)
    await does(town, then=lambda unit: unit.update(begun))
    await jonas.answers(experience="good", happened="For sent")
    jonas.sees("er begyndt, så eksemplerne kan ikke rettes mere")
    jonas.sees("For sent")
    await jonas.writes("mine eksempler")
    jonas.sees("Det var en anden dag")
    assert "Ret mit eksempel" not in jonas.text


async def test_nobody_else_reads_an_example(town: Town) -> None:  # TAL-33
    await prepared(town)
    await finds(town, "Jonas", happened=SECRET)
    for name in OTHERS:
        other = town[name]
        for value in ("do:home", f"do:examples:{ROUND}", f"do:overview:{ROUND}", "do:round"):
            await other.presses(value)
        await other.presses(f"open:example:{ROUND}:wellbeing")
    await town.until(morning(DIALOGUE + timedelta(days=8)))
    for name in OTHERS:
        town[name].sees("")
        assert not any(SECRET in as_text(each) for each in town[name].screen), name
        assert not any(SECRET in text for text in town[name].messages), name
    assert not any(SECRET in text for text in (*town.place("planning"), *town.place("everyone")))
    # Nor does it go out to its owner: a chat keeps what it is sent.
    assert not any(SECRET in text for text in town["Jonas"].messages)


async def test_who_has_not_found_both_is_helped_on_and_the_others_left_in_peace(
    town: Town,
) -> None:  # TAL-35
    await prepared(town)
    await finds(town, "Jonas")
    await finds(town, "Sofie", "wellbeing")
    await town.until(morning(DIALOGUE))
    assert await reminded(town, "Peter") == [date(2026, 9, 2), date(2026, 9, 8)]
    assert await reminded(town, "Sofie") == [date(2026, 9, 2), date(2026, 9, 8)]
    assert await reminded(town, "Jonas") == []
    told = [text for text in town["Sofie"].messages if "Et eksempel at tage med" in text]
    assert DIRECTION in told[0]
    assert MEANING not in told[0]
    assert "Kan du ikke finde noget, så spørg en i planlægningsgruppen." in told[0]


async def test_what_is_found_after_the_first_reminder_stops_the_second(town: Town) -> None:
    # TAL-35
    await prepared(town)
    await town.until(morning(date(2026, 9, 2), hour=9))
    town["Peter"].sees("Et eksempel at tage med")
    await town["Peter"].clicks("Find et eksempel: Trivselstema")
    await town["Peter"].answers(experience="good", happened=HAPPENED)
    await finds(town, "Peter", "leadership")
    await town.until(morning(DIALOGUE))
    assert await reminded(town, "Peter") == [date(2026, 9, 2)]


async def test_nobody_who_is_away_or_paid_by_the_hour_is_asked(town: Town) -> None:  # TAL-14
    await prepared(town)
    await town.until(morning(DIALOGUE))
    assert await reminded(town, plot.HOURLY) == []
    assert await reminded(town, plot.ON_LEAVE) == []
    assert "on-leave" in {each.reason for each in await decisions(town, plot.ON_LEAVE)}


async def test_a_reminder_can_be_put_off_till_tomorrow(town: Town) -> None:
    await prepared(town)
    await town.until(morning(date(2026, 9, 2), hour=9))
    await town["Peter"].clicks("Mind mig om det i morgen")
    await town.until(morning(DIALOGUE))
    assert date(2026, 9, 3) in await reminded(town, "Peter")


async def test_each_team_has_its_own_day(town: Town) -> None:
    early, late = ("Jonas Friis", "Sofie Krag"), ("Peter Nygaard", "Lars Bech")
    teams = {"Dag": Team(DIALOGUE, early), "Nat": Team(date(2026, 9, 16), late)}
    await prepared(town, teams=teams)
    await town.until(morning(date(2026, 9, 10)))
    assert await reminded(town, "Jonas") == [date(2026, 9, 2), date(2026, 9, 8)]
    assert await reminded(town, "Peter") == [date(2026, 9, 9)]
    assert await reminded(town, "Camilla") == []
    await town["Jonas"].presses(f"open:example:{ROUND}:wellbeing")
    town["Jonas"].sees("er begyndt")
    await finds(town, "Peter", "wellbeing")
    await town["Camilla"].presses(f"open:example:{ROUND}:wellbeing")
    town["Camilla"].sees("Der er ikke noget at forberede lige nu.")


async def test_who_is_in_two_teams_is_reminded_before_the_first(town: Town) -> None:
    both = ("Jonas Friis",)
    await prepared(town, teams={"Nat": Team(date(2026, 9, 16), both), "Dag": Team(DIALOGUE, both)})
    await town.until(morning(date(2026, 9, 17)))
    assert await reminded(town, "Jonas") == [date(2026, 9, 2), date(2026, 9, 8)]


async def test_a_dialogue_that_moves_moves_the_reminders_of_those_who_are_not_ready(
    town: Town,
) -> None:  # TAL-35
    await prepared(town)
    await finds(town, "Jonas")
    await moves_to(town, date(2026, 9, 16))
    await town.until(morning(date(2026, 9, 16)))
    assert await reminded(town, "Peter") == [date(2026, 9, 9), date(2026, 9, 15)]
    assert await reminded(town, "Jonas") == []


async def test_on_the_day_one_is_shown_where_ones_examples_are(town: Town) -> None:  # TAL-33
    await prepared(town)
    await finds(town, "Jonas")
    await town.until(morning(DIALOGUE))
    jonas = town["Jonas"]
    jonas.sees("I dag mødes I til Udviklingsdialog")
    await jonas.clicks("Mine eksempler")
    jonas.sees(HAPPENED)
    assert not any("Læs dine eksempler igennem" in text for text in town["Peter"].messages)


async def test_the_group_learns_how_many_are_ready_once_an_hour_and_never_who(
    town: Town,
) -> None:  # TAL-35
    await prepared(town)
    before = len(town.place("planning"))
    await finds(town, "Jonas")
    await town.settles()
    assert len(town.place("planning")) == before
    town.clock.move(timedelta(minutes=20))
    await finds(town, "Sofie")
    await town.passes(hours=1)
    posted = town.place("planning")[-1]
    assert "2 af 13 har fundet deres eksempler." in posted
    assert "Jonas" not in posted
    await finds(town, "Peter")
    await town.settles()
    assert "2 af 13" in town.place("planning")[-1]
    await town.passes(hours=1)
    assert "3 af 13" in town.place("planning")[-1]
    assert len(town.place("planning")) == before + 1


async def test_the_groups_reminder_says_how_many_are_ready(town: Town) -> None:  # TAL-35
    await prepared(town)
    await finds(town, "Jonas")
    await finds(town, "Sofie", "wellbeing")
    # Those of his own come first, and one a day is enough.
    await town.until(morning(date(2026, 9, 3), hour=9))
    told = [text for text in town["Ali"].messages if "Hjælp hinanden" in text]
    assert "1 af 13 har fundet deres eksempler." in told[0]
    assert "Jonas" not in told[0]


async def test_where_few_take_part_no_number_is_said(town: Town) -> None:
    four = ("Jonas Friis", "Sofie Krag", "Peter Nygaard", "Lars Bech")
    await prepared(town, teams={"Nat": Team(DIALOGUE, four)})
    before = len(town.place("planning"))
    await finds(town, "Jonas")
    await town.until(morning(date(2026, 9, 2), hour=9))
    assert len(town.place("planning")) == before
    assert not any("har fundet deres eksempler" in text for text in town["Ali"].messages)


async def test_a_month_after_the_last_dialogue_the_examples_are_gone(town: Town) -> None:
    # TAL-33
    teams = {"Dag": Team(DIALOGUE, ("Jonas Friis",)), "Nat": Team(date(2026, 9, 16))}
    await prepared(town, teams=teams)
    await finds(town, "Jonas")
    await town.until(morning(date(2026, 10, 16)))
    assert len(await rows(town, Example)) == 2
    await town["Jonas"].writes("eksempler")
    town["Jonas"].sees(HAPPENED)
    await town.until(morning(date(2026, 10, 17)))
    assert await rows(town, Example) == []
    assert (await step(town, "examples")).done_at is not None
    left: list[SQLModel] = [each for each in await rows(town, Due) if "example" in each.rule]
    assert left == []


async def test_a_leavers_examples_go_with_what_else_was_theirs(town: Town) -> None:  # fault 37
    await prepared(town, dialogue_on=date(2026, 11, 18))
    await finds(town, "Jonas")
    await finds(town, "Sofie")
    await ensure_jobs(town.store, town.now)
    left = update(Person).where(col(Person.id) == plot.id_of("Jonas"))
    gone = left.values(left_on=town.now.date())
    await does(town, then=lambda unit: unit.update(gone))
    await town.until(morning(date(2026, 9, 12)))
    assert {each.person_id for each in await rows(town, Example)} == {plot.id_of("Sofie")}


def test_they_are_kept_as_long_as_is_written() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "databeskyttelse.md").read_text("utf-8")
    row = next(line for line in guide.splitlines() if "`example`" in line and line.startswith("|"))
    assert f"{examples.KEPT.days} dage efter dialogen" in row


async def test_one_can_see_what_is_kept_of_it(town: Town) -> None:
    await prepared(town)
    await finds(town, "Jonas")
    await town.until(morning(DIALOGUE))
    await town["Jonas"].presses(f"open:commitment:{ROUND}")
    await town["Jonas"].answers(text="Jeg spørger først", shared="all")
    await town["Jonas"].writes("privatliv")
    told = town["Jonas"].text.split("Dine eksempler til Udviklingsdialogen\n")[1]
    assert told.startswith("Hvad: 2 i alt.")
    assert "Alle på arbejdspladsen kan se 1 af dem" in told
