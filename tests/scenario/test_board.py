"""Efforts run: a board for all, and a word from those who drive them (TAL-65, 66)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import col

from dialogs.core.cards import Image
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.paper import Paper
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from dialogs.rounds.afterwards.board import board_paper
from storage import people
from storage.tables import Ballot, Effort, EffortState, Place, PlanChange, RoundStep
from tests import town as plot
from tests.after_dialogue import (
    AFTERWARDS,
    HANDOVERS,
    MEETINGS,
    QUIET,
    a_dialogue,
    tells,
)
from tests.kom import a_talk, kept
from tests.nudged import ROUND, does, replan, sent_to
from tests.scenario.test_place import NEW, in_channel
from tests.talk import Town, a_town

RUNNING, DONE = EffortState.RUNNING, EffortState.DONE


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


def boards(town: Town, purpose: str = "everyone") -> list[str]:
    return [text for text in town.place(purpose) if "Vores indsatser" in text]


async def test_the_board_stands_in_one_place_and_follows_what_happens(town: Town) -> None:
    # TAL-65
    await a_dialogue(town)
    await town.passes(seconds=2)
    (shown,) = boards(town)
    assert "Planlagt: Bedre møder, En rolig time og Gode overleveringer" in shown
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    await tells(town, "Kirsten", QUIET, RUNNING, progress="6")
    await tells(town, "Kirsten", QUIET, DONE)
    await town.passes(seconds=2)
    for purpose in ("everyone", "planning"):
        (shown,) = boards(town, purpose)
        assert "Planlagt: Gode overleveringer." in shown
        assert "I gang: Bedre møder (3 af 10)." in shown
        assert "Færdig: En rolig time (14. september)." in shown


async def test_changes_within_a_second_are_one_update(town: Town) -> None:
    await a_dialogue(town)
    await town.passes(seconds=2)
    before = _updates(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    await town.settles()
    await tells(town, "Ali", HANDOVERS, RUNNING, progress="4")
    await town.settles()
    assert _updates(town) == before
    await town.passes(seconds=2)
    assert _updates(town) == before + 1


def _updates(town: Town) -> int:
    """Of the board in everyone's channel."""
    return sum(post.updates for post in town.chat.seen_by("everyone"))


async def test_the_picture_has_another_name_when_it_shows_something_else(town: Town) -> None:
    """A platform keeps a picture under its name, and would show the first one for ever."""
    await a_dialogue(town)
    await town.passes(seconds=2)
    first = _picture(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    await town.passes(seconds=2)
    second = _picture(town)
    assert first.name != second.name
    assert second.png != first.png
    assert "I gang: Bedre møder" in second.alt


def _picture(town: Town) -> Image:
    cards = [post.card for post in town.chat.seen_by("everyone")]
    return next(part for card in reversed(cards) for part in card.body if isinstance(part, Image))


async def test_only_the_group_sees_the_board_before_the_efforts_are_told(town: Town) -> None:
    # TAL-64
    await a_dialogue(town, told=False)
    await town.passes(seconds=2)
    assert len(boards(town, "planning")) == 1
    assert boards(town) == []
    await town["Jonas"].presses(f"do:board:{ROUND}")
    town["Jonas"].sees("Der er ingen indsatser at vise endnu.")


async def test_everybody_sees_what_efforts_are_called_and_the_group_what_is_written(
    town: Town,
) -> None:
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3", note="Vi mangler et lokale")
    await town.passes(seconds=2)
    for name in ("Jonas", "Ali", "Sofie"):
        await town[name].presses(f"do:board:{ROUND}")
        town[name].sees("Bedre møder: 3 af 10")
        town[name].sees("[Se dialogen, de kom fra]")
    for name in ("Ali", "Sofie"):
        town[name].sees("Vi mangler et lokale")
    assert "lokale" not in town["Jonas"].text
    assert "Fortæl om" not in town["Jonas"].text
    assert "lokale" not in "".join(boards(town) + boards(town, "planning"))
    assert town["Sofie"].text.count("[Fortæl om") == 1
    await town["Oliver"].presses(f"do:board:{ROUND}")
    town["Oliver"].sees("Det kan din rolle ikke åbne.")


async def test_the_first_effort_that_runs_is_the_last_step(town: Town) -> None:
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="1")
    await town["Kirsten"].presses(f"do:overview:{ROUND}")
    town["Kirsten"].sees("Klaret 14. september")
    found = {each.id: each for each in await kept(town, Effort)}
    assert found[MEETINGS].since == AFTERWARDS.date()
    (change,) = await kept(town, PlanChange)
    assert (change.what, change.subject) == ("effort_running", MEETINGS)
    assert change.person_id == plot.id_of("Sofie")


@pytest.mark.parametrize("name", ["Jonas", "Hanne", "Oliver"])
async def test_who_neither_drives_nor_plans_moves_nothing(town: Town, name: str) -> None:
    await a_dialogue(town)
    for opened in (f"open:progress:{MEETINGS}", f"open:followup:{ROUND}"):
        await town[name].presses(opened)
        town[name].sees("Det kan din rolle ikke åbne.")
    await town["Sofie"].presses(f"open:progress:{HANDOVERS}")
    town["Sofie"].sees("Det kan din rolle ikke åbne.")


async def test_two_who_tell_of_one_effort_overwrite_nothing_unseen(town: Town) -> None:
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    await town["Sofie"].presses(f"open:progress:{MEETINGS}")
    await tells(town, "Kirsten", MEETINGS, DONE)
    await town.passes(minutes=1)
    await town["Sofie"].answers(state="running")
    await town["Sofie"].answers(progress="5", note="Det går fremad")
    town["Sofie"].sees("Kirsten Dahl flyttede den")
    (found,) = [each for each in await kept(town, Effort) if each.id == MEETINGS]
    assert found.state == DONE
    await town["Kirsten"].presses(f"do:board:{ROUND}")
    town["Kirsten"].sees("Det går fremad")


