"""The leader's own part: thoughts, a plan, and a promise that all can see (TAL-70..74)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, update

from dialogs.core.cards import as_text
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.paper import Lines, Paper
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from dialogs.rounds.leader.leader_cards import group_paper, opening_paper
from storage import people
from storage.tables import Kind, LeaderFeedback, LeaderPlan, Person, Phase, Reflection, RoundStep
from tests import stores
from tests import town as plot
from tests.after_dialogue import SECRET, a_dialogue, looks, reflects, reports_back, writes_a_plan
from tests.kom import kept
from tests.nudged import ROUND, a_round, does, sent_to
from tests.talk import Town, a_town

PROMISED = datetime(2026, 11, 9, 12, 0, tzinfo=UTC)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_the_leader_thinks_after_the_dialogue_and_nobody_else_reads_it(
    town: Town, tmp_path: Path
) -> None:
    # TAL-70
    await a_dialogue(town)
    await town["Mette"].clicks("Tænk over dialogen")
    await reflects(town)
    (thought,) = await kept(town, Reflection)
    assert thought.answers["heard"] == SECRET
    assert (await _step(town, "reflection")).done_at is not None
    await town.until(datetime(2026, 10, 15, tzinfo=UTC))
    assert [rule for rule, _ in await sent_to(town, "Mette")].count("step.reflection") == 1
    for name in ("Kirsten", "Jonas", "Hanne"):
        await town[name].presses(f"open:reflection:{ROUND}")
        town[name].sees("Det her er lederens egen del")
        assert SECRET not in _all(town, name)
    assert SECRET.encode() not in b"".join(stores.on_disk(tmp_path).values())


async def _step(town: Town, key: str) -> RoundStep:
    return next(each for each in await kept(town, RoundStep) if each.step == key)


def _all(town: Town, name: str) -> str:
    assert town[name].text is not None
    return "\n".join(as_text(content) for content in town[name].screen)


async def test_what_was_thought_stands_there_again_the_next_time(town: Town) -> None:
    await a_dialogue(town)
    await reflects(town)
    await town["Mette"].presses(f"open:reflection:{ROUND}")
    town["Mette"].sees(SECRET)


@pytest.mark.parametrize("dialog", ["reflection", "leader_plan", "leader_feedback"])
async def test_nothing_of_it_opens_before_the_dialogue(town: Town, dialog: str) -> None:
    await a_round(town, phase=Phase.ANNOUNCED, dialogue_on=date(2026, 9, 9), voters=())
    await town["Mette"].presses(f"open:{dialog}:{ROUND}")
    town["Mette"].sees("Det kommer efter Udviklingsdialogen onsdag den 9. september.")


async def test_the_plan_has_three_areas_at_most_each_with_what_will_be_done(town: Town) -> None:
    # TAL-71
    await a_dialogue(town)
    await writes_a_plan(town)
    (plan,) = await kept(town, LeaderPlan)
    assert plan.areas == [
        {"area": "At rose", "measures": "Rose hver mandag", "success": "De roser hinanden"},
        {"area": "At lytte", "measures": "Vente ti sekunder", "success": ""},
    ]
    mette = town["Mette"]
    await mette.presses(f"open:leader_plan:{ROUND}")
    await mette.answers(area_3="", measures_3="Uden navn", success_3="")
    mette.sees("Ret det, der er markeret.")
    await mette.answers(area_3="At sige nej", measures_3="Sige det højt", success_3="")
    await mette.clicks("Gem min plan")
    (plan,) = await kept(town, LeaderPlan)
    assert [each["area"] for each in plan.areas] == ["At rose", "At lytte", "At sige nej"]
    await town["Kirsten"].presses(f"open:leader_plan:{ROUND}")
    town["Kirsten"].sees("Det her er lederens egen del")


async def test_all_read_the_five_points_as_the_leader_saw_them_first(town: Town) -> None:
    # TAL-74
    await a_dialogue(town)
    await reflects(town)
    await writes_a_plan(town)
    await reports_back(town, share__1="all", share__2="no")
    town["Mette"].sees("Du har lovet at samle op mandag den 9. november.")
    await town.passes(seconds=5)
    review = next(
        as_text(content)
        for content in reversed(town["Mette"].screen)
        if "Sådan får dine medarbejdere" in as_text(content)
    )
    points = (
        "Tak for jeres åbenhed.",
        "I savner ros i hverdagen.",
        "Jeg begynder med mandagsmødet.",
        "Sig til, når jeg glemmer det.",
    )
    for name in plot.EVERYONE:
        told = town[name.split()[0]].messages[-1]
        assert "Mette melder tilbage efter Udviklingsdialogen" in told
        assert [told.index(point) for point in points] == sorted(map(told.index, points))
        assert "Det vil jeg udvikle: At rose" in told
        assert "Mette samler op igen mandag den 9. november." in told
        assert "At lytte" not in told
        assert SECRET not in told
    assert all(point in review for point in points)
    assert (await _step(town, "leader_feedback")).done_at is not None


async def test_of_an_area_its_name_alone_may_be_shown(town: Town) -> None:
    await a_dialogue(town)
    await writes_a_plan(town)
    await reports_back(town, share__1="area", share__2="no")
    await town.passes(seconds=5)
    assert "At rose" in town["Jonas"].messages[-1]
    assert "Rose hver mandag" not in town["Jonas"].messages[-1]


async def test_a_second_feedback_says_that_there_is_one(town: Town) -> None:
    await a_dialogue(town)
    await reports_back(town)
    await town["Mette"].presses(f"open:leader_feedback:{ROUND}")
    town["Mette"].sees("Du meldte tilbage mandag den 14. september")
    await town["Kirsten"].presses(f"open:leader_feedback:{ROUND}")
    town["Kirsten"].sees("Det her er lederens egen del")


async def test_a_promised_day_is_open_to_all_until_it_is_kept(town: Town) -> None:
    # TAL-74
    await a_dialogue(town)
    await reports_back(town)
    for name in ("Jonas", "Kirsten"):
        assert "Mette Holm har lovet at samle op mandag den 9. november." in await looks(town, name)
    await town.until(PROMISED + timedelta(days=1))
    passed = "Mette Holm lovede at samle op mandag den 9. november. Det er ikke sket endnu."
    for name in ("Jonas", "Kirsten", "Mette"):
        assert passed in await looks(town, name)
    await town["Mette"].clicks("Jeg har samlet op")
    await town["Mette"].answers(what="kept")
    assert "Mette Holm samlede op tirsdag den 10. november." in await looks(town, "Jonas")
    await town["Mette"].presses(f"open:leader_again:{ROUND}")
    town["Mette"].sees("Du samlede op tirsdag den 10. november")


async def test_a_promise_that_moves_says_why(town: Town) -> None:
    # TAL-74
    await a_dialogue(town)
    await reflects(town)
    await reports_back(town)
    await town.until(PROMISED + timedelta(days=3))
    mette = town["Mette"]
    await mette.presses(f"open:leader_again:{ROUND}")
    await mette.answers(what="later")
    await mette.answers(again_on="2026-11-01", why="Sygdom")
    mette.sees("Ret det, der er markeret.")
    await mette.answers(again_on="2026-11-30", why="Vi havde sygdom i huset.")
    shown = await looks(town, "Jonas")
    assert "har lovet at samle op mandag den 30. november" in shown
    assert "Vi havde sygdom i huset." in shown
    await town.until(datetime(2026, 12, 1, tzinfo=UTC))
    days = [day for rule, day in await sent_to(town, "Mette") if rule == "leader.again"]
    assert days[-2:] == [date(2026, 11, 23), date(2026, 11, 30)]


async def test_the_leader_hears_five_and_no_working_days_before_and_not_once_it_is_kept(
    town: Town,
) -> None:
    # TAL-74
    await a_dialogue(town)
    await reflects(town)
    await reports_back(town)
    await town.until(datetime(2026, 11, 3, tzinfo=UTC))
    days = [day for rule, day in await sent_to(town, "Mette") if rule == "leader.again"]
    assert days == [date(2026, 11, 2)]
    town["Mette"].sees("Du har lovet at samle op")
    await town["Mette"].clicks("Fortæl, hvordan det gik")
    await town["Mette"].answers(what="kept")
    await town.until(PROMISED)
    days = [day for rule, day in await sent_to(town, "Mette") if rule == "leader.again"]
    assert days == [date(2026, 11, 2)]


async def test_only_who_promised_may_keep_or_move_it(town: Town) -> None:
    await a_dialogue(town)
    await town["Mette"].presses(f"open:leader_again:{ROUND}")
    town["Mette"].sees("Meld først tilbage til dine medarbejdere.")
    await reports_back(town)
    await town["Kirsten"].presses(f"open:leader_again:{ROUND}")
    town["Kirsten"].sees("Det her er lederens egen del")
    (promise,) = await kept(town, LeaderFeedback)
    assert promise.kept_at is None


async def test_a_kom_leader_talk_is_asked_for_without_a_word_of_what_was_written(
    town: Town,
) -> None:
    # TAL-72
    await a_dialogue(town)
    await reflects(town)
    await town["Mette"].clicks("Samtale med din egen leder")
    town["Mette"].sees("Vil du tale med din egen leder om din ledelse?")
    town["Mette"].sees("I kan holde en KOM-Leder.")
    town["Mette"].sees("Hanne får kun at vide, at du gerne vil have en samtale.")
    await town["Mette"].clicks("Spørg Hanne om en tid")
    await town["Mette"].presses(f"do:kom_leader:{ROUND}|yes")
    await town.passes(seconds=5)
    (asked,) = town["Hanne"].messages
    assert "Mette vil gerne tale med dig om sin ledelse" in asked
    assert "Mette beder om en KOM-Leder." in asked
    assert SECRET not in asked
    await town["Hanne"].clicks("Sæt en tid")
    assert "Mette" in town["Hanne"].text
    # What was asked for is what is chosen already (NYB-KOM-37).
    assert town["Hanne"].form.fields[0].value == Kind.LEADER.value
    await town["Jonas"].presses(f"do:kom_leader:{ROUND}|yes")
    town["Jonas"].sees("Det her er lederens egen del")


async def test_without_a_known_leader_above_one_is_told_to_ask_oneself(town: Town) -> None:
    # TAL-72
    await a_dialogue(town)
    alone = update(Person).where(col(Person.id) == plot.id_of("Mette")).values(leader_id=None)
    await does(town, then=lambda unit: unit.update(alone))
    for argument in (ROUND, f"{ROUND}|yes"):
        await town["Mette"].presses(f"do:kom_leader:{argument}")
        town["Mette"].sees("Jeg ved ikke, hvem din egen leder er.")
    await town.passes(seconds=5)
    assert town["Hanne"].messages == []


async def test_the_leaders_group_gets_four_questions_and_three_on_paper_too(town: Town) -> None:
    # TAL-73
    await a_dialogue(town)
    await town["Mette"].presses(f"do:leader_group:{ROUND}")
    town["Mette"].sees("Hvordan kan vi være sparringspartnere for hinanden?")
    paper = await _paper(town, "Mette", "group")
    assert isinstance(paper, Paper)
    asked = [part.label for part in paper.parts if isinstance(part, Lines)]
    assert len(asked) == 4 + 3
    assert all(question in town["Mette"].text for question in asked)
    assert not isinstance(await _paper(town, "Kirsten", "group"), Paper)


async def test_the_leader_prepares_to_tell_why_the_dialogue_matters(town: Town) -> None:
    # TAL-105
    await a_round(town, phase=Phase.ANNOUNCED, dialogue_on=date(2026, 9, 9), voters=())
    await town["Mette"].presses(f"do:overview:{ROUND}")
    await town["Mette"].clicks("Forbered din velkomst")
    for words in ("vigtigt for dig", "værdier", "egen rolle", "Hvad skal der ske", "fra MED"):
        town["Mette"].sees(words)
    assert isinstance(await _paper(town, "Mette", "opening"), Paper)
    await town["Kirsten"].presses(f"do:leader_opening:{ROUND}")
    town["Kirsten"].sees("Det her er lederens egen del")


async def test_the_leader_is_the_one_who_hears_that_the_dialogue_is_near(town: Town) -> None:
    # TAL-06
    await a_round(town, phase=Phase.ANNOUNCED, dialogue_on=date(2026, 9, 9), voters=())
    await town.until(datetime(2026, 9, 10, tzinfo=UTC))
    assert "deadline.dialogue" in {rule for rule, _ in await sent_to(town, "Mette")}
    assert "deadline.dialogue" not in {rule for rule, _ in await sent_to(town, "Kirsten")}


async def _paper(town: Town, name: str, which: str) -> object:
    house, make = House(), {"group": group_paper, "opening": opening_paper}[which]
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of(name))
        assert person is not None
        who = await who_is(reads, person, house)
        say = Speaker(texts=town.app.inbox.texts, language="da", zone=who.zone)
        request = Request(who=who, subject=ROUND, now=town.now, house=house, say=say)
        return await make(reads, request)
