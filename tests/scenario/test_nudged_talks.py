"""A Mini-KOM when it is due, and a conversation that is to be prepared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, update

from dialogs.concepts import load_talk
from schedules import ensure_jobs
from schedules.core.decide import Reason
from storage import due
from storage.tables import (
    Absence,
    Checkin,
    Conversation,
    Kind,
    Person,
    Preparation,
    Progress,
)
from storage.unit_of_work import Unit
from tests import town as plot
from tests.nudged import LEADER, a_goal, decisions, does, sent_to
from tests.talk import Town, a_town

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
JONAS = plot.id_of("Jonas")
TUESDAY = datetime(2026, 8, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_the_leader_hears_when_a_mini_kom_is_due(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    await town.until(datetime(2026, 11, 11, tzinfo=UTC))
    assert await sent_to(town, "Mette") == [("minikom", date(2026, 11, 10))]
    mette = town["Mette"]
    mette.sees("Mini-KOM med Jonas")
    mette.sees("tre måneder siden, du og Jonas aftalte et mål")
    mette.sees("højst 20 minutter")
    mette.sees("Øve overleveringer: aftalt mandag den 10. august")
    mette.sees("[Aftal tid]")
    assert "check-in" not in mette.text


def test_the_agenda_fills_the_time_of_a_mini_kom() -> None:
    mini = load_talk("nyborg_kom").mini
    assert sum(item.minutes for item in mini.agenda) == mini.max_minutes == 20


async def checks_in(town: Town, goal_id: str, *, visible_to: str, made_on: date) -> None:
    checkin = Checkin(
        id=f"checkin-{visible_to}",
        person_id=JONAS,
        made_on=made_on,
        trivsel=7,
        note="Travlt om morgenen",
        visible_to=visible_to,
    )
    await does(town, checkin, Progress(checkin_id=checkin.id, goal_id=goal_id, value=6))


async def test_a_shared_check_in_comes_with_the_nudge(town: Town) -> None:
    goal_id = await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    await checks_in(town, goal_id, visible_to="leader", made_on=date(2026, 11, 2))
    await town.until(datetime(2026, 11, 11, tzinfo=UTC))
    mette = town["Mette"]
    mette.sees("Jonas har delt sit check-in fra mandag den 2. november med dig. Kun I to")
    mette.sees("Trivsel: 7 af 10")
    mette.sees("Øve overleveringer: 6 af 10")
    mette.sees("Travlt om morgenen")
    # what another has had to read is in the trail of whoever's it is, once for each message.
    jonas = town["Jonas"]
    await jonas.writes("spor")
    assert jonas.text.count("Mette Holm fik en besked med et check-in, du har vist.") == 1


async def test_a_check_in_that_is_kept_to_oneself_looks_like_none(town: Town) -> None:
    goal_id = await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    await checks_in(town, goal_id, visible_to="me", made_on=date(2026, 11, 2))
    await town.until(datetime(2026, 11, 11, tzinfo=UTC))
    mette = town["Mette"]
    mette.sees("Mini-KOM med Jonas")
    for word in ("check-in", "Trivsel", "7 af 10", "6 af 10", "Travlt"):
        assert word not in mette.text
    await town["Jonas"].writes("spor")
    town["Jonas"].sees("Der er ikke noget endnu.")


async def test_a_check_in_from_before_the_goals_is_not_about_them(town: Town) -> None:
    goal_id = await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    await checks_in(town, goal_id, visible_to="leader", made_on=date(2026, 8, 9))
    await town.until(datetime(2026, 11, 11, tzinfo=UTC))
    assert "check-in" not in town["Mette"].text


async def test_the_employee_hears_of_it_where_the_two_agreed_on_that(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10), caller="person")
    await town.until(datetime(2026, 11, 11, tzinfo=UTC))
    assert await sent_to(town, "Jonas") == [("minikom", date(2026, 11, 10))]
    assert await sent_to(town, "Mette") == []
    town["Jonas"].sees("Du har sagt ja til at finde en tid")


async def test_a_talk_that_is_set_already_stands_for_the_nudge(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    talk = Conversation(
        person_id=JONAS,
        leader_id=LEADER,
        kind=Kind.MINI.value,
        at=datetime(2026, 11, 16, 9, tzinfo=UTC),
        concept="nyborg_kom",
    )
    await does(town, talk)
    await town.until(datetime(2027, 2, 17, tzinfo=UTC))
    # Three months after that talk the next one is due (NYB-KOM-23).
    assert await sent_to(town, "Mette") == [("minikom", date(2027, 2, 16))]


async def test_a_mini_kom_waits_for_an_employee_who_is_away(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    away = Absence(person_id=JONAS, first_day=date(2026, 11, 1), last_day=date(2026, 11, 22))
    await does(town, away)
    await town.until(datetime(2026, 11, 24, tzinfo=UTC))
    assert ("waits", Reason.OTHER_ON_LEAVE) in [
        (each.verdict, each.reason) for each in await decisions(town, "Mette")
    ]
    assert await sent_to(town, "Mette") == [("minikom", date(2026, 11, 23))]


async def test_a_new_leader_takes_the_mini_kom_over(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=date(2026, 8, 10))
    await town.settles()
    new = update(Person).where(col(Person.id) == JONAS).values(leader_id=plot.id_of(plot.HR))
    await does(town, then=lambda unit: unit.update(new))
    await ensure_jobs(town.store, town.now)
    await town.until(datetime(2026, 11, 11, tzinfo=UTC))
    assert await sent_to(town, "Mette") == []
    assert await sent_to(town, "Hanne") == [("minikom", date(2026, 11, 10))]


async def a_talk(town: Town, *, at: datetime = TUESDAY, kind: Kind = Kind.KOM) -> str:
    talk = Conversation(
        id="talk", person_id=JONAS, leader_id=LEADER, kind=kind.value, at=at, concept="nyborg_kom"
    )

    def plan(unit: Unit) -> None:
        due.plan(unit, rule="conversation.plan", subject=talk.id, due_at=town.now)

    await does(town, talk, then=plan)
    return talk.id


async def test_one_who_has_not_prepared_is_reminded_five_and_two_working_days_before(
    town: Town,
) -> None:
    await a_talk(town)
    await town.until(TUESDAY)
    assert await sent_to(town, "Jonas") == [
        ("prepare.reminder", date(2026, 8, 18)),
        ("prepare.reminder", date(2026, 8, 21)),
    ]
    town["Jonas"].sees("Din samtale med Mette")
    town["Jonas"].sees("Der er to arbejdsdage til")
    town["Jonas"].sees("Kun du kan se det")


async def test_one_who_has_prepared_is_not_reminded(town: Town) -> None:
    talk_id = await a_talk(town)
    await town.passes(days=9)
    await does(town, Preparation(conversation_id=talk_id, person_id=JONAS))
    await town.until(TUESDAY)
    assert [day.day for _, day in await sent_to(town, "Jonas")] == [18]


async def test_a_mini_kom_is_not_prepared_for_but_with_a_check_in(town: Town) -> None:
    await a_talk(town, kind=Kind.MINI)
    await town.until(TUESDAY)
    assert await sent_to(town, "Jonas") == [("mini.checkin", date(2026, 8, 21))]
