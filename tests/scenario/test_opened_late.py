"""kombot was away while a planned vote was to be open: it opens all the same, with its own time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.core.cards import ChoiceField
from storage.tables import Participation, Phase, RoundStep
from tests import town as people
from tests.talk import Town
from tests.voting import begins, rows, the_round, votes, voting_town

OPENS, LAST = "2026-08-13", "2026-08-17"
"""A Thursday and the Monday after it: two working days."""
THURSDAY = datetime(2026, 8, 20, 8, 0, tzinfo=UTC)
"""Three days after the last one."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


async def plans(town: Town, *, dialogue_on: str) -> None:
    kirsten = town["Kirsten"]
    await begins(kirsten)
    await kirsten.answers(dialogue_on=dialogue_on)
    await kirsten.answers(deadline_on=LAST, deadline_at="12:00", opens_on=OPENS)
    while "mode" not in [each.name for each in kirsten.form.fields]:
        await kirsten.clicks("Gem og gå videre")
    await kirsten.answers(mode="secret")
    await kirsten.clicks("Åbn afstemningen")
    await town.settles()


async def sleeps_until(town: Town, moment: datetime) -> None:
    """Nothing runs, and then everything that fell due meanwhile."""
    town.clock.move(moment - town.now)
    await town.until(moment)


def in_the_channel(town: Town) -> list[str]:
    """What everybody's channel was told."""
    return town.place("everyone")


async def days(town: Town) -> dict[str, date]:
    return {each.step: each.due_on for each in await rows(town, RoundStep)}


async def test_it_opens_with_as_many_working_days_as_were_planned(town: Town) -> None:  # TAL-24
    await plans(town, dialogue_on="2026-09-23")
    before = await days(town)
    await sleeps_until(town, THURSDAY)
    opened = await the_round(town)
    assert opened.phase == Phase.VOTING
    assert opened.deadline == datetime(2026, 8, 24, 10, 0, tzinfo=UTC)  # Monday at noon
    after = await days(town)
    assert after["choose"] == date(2026, 8, 24)
    unmoved = {key: day for key, day in before.items() if key != "choose"}
    assert {key: day for key, day in after.items() if key != "choose"} == unmoved
    assert len(await rows(town, Participation)) == len(people.VOTERS)
    await votes(town, "Jonas")
    town["Jonas"].sees("stemme")
    await town.until(opened.deadline - timedelta(minutes=1))
    assert (await the_round(town)).phase == Phase.VOTING


async def test_what_needs_the_vote_comes_after_its_new_end(town: Town) -> None:
    await plans(town, dialogue_on="2026-09-09")
    before = await days(town)
    await sleeps_until(town, THURSDAY)
    after = await days(town)
    assert before["select"] < date(2026, 8, 24)
    assert after["select"] == date(2026, 8, 25)
    assert after["groups"] == before["groups"]


async def test_the_planning_group_is_told_which_days_moved(town: Town) -> None:
    await plans(town, dialogue_on="2026-09-23")
    await sleeps_until(town, THURSDAY)
    for name in ("Kirsten", "Ali", "Birgit", "Mette"):
        assert town[name].has_seen("Afstemningen er åbnet senere end planlagt")
        assert town[name].has_seen("Fra mandag den 17. august til mandag den 24. august")
    assert not town["Jonas"].has_seen("senere end planlagt")


async def test_what_does_not_fit_before_the_dialogue_is_asked_about_and_loses_no_vote(
    town: Town,
) -> None:
    await plans(town, dialogue_on="2026-08-21")
    await sleeps_until(town, THURSDAY)
    assert (await the_round(town)).phase == Phase.PLANNED
    assert not await rows(town, Participation)
    ali = town["Ali"]
    assert ali.has_seen("Afstemningen er ikke åbnet")
    await ali.writes("runde")
    ali.sees("skulle være åbnet")
    await ali.clicks("Flyt en dag")
    (field,) = ali.form.fields
    assert isinstance(field, ChoiceField)
    dialogue = next(each.key for each in field.choices if each.label.startswith("Selve"))
    await ali.answers(what=dialogue)
    await ali.answers(day="2026-09-09", along="no")
    await ali.clicks("Flyt dagene")
    await town.settles()
    opened = await the_round(town)
    assert (opened.phase, opened.deadline.date()) == (Phase.VOTING, date(2026, 8, 24))
    assert len(await rows(town, Participation)) == len(people.VOTERS)


async def test_who_wakes_in_time_keeps_the_days_that_were_planned(town: Town) -> None:
    await plans(town, dialogue_on="2026-09-23")
    await sleeps_until(town, datetime(2026, 8, 14, 8, 0, tzinfo=UTC))
    opened = await the_round(town)
    assert opened.phase == Phase.VOTING
    assert opened.deadline == datetime(2026, 8, 17, 10, 0, tzinfo=UTC)
    assert not town["Ali"].has_seen("senere end planlagt")


@pytest.mark.parametrize(
    "wakes",
    [datetime(2026, 8, 13, 19, 0, tzinfo=UTC), datetime(2026, 8, 14, 3, 0, tzinfo=UTC)],
)
async def test_who_wakes_at_night_opens_in_the_morning(town: Town, wakes: datetime) -> None:
    await plans(town, dialogue_on="2026-09-23")
    await sleeps_until(town, wakes)
    assert (await the_round(town)).phase == Phase.PLANNED
    assert not in_the_channel(town)
    await town.until(datetime(2026, 8, 14, 6, 0, tzinfo=UTC))
    opened = await the_round(town)
    assert (opened.phase, opened.opened_at) == (Phase.VOTING, town.now)
    assert in_the_channel(town)


async def test_a_sunday_is_neither_a_day_to_open_on_nor_one_to_vote_on(town: Town) -> None:
    await plans(town, dialogue_on="2026-09-23")
    await sleeps_until(town, datetime(2026, 8, 23, 9, 0, tzinfo=UTC))
    assert (await the_round(town)).phase == Phase.PLANNED
    assert not in_the_channel(town)
    assert not town["Ali"].has_seen("senere end planlagt")
    monday = datetime(2026, 8, 24, 6, 0, tzinfo=UTC)
    await town.until(monday)
    opened = await the_round(town)
    assert (opened.phase, opened.opened_at) == (Phase.VOTING, monday)
    assert opened.deadline == datetime(2026, 8, 26, 10, 0, tzinfo=UTC)  # two working days
    assert in_the_channel(town)
    assert town["Ali"].has_seen("til onsdag den 26. august")


async def test_a_weekend_before_the_last_day_leaves_as_long_as_was_planned(town: Town) -> None:
    await plans(town, dialogue_on="2026-09-23")
    await sleeps_until(town, datetime(2026, 8, 16, 9, 0, tzinfo=UTC))
    assert not in_the_channel(town)
    await town.until(datetime(2026, 8, 17, 6, 0, tzinfo=UTC))
    assert (await the_round(town)).deadline == datetime(2026, 8, 19, 10, 0, tzinfo=UTC)


async def test_a_last_day_that_has_come_is_no_time_to_vote_in(town: Town) -> None:
    await plans(town, dialogue_on="2026-09-23")
    await sleeps_until(town, datetime(2026, 8, 17, 9, 0, tzinfo=UTC))
    assert (await the_round(town)).deadline == datetime(2026, 8, 19, 10, 0, tzinfo=UTC)
