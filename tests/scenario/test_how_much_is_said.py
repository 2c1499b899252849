"""A whole round in which nobody does anything: how often each hears of it, and when it stops."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from schedules.core.decide import DEADLINE_OFFSETS, Reason
from schedules.core.pace import MOST
from storage.tables import Sitting, Topic
from tests.after_dialogue import (
    AFTERWARDS,
    a_dialogue,
    reflects,
    reports_back,
)
from tests.nudged import ROUND, decisions, does, sent_to
from tests.talk import Town, a_town
from tests.waiting import CALENDAR, DIALOGUE, GROUP, a_round_with_every_step, themes_are_chosen

A_YEAR_ON = datetime(2027, 9, 30, tzinfo=UTC)
NEXT_MONDAY, WEEK_BEFORE_FOLLOW_UP = date(2026, 10, 5), date(2026, 12, 27)
"""After the dialogue; and before its first follow-up on Wednesday 30 December."""
ITS_OWN_DAYS = {"deadline.dialogue": len(DEADLINE_OFFSETS), "deadline.plan": len(DEADLINE_OFFSETS)}
"""Days of the organisation's, of which a leader hears 14, 7, 2 and 0 working days before."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


def weeks(found: list[tuple[str, date]]) -> Counter[tuple[int, int]]:
    return Counter(day.isocalendar()[:2] for _, day in found)


async def test_whoever_does_nothing_in_a_round_is_left_in_peace_all_the_same(town: Town) -> None:
    """Nobody tells, invites, writes an example or makes a plan from the opening to a year after."""
    # TAL-06, TAL-35
    await a_round_with_every_step(town)
    await themes_are_chosen(town)
    await town.until(A_YEAR_ON)
    for name in (*GROUP, "Jonas"):
        found = await sent_to(town, name)
        by_day = Counter(day for _, day in found)
        assert set(by_day.values()) == {1}, name
        often = Counter(rule for rule, _ in found)
        letters = [day for rule, day in found if rule == "digest"]
        assert set(weeks([("digest", day) for day in letters]).values()) <= {1}
        assert all(day.weekday() == 0 for day in letters)
        rest = {rule: count for rule, count in often.items() if rule != "digest"}
        assert all(count <= ITS_OWN_DAYS.get(rule, MOST) for rule, count in rest.items()), rest
        # The working days of the dialogue's own week; after it a word a week, until the follow-up.
        assert max(weeks(found).values()) <= 5
        after = [each for each in found if each[1] >= NEXT_MONDAY]
        assert set(weeks(after).values()) <= {1}, name
        late = [rule for rule, day in found if day > WEEK_BEFORE_FOLLOW_UP]
        assert late == ["followup"] * (2 if name == "Mette" else 0)


async def test_a_leader_who_does_nothing_hears_of_it_once_a_week_after_the_dialogue(
    town: Town,
) -> None:
    """Of 17 working days: one word in the week itself, which has had enough, then three letters."""
    await a_round_with_every_step(town)
    await themes_are_chosen(town)
    await town.until(datetime(2026, 10, 24, tzinfo=UTC))
    assert CALENDAR.working_days_between(DIALOGUE, date(2026, 10, 23)) == 17
    found = [each for each in await sent_to(town, "Mette") if each[1] > DIALOGUE]
    assert [day for _, day in found] == [
        date(2026, 10, 1),
        *(date(2026, 10, monday) for monday in (5, 12, 19)),
    ]
    own, *letters = (rule for rule, _ in found)
    assert own == "commitment.ask"
    assert set(letters) == {"digest"}
    mette = town["Mette"]
    mette.sees("Det venter i jeres Udviklingsdialog")
    for label in ("Tænk over dialogen", "Se en plan på ti minutter", "Gå i gang med planen"):
        mette.sees(f"[{label}]")


async def test_the_letter_goes_on_with_the_plan_where_it_stands(town: Town) -> None:
    # TAL-53
    await a_round_with_every_step(town)
    await themes_are_chosen(town)
    await town.until(datetime(2026, 10, 20, tzinfo=UTC))
    kirsten = town["Kirsten"]
    await kirsten.clicks("Gå i gang med planen")
    kirsten.sees("sedler at sortere")
    await does(town, Topic(id="topic-calm", round_id=ROUND, part="wellbeing", title="Mere ro"))
    await kirsten.clicks("Gå i gang med planen")
    kirsten.sees("sedler at sortere")
    await town.until(datetime(2026, 10, 27, tzinfo=UTC))
    await kirsten.clicks("Gå i gang med planen")
    kirsten.sees("Mere ro")


async def test_themes_that_were_never_chosen_are_followed_up_by_nobody(town: Town) -> None:
    # TAL-59
    await a_round_with_every_step(town)
    await town.until(A_YEAR_ON)
    for name in (*GROUP, "Jonas"):
        assert not any("I holdt Udviklingsdialog" in text for text in town[name].messages)
    chosen = [day for rule, day in await sent_to(town, "Kirsten") if rule == "selection.reminder"]
    assert len(chosen) <= MOST
    assert all(day <= DIALOGUE for _, day in await sent_to(town, "Kirsten"))


@pytest.mark.parametrize("off", [True, False])
async def test_a_dialogue_that_was_called_off_is_followed_up_where_there_is_a_plan_alone(
    town: Town,
    off: bool,  # noqa: FBT001 - one of two lives
) -> None:
    # TAL-59
    await a_dialogue(town, efforts=False)
    calls_it_off = {"off_at": town.now, "started_at": None, "ended_at": None}
    changes = calls_it_off if off else {"off_at": None}
    moved = update(Sitting).where(col(Sitting.round_id) == ROUND).values(**changes)
    await does(town, then=lambda unit: unit.update(moved))
    await town.until(datetime(2026, 12, 10, tzinfo=UTC))
    said = any("I holdt Udviklingsdialog" in text for text in town["Mette"].messages)
    assert said is not off


async def test_a_letter_ends_with_what_it_is_about(town: Town) -> None:
    await a_dialogue(town)
    await reports_back(town)
    await town.until(datetime(2026, 9, 22, tzinfo=UTC))
    mette = town["Mette"]
    mette.sees("onsdag den 16. september: Hvad tager du selv med fra dialogen?")
    await mette.clicks("Tænk over dialogen")
    await reflects(town)
    await town.until(datetime(2026, 11, 14, tzinfo=UTC))
    letters = [day for rule, day in await sent_to(town, "Mette") if rule == "digest"]
    assert [day for day in letters if day > AFTERWARDS.date()] == [date(2026, 9, 21)]


async def test_whoever_turns_the_letter_off_hears_of_what_waits_by_itself_once_a_week(
    town: Town,
) -> None:
    await a_dialogue(town)
    await reports_back(town)
    await town.until(datetime(2026, 9, 22, tzinfo=UTC))
    await town["Mette"].clicks("Færre påmindelser")
    await town["Mette"].presses("do:quiet:digest|off")
    await town.until(datetime(2026, 10, 30, tzinfo=UTC))
    found = [each for each in await sent_to(town, "Mette") if each[1] > date(2026, 9, 21)]
    mondays = [date(2026, 10, monday) for monday in (5, 12, 19, 26)]
    assert found == [("step.reflection", monday) for monday in mondays]
    town["Mette"].sees("onsdag den 16. september")
    assert Reason.WAITS_FOR_DIGEST not in {each.reason for each in await decisions(town, "Mette")}
