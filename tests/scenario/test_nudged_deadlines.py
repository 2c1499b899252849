"""Before the days of a round, and after: working days, seasons and silence."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, update

from storage.tables import (
    Person,
    Phase,
    Round,
)
from storage.unit_of_work import Unit
from tests import town as plot
from tests.nudged import LEADER, a_goal, a_round, decisions, does, replan, sent_to
from tests.talk import Town, a_town

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
JONAS = plot.id_of("Jonas")
TUESDAY = datetime(2026, 8, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_the_leader_hears_of_the_dialogue_14_7_2_and_0_working_days_before(
    town: Town,
) -> None:
    await a_round(town, phase=Phase.CLOSED, dialogue_on=date(2026, 9, 9), voters=())
    await town.until(datetime(2026, 9, 10, tzinfo=UTC))
    assert await sent_to(town, "Mette") == [
        ("deadline.dialogue", date(2026, 8, 20)),
        ("deadline.dialogue", date(2026, 8, 31)),
        ("deadline.dialogue", date(2026, 9, 7)),
        ("deadline.dialogue", date(2026, 9, 9)),
    ]
    told = [text for text in town["Mette"].messages if "Jeres Udviklingsdialog" in text]
    for text, left in zip(
        told,
        (
            "Der er 14 arbejdsdage til.",
            "Der er syv arbejdsdage til.",
            "Der er to arbejdsdage til.",
            "Det er i dag.",
        ),
        strict=True,
    ):
        assert left in text


async def test_a_deadline_on_a_sunday_is_told_of_on_the_working_days_before(town: Town) -> None:
    sunday = date(2026, 8, 23)
    await a_round(
        town, phase=Phase.CLOSED, plan_due=sunday, dialogue_on=date(2027, 3, 1), voters=()
    )
    await town.until(datetime(2026, 8, 24, tzinfo=UTC))
    assert [day for _, day in await sent_to(town, "Mette")] == [
        date(2026, 8, 12),
        date(2026, 8, 19),
        date(2026, 8, 21),
    ]
    assert "søndag den 23. august" in town["Mette"].messages[-1]
    assert "i dag" not in town["Mette"].messages[-1]


async def test_a_date_that_is_moved_moves_its_nudges(town: Town) -> None:
    await a_round(town, phase=Phase.CLOSED, dialogue_on=date(2026, 8, 20), voters=())
    await town.settles()
    moved = update(Round).values(dialogue_on=date(2026, 9, 23))

    def move(unit: Unit) -> None:
        unit.update(moved)
        replan(unit, town)

    await does(town, then=move)
    await town.until(datetime(2026, 9, 24, tzinfo=UTC))
    assert [day for _, day in await sent_to(town, "Mette")] == [
        date(2026, 9, 3),
        date(2026, 9, 14),
        date(2026, 9, 21),
        date(2026, 9, 23),
    ]


async def test_the_leader_follows_up_after_three_and_after_six_months(town: Town) -> None:
    await a_round(town, phase=Phase.ANNOUNCED, dialogue_on=date(2026, 8, 11), voters=())
    await town.until(datetime(2027, 3, 1, tzinfo=UTC))
    found = [each for each in await sent_to(town, "Mette") if each[0] == "followup"]
    assert found == [("followup", date(2026, 11, 11)), ("followup", date(2027, 2, 11))]
    told = [text for text in town["Mette"].messages if "Hvordan går det" in text]
    assert "tre måneder siden" in told[0]
    assert "seks måneder siden" in told[1]
    assert all("[Mind mig om det om en uge]" in text for text in told)


@pytest.mark.parametrize(
    "dialogue_on", [date(2026, 10, 28), date(2027, 3, 31)], ids=["autumn", "spring"]
)
async def test_nudges_come_at_nine_on_both_sides_of_a_change_of_the_clock(
    town: Town, dialogue_on: date
) -> None:
    await a_round(town, phase=Phase.CLOSED, dialogue_on=dialogue_on, voters=())
    await town.until(datetime(2027, 4, 1, tzinfo=UTC))
    sent = [
        each for each in await decisions(town, "Mette", verdict="sent") if "dialogue" in each.rule
    ]
    assert [each.at.astimezone(COPENHAGEN).hour for each in sent] == [9, 9, 9, 9]
    assert len({each.at.hour for each in sent}) == 2


async def test_a_week_without_power_is_caught_up_with_once(town: Town) -> None:
    await a_round(town, phase=Phase.CLOSED, dialogue_on=date(2026, 9, 9), voters=())
    await town.settles()
    town.clock.move(timedelta(days=29))
    await town.settles()
    # 14, 7 and 2 working days before have passed: one nudge stands for them.
    assert await sent_to(town, "Mette") == [("deadline.dialogue", date(2026, 9, 8))]
    town["Mette"].sees("Det er næste arbejdsdag")
    await town.until(datetime(2026, 9, 10, tzinfo=UTC))
    assert [day.day for _, day in await sent_to(town, "Mette")] == [8, 9]


async def test_nudges_speak_the_language_of_the_one_who_gets_them(town: Town) -> None:
    english = update(Person).where(col(Person.id) == LEADER).values(language="en")
    await does(town, then=lambda unit: unit.update(english))
    await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    await town.until(datetime(2026, 11, 11, tzinfo=UTC))
    town["Mette"].sees("three months since you and Jonas agreed on a goal")
    town["Mette"].sees("[Set a time]")
