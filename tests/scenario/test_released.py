"""Whoever has promised to help with a goal hears it, kindly, when that is no longer needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from dialogs.core.actions import Do, Open, write
from storage.tables import Conversation, Goal, GoalHelper, Kind
from tests import town as plot
from tests.kom import TALK, keep, kept
from tests.minis import calls
from tests.talk import Town
from tests.talk_plans import (
    FOLLOW,
    GOAL,
    HELP,
    LATER,
    STEP,
    a_held_talk,
    a_later_talk,
    both_say_yes,
)

OVER = "Tak, fordi du ville hjælpe Jonas"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Sofie has said yes to helping Jonas with the goal in the plan that he and Mette made."""
    async with a_held_talk(tmp_path) as town:
        await both_say_yes(town)
        await town["Sofie"].clicks("Ja, det vil jeg gerne")
        await town.settles()
        yield town


async def _changes_help(town: Town, name: str, *, ready: str = "yes", **answers: str) -> None:
    talker = town[name]
    await talker.presses(write(Open("plan", TALK)))
    await talker.clicks("Ret: Hvem hjælper?")
    await talker.answers(**HELP | answers)
    await talker.clicks("Ret: Opfølgning")
    await talker.answers(**FOLLOW, ready=ready)
    await talker.clicks("Gem og giv besked")
    await town.settles()


async def _says_yes(town: Town, name: str, talk: str = TALK) -> None:
    assert not town["Sofie"].has_seen(OVER)
    await town[name].presses(write(Do("talk_plan", talk)))
    await town[name].clicks("Sig ja til planen")
    await town.settles()


async def _takes_it_out(town: Town) -> None:
    await _changes_help(town, "Jonas", helper__1="", helps__1="")
    await _says_yes(town, "Mette")


async def _asks_ali(town: Town) -> None:
    await _changes_help(town, "Jonas", helper__1=plot.id_of("Ali"))
    await _says_yes(town, "Mette")


async def _reaches_it_in_the_next_plan(town: Town) -> None:
    await keep(town, a_later_talk(town))
    await town.passes(hours=2)
    (goal,) = await kept(town, Goal)
    mette = town["Mette"]
    await mette.presses(write(Open("plan", LATER)))
    await mette.answers(**{f"state__{goal.id}": "reached"})
    await mette.answers(**GOAL | {"title__1": "Skrive til forældrene"})
    await mette.answers(**STEP)
    await mette.clicks("Spring over")
    await mette.answers(**HELP | {"helper__1": "", "helps__1": ""})
    await mette.clicks("Spring over")
    await mette.answers(**FOLLOW, ready="yes")
    await mette.clicks("Gem og giv besked")
    await town.settles()
    await _says_yes(town, "Jonas", LATER)


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


@pytest.mark.parametrize(
    "happens", [_takes_it_out, _asks_ali, _reaches_it, _reaches_it_in_the_next_plan]
)
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
    await _changes_help(town, "Jonas", others__1="Teamet tager både telefon og dør")
    await _says_yes(town, "Mette")
    assert not town["Sofie"].has_seen(OVER)


async def test_what_a_draft_takes_out_and_the_next_puts_back_no_helper_hears_of(
    town: Town,
) -> None:  # KL-21
    sofie = town["Sofie"]
    heard = len(sofie.messages)
    (yes,) = await kept(town, GoalHelper)
    await _changes_help(town, "Mette", ready="draft", helper__1="", helps__1="")
    await _changes_help(town, "Mette", ready="draft", helps__1="Tag alle mine møder")
    await _changes_help(town, "Jonas")
    await _says_yes(town, "Mette")
    assert len(sofie.messages) == heard
    assert [each.agreed_at for each in await kept(town, GoalHelper)] == [yes.agreed_at]
    await _takes_it_out(town)
    assert sofie.messages[-1].startswith(OVER)
