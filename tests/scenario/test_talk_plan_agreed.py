"""Jonas and Mette make a plan together: either writes, both say yes, and then it holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, update

from dialogs.core.actions import Do, Open, write
from storage.tables import (
    Activity,
    Conversation,
    Due,
    Goal,
    GoalHelper,
    Person,
    TalkPlan,
)
from tests.kom import TALK, kept
from tests.talk import Town
from tests.talk_plans import (
    FOLLOW,
    GOAL,
    JONAS,
    KIRSTEN,
    a_held_talk,
    both_say_yes,
    is_complete,
    writes_a_plan,
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_held_talk(tmp_path) as town:
        yield town


async def test_held_and_complete_are_two(town: Town) -> None:  # NYB-KOM-27
    await writes_a_plan(town["Mette"])
    assert [each.held for each in await kept(town, Conversation)] == [True]
    assert not await is_complete(town)
    await town["Mette"].clicks("Se planen")
    town["Mette"].sees("Samtalen er holdt, men den er ikke færdig")
    await town.settles()
    await town["Jonas"].clicks("Læs planen")
    await town["Jonas"].clicks("Sig ja til planen")
    assert await is_complete(town)
    assert "ikke færdig" not in town["Jonas"].text


async def test_the_employee_lets_somebody_of_her_choice_read_the_plan_once_it_is_agreed(
    town: Town,
) -> None:  # HER-09, X-03
    mette, jonas = town["Mette"], town["Jonas"]
    await writes_a_plan(mette)
    await jonas.presses(write(Do("talk_plan", TALK)))
    assert "[Lad en mere læse med]" not in jonas.text
    await jonas.clicks("Sig ja til planen")
    await jonas.clicks("Lad en mere læse med")
    await jonas.answers(what="plan", reader=KIRSTEN)
    await town.settles()
    assert not town["Kirsten"].messages
    await mette.clicks("Ja, det er i orden")
    await town.settles()
    await town["Kirsten"].clicks("Læs det")
    town["Kirsten"].sees(GOAL["title__1"])


async def test_what_is_agreed_may_begin_once_both_have_said_yes(town: Town) -> None:
    # NYB-KOM-49, NYB-KOM-50
    mette, jonas = town["Mette"], town["Jonas"]
    await writes_a_plan(jonas)
    await town.settles()
    assert not jonas.has_seen("gå i gang")
    await mette.clicks("Læs planen")
    assert "kan gå i gang" not in mette.text
    await mette.clicks("Sig ja til planen")
    mette.sees("I har begge sagt ja. Planen gælder, og I kan gå i gang.")
    await town.settles()
    assert "Nu kan du gå i gang med det, I har aftalt." in jonas.messages[-1]
    assert "Du kalder selv sammen til en Mini-KOM tirsdag den 24. november." in jonas.messages[-1]


async def test_the_employee_may_write_the_plan_and_the_leader_says_yes(town: Town) -> None:
    # NYB-KOM-35
    mette, jonas = town["Mette"], town["Jonas"]
    await writes_a_plan(jonas)
    await town.settles()
    assert mette.messages[-1].startswith("Jonas har skrevet i jeres udviklingsplan")
    await mette.clicks("Læs planen")
    await mette.clicks("Sig ja til planen")
    assert await is_complete(town)


async def test_a_change_takes_the_yes_back(town: Town) -> None:
    await both_say_yes(town)
    jonas = town["Jonas"]
    await jonas.presses(write(Open("plan", TALK)))
    await jonas.clicks("Ret: Et mål")
    await jonas.answers(**GOAL | {"title__1": "Lede alle møder"})
    await jonas.clicks("Ret: Opfølgning")
    await jonas.answers(**FOLLOW, ready="yes")
    await jonas.clicks("Gem og giv besked")
    assert not await is_complete(town)
    (plan,) = await kept(town, TalkPlan)
    assert plan.person_ok_at is not None
    assert plan.leader_ok_at is None
    assert [goal.title for goal in await kept(town, Goal)] == ["Lede alle møder"]
    assert len(await kept(town, Activity)) == 1


async def test_one_may_take_the_yes_back_without_a_change(town: Town) -> None:
    await both_say_yes(town)
    mette = town["Mette"]
    await mette.presses(write(Open("plan", TALK)))
    await mette.clicks("Ret: Opfølgning")
    await mette.answers(**FOLLOW, ready="draft")
    await mette.clicks("Gem og giv besked")
    assert not await is_complete(town)
    await town.settles()
    assert "Det er en kladde." in town["Jonas"].messages[-1]


async def test_what_is_followed_up_is_on_the_day_that_the_two_agreed_on(town: Town) -> None:
    # NYB-KOM-50, KL-27
    await writes_a_plan(town["Mette"], follow_up_on="2026-10-06")
    await town.settles()
    (row,) = [each for each in await kept(town, Due) if each.rule == "minikom"]
    assert (row.person_id, row.due_at.date()) == (JONAS, date(2026, 10, 6))


async def test_a_yes_is_to_what_was_read(town: Town) -> None:
    mette, jonas = town["Mette"], town["Jonas"]
    await writes_a_plan(mette)
    await town.settles()
    await jonas.clicks("Læs planen")
    await mette.presses(write(Open("plan", TALK)))
    await mette.clicks("Ret: Et mål")
    await mette.answers(**GOAL | {"why__1": "Noget helt andet"})
    await mette.clicks("Ret: Opfølgning")
    await mette.answers(**FOLLOW, ready="yes")
    await mette.clicks("Gem og giv besked")
    await jonas.clicks("Sig ja til planen")
    jonas.sees("Planen er ændret, siden du læste den.")
    jonas.sees("Noget helt andet")
    assert not await is_complete(town)


async def _why(town: Town) -> str:
    (goal,) = await kept(town, Goal)
    return (goal.fields or {})["why"]


async def test_two_who_write_at_once_lose_nothing(town: Town) -> None:
    mette, jonas = town["Mette"], town["Jonas"]
    await writes_a_plan(mette, ready="draft")
    for talker, field, text in ((mette, "why__1", "Mettes"), (jonas, "why__1", "Jonas'")):
        await talker.presses(write(Open("plan", TALK)))
        await talker.clicks("Ret: Et mål")
        await talker.answers(**GOAL | {field: text})
        await talker.clicks("Ret: Opfølgning")
        await talker.answers(**FOLLOW, ready="draft")
    await mette.clicks("Gem og giv besked")
    await jonas.clicks("Gem og giv besked")
    await jonas.clicks("Svar: Det, I begge har rettet")
    jonas.sees("Mettes")
    jonas.sees("Jonas'")
    assert await _why(town) == "Mettes"
    await jonas.answers(**{each.name.replace(".", "__"): "mine" for each in jonas.form.fields})
    await jonas.clicks("Gem og giv besked")
    assert await _why(town) == "Jonas'"


async def test_a_colleague_is_asked_and_does_not_see_the_goal(town: Town) -> None:  # KL-21
    await writes_a_plan(town["Mette"])
    await town.settles()
    sofie = town["Sofie"]
    assert not sofie.messages
    await town["Jonas"].clicks("Læs planen")
    await town["Jonas"].clicks("Sig ja til planen")
    await town.settles()
    sofie.sees("Jonas vil gerne have din hjælp")
    sofie.sees("Vis mig, hvordan du åbner et møde")
    assert not sofie.has_seen("Lede forældremødet")
    await sofie.clicks("Ja, det vil jeg gerne")
    (helper,) = await kept(town, GoalHelper)
    assert helper.agreed_at == town.now
    await town.settles()
    assert town["Jonas"].messages[-1].startswith("Sofie vil gerne hjælpe dig")
    await sofie.presses(write(Open("plan", TALK)))
    sofie.sees("Den plan er mellem medarbejderen og lederen.")


async def test_a_colleague_may_say_no(town: Town) -> None:
    await both_say_yes(town)
    await town["Sofie"].clicks("Nej, ikke denne gang")
    town["Sofie"].sees("Det er i orden.")
    assert not await kept(town, GoalHelper)
    await town.settles()
    assert town["Jonas"].messages[-1].startswith("Sofie kan ikke hjælpe denne gang")
    await town["Sofie"].clicks("Ja, det vil jeg gerne")
    town["Sofie"].sees("Det er der ikke brug for længere")


async def test_nobody_else_reads_or_approves(town: Town) -> None:
    await writes_a_plan(town["Mette"])
    for name in ("Sofie", "Hanne", "Kirsten"):
        other = town[name]
        for action in (Open("plan", TALK), Do("talk_plan", TALK), Do("plan_yes", f"{TALK}:1"),
                       Do("plan_file", f"{TALK}:1")):  # fmt: skip
            await other.presses(write(action))
            other.sees("Den plan er mellem medarbejderen og lederen.")
            assert "forældremødet" not in other.text


async def test_a_leader_who_leads_someone_else_now_reads_nothing(town: Town) -> None:
    await writes_a_plan(town["Mette"])
    async with town.store.unit() as unit:
        another = update(Person).where(col(Person.id) == JONAS).values(leader_id=KIRSTEN)
        unit.update(another)
        await unit.commit()
    for action in (Do("talk_plan", TALK), Open("plan", TALK)):
        await town["Mette"].presses(write(action))
        town["Mette"].sees("Den plan er mellem medarbejderen og lederen.")
