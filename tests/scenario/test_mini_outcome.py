"""What came of a short talk, noted on one form by either of the two."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from dialogs.core.cards import ChoiceField, DateField
from storage.tables import Outcome, TalkOutcome
from tests.minis import calls, goals, notes, talks, the_talk, two_goals
from tests.talk import Town, a_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_what_came_of_it_is_one_form_that_can_be_sent_as_it_stands(
    town: Town,
) -> None:  # NYB-KOM-26
    await two_goals(town)
    await calls(town, "Mette", "Jonas")
    mette = await notes(town, "Mette")
    mette.sees("Gemt. Godt gået!")
    first, following = await talks(town)
    assert (first.held, first.held_at) == (True, town.now)
    # NYB-KOM-23: the next one is proposed by the concept's cadence.
    assert following.at.date() == date(2026, 11, 13)
    assert {each.outcome for each in (await goals(town)).values()} == {Outcome.KEPT}
    await town.settles()
    assert any("Mette har skrevet ned, hvad I aftalte" in each for each in town["Jonas"].messages)


async def test_a_goal_is_adjusted_another_is_reached_and_a_new_one_agreed(
    town: Town,
) -> None:  # NYB-KOM-26, 28
    first, second = await two_goals(town)
    await calls(town, "Jonas")
    answers = {
        f"state__{first}": "adjusted",
        f"wording__{first}": "Øve overleveringer med Sofie",
        f"state__{second}": "reached",
        "new_goal": "Skrive kortere",
        "next_on": "",
        "caller": "person",
    }
    await notes(town, "Jonas", **answers)
    known = await goals(town)
    adjusted, reached = known.pop(first), known.pop(second)
    assert (adjusted.title, adjusted.open) == ("Øve overleveringer med Sofie", True)
    assert (reached.open, reached.outcome, reached.closed_on) == (
        False,
        Outcome.REACHED,
        town.now.date(),
    )
    (new,) = known.values()
    assert (new.title, new.open, new.caller) == ("Skrive kortere", True, "person")
    async with town.store.snapshot() as reads:
        kept = {each.goal_id: each.outcome for each in await reads.all(select(TalkOutcome))}
    assert kept == {first: "adjusted", second: "reached", new.id: "new"}
    assert len(await talks(town)) == 1


async def test_an_adjusted_goal_needs_its_new_words_and_nothing_is_lost(town: Town) -> None:
    first, _ = await two_goals(town)
    await calls(town, "Mette", "Jonas")
    mette = await notes(town, "Mette", **{f"state__{first}": "adjusted", "new_goal": "Kortere"})
    mette.sees("Skriv målet, som det lyder nu")
    values = {each.name: each.value for each in mette.form.fields}
    assert values["new_goal"] == "Kortere"


async def test_what_came_of_it_is_noted_once(town: Town) -> None:
    await two_goals(town)
    await calls(town, "Mette", "Jonas")
    talk = await the_talk(town)
    await town.until(talk.at)
    for name in ("Mette", "Jonas"):
        await town[name].presses(f"open:mini_outcome:{talk.id}")
    forms = {name: town[name].form for name in ("Mette", "Jonas")}
    for name, form in forms.items():
        filled = {each.name.replace(".", "__"): each.value for each in form.fields}
        await town[name].presses(form.submit.value, **filled)
    town["Jonas"].sees("I har skrevet ned, hvad I aftalte")
    async with town.store.snapshot() as reads:
        assert await reads.count(select(TalkOutcome)) == 2


async def test_nothing_is_noted_of_a_talk_that_is_days_away(town: Town) -> None:
    await calls(town, "Mette", "Jonas")
    talk = await the_talk(town)
    await town["Mette"].presses(f"open:mini_outcome:{talk.id}")
    town["Mette"].sees("I mødes først torsdag den 13. august kl. 9")


async def test_the_form_offers_three_outcomes_for_each_goal_and_a_next_day(town: Town) -> None:
    await two_goals(town)
    await calls(town, "Mette", "Jonas")
    talk = await the_talk(town)
    await town.until(talk.at)
    await town["Mette"].presses(f"open:mini_outcome:{talk.id}")
    fields = town["Mette"].form.fields
    states = [each for each in fields if isinstance(each, ChoiceField) and "state" in each.name]
    assert [[choice.key for choice in each.choices] for each in states] == [
        ["kept", "adjusted", "reached"]
    ] * 2
    assert [each.value for each in fields if isinstance(each, DateField)] == ["2026-11-13"]
