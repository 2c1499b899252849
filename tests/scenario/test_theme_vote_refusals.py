"""What the theme vote says to those who may not, come too late, or send something odd."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.talk import Town
from tests.voting import ballots, closes, opens, sessions, votes, voting_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with voting_town(tmp_path) as town:
        yield town


@pytest.mark.parametrize(
    ("wording", "says"),
    [
        ("", "Vælg eller skriv noget her"),
        ("   \u200b", "Vælg eller skriv noget her"),
        ("🙂🙂", "Skriv det med et par ord"),
        ("010190-1234 må ikke stå her", "Det ligner et CPR-nummer"),
        ("x" * 101, "Der er plads til 100"),
    ],
)
async def test_a_free_theme_needs_a_wording_of_its_own(town: Town, wording: str, says: str) -> None:
    await opens(town)
    jonas = town["Jonas"]
    await jonas.writes("tema")
    await jonas.clicks("Vælg temaer")
    await jonas.answers(wellbeing="free")
    await jonas.answers(wellbeing_wording=wording, wellbeing_why="Min grund")
    jonas.sees(says)
    assert next(each for each in jonas.form.fields if "why" in each.name).value == "Min grund"


@pytest.mark.parametrize("hostile", ["<b>Ro</b> & <@U1>", "@everyone", "{{ 7*7 }}", "'; DROP"])
async def test_markup_is_kept_as_it_was_written(town: Town, hostile: str) -> None:
    await opens(town)
    await votes(town, "Jonas", wellbeing="free", wellbeing_wording=hostile)
    jonas = town["Jonas"]
    await jonas.clicks("Ret min stemme")
    jonas.sees(hostile)


@pytest.mark.parametrize("theme", ["", "weather", "citizen", "MEANING"])
async def test_a_forged_theme_is_refused(town: Town, theme: str) -> None:
    await opens(town)
    jonas = town["Jonas"]
    await jonas.writes("tema")
    await jonas.clicks("Vælg temaer")
    await jonas.answers(wellbeing=theme)
    assert jonas.form.fields[0].error


@pytest.mark.parametrize("name", ["Oliver", "Mette", "Hanne"])
async def test_someone_who_may_not_vote_is_told_so(town: Town, name: str) -> None:
    round_ = await opens(town)
    await town[name].presses(f"open:theme_vote:{round_.id}")
    town[name].sees("Du er ikke med i denne afstemning.")


async def test_a_round_that_does_not_exist_cannot_be_voted_in(town: Town) -> None:
    await town["Jonas"].presses("open:theme_vote:nothing")
    town["Jonas"].sees("Det findes ikke længere.")


async def test_without_a_round_the_word_says_that_there_is_none(town: Town) -> None:
    await town["Jonas"].writes("tema")
    town["Jonas"].sees("Der er ingen afstemning")
    assert "Åbn en afstemning" not in town["Jonas"].text
    await town["Kirsten"].writes("tema")
    town["Kirsten"].sees("Åbn en afstemning")


async def test_after_the_deadline_no_vote_is_taken_even_before_it_is_closed(town: Town) -> None:
    round_ = await opens(town)
    jonas = town["Jonas"]
    await jonas.writes("tema")
    await jonas.clicks("Vælg temaer")
    await jonas.answers(wellbeing="free")
    town.clock.move(round_.deadline - town.now)
    await jonas.answers(wellbeing_wording="Et helt nyt tema")
    jonas.sees("Afstemningen lukkede mandag den 17. august kl. 12")
    jonas.sees("Et helt nyt tema")
    assert await ballots(town) == []


async def test_a_half_filled_vote_is_deleted_with_the_close_and_its_writer_hears_so_kindly(
    town: Town,
) -> None:
    round_ = await opens(town)
    jonas = town["Jonas"]
    await jonas.writes("tema")
    await jonas.clicks("Vælg temaer")
    await jonas.answers(wellbeing="free")
    await closes(town, round_)
    assert not [each for each in await sessions(town) if each.dialog == "theme_vote"]
    await jonas.clicks("Gem og gå videre", wellbeing_wording="Et helt nyt tema")
    jonas.sees("Den her besked er brugt.")
    jonas.sees("Et helt nyt tema")
    await jonas.presses(f"open:theme_vote:{round_.id}")
    jonas.sees("Afstemningen lukkede")
