"""The theme vote as its voters live it (TAL-24..31, X-01, X-14)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from dialogs.closing import close_round, result, words
from dialogs.core.cards import ChoiceField
from dialogs.rules.ballots import NamesOnly, Ranked, Withheld
from storage import rounds
from storage.tables import Ballot, Person, Phase, Round, ThemeList, Workplace
from storage.unit_of_work import Unit
from tests import town as people
from tests.talk import Town
from tests.voting import (
    ballots,
    changes,
    closes,
    opens,
    participation,
    queued,
    rows,
    sessions,
    the_round,
    votes,
    voting_town,
)

FIVE = ("Jonas", "Sofie", "Peter", "Fatima", "Lars")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


async def counted(town: Town, which: ThemeList) -> object:
    async with town.store.snapshot() as reads:
        return (await result(reads, await the_round(town))).lists[which]


async def test_everyone_but_the_leader_and_the_hourly_paid_is_asked(town: Town) -> None:
    """TAL-14."""
    await opens(town)
    await town.settles()
    asked = {
        name for name in people.EVERYONE if town[name.split()[0]].has_seen("Hvad skal vi tale om")
    }
    assert asked == set(people.VOTERS)


async def test_a_leader_votes_where_the_workplace_says_so(town: Town) -> None:
    async with town.store.unit() as unit:
        unit.update(update(Workplace).values(leader_votes=True), expect=None)
        await unit.commit()
    await opens(town)
    await votes(town, "Mette")
    assert (await participation(town, "Mette")).answered


async def test_nine_and_six_themes_and_a_free_one_each_with_what_it_means(town: Town) -> None:
    """TAL-75..91, X-06."""
    await opens(town)
    jonas = town["Jonas"]
    await jonas.writes("tema")
    await jonas.clicks("Vælg temaer")
    wellbeing = jonas.form.fields[0]
    await jonas.answers(wellbeing="balance")
    await jonas.clicks("Spring over")
    leadership = jonas.form.fields[0]
    assert isinstance(wellbeing, ChoiceField)
    assert isinstance(leadership, ChoiceField)
    assert (len(wellbeing.choices), len(leadership.choices)) == (10, 7)
    assert all(len(each.hint) > 40 for each in (*wellbeing.choices, *leadership.choices))


async def test_a_vote_is_kept_apart_from_its_voter_and_its_card_has_no_answers(
    town: Town,
) -> None:
    await opens(town)
    await votes(town, "Jonas", wellbeing="balance", wellbeing_why="Vi løber for stærkt")
    jonas = town["Jonas"]
    jonas.sees("Tak, din stemme er gemt.")
    jonas.sees("Du kan ændre den indtil mandag den 17. august kl. 12.")
    assert "Balance" not in jonas.text
    assert "løber" not in jonas.text
    assert await ballots(town) == [("leadership", "citizen"), ("wellbeing", "balance")]
    assert not [each for each in await sessions(town) if each.dialog == "theme_vote"]


async def test_a_vote_is_changed_from_what_was_sent(town: Town) -> None:
    await opens(town)
    await votes(town, "Jonas", wellbeing="free", wellbeing_wording="Ro i ugen")
    jonas = town["Jonas"]
    await jonas.clicks("Ret min stemme")
    jonas.sees("Her er den stemme, du har sendt.")
    jonas.sees("Ro i ugen")
    await jonas.clicks("Ret: Dit trivselstema")
    await jonas.answers(wellbeing="reward")
    await jonas.clicks("Send min stemme")
    assert await ballots(town) == [("leadership", "citizen"), ("wellbeing", "reward")]


async def test_a_changed_vote_has_ballots_with_other_ids(town: Town) -> None:
    await opens(town)
    await votes(town, "Jonas")
    first = await participation(town, "Jonas")
    await changes(town, "Jonas", page="Dit ledelsestema", leadership="politics")
    second = await participation(town, "Jonas")
    assert first.wellbeing_token != second.wellbeing_token
    assert first.leadership_token != second.leadership_token
    assert len(await ballots(town)) == 2


async def test_one_votes_in_english(town: Town) -> None:
    await opens(town)
    jonas = town["Jonas"]
    await jonas.writes("language")
    await jonas.clicks("English")
    await jonas.writes("vote")
    jonas.sees("Your vote is secret")
    await jonas.clicks("Choose themes")
    jonas.sees("Meaning and direction")
    await jonas.answers(wellbeing="meaning")
    await jonas.clicks("Skip")
    await jonas.answers(leadership="citizen")
    await jonas.clicks("Skip")
    await jonas.clicks("Send my vote")
    jonas.sees("You can change it until Monday 17 August at 12:00.")


async def test_two_devices_vote_once(town: Town) -> None:
    await opens(town)
    jonas = town["Jonas"]
    await votes(town, "Jonas", wellbeing="reward")
    await jonas.clicks("Send min stemme")
    assert len(await ballots(town)) == 2


async def test_the_number_is_refreshed_at_most_once_an_hour(town: Town) -> None:
    await opens(town)
    for name in FIVE[:3]:
        await votes(town, name)
    await town.passes(hours=1)
    await votes(town, FIVE[3])
    due = [each.due_at - town.now for each in await queued(town, "vote_running")]
    assert due == [timedelta(hours=1)]


async def test_while_the_vote_runs_only_how_many_have_answered_is_known(town: Town) -> None:
    await opens(town)
    for name in FIVE:
        await votes(town, name, wellbeing_why="En grund")
    async with town.store.snapshot() as reads:
        round_ = await the_round(town)
        seen = await result(reads, round_)
        assert (seen.progress.answered, seen.progress.eligible) == (5, len(people.VOTERS))
        assert set(seen.lists.values()) == {Withheld()}
        assert await words(reads, round_, ThemeList.WELLBEING) == ()


async def test_five_votes_are_counted_and_their_words_can_be_read(town: Town) -> None:
    round_ = await opens(town)
    for number, name in enumerate(FIVE):
        theme = "free" if number == 0 else "meaning"
        asked = {"wellbeing_wording": "Ro"} if number == 0 else {}
        await votes(town, name, wellbeing=theme, wellbeing_why=f"Grund {number}", **asked)
    await closes(town, round_)
    seen = await counted(town, ThemeList.WELLBEING)
    assert isinstance(seen, Ranked)
    assert [(place.theme, place.count) for place in seen.places] == [("meaning", 4), ("free", 1)]
    async with town.store.snapshot() as reads:
        read = await words(reads, await the_round(town), ThemeList.WELLBEING)
        assert {each.why for each in read} == {f"Grund {number}" for number in range(5)}
        assert {each.wording for each in read if each.theme == "free"} == {"Ro"}
        assert await words(reads, await the_round(town), ThemeList.LEADERSHIP) == ()


async def test_of_four_votes_only_names_remain_and_no_words_are_kept(town: Town) -> None:
    round_ = await opens(town)
    for name, theme in zip(FIVE[:4], ("reward", "meaning", "meaning", "meaning"), strict=True):
        await votes(town, name, wellbeing=theme, wellbeing_why="En grund")
    await closes(town, round_)
    assert await counted(town, ThemeList.WELLBEING) == NamesOnly(("meaning", "reward"))
    async with town.store.snapshot() as reads:
        assert await words(reads, await the_round(town), ThemeList.WELLBEING) == ()
    assert {each.why for each in await rows(town, Ballot)} == {None}


async def test_two_votes_are_not_kept_at_all(town: Town) -> None:
    round_ = await opens(town)
    for name in FIVE[:2]:
        await votes(town, name)
    await closes(town, round_)
    assert await ballots(town) == []
    async with town.store.snapshot() as reads:
        seen = await result(reads, await the_round(town))
    assert (seen.progress.answered, seen.lists[ThemeList.WELLBEING]) == (2, Withheld())


async def test_the_close_tells_the_channel_the_representatives_and_the_group(town: Town) -> None:
    round_ = await opens(town)
    await closes(town, round_)
    assert [each.place_id for each in await queued(town, "tally")] == ["pl-planning"]
    read_by = {each.person_id for each in await queued(town, "reasons_ready")}
    assert read_by == {people.id_of(name) for name in people.REPRESENTATIVES}
    choose = {each.person_id for each in await queued(town, "select_now")}
    assert choose == {people.id_of(each) for each in (people.LEADER, *people.REPRESENTATIVES)}
    assert not await queued(town, "vote_invitation")


async def test_a_vote_closes_once_and_not_before_its_deadline(town: Town) -> None:
    round_ = await opens(town)

    async def close(unit: Unit) -> bool:
        return await close_round(unit, round_.id, town.now)

    assert not await town.store.run(close)
    await closes(town, round_)
    assert not await town.store.run(close)
    assert (await the_round(town)).phase == Phase.CLOSED.value
    assert (await the_round(town)).severed_at == town.now


@pytest.mark.parametrize(("late", "counts"), [("Jonas", (4, 1)), ("Camilla", (5, 1))])
async def test_a_vote_that_comes_in_while_it_is_closed_is_neither_lost_nor_doubled(
    town: Town, late: str, counts: tuple[int, int]
) -> None:
    """The close has read the ballots when a changed or a first vote comes in: it starts again."""
    round_ = await opens(town)
    for name in FIVE:
        await votes(town, name)
    tries: list[bool] = []

    async def close(unit: Unit) -> bool:
        closed = await close_round(unit, round_.id, round_.deadline)
        if not tries and late in FIVE:
            await changes(town, late, page="Dit trivselstema", wellbeing="balance")
        elif not tries:
            await votes(town, late, wellbeing="balance")
        tries.append(closed)
        return closed

    await town.store.run(close)
    assert len(tries) == 2
    seen = await counted(town, ThemeList.WELLBEING)
    assert isinstance(seen, Ranked)
    assert [(each.theme, each.count) for each in seen.places] == [
        ("meaning", counts[0]),
        ("balance", counts[1]),
    ]


async def test_a_person_who_has_left_cannot_vote(town: Town) -> None:
    await opens(town)
    async with town.store.unit() as unit:
        gone = update(Person).where(col(Person.id) == "p-jonas").values(left_on=town.now.date())
        unit.update(gone)
        await unit.commit()
    await town["Jonas"].writes("tema")
    town["Jonas"].sees("Vi kender ikke hinanden endnu.")


async def test_the_deadline_can_be_moved_only_while_votes_are_taken(town: Town) -> None:
    round_ = await opens(town)
    later = round_.deadline + timedelta(days=1)
    async with town.store.unit() as unit:
        rounds.extend(unit, round_, later, town.now)
        await unit.commit()
    moved: Round = await the_round(town)
    assert moved.deadline == later
