"""Who is nudged about a vote and a round, on which days and in which words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete
from sqlmodel import col, select, update

from schedules.core.decide import Reason
from storage import due
from storage.tables import (
    Absence,
    Due,
    Participation,
    Person,
    Phase,
    Role,
    Round,
    Selection,
    ThemeList,
)
from storage.unit_of_work import Unit
from tests import town as plot
from tests.nudged import DEADLINE, LEADER, a_round, decisions, does, sent_to
from tests.talk import MONDAY, Town, a_town

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
JONAS = plot.id_of("Jonas")
ALI = plot.id_of("Ali Hassan")
TUESDAY = datetime(2026, 8, 25, 8, 0, tzinfo=UTC)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_only_those_who_have_not_answered_are_reminded_to_vote(town: Town) -> None:
    await a_round(town, answered=["Sofie Krag"])
    await town.until(DEADLINE - timedelta(minutes=1))
    assert await sent_to(town, "Jonas") == [
        ("vote.reminder", date(2026, 8, 17)),
        ("vote.reminder", date(2026, 8, 19)),
    ]
    assert await sent_to(town, "Sofie") == []
    assert await sent_to(town, "Oliver") == []


async def test_a_reminder_to_vote_says_until_when_and_who_sees_it(town: Town) -> None:
    await a_round(town)
    await town.passes(days=8)
    jonas = town["Jonas"]
    jonas.sees("Der er stadig tid til at stemme")
    jonas.sees("torsdag den 20. august kl. 12")
    jonas.sees("Ingen kan se, hvem der har svaret")
    jonas.sees("[Stem på temaer]")


async def test_one_who_answers_between_two_reminders_gets_no_second(town: Town) -> None:
    await a_round(town)
    await town.passes(days=8)
    answers = (
        update(Participation).where(col(Participation.person_id) == JONAS).values(answered=True)
    )
    await does(town, then=lambda unit: unit.update(answers))
    await town.until(DEADLINE - timedelta(minutes=1))
    assert [day for _, day in await sent_to(town, "Jonas")] == [date(2026, 8, 17)]
    assert (await decisions(town, "Jonas"))[-1].reason == Reason.ALREADY_ANSWERED


async def test_nobody_is_reminded_of_a_vote_that_is_over(town: Town) -> None:
    await a_round(town, phase=Phase.CLOSED)
    await town.passes(days=14)
    assert await sent_to(town, "Jonas") == []


async def test_one_on_leave_hears_nothing_and_may_vote_when_back(town: Town) -> None:
    await a_round(town)
    back = update(Absence).values(last_day=date(2026, 8, 18))
    await does(town, then=lambda unit: unit.update(back))
    await town.until(DEADLINE - timedelta(minutes=1))
    found = [(each.verdict, each.reason) for each in await decisions(town, "Anne")]
    assert found == [("waits", Reason.ON_LEAVE), ("sent", "")]
    assert [day for _, day in await sent_to(town, "Anne")] == [date(2026, 8, 19)]


async def test_a_reminder_can_be_put_off_until_tomorrow(town: Town) -> None:
    await a_round(town)
    await town.until(datetime(2026, 8, 17, 8, 0, tzinfo=UTC))
    await town["Jonas"].clicks("Mind mig om det i morgen")
    await town.until(datetime(2026, 8, 18, 9, 0, tzinfo=UTC))
    assert [day.day for _, day in await sent_to(town, "Jonas")] == [17, 18]


async def test_one_kind_can_be_turned_off_from_a_nudge(town: Town) -> None:
    await a_round(town)
    await town.until(datetime(2026, 8, 17, 8, 0, tzinfo=UTC))
    await town["Jonas"].clicks("Færre påmindelser")
    await town["Jonas"].presses("do:quiet:vote|off")
    await town.until(DEADLINE - timedelta(minutes=1))
    assert [day.day for _, day in await sent_to(town, "Jonas")] == [17]
    assert (await decisions(town, "Jonas"))[-1].reason == Reason.OPTED_OUT


async def test_why_a_nudge_was_not_sent_can_be_read_by_the_one_it_was_for(town: Town) -> None:
    await a_round(town)
    await town["Jonas"].presses("do:quiet:vote|off")
    await town.until(DEADLINE - timedelta(minutes=1))
    await town["Jonas"].writes("hvorfor")
    town["Jonas"].sees("Afstemning om temaer – ikke sendt, for du havde slået det fra")


async def test_the_contact_person_hears_twice_of_the_themes_and_then_in_the_weeks_letter(
    town: Town,
) -> None:
    await a_round(town, phase=Phase.CLOSED, deadline=MONDAY, dialogue_on=date(2026, 9, 11))
    await town.until(datetime(2026, 9, 30, tzinfo=UTC))
    assert await sent_to(town, "Kirsten") == [
        ("selection.reminder", date(2026, 8, 12)),
        ("selection.reminder", date(2026, 8, 19)),
        ("digest", date(2026, 8, 24)),
        ("digest", date(2026, 8, 31)),
        ("digest", date(2026, 9, 7)),
    ]
    kirsten = town["Kirsten"]
    kirsten.sees("fredag den 11. september: Vælg temaer")
    kirsten.sees("[Vælg temaer]")
    assert await sent_to(town, "Jonas") == []


async def test_the_planning_group_is_reminded_to_find_examples(town: Town) -> None:  # TAL-33, 35
    chosen = [
        Selection(
            round_id="round-solsikken",
            list=which.value,
            theme="free",
            wording=words,
            reason="Fordi",
            selected_by=LEADER,
        )
        for which, words in ((ThemeList.WELLBEING, "Ro"), (ThemeList.LEADERSHIP, "Tid"))
    ]
    await a_round(town, phase=Phase.ANNOUNCED, dialogue_on=date(2026, 8, 24), voters=())
    # Who represents the employees is in the group, also where nothing else is said of them.
    named = delete(Role).where(col(Role.person_id) == ALI, col(Role.name) == "planning")
    await does(town, *chosen, then=lambda unit: unit.delete(named))
    await town.passes(days=14)
    ali = town["Ali"]
    assert await sent_to(town, "Ali") == [("examples.reminder", date(2026, 8, 17))]
    ali.sees("Der er fem arbejdsdage til")
    ali.sees("Ro")
    assert await sent_to(town, "Jonas") == []


async def test_reasons_are_forgotten_90_days_after_the_announcement(town: Town) -> None:
    await a_round(town, phase=Phase.ANNOUNCED, voters=())
    await town.settles()
    async with town.store.snapshot() as reads:
        rows = await reads.all(select(Due).where(Due.rule == "reasons.forget"))
    assert [row.due_at for row in rows] == [MONDAY + timedelta(days=90)]


async def test_a_forged_button_tells_nobody_of_a_round_that_is_not_theirs(town: Town) -> None:
    await a_round(town, phase=Phase.ANNOUNCED, dialogue_on=date(2026, 8, 20), voters=())
    await town.settles()
    for rule in ("deadline.dialogue", "followup", "examples.reminder", "selection.reminder"):
        await town["Jonas"].presses(f"do:snooze:{rule}|round-solsikken|tomorrow")
    await town.passes(days=3)
    assert town["Jonas"].messages == []


async def test_at_the_deadline_the_vote_closes_and_its_traces_go_by_themselves(town: Town) -> None:
    await a_round(town, dialogue_on=date(2026, 9, 30))
    await town.until(DEADLINE + timedelta(hours=2))
    async with town.store.snapshot() as reads:
        (round_,) = await reads.all(select(Round))
        rules = {row.rule for row in await reads.all(select(Due))}
    assert round_.phase == Phase.CLOSED
    assert round_.severed_at is not None
    assert await sent_to(town, "Jonas") == []
    assert rules == {
        "deadline.dialogue",
        "selection.reminder",
        "followup",
        "digest",
        "reasons.forget",
    }


async def test_only_a_nudge_that_one_has_had_can_be_put_off(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        for forged in ("digest||week", "followup|anything at all|week", "nonsense|x|tomorrow"):
            await town["Jonas"].presses(f"do:snooze:{forged}")
            town["Jonas"].sees("Det findes ikke længere.")
        async with town.store.snapshot() as reads:
            assert await due.of_person(reads, plot.id_of("Jonas")) == []


async def test_the_group_hears_of_the_themes_where_the_contact_person_has_moved_away(
    town: Town,
) -> None:
    """And whoever has moved hears nothing of a workplace that is theirs no more."""
    # TAL-30
    kirsten = plot.id_of(plot.CONTACT)
    moved = update(Person).where(col(Person.id) == kirsten)

    def moves(unit: Unit) -> None:
        unit.update(moved.values(workplace_id=plot.TOWN_HALL))
        unit.delete(delete(Role).where(col(Role.person_id) == kirsten))

    await does(town, then=moves)
    await a_round(town, phase=Phase.CLOSED, deadline=MONDAY, dialogue_on=date(2026, 9, 11))
    await town.until(datetime(2026, 8, 20, tzinfo=UTC))
    assert await sent_to(town, "Kirsten") == []
    rules = [rule for rule, _ in await sent_to(town, "Ali")]
    assert rules == ["selection.reminder", "selection.reminder"]
    town["Ali"].sees("Nu kan I vælge temaer")
