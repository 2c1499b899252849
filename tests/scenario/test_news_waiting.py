"""What a leader is told of what their people do is told once: not never, and not twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from dialogs.core.actions import Do, write
from dialogs.talks.evaluating.asking import MESSAGE as EVALUATE
from schedules.core.decide import Reason
from storage import people, reach
from storage.tables import Address, Conversation, Decision, Goal, Kind, Outbox, TalkPlan
from tests.kom import keep, kept
from tests.minis import calls
from tests.nudged import LEADER, a_goal, decisions, does
from tests.scenario.test_news import THREE, cannot_come, talks_with
from tests.talk import Town, a_town
from tests.talk_plans import JONAS, a_held_talk, both_say_yes
from tests.talk_year import AFTER, CYCLE, OVER, a_talking_year, talks_held

WEDNESDAY, FRIDAY = (datetime(2026, 8, day, 12, 0, tzinfo=UTC) for day in (12, 14))
MONDAY = datetime(2026, 8, 17, tzinfo=UTC)
NEWS = [f"{name} kan ikke tirsdag" for name in ("Sofie", "Peter")]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


# A workspace that is shut


async def test_what_waits_is_told_when_a_workspace_that_was_shut_is_opened_again(
    town: Town,
) -> None:  # fault 25
    mette = town["Mette"]
    await talks_with(town, *THREE)
    await cannot_come(town, *THREE)
    where = {"channel": "simulator", "tenant": ""}
    await does(town, then=lambda unit: reach.close(unit, reason="uninstalled", **where))
    await town.until(WEDNESDAY)
    assert len(mette.messages) == 1
    waited = [each for each in await decisions(town, "Mette") if each.verdict == "waits"]
    assert Reason.CANNOT_BE_REACHED in {each.reason for each in waited}
    await does(town, then=lambda unit: reach.reopen(unit, now=town.now, **where))
    await town.until(FRIDAY)
    _, told = mette.messages
    assert all(each in told for each in NEWS)


async def test_whoever_is_gone_from_a_workspace_is_not_waited_for(town: Town) -> None:
    await talks_with(town, *THREE)
    await cannot_come(town, *THREE)
    async with town.store.snapshot() as reads:
        address = await reads.one(select(Address.id).where(Address.person_id == LEADER))
    gone = reach.PERSON_GONE
    await does(town, then=lambda unit: people.set_unreachable(unit, address, gone))
    await town.until(WEDNESDAY)
    lost = [each for each in await decisions(town, "Mette") if each.verdict == "skipped"]
    assert {each.reason for each in lost if each.rule == "other_time"} == {Reason.CANNOT_BE_REACHED}


# A week's letter


async def two_goals_are_due(town: Town) -> None:
    """Both are lines of the letter on Monday 17 August."""
    for name in ("Fatima", "Lars"):
        await a_goal(town, name, agreed_on=date(2026, 5, 19))


def count(town: Town, words: str) -> int:
    return sum(words in each for each in town["Mette"].messages)


async def test_a_letter_that_is_put_off_says_nothing_of_what_came_together_meanwhile(
    town: Town,
) -> None:
    await two_goals_are_due(town)
    await talks_with(town, "Sofie", "Peter")
    await town.until(MONDAY + timedelta(hours=10))
    await town["Mette"].clicks("Mind mig om det i morgen")
    await town.until(MONDAY + timedelta(hours=16))
    await cannot_come(town, "Sofie", "Peter")
    await town.until(MONDAY + timedelta(days=4))
    assert [count(town, each) for each in NEWS] == [1, 1]
    assert count(town, "Mini-KOM med Lars") == 2


async def test_a_letter_that_waits_takes_along_what_would_come_together_that_morning(
    town: Town,
) -> None:
    await two_goals_are_due(town)
    await talks_with(town, "Jonas", at=MONDAY + timedelta(days=1, hours=8))
    await talks_with(town, "Sofie", "Peter")
    await town.until(MONDAY - timedelta(hours=4))
    # It is near, and is Monday's message.
    await cannot_come(town, "Jonas")
    await town.until(MONDAY + timedelta(hours=16))
    assert count(town, "Din uge") == 0
    await cannot_come(town, "Sofie", "Peter")
    before = len(town["Mette"].messages)
    await town.until(MONDAY + timedelta(days=4))
    letter, *others = town["Mette"].messages[before:]
    assert "Din uge" in letter
    assert all(each in letter for each in NEWS)
    assert others == []


# A yes that is asked for again


async def a_second_plan(town: Town) -> None:
    """Of a conversation before, with a goal of its own."""
    at = town.now - timedelta(days=200)
    talk = Conversation(
        id="before", person_id=JONAS, leader_id=LEADER, at=at, concept="nyborg_kom", held=True
    )
    plan = TalkPlan(
        id="plan",
        conversation_id="before",
        person_id=JONAS,
        leader_id=LEADER,
        concept="nyborg_kom",
        written_by=LEADER,
        person_ok_at=at,
        leader_ok_at=at,
    )
    goal = Goal(
        id="goal",
        person_id=JONAS,
        leader_id=LEADER,
        title="Øve sig",
        agreed_on=at.date(),
        plan_id="plan",
    )
    await keep(town, talk, plan, goal)


async def test_a_line_that_asks_for_a_yes_leads_to_the_words_and_says_no_yes_itself(
    tmp_path: Path,
) -> None:  # NYB-KOM-27
    async with a_held_talk(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await both_say_yes(town)
        await a_second_plan(town)
        await calls(town, "Mette", "Jonas")
        async with town.store.snapshot() as reads:
            short = await reads.one(
                select(Conversation).where(Conversation.kind == Kind.MINI.value)
            )
        await town.until(short.at + timedelta(hours=1))
        at = town.now + timedelta(days=30)
        await talks_with(town, "Sofie", "Peter", at=at)
        await cannot_come(town, "Sofie")
        await jonas.presses(f"open:mini_outcome:{short.id}")
        said = {each.name.replace(".", "__"): each.value for each in jonas.form.fields}
        goals = [each.id for each in await kept(town, Goal)]
        for goal in goals:
            said |= {f"state__{goal}": "adjusted", f"wording__{goal}": f"Nye ord om {goal}"}
        await jonas.answers(**{**said, "next_on": ""})
        await cannot_come(town, "Peter")
        await town.passes(days=3)
        await mette.clicks("Se, hvad der er aftalt: Jonas")
        assert all(f"Nye ord om {goal}" in mette.text for goal in goals)
        assert [each.leader_ok_at for each in await kept(town, TalkPlan)] == [None, None]
        for _ in goals:
            await mette.presses(write(Do("mini", short.id)))
            await mette.clicks("Sig ja til planen")
        assert None not in [each.leader_ok_at for each in await kept(town, TalkPlan)]


# Who was asked namelessly


async def test_when_no_more_can_answer_nothing_tells_that_a_leader_was_asked(
    town: Town,
) -> None:  # NYB-KOM-52
    mette = town["Mette"]
    await a_talking_year(town)
    await town.until(town.now.replace(hour=5, minute=30) + OVER - timedelta(days=6))
    await talks_held(town, ("Jonas", "Sofie"))
    at = town.now + timedelta(days=30)
    await talks_with(town, "Lars", "Fatima", at=at)
    # What comes before nine is that day's message, so that the question waits for the next.
    await cannot_come(town, "Lars")
    await town.passes(hours=5)
    await cannot_come(town, "Fatima")
    asked = "Hvordan er det at holde KOM"
    await town.passes(days=4)
    (told,) = [each for each in mette.messages if asked in each]
    assert "Fatima" not in told
    assert await of_the_question(town)
    await town.passes(days=2 + AFTER.days)
    assert await of_the_question(town) == []


async def of_the_question(town: Town) -> list[str]:
    """What is kept of it: among what goes out, and of what was decided."""
    sent = [
        each for each in await kept(town, Outbox) if EVALUATE in f"{each.message} {each.params}"
    ]
    async with town.store.snapshot() as reads:
        decided = select(Decision).where(col(Decision.subject).startswith(f"{CYCLE}|"))
        return [*(each.id for each in sent), *(each.id for each in await reads.all(decided))]
