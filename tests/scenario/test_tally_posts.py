"""What the planning group's channel and the leader see of a vote, and what nobody sees (X-01)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from dialogs.core.cards import Card, Image, as_text
from dialogs.core.messages import Hearing
from dialogs.core.texts import Speaker
from dialogs.tally import tally
from storage import due, rounds
from storage.tables import Ballot, Phase
from storage.unit_of_work import Unit
from tests import town as plot
from tests.after_vote import (
    FIVE,
    WHY,
    all_screens,
    casts,
    chooses,
    counted,
    opened,
    posted,
)
from tests.talk import Town, a_town
from tests.voting import DEADLINE, opens, queued, rows, the_round, votes


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


@pytest.mark.parametrize("ballots", [0, 1, 2])
async def test_with_few_ballots_the_place_is_told_what_to_do_instead(
    town: Town, ballots: int
) -> None:
    await counted(town, FIVE[:ballots], why=WHY)
    posted = town.place("planning")[-1]
    assert f"{ballots} af 12 har svaret." in posted
    assert "Tag det op på et personalemøde i stedet." in posted
    assert "Balance" not in posted
    assert await rows(town, Ballot) == []


async def test_three_ballots_give_names_and_no_picture(town: Town) -> None:
    await counted(town, FIVE[:3], wellbeing=("balance", "meaning", "balance"))
    posted = town.chat.seen_by("planning")[-1]
    assert "Der er stemt på: Mening og retning; Balance og overskud." in posted.text
    assert "Vi viser ikke tal under 5" in posted.text
    assert not [part for part in posted.card.body if isinstance(part, Image)]


async def test_a_tie_is_called_a_tie_and_drawn(town: Town) -> None:
    await counted(town, (*FIVE, "Camilla"), wellbeing=("balance", "meaning"))
    posted = town.chat.seen_by("planning")[-1]
    assert "Delt førsteplads med 3 stemmer hver" in posted.text
    pictures = [part for part in posted.card.body if isinstance(part, Image)]
    assert [picture.name for picture in pictures] == ["wellbeing.png", "leadership.png"]
    assert "Mening og retning: 3, Balance og overskud: 3" in pictures[0].alt


async def _tally_now(town: Town, language: str = "da") -> Card | None:
    round_ = await the_round(town)
    say = Speaker(texts=town.app.courier.texts, language=language, zone="Europe/Copenhagen")
    hearing = Hearing(
        who=None,
        params={"round": round_.id},
        now=town.now,
        house=town.app.courier.house,
        say=say,
    )
    async with town.store.snapshot() as reads:
        return await tally(reads, hearing)


@pytest.mark.parametrize("mode", ["secret", "named"])
async def test_the_tally_is_the_same_whenever_it_is_shown(town: Town, mode: str) -> None:
    await opened(town, mode=mode)
    for name in FIVE:
        await casts(town, name, why=WHY)
    assert await _tally_now(town) is None
    await town.until(DEADLINE)
    first, english = await _tally_now(town), await _tally_now(town, "en")
    assert first is not None
    assert english is not None
    assert town.chat.seen_by("planning")[-1].card == first
    await chooses(town, "Ali")
    await town.passes(days=100)
    assert await _tally_now(town) == first
    assert await _tally_now(town, "en") == english
    assert "5 of 12 have answered." in as_text(english)


async def test_the_number_is_renewed_in_place_at_the_hour_and_home_tells_no_more(
    town: Town,
) -> None:
    """X-01: a number that moved at once would tell who has just been seen with a phone."""
    await opens(town)
    await town.settles()
    before = town.place("planning")
    assert "0 af 12 har svaret." in before[0]
    await votes(town, "Jonas")
    await town.passes(minutes=50)
    assert town.place("planning") == before
    await town["Mette"].writes("hjem")
    silent = town["Mette"].text
    await votes(town, "Sofie")
    await town["Mette"].writes("hjem")
    assert town["Mette"].text == silent
    await town.passes(minutes=10)
    assert ["2 af 12 har svaret." in each for each in town.place("planning")] == [True]


async def test_the_number_says_at_the_close_that_it_is_the_last(town: Town) -> None:
    """In the post where it stood; the tally is the one new post."""
    await opens(town)
    await town.settles()
    for name in FIVE:
        await casts(town, name)
    await town.until(DEADLINE)
    running, counting = town.chat.seen_by("planning")
    assert running.text == "Afstemningen er lukket.\n5 af 12 nåede at svare."
    assert "Sådan har I stemt" in counting.text


async def test_nobody_sees_who_is_missing(town: Town) -> None:
    await counted(town, FIVE)
    for name in ("Mette", "Kirsten", "Ali"):
        await town[name].writes("runde")
        await town[name].writes("hjem")
    shown = posted(town) + "".join(all_screens(town, name) for name in ("Kirsten", "Ali"))
    assert not [name for name in plot.EMPLOYEES if name in shown]


async def test_a_deadline_that_kombot_slept_through_is_kept_when_it_wakes(town: Town) -> None:
    await opens(town)
    for name in FIVE:
        await casts(town, name)
    town.clock.move(DEADLINE + timedelta(days=2) - town.now)
    await town.settles()
    assert "5 af 12 har svaret." in town.place("planning")[-1]
    assert [each.reason for each in await queued(town, "vote_running")] == []
    assert (await the_round(town)).phase == Phase.CLOSED.value


async def test_a_deadline_that_was_moved_stands_in_the_place_and_is_the_one_that_counts(
    town: Town,
) -> None:
    round_ = await opens(town)
    await town.settles()

    async def move(unit: Unit) -> None:
        found = await rounds.find(unit, round_.id)
        assert found is not None
        rounds.extend(unit, found, DEADLINE + timedelta(days=1), town.now)
        due.plan(unit, rule="round.plan", subject=round_.id, due_at=town.now)

    await town.store.run(move)
    await votes(town, "Jonas")
    await town.passes(hours=1)
    assert "tirsdag den 18. august kl. 12" in town.place("planning")[0]
    await town.until(DEADLINE)
    assert (await the_round(town)).phase == Phase.VOTING.value
    await town.passes(days=1)
    assert (await the_round(town)).phase == Phase.CLOSED.value


async def _story(
    folder: Path, cast: Sequence[tuple[str, str, str]], *, write: str = ""
) -> list[str]:
    """Everything posted to the places and shown to the leader, from the opening to the end."""
    folder.mkdir()
    async with a_town(folder) as town:
        await opens(town)
        for name, wellbeing, leadership in cast:
            await casts(town, name, wellbeing=wellbeing, leadership=leadership, why=write)
            await town.passes(hours=1)
        await town.until(DEADLINE)
        mette = town["Mette"]
        for word in ("hjem", "runde"):
            await mette.writes(word)
        await chooses(town, "Mette")
        await town.passes(days=1)
        await mette.writes("hjem")
        texts = [*town.place("planning"), *town.place("everyone"), all_screens(town, "Mette")]
        round_ = await the_round(town)
        return [text.replace(round_.id, "") for text in texts]


async def test_two_ballots_leave_no_trace_of_their_themes_anywhere(tmp_path: Path) -> None:
    """X-01: nobody can compute a single person's vote from what is shown."""
    one = [("Jonas Friis", "balance", "citizen"), ("Sofie Krag", "balance", "culture")]
    other = [("Jonas Friis", "mastery", "politics"), ("Sofie Krag", "reward", "whole")]
    first = await _story(tmp_path / "one", one, write=WHY)
    assert first == await _story(tmp_path / "other", other)


async def test_four_ballots_tell_no_more_than_which_themes_there_are(tmp_path: Path) -> None:
    names = FIVE[:4]
    one = ["balance", "balance", "balance", "mastery"]
    other = ["mastery", "balance", "mastery", "mastery"]
    stories = [
        await _story(
            tmp_path / label,
            [(name, theme, "citizen") for name, theme in zip(names, chosen, strict=True)],
        )
        for label, chosen in (("one", one), ("other", other))
    ]
    assert stories[0] == stories[1]
