"""A goal of the plan is worded anew at a short talk: both say yes to the plan once more."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from sqlmodel import col, select, update

from dialogs.core.actions import Do, Open, write
from storage.tables import Consent, Conversation, Goal, Kind, TalkPlan
from tests.keeping import changes_leader
from tests.kom import TALK, keep, kept
from tests.minis import calls
from tests.opened_papers import link_on, reading
from tests.talk import Talker, Town
from tests.talk_plans import (
    FOLLOW,
    GOAL,
    JONAS,
    KIRSTEN,
    LATER,
    a_held_talk,
    a_later_talk,
    both_say_yes,
    is_complete,
    writes_a_plan,
)

NEW = "Lede alle møder i foråret"
OLD = GOAL["title__1"]


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


@pytest.mark.parametrize(("noter", "other"), [("Mette", "Jonas"), ("Jonas", "Mette")])
async def test_the_only_yes_is_asked_for_once_more_when_its_words_are_others(
    tmp_path: Path, noter: str, other: str
) -> None:  # NYB-KOM-26, NYB-KOM-27
    async with a_held_talk(tmp_path) as town:
        await writes_a_plan(town[other])
        await calls(town, "Mette", "Jonas")
        talker = await _notes(town, noter, state="adjusted", wording=NEW)
        talker.sees("Den gælder, når I begge har sagt ja til den.")
        told = town[other].messages[-1]
        assert NEW in told
        assert "når I begge har sagt ja til det nye" in told
        await town[other].clicks("Sig ja til planen")
        assert not await is_complete(town)
        await town.settles()
        await talker.presses(write(Do("talk_plan", TALK)))
        await talker.clicks("Sig ja til planen")
        assert await is_complete(town)


async def test_a_draft_that_nobody_has_said_yes_to_asks_for_none(tmp_path: Path) -> None:
    async with a_held_talk(tmp_path) as town:  # NYB-KOM-26
        await writes_a_plan(town["Jonas"], ready="draft")
        await calls(town, "Mette", "Jonas")
        talker = await _notes(town, "Mette", state="adjusted", wording=NEW)
        assert "har sagt ja" not in talker.text
        assert "Sig ja til planen" not in town["Jonas"].messages[-1]


async def _words_it_anew(town: Town, title: str, *, ready: str) -> None:
    """Mette, in the plan of the next talk, in which the goal goes on."""
    await keep(town, a_later_talk(town))
    await town.passes(hours=2)
    (goal,) = await kept(town, Goal)
    mette = town["Mette"]
    await mette.presses(write(Open("plan", LATER)))
    await mette.answers(**{f"state__{goal.id}": "adjusted"})
    await mette.answers(**{f"wording__{goal.id}": title})
    await mette.clicks("Spring over")
    await mette.answers(**FOLLOW, ready=ready)
    await mette.clicks("Gem og giv besked")
    await town.settles()


async def _is_called(town: Town) -> str:
    (goal,) = await kept(town, Goal)
    return goal.title


async def test_who_reads_along_reads_what_both_said_yes_to_there_whatever_comes_later(
    tmp_path: Path,
) -> None:  # HER-09, X-03, NOR-29
    async with a_held_talk(tmp_path) as town:
        await both_say_yes(town)
        await _is_filed(town)
        jonas, kirsten, mette = town["Jonas"], town["Kirsten"], town["Mette"]
        await jonas.presses(write(Open("wider", TALK)))
        await jonas.answers(what="plan", reader=KIRSTEN)
        await town.settles()
        await mette.clicks("Ja, det er i orden")
        (let,) = await kept(town, Consent)

        async def kirsten_reads() -> None:
            await kirsten.presses(write(Do("read_along", let.id)))
            kirsten.sees(OLD)

        await _words_it_anew(town, NEW, ready="draft")
        await jonas.presses(write(Do("talk_plan", LATER)))
        jonas.sees(NEW)
        assert await _is_called(town) == OLD
        await kirsten_reads()
        await jonas.clicks("Sig ja til planen")
        await mette.presses(write(Do("talk_plan", LATER)))
        await mette.clicks("Sig ja til planen")
        assert await _is_called(town) == NEW
        await kirsten_reads()
        await jonas.presses(write(Do("talk_plan", TALK)))
        jonas.sees(OLD)
        assert NEW not in jonas.text

        third = "Lede hvert andet møde"
        await calls(town, "Mette", "Jonas")
        await _notes(town, "Mette", state="adjusted", wording=third)
        assert third in jonas.messages[-1]
        assert await _is_called(town) == NEW
        await kirsten_reads()
        await jonas.clicks("Sig ja til planen")
        assert await _is_called(town) == third
        await kirsten_reads()
        assert not kirsten.has_seen(NEW)
        assert not kirsten.has_seen(third)
        filed = {each.conversation_id: each.filed_digest for each in await kept(town, TalkPlan)}
        assert filed == {TALK: "abc", LATER: None}


async def test_a_draft_of_the_leader_before_is_not_handed_over_with_the_goal(
    tmp_path: Path,
) -> None:  # X-02, HER-09
    async with a_held_talk(tmp_path) as town:
        await both_say_yes(town)
        await _words_it_anew(town, NEW, ready="yes")
        await changes_leader(town, KIRSTEN)
        await town["Jonas"].presses(write(Open("new_leader", KIRSTEN)))
        await town["Jonas"].answers(plan="yes")
        await town.settles()
        kirsten = town["Kirsten"]
        await kirsten.presses(write(Do("people", JONAS)))
        kirsten.sees(OLD)
        assert not kirsten.has_seen(NEW)
