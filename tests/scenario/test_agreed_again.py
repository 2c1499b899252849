"""A goal of the plan is worded anew at a short talk: both say yes to the plan once more."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from sqlmodel import col, select, update

from dialogs.core.actions import Do, write
from storage.tables import Conversation, Goal, Kind, TalkPlan
from tests.kom import TALK, kept
from tests.minis import calls
from tests.opened_papers import link_on, reading
from tests.talk import Talker, Town
from tests.talk_plans import a_held_talk, both_say_yes, is_complete

NEW = "Lede alle møder i foråret"


async def _is_filed(town: Town) -> None:
    """The plan lies in the personnel file."""
    async with town.store.unit() as unit:
        plan = update(TalkPlan).where(col(TalkPlan.conversation_id) == TALK)
        unit.update(plan.values(filed_at=town.now, filed_digest="abc"))
        await unit.commit()


async def _notes(town: Town, name: str, **said: str) -> Talker:
    """What came of the short talk, with `said` of the one goal that there is."""
    async with town.store.snapshot() as reads:
        mini = await reads.one(select(Conversation).where(Conversation.kind == Kind.MINI.value))
    await town.until(mini.at + timedelta(hours=1))
    (goal,) = await kept(town, Goal)
    talker = town[name]
    await talker.presses(f"open:mini_outcome:{mini.id}")
    prefilled = {each.name.replace(".", "__"): each.value for each in talker.form.fields}
    answers = {f"{field}__{goal.id}": raw for field, raw in said.items()}
    await talker.answers(**{**prefilled, "next_on": "", **answers})
    await town.settles()
    return talker


async def _is_draft_on_paper(town: Town, name: str) -> bool:
    await town[name].presses(write(Do("talk_plan", TALK)))
    async with reading(town) as reader:
        opened = await reader.opens(link_on(town[name], "Hent den til Word"))
    texts = [each.text for each in docx.Document(BytesIO(opened.body)).paragraphs]
    return any(each.startswith("Kladde: ") for each in texts)


@pytest.mark.parametrize(("noter", "other"), [("Mette", "Jonas"), ("Jonas", "Mette")])
async def test_a_goal_worded_anew_is_said_yes_to_by_both_again(
    tmp_path: Path, noter: str, other: str
) -> None:  # NYB-KOM-26, NYB-KOM-27, NOR-29
    async with a_held_talk(tmp_path) as town:
        await both_say_yes(town)
        await _is_filed(town)
        await calls(town, "Mette", "Jonas")
        assert not await _is_draft_on_paper(town, noter)
        talker = await _notes(town, noter, state="adjusted", wording=NEW)
        talker.sees(f"Den gælder igen, når {other} også har sagt ja.")
        assert not await is_complete(town)
        (plan,) = await kept(town, TalkPlan)
        assert (plan.filed_at, plan.filed_digest) == (None, None)
        assert await _is_draft_on_paper(town, noter)
        told = town[other].messages[-1]
        assert NEW in told
        assert "Planen gælder igen, når du også siger ja." in told
        await town[other].clicks("Sig ja til planen")
        town[other].sees("I har begge sagt ja.")
        assert await is_complete(town)
        assert not await _is_draft_on_paper(town, noter)


async def test_what_goes_on_as_it_was_is_not_asked_about(tmp_path: Path) -> None:
    async with a_held_talk(tmp_path) as town:  # NYB-KOM-26
        await both_say_yes(town)
        await calls(town, "Mette", "Jonas")
        (goal,) = await kept(town, Goal)
        before = len(town["Mette"].messages)
        talker = await _notes(town, "Jonas", state="adjusted", wording=goal.title)
        assert "gælder igen" not in talker.text
        assert await is_complete(town)
        assert len(town["Mette"].messages) == before
