"""The contact person works elsewhere from now on: the group hears it at once (TAL-10)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from schedules import ensure_jobs
from storage.roster import Entry
from tests import town as plot
from tests.newcomers import comes
from tests.preparing import prepared
from tests.talk import MONDAY, Town, a_town
from tests.voting import opens, voting_town

GONE = "I mangler jeres kontaktperson"
GROUP = ("Ali", "Birgit", "Mette")
KIRSTEN = Entry(
    email=plot.email_of(plot.CONTACT), name=plot.CONTACT, workplace="Børnehuset Solsikken"
)
MOVED = replace(KIRSTEN, workplace="Rådhuset")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        await opens(town)
        yield town


def told(town: Town, name: str) -> list[str]:
    return [each for each in town[name].messages if GONE in each]


async def test_the_group_hears_at_once_that_nobody_is_contact_person(town: Town) -> None:
    await comes(town, MOVED)
    for name in GROUP:
        assert len(told(town, name)) == 1
    (letter,) = told(town, "Ali")
    assert "Kirsten Dahl arbejder ikke længere hos jer." in letter
    assert "Stemmer på papir går nu til Ali Hassan og Birgit Lund." in letter
    await town["Ali"].clicks("Se hele forløbet")
    assert not told(town, "Kirsten")
    assert not told(town, "Jonas")
    await comes(town, replace(MOVED, language="en"))
    await town.passes(days=3)
    assert len(told(town, "Ali")) == 1


async def test_a_last_day_that_was_known_ahead_is_told_when_it_has_come(town: Town) -> None:
    await ensure_jobs(town.store, town.now)
    last = MONDAY.date() + timedelta(days=2)
    await comes(town, replace(KIRSTEN, left_on=last))
    assert not told(town, "Ali")
    await town.passes(days=9)
    assert len(told(town, "Ali")) == 1


async def test_whatever_else_changes_about_them_is_no_news(town: Town) -> None:
    await comes(town, replace(KIRSTEN, language="en"))
    await town.passes(days=2)
    assert not told(town, "Ali")


async def test_their_steps_are_everybodys_in_the_group(tmp_path: Path) -> None:
    """TAL-36, TAL-37."""
    async with a_town(tmp_path) as town:
        await prepared(town)
        await comes(town, MOVED)
        await town.passes(days=28)
        for name in GROUP:
            assert any("grupper" in each.casefold() for each in town[name].messages), name
        assert not any("grupper" in each.casefold() for each in town["Kirsten"].messages)
