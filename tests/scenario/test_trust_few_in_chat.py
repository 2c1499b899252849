"""Few votes in the chat beside a pile of paper: whoever typed the pile in learns nothing of them.

They know every sheet, and what they take from the result is what the few in the chat have voted.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import Ballot
from tests import town as plot
from tests.after_vote import casts, posted
from tests.on_paper import looks, ticks, types_in
from tests.talk import Town, a_town
from tests.voting import DEADLINE, ballots, opens, rows, the_round

ON_PAPER = tuple(name for name in plot.VOTERS if name != plot.CONTACT)
SECRET = "Det er kun mig, der ser det sådan"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await opens(town)
        await town.settles()
        yield town


async def votes_both_ways(town: Town, *, in_chat: int, on_paper: int) -> None:
    """In the chat for one theme, on paper for another; all give reasons."""
    for name in ON_PAPER[:in_chat]:
        await casts(town, name, wellbeing="mastery", why=SECRET)
    for name in ON_PAPER[in_chat : in_chat + on_paper]:
        await ticks(town, **{name.split()[0].casefold(): "yes"})
    await town.until(DEADLINE)
    for _ in range(on_paper):
        await types_in(town, wellbeing="balance", wellbeing_why="Vi har travlt.")
    await town.settles()
    assert (await the_round(town)).phase == "closed"


async def test_beside_sheets_four_votes_in_the_chat_show_themes_and_no_figures(town: Town) -> None:
    #
    await votes_both_ways(town, in_chat=4, on_paper=2)
    shown = posted(town)
    assert "Der er stemt på: Mestring, kvalitet og præstationer; Balance og overskud." in shown
    assert "Under 5 har stemt i chatten og resten på papir." in shown
    assert "|" not in shown
    assert {(each.why, each.helps) for each in await rows(town, Ballot)} == {(None, None)}
    for name in ("Kirsten", "Ali", "Mette"):
        await town[name].writes("hjem")
        await town[name].presses(f"open:summary:{(await the_round(town)).id}")
        assert SECRET not in town[name].text


async def test_one_vote_in_the_chat_is_not_told_from_a_pile_of_sheets(town: Town) -> None:
    #
    await votes_both_ways(town, in_chat=1, on_paper=6)
    shown = posted(town)
    assert "Kun en eller to har stemt i chatten og resten på papir." in shown
    assert "Mestring" not in shown
    assert "Balance" not in shown
    assert await ballots(town) == [], "what will never be shown is not kept"


async def test_where_all_vote_on_paper_the_sheets_are_counted(town: Town) -> None:
    #
    await votes_both_ways(town, in_chat=0, on_paper=5)
    assert "Balance og overskud | 5 | 1" in posted(town)


async def test_the_group_is_told_before_it_begins(town: Town) -> None:
    #
    for name in ("Ali", "Kirsten"):
        await looks(town, name)
        town[name].sees("Jeg kan vise tal, når mindst 5 stemmer i chatten")
