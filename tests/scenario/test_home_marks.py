"""Home marks the one thing that awaits its owner most."""

from __future__ import annotations

from pathlib import Path

from dialogs.core.cards import Form
from tests.kom import a_talk, a_year
from tests.talk import Talker, Town, a_town
from tests.voting import opens


async def marked(talker: Talker) -> list[str]:
    await talker.writes("hjem")
    home = talker.screen[-1]
    assert not isinstance(home, Form)
    return [each.label for each in home.buttons if each.style == "primary"]


async def _talk(town: Town) -> None:
    await a_year(town)
    await a_talk(town)


async def test_a_talk_that_is_not_prepared_is_what_home_marks(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        assert await marked(town["Jonas"]) == []
        await _talk(town)
        assert await marked(town["Jonas"]) == ["Forbered samtalen"]


async def test_what_is_begun_comes_before_what_is_not(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _talk(town)
        await town["Jonas"].writes("check-in")
        (only,) = await marked(town["Jonas"])
        assert "check-in" in only.lower()


async def test_a_vote_comes_before_a_talk(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await _talk(town)
        await opens(town)
        (only,) = await marked(town["Jonas"])
        assert only != "Forbered samtalen"
