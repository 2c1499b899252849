"""Who comes while the workplace votes has a vote as well, like everybody else (TAL-14, TAL-24)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogs import planning
from storage import people, rounds
from storage.tables import Outbox, Participation
from storage.writer import LostRace
from tests import town as plot
from tests.after_vote import FIVE, casts
from tests.newcomers import NORA, SATURDAY, comes
from tests.talk import Town
from tests.voting import DEADLINE, opens, rows, the_round, votes, voting_town

INVITED = "Hvad skal vi tale om i år?"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        await opens(town)
        yield town


async def test_a_newcomer_is_asked_like_everybody_and_counts(town: Town) -> None:
    before = len(await rows(town, Participation))
    await comes(town)
    assert len(await rows(town, Participation)) == before + 1
    assert town["Nora"].has_seen(INVITED)
    for name in FIVE:
        await casts(town, name)
    await votes(town, "Nora")
    town["Nora"].sees("Tak, din stemme er gemt")
    await town.until(DEADLINE)
    round_ = await the_round(town)
    assert (round_.answered, round_.eligible) == (len(FIVE) + 1, before + 1)
    assert not await rows(town, Participation)
    assert not [each for each in await rows(town, Outbox) if each.message == "vote_invitation"]


async def test_a_newcomer_who_has_not_answered_is_reminded(town: Town) -> None:
    await comes(town)
    await town.passes(days=4)
    assert len([each for each in town["Nora"].messages if "12" in each and "tema" in each]) > 1


async def test_whoever_comes_on_a_saturday_hears_of_it_on_monday(town: Town) -> None:
    await town.until(SATURDAY)
    await comes(town)
    assert not town["Nora"].has_seen(INVITED)
    await town["Nora"].writes("tema")
    town["Nora"].sees("Før du stemmer")
    await town.until(datetime(2026, 8, 17, 7, 0, tzinfo=UTC))
    assert town["Nora"].has_seen(INVITED)


async def test_coming_twice_is_one_vote_and_keeps_it(town: Town) -> None:
    await comes(town)
    await votes(town, "Nora")
    mine = [each for each in await rows(town, Participation) if each.answered]
    await comes(town, replace(NORA, hourly_paid=True))
    await comes(town)
    assert [each for each in await rows(town, Participation) if each.answered] == mine


async def test_after_the_deadline_nobody_gets_a_vote(town: Town) -> None:
    await town.until(DEADLINE + timedelta(hours=1))
    await comes(town)
    assert not await rows(town, Participation)
    assert not town["Nora"].has_seen(INVITED)


async def test_nobody_slips_in_behind_the_tally(town: Town) -> None:
    """Not even who might vote is known after the close (X-01)."""
    async with town.store.unit() as late:
        round_ = await rounds.find(late, (await the_round(town)).id)
        jonas = await people.person(late, plot.id_of("Jonas"))
        assert round_ is not None
        assert jonas is not None
        assert await planning.take_in(late, round_, jonas, town.now.date(), town.now)
        await town.until(DEADLINE + timedelta(hours=1))
        with pytest.raises(LostRace):
            await late.commit()
    assert not await rows(town, Participation)