async def test_the_driver_is_asked_half_way_and_before_the_group_looks_back(town: Town) -> None:
    """Nobody set a day for that, so it is the last follow-up, six months after the dialogue."""
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    await town.until(datetime(2027, 8, 1, tzinfo=UTC))
    # From 14 September to 9 March; half of that is in the middle of December.
    assert await asked(town, "Sofie") == [date(2026, 12, 11), date(2027, 3, 2)]
    assert await asked(town, "Ali") == []
    await town["Sofie"].clicks("Fortæl, hvordan det går")
    town["Sofie"].sees("Sidst stod den på 3 af 10.")


async def asked(town: Town, name: str) -> list[date]:
    return [day for rule, day in await sent_to(town, name) if rule == "effort.progress"]


async def test_nobody_is_asked_past_the_day_that_the_plan_names(town: Town) -> None:
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="7")
    await looks_back_on(town, "2026-11-12")
    await town.until(datetime(2027, 8, 1, tzinfo=UTC))
    assert await asked(town, "Sofie") == [date(2026, 10, 13), date(2026, 11, 5)]


async def looks_back_on(town: Town, day: str) -> None:
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:action_plan:{MEETINGS}")
    await kirsten.clicks("Ret: Hvornår?")
    await kirsten.answers(planned_by="", carried_out_by="", evaluated_by=day)
    await kirsten.clicks("Gem handleplanen")


async def test_what_was_told_lately_is_not_asked_for(town: Town) -> None:
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    await looks_back_on(town, "2026-11-12")
    await town.until(datetime(2026, 10, 1, tzinfo=UTC))
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="4")
    before = len(town["Sofie"].messages)
    await town.until(datetime(2026, 11, 4, tzinfo=UTC))
    assert not any("Hvordan går det" in text for text in town["Sofie"].messages[before:])


async def test_a_new_driver_is_asked_and_the_one_before_is_not(town: Town) -> None:
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    kirsten = town["Kirsten"]
    await kirsten.presses(f"open:action_plan:{MEETINGS}")
    await kirsten.clicks("Ret: Hvem holder i tovene?")
    await kirsten.answers(driver=plot.id_of("Peter"), roles="")
    await kirsten.clicks("Gem handleplanen")
    await town.until(datetime(2027, 1, 1, tzinfo=UTC))
    assert "effort.progress" in {rule for rule, _ in await sent_to(town, "Peter")}
    assert "effort.progress" not in {rule for rule, _ in await sent_to(town, "Sofie")}


async def test_a_channel_that_is_chosen_later_gets_the_board(town: Town) -> None:
    async with town.store.unit() as unit:
        unit.delete(delete(Place).where(col(Place.purpose) == "everyone"))
        await unit.commit()
    await a_dialogue(town)
    card = await in_channel(town["Kirsten"], "her til alle", public=True)
    await in_channel(town["Kirsten"], value=card.buttons[0].value, public=True)
    await town.passes(seconds=2)
    assert "Bedre møder" in "".join(boards(town, NEW))


async def test_a_driver_who_wants_quiet_is_not_asked(town: Town) -> None:
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    await town["Sofie"].writes("pause")
    await town["Sofie"].clicks("Slå fra: indsatser")
    await town.until(datetime(2027, 1, 1, tzinfo=UTC))
    assert "effort.progress" not in {rule for rule, _ in await sent_to(town, "Sofie")}


async def test_nobody_is_asked_of_what_is_done(town: Town) -> None:
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    await tells(town, "Sofie", MEETINGS, DONE)
    await town.until(datetime(2027, 1, 1, tzinfo=UTC))
    assert "effort.progress" not in {rule for rule, _ in await sent_to(town, "Sofie")}


async def test_a_talk_is_prepared_with_the_efforts_in_view_and_feeds_nothing_back(
    town: Town,
) -> None:
    # TAL-66, NYB-KOM-06, X-03
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    await a_talk(town, at=AFTERWARDS + timedelta(days=7))
    await town["Jonas"].writes("forbered")
    town["Jonas"].sees("Jeres indsatser lige nu: Bedre møder.")
    assert "En rolig time" not in town["Jonas"].text
    assert await kept(town, Ballot) == []


async def test_the_board_is_on_paper_for_those_who_may_see_it(town: Town) -> None:
    await a_dialogue(town, told=False)
    assert isinstance(await _paper(town, "Kirsten"), Paper)
    assert not isinstance(await _paper(town, "Jonas"), Paper)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    paper = await _paper(town, "Jonas")
    assert isinstance(paper, Paper)
    assert "Bedre møder" in str(paper.parts)
    assert paper.subtitle == "Børnehuset Solsikken"


async def _paper(town: Town, name: str) -> object:
    house = House()
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of(name))
        assert person is not None
        who = await who_is(reads, person, house)
        say = Speaker(texts=town.app.inbox.texts, language="da", zone=who.zone)
        request = Request(who=who, subject=ROUND, now=town.now, house=house, say=say)
        return await board_paper(reads, request)


async def test_a_follow_up_that_is_moved_takes_the_question_before_it_along(town: Town) -> None:
    await a_dialogue(town)
    await tells(town, "Sofie", MEETINGS, RUNNING, progress="3")
    later = RoundStep(round_id=ROUND, step="follow_up_6", due_on=date(2027, 5, 12))
    await does(town, later, then=lambda unit: replan(unit, town))
    await town.until(datetime(2027, 8, 1, tzinfo=UTC))
    assert (await asked(town, "Sofie"))[-1] == date(2027, 5, 4)  # five working days, one closed
