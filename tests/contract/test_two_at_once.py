"""What two people do at the very same time, each served by a process of its own, on both databases.

Each has read that there is nothing yet before the other has written.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import SQLModel

from dialogs.core.actions import Do, Open, write
from storage import arranging, concepts, minutes
from storage.address import POSTGRESQL
from storage.minutes import Draft
from storage.tables import (
    Checkin,
    ConceptUse,
    Consent,
    Conversation,
    Kind,
    Minutes,
    TalkPlan,
    TeamTalk,
    Wish,
)
from storage.unit_of_work import Unit
from storage.writer import LostRace
from tests import stores
from tests import town as plot
from tests.at_once import Two, two_processes
from tests.keeping import (
    HANNE,
    JONAS,
    METTE,
    SECRET,
    changes_leader,
    held_last_week,
    plan,
    talk,
)
from tests.kom import a_year, keep, kept
from tests.stores import chosen
from tests.talk import Talker

ROW = TypeVar("ROW", bound=SQLModel)


@pytest.fixture
async def two(tmp_path: Path, kind: str) -> AsyncIterator[Two]:
    with chosen(stores.POSTGRES if kind == POSTGRESQL else stores.SQLITE):
        async with two_processes(tmp_path) as both:
            yield both


async def _only(two: Two, table: type[ROW]) -> ROW:
    (found,) = await kept(two.one, table)
    return found


async def _tries(work: Awaitable[object]) -> None:
    with suppress(LostRace):
        await work


async def _sends(talker: Talker, **answers: str) -> None:
    """What is filled in already, and these."""
    there = {each.name.replace(".", "__"): each.value for each in talker.form.fields}
    await talker.answers(**{**there, **answers})


async def test_two_who_call_each_other_have_one_short_talk(two: Two) -> None:  # NYB-KOM-50
    jonas, mette = two.one["Jonas"], two.other["Mette"]
    await two.at_once(
        jonas.presses(write(Do("call_mini"))),
        mette.presses(write(Do("call_mini", JONAS))),
        about=("insert conversation",),
    )
    made = await _only(two, Conversation)
    first, second = (jonas, mette) if made.called_by == JONAS else (mette, jonas)
    first.sees("I har fået en tid til Mini-KOM")
    second.sees("I har allerede en tid til Mini-KOM")


async def test_the_next_short_talk_is_not_set_beside_one_that_is_called(two: Two) -> None:
    """What came of the last one names a day in some months, and the other wants one now."""
    await keep(two.one, talk("mini-1", two.one.now - timedelta(hours=1), kind=Kind.MINI))
    mette, jonas = two.one["Mette"], two.other["Jonas"]
    await mette.presses(write(Open("mini_outcome", "mini-1")))
    await two.at_once(
        _sends(mette), jonas.presses(write(Do("call_mini"))), about=("insert conversation",)
    )
    found = await kept(two.one, Conversation)
    assert [each.id for each in found if each.held] == ["mini-1"]
    assert len(found) == 2


async def test_a_leader_with_two_devices_calls_the_team_once(two: Two) -> None:  # NYB-KOM-37
    await a_year(two.one)
    phone, desk = two.one["Mette"], two.other["Mette"]
    await phone.presses(write(Open("team_call")))
    await desk.presses(write(Open("team_call", plot.WORKPLACE)))
    await two.at_once(
        phone.answers(day="2026-09-01", clock="09:00"),
        desk.answers(day="2026-09-02", clock="10:00"),
        about=("insert team_talk",),
    )
    await _only(two, TeamTalk)


async def test_a_date_for_one_and_dates_for_all_make_one_talk(two: Two) -> None:
    phone, desk = two.one["Mette"], two.other["Mette"]
    await desk.presses(write(Open("team_dates")))
    frame = {"first_day": "2026-09-01", "last_day": "2026-09-18", "per_day": "2", "clock": "09:00"}
    await desk.answers(**frame)
    for _ in range(3):
        await desk.clicks("Gem og gå videre")
    await phone.presses(write(Open("conversation", JONAS)))
    await phone.answers(kind="kom", day="2026-09-03", clock="14:00")
    await two.at_once(
        phone.clicks("Gem og giv besked"),
        desk.clicks("Gem og giv besked"),
        about=("insert conversation",),
    )
    found = await kept(two.one, Conversation)
    assert len([each for each in found if each.person_id == JONAS]) == 1
    assert len({each.person_id for each in found}) == len(found) == len(plot.VOTERS)


async def test_both_ask_for_the_same_reader_and_one_consent_stands(two: Two) -> None:  # HER-09
    await held_last_week(two.one)
    jonas, mette = two.one["Jonas"], two.other["Mette"]
    for each in (jonas, mette):
        await each.presses(write(Open("wider", "talk-1")))
    await two.at_once(
        jonas.answers(what="minutes", reader=HANNE),
        mette.answers(what="minutes", reader=HANNE),
        about=("insert consent",),
    )
    asked = await _only(two, Consent)
    assert (asked.person_ok_at is None) != (asked.leader_ok_at is None)


async def test_a_wish_that_is_pressed_on_two_devices_is_one(two: Two) -> None:
    yes = write(Do("erase_me", "yes"))
    await two.at_once(
        two.one["Jonas"].presses(yes), two.other["Jonas"].presses(yes), about=("insert wish",)
    )
    await _only(two, Wish)


async def test_whoever_says_yes_second_hears_that_both_have(two: Two) -> None:  # HER-11
    await held_last_week(two.one)
    await keep(two.one, talk("talk-2", two.one.now - timedelta(days=1), concept="herlev"))
    await keep(
        two.one, Minutes(conversation_id="talk-2", points={"agreed": "Vi ses"}, written_by=METTE)
    )
    jonas, mette = two.one["Jonas"], two.other["Mette"]
    yes = write(Do("minutes_yes", "talk-2|1"))
    await two.at_once(jonas.presses(yes), mette.presses(yes), about=("update minutes",))
    assert len([each for each in (jonas, mette) if "begge" in each.text]) == 1


async def test_whoever_agrees_to_the_plan_second_hears_that_it_holds(
    two: Two,
) -> None:  # NYB-KOM-32
    await keep(two.one, talk("talk-2", two.one.now - timedelta(days=1)), plan("talk-2"))
    jonas, mette = two.one["Jonas"], two.other["Mette"]
    yes = write(Do("plan_yes", "talk-2:1"))
    await two.at_once(jonas.presses(yes), mette.presses(yes), about=("update talk_plan",))
    made = await _only(two, TalkPlan)
    assert made.person_ok_at is not None
    assert made.leader_ok_at is not None
    holds = "I har begge sagt ja"
    assert len([each for each in (jonas, mette) if holds in each.text]) == 1


async def test_what_is_written_as_a_new_leader_comes_stays_with_the_two_before(
    two: Two,
) -> None:
    """Jonas writes the first minutes with Mette in the moment that Hanne takes the talk over."""
    before = talk("talk-2", two.one.now + timedelta(days=1))
    await keep(two.one, before)

    async def writes(unit: Unit) -> None:
        there = await minutes.of_talk(unit, before.id)
        minutes.expect_party(unit, before, JONAS)
        minutes.write(unit, before.id, there, Draft(points={"agreed": "Hemmeligt"}, by=JONAS))

    async def takes_over(unit: Unit) -> None:
        await arranging.set_aside(unit, before, two.one.now)
        arranging.move(unit, before, before.model_copy(update={"leader_id": HANNE}))

    await two.at_once(
        _tries(two.one.store.run(writes)),
        two.other.store.run(takes_over),
        about=("insert minutes", "update conversation"),
    )
    led = {each.id: each.leader_id for each in await kept(two.one, Conversation)}
    assert led["talk-2"] == HANNE
    assert [led[each.conversation_id] for each in await kept(two.one, Minutes)] in ([], [METTE])


async def test_what_is_shown_to_the_leader_before_is_not_shown_to_the_next(
    two: Two,
) -> None:
    """Jonas sends his check-in to Mette in the moment that he gets another leader."""
    jonas = two.one["Jonas"]
    await jonas.writes("check-in")
    await jonas.answers(trivsel="3", why="Mette ved hvorfor")
    await two.at_once(
        jonas.answers(visible_to="leader"),
        changes_leader(two.other, HANNE),
        about=("insert checkin", "update person"),
    )
    assert [each.visible_to for each in await kept(two.one, Checkin)] in ([], ["me"])


async def test_two_who_choose_for_the_same_day_have_chosen_one_concept(two: Two) -> None:
    def chooses(concept: str) -> Callable[[Unit], Awaitable[None]]:
        async def work(unit: Unit) -> None:
            day = two.one.now.date()
            use = ConceptUse(organisation_id=plot.ORGANISATION, concept=concept, holds_from=day)
            concepts.choose(unit, use)

        return work

    await two.at_once(
        two.one.store.run(chooses("herlev")),
        two.other.store.run(chooses("norddjurs_mus")),
        about=("insert concept_use",),
    )
    await _only(two, ConceptUse)


async def test_a_yes_that_is_taken_back_as_the_other_says_yes_lets_nobody_read(
    two: Two,
) -> None:  # HER-09
    await held_last_week(two.one)
    jonas, mette = two.one["Jonas"], two.other["Mette"]
    await jonas.presses(write(Open("wider", "talk-1")))
    await jonas.answers(what="minutes", reader=HANNE)
    asked = await _only(two, Consent)
    await two.at_once(
        jonas.presses(write(Do("consent_off", asked.id))),
        mette.presses(write(Do("consent_yes", asked.id))),
        about=("update consent",),
    )
    hanne = two.one["Hanne"]
    await hanne.presses(write(Do("read_along", asked.id)))
    assert SECRET not in hanne.text
    assert (await _only(two, Consent)).withdrawn_at is not None
