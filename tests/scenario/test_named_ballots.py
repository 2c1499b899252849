"""A named vote's forms: for the contact person alone, until the themes are announced (X-01)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from dialogs.core.actions import Do, write
from storage import rounds
from storage.tables import Audit, Round
from tests.talk import Town, a_town
from tests.voting import closes, opens, the_round, votes, voting_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


async def _named(town: Town) -> Round:
    """A named vote of two, counted."""
    await opens(town, mode="named")
    for name in ("Ali", "Birgit"):
        await town[name].writes("runde")
        await town[name].answers(agree="yes")
    await votes(town, "Jonas")
    await votes(town, "Sofie", wellbeing="meaning")
    round_ = await the_round(town)
    await closes(town, round_)
    return round_


async def test_the_contact_person_sees_who_chose_what(town: Town) -> None:
    round_ = await _named(town)
    kirsten = town["Kirsten"]
    await kirsten.presses(write(Do("named_ballots", round_.id)))
    kirsten.sees("Jonas Friis")
    kirsten.sees("Trivselstema: Mening og retning")
    async with town.store.snapshot() as reads:
        found = await reads.one(select(Audit).where(Audit.what == "named-ballots-read"))
    assert (found.subject, found.about_id) == (round_.id, found.actor_id)


@pytest.mark.parametrize("name", ["Mette", "Ali", "Jonas", "Hanne"])
async def test_nobody_else_does(town: Town, name: str) -> None:
    round_ = await _named(town)
    await town[name].presses(write(Do("named_ballots", round_.id)))
    assert "Mening og retning" not in town[name].text
    assert "Sofie Krag" not in town[name].text


async def test_while_the_vote_runs_nobody_sees_it(town: Town) -> None:
    await opens(town)
    round_ = await the_round(town)
    await votes(town, "Sofie", wellbeing="meaning")
    await town["Kirsten"].presses(write(Do("named_ballots", round_.id)))
    assert "Sofie Krag" not in town["Kirsten"].text


async def test_once_the_themes_are_announced_the_names_are_gone(town: Town) -> None:
    round_ = await _named(town)
    async with town.store.unit() as unit:
        found = await rounds.find(unit, round_.id)
        assert found is not None
        rounds.announce(unit, round_.id, (), town.now)
        await unit.commit()
    await town["Kirsten"].presses(write(Do("named_ballots", round_.id)))
    assert "Sofie Krag" not in town["Kirsten"].text


async def test_the_channel_is_not_promised_a_summary_that_will_not_come(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _named(town)
        await town.settles()
        assert "bliver der ikke skrevet et resumé" in "".join(town.place("planning"))
