"""Whoever has promised to help with a goal hears it, kindly, when that is no longer needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from dialogs.core.actions import Open, write
from storage.tables import Conversation, Goal, Kind
from tests import town as plot
from tests.kom import TALK, kept
from tests.minis import calls
from tests.talk import Town
from tests.talk_plans import FOLLOW, HELP, a_held_talk, both_say_yes

OVER = "Tak, fordi du ville hjælpe Jonas"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Sofie has said yes to helping Jonas with the goal in the plan that he and Mette made."""
    async with a_held_talk(tmp_path) as town:
        await both_say_yes(town)
        await town["Sofie"].clicks("Ja, det vil jeg gerne")
        await town.settles()
        yield town


async def _changes_help(town: Town, **answers: str) -> None:
    jonas = town["Jonas"]
    await jonas.presses(write(Open("plan", TALK)))
    await jonas.clicks("Ret: Hvem hjælper?")
    await jonas.answers(**HELP | answers)
    await jonas.clicks("Ret: Opfølgning")
    await jonas.answers(**FOLLOW, ready="yes")
    await jonas.clicks("Gem og giv besked")
    await town.settles()


async def _takes_it_out(town: Town) -> None:
    await _changes_help(town, helper__1="", helps__1="")


async def _asks_ali(town: Town) -> None:
    await _changes_help(town, helper__1=plot.id_of("Ali"))


async def _reaches_it(town: Town) -> None:
    await calls(town, "Mette", "Jonas")
    async with town.store.snapshot() as reads:
        mini = await reads.one(select(Conversation).where(Conversation.kind == Kind.MINI.value))
    await town.until(mini.at + timedelta(hours=1))
    (goal,) = await kept(town, Goal)
    await town["Mette"].presses(f"open:mini_outcome:{mini.id}")
    filled = {each.name.replace(".", "__"): each.value for each in town["Mette"].form.fields}
    await town["Mette"].answers(**filled | {f"state__{goal.id}": "reached", "next_on": ""})
    await town.settles()


@pytest.mark.parametrize("happens", [_takes_it_out, _asks_ali, _reaches_it])
async def test_whoever_promised_is_told_without_a_word_of_the_goal(
    town: Town, happens: Callable[[Town], Awaitable[None]]
) -> None:  # KL-21
    sofie = town["Sofie"]
    await happens(town)
    told = [each for each in sofie.messages if each.startswith(OVER)]
    assert len(told) == 1
    assert "er der ikke brug for mere" in told[0]
    assert not sofie.has_seen("Lede forældremødet")


async def test_a_change_to_something_else_releases_nobody(town: Town) -> None:
    await _changes_help(town, others__1="Teamet tager både telefon og dør")
    assert not town["Sofie"].has_seen(OVER)
