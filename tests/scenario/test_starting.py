"""After the talks Mette tells what is set going: all of her people, or one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import town as plot
from tests.kom import on_disk
from tests.talk import Town, a_town

STARTS = "Fra oktober følges to og to ad om morgenen"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def tells(town: Town, whom: str) -> None:
    mette = town["Mette"]
    await mette.writes("i gang")
    await mette.answers(what=STARTS, whom=whom)
    await mette.clicks("Send beskeden")
    await town.settles()


async def test_everybody_whom_she_leads_hears_what_starts(town: Town) -> None:  # NYB-KOM-48
    await tells(town, "all")
    for name in ("Jonas", "Sofie", "Peter"):
        town[name].sees("Mette fortæller, hvad der går i gang")
        town[name].sees(STARTS)
    assert not town["Hanne"].messages


async def test_it_can_be_told_to_one(town: Town) -> None:  # NYB-KOM-48
    await tells(town, plot.id_of("Jonas Friis"))
    town["Mette"].sees("Én medarbejder får besked nu.")
    town["Jonas"].sees(STARTS)
    assert not town["Sofie"].messages


async def test_who_leads_nobody_is_told_so(town: Town) -> None:
    await town["Jonas"].writes("i gang")
    town["Jonas"].sees("Jeg kan ikke se, at du har medarbejdere.")


async def test_the_words_lie_sealed_until_they_are_sent(town: Town, tmp_path: Path) -> None:
    await tells(town, "all")
    assert STARTS.encode() not in on_disk(tmp_path)
