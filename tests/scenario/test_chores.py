"""The practical things before a dialogue: a list with owners and days, until all is settled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.papers.printing import print_pdf
from dialogs.concepts import load_round
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.paper import Paper, Ticks
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from dialogs.rounds.preparing import chores as practical
from dialogs.rounds.preparing.chore import MOST_NAMES
from schedules import ensure_jobs
from storage import people
from storage.tables import Chore, Due, Person, Phase
from tests import town as plot
from tests.nudged import ROUND, sent_to
from tests.preparing import DIALOGUE, moves_to, prepared, step
from tests.talk import Town, a_town
from tests.voting import rows

ROOM, ROSTER = f"{ROUND}.room", f"{ROUND}.roster"
ROOM_NAME = "Et rum med borde til grupper"
FRIDAY = date(2026, 8, 28)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def chore(town: Town, chore_id: str) -> Chore:
    return next(each for each in await rows(town, Chore) if each.id == chore_id)


async def gives(
    town: Town, name: str, chore_id: str, owner: str, *, due_on: date = FRIDAY, state: str = "open"
) -> None:
    member = town[name]
    await member.presses(f"open:chore:{chore_id}")
    owner_id = plot.id_of(owner) if owner else "nobody"
    await member.answers(owner=owner_id, due_on=due_on.isoformat(), state=state)


async def chores_told(town: Town, name: str) -> list[date]:
    return [day for rule, day in await sent_to(town, name) if rule == "chores.own"]


async def test_the_list_is_proposed_with_days_before_the_dialogue(town: Town) -> None:  # TAL-36
    await prepared(town, phase=Phase.VOTING)
    ali = town["Ali"]
    await ali.presses(f"do:overview:{ROUND}")
    await ali.clicks("Det praktiske")
    for each in load_round("talsammen").chores:
        ali.sees(each.name.da)
    found = {each.key: each.due_on for each in await rows(town, Chore)}
    # Eight and five working days before Wednesday 9 September.
    assert found["catering"] == date(2026, 8, 28)
    assert found["materials"] == date(2026, 9, 2)
    # 25 working days before has been: the next working day is proposed in its place.
    assert found["roster"] == date(2026, 8, 10)


def test_the_pack_lists_all_that_the_guide_asks_for() -> None:  # TAL-36
    keys = {each.key for each in load_round("talsammen").chores}
    assert keys == {"roster", "substitutes", "room", "catering", "groups", "materials"}


async def test_a_thing_is_given_to_somebody_who_is_told(town: Town) -> None:  # TAL-36
    await prepared(town)
    await gives(town, "Ali", ROOM, "Jonas Friis")
    town["Ali"].sees("Jonas Friis")
    await town.settles()
    jonas = town["Jonas"]
    jonas.sees(f"Planlægningsgruppen har sat dig på: {ROOM_NAME}.")
    jonas.sees("fredag den 28. august")
    await jonas.writes("hjem")
    jonas.sees(f"Du har taget: {ROOM_NAME}.")
    await jonas.clicks(f"Klaret: {ROOM_NAME}")
    jonas.sees("Tak, så er det på plads")
    assert (await chore(town, ROOM)).done_by == plot.id_of("Jonas")


async def test_its_owner_is_reminded_once_before_and_once_on_the_day(town: Town) -> None:
    # TAL-36
    await prepared(town)
    await gives(town, "Ali", ROOM, "Jonas Friis")
    await gives(town, "Ali", ROSTER, "Jonas Friis")
    await gives(town, "Ali", f"{ROUND}.catering", "Sofie Krag")
    await town["Sofie"].presses(f"do:chore_done:{ROUND}.catering")
    await town.until(datetime(2026, 9, 8, 12, tzinfo=UTC))
    assert await chores_told(town, "Jonas") == [date(2026, 8, 26), date(2026, 8, 28)]
    assert await chores_told(town, "Sofie") == []
    told = [text for text in town["Jonas"].messages if "Det, du har taget" in text]
    assert f"{ROOM_NAME}: senest fredag den 28. august." in told[0]
    assert "Dagen står i vagtplanen: i dag" in told[1]


async def test_what_is_done_meanwhile_is_not_spoken_of_again(town: Town) -> None:
    await prepared(town)
    await gives(town, "Ali", ROOM, "Jonas Friis")
    await town.until(datetime(2026, 8, 26, 12, tzinfo=UTC))
    await town["Jonas"].clicks(f"Klaret: {ROOM_NAME}")
    await town.until(datetime(2026, 9, 8, 12, tzinfo=UTC))
    assert await chores_told(town, "Jonas") == [date(2026, 8, 26)]


async def test_the_group_adds_what_it_needs_itself(town: Town) -> None:  # TAL-36
    await prepared(town)
    ali = town["Ali"]
    await ali.presses(f"do:chores:{ROUND}")
    await ali.clicks("Skriv en ting mere på")
    await ali.answers(title="Lån en højttaler", owner="nobody", due_on="2026-10-01")
    ali.sees("Vælg den dag eller en før.")
    await ali.answers(title="Lån en højttaler", owner=plot.id_of("Ali"), due_on="2026-09-07")
    ali.sees("Lån en højttaler")
    own = next(each for each in await rows(town, Chore) if not each.key)
    assert (own.title, own.owner_id) == ("Lån en højttaler", plot.id_of("Ali"))
    assert not any("sat dig på" in text for text in ali.messages)


async def test_the_step_is_done_when_all_is_and_open_again_when_one_is(town: Town) -> None:
    # TAL-36
    await prepared(town)
    for each in await rows(town, Chore):
        assert (await step(town, "practical")).done_at is None
        await town["Ali"].presses(f"do:chore_done:{each.id}")
        await town.settles()
    done = await step(town, "practical")
    assert (done.done_at, done.done_by) == (town.now, plot.id_of("Ali"))
    assert not [each for each in await rows(town, Due) if each.rule == "step.practical"]
    await gives(town, "Kirsten", ROOM, "", state="open")
    await town.settles()
    assert (await step(town, "practical")).done_at is None
    assert [each for each in await rows(town, Due) if each.rule == "step.practical"]


async def test_two_who_finish_the_last_two_at_once_finish_the_step(town: Town) -> None:
    """Neither sees that the other is done: what follows is looked at when both are."""
    await prepared(town)
    *most, last, other = [each.id for each in await rows(town, Chore)]
    for each in most:
        await town["Ali"].presses(f"do:chore_done:{each}")
    await town["Ali"].presses(f"do:chore_done:{last}")
    await town["Birgit"].presses(f"do:chore_done:{other}")
    await town.settles()
    assert (await step(town, "practical")).done_at is not None


async def test_whoever_comes_second_hears_who_changed_it_and_when(town: Town) -> None:
    await prepared(town)
    ali, birgit = town["Ali"], town["Birgit"]
    await ali.presses(f"open:chore:{ROOM}")
    await birgit.presses(f"open:chore:{ROOM}")
    answers = {"due_on": FRIDAY.isoformat(), "state": "open"}
    await birgit.answers(owner=plot.id_of("Sofie"), **answers)
    await ali.answers(owner=plot.id_of("Peter"), **answers)
    ali.sees(f"Birgit Lund rettede {ROOM_NAME} mandag den 10. august kl. 9, mens du skrev.")
    ali.sees("Nu har Sofie Krag den")
    assert (await chore(town, ROOM)).owner_id == plot.id_of("Sofie")
    await ali.answers(owner=plot.id_of("Peter"), **answers, other="theirs")
    assert (await chore(town, ROOM)).owner_id == plot.id_of("Sofie")
    await ali.presses(f"open:chore:{ROOM}")
    await birgit.presses(f"open:chore:{ROOM}")
    await birgit.answers(owner=plot.id_of("Lars"), **answers)
    await ali.answers(owner=plot.id_of("Peter"), **answers)
    await ali.answers(owner=plot.id_of("Peter"), **answers, other="mine")
    assert (await chore(town, ROOM)).owner_id == plot.id_of("Peter")


async def test_a_dialogue_that_moves_takes_its_days_along(town: Town) -> None:  # TAL-22
    await prepared(town)
    await gives(town, "Ali", ROOM, "Jonas Friis", due_on=date(2026, 9, 7))
    before = {each.id: each.due_on for each in await rows(town, Chore)}
    await town.settles()
    await moves_to(town, date(2026, 9, 16))
    after = {each.id: each.due_on for each in await rows(town, Chore)}
    assert after[ROOM] == date(2026, 9, 14)
    assert after[f"{ROUND}.catering"] == date(2026, 9, 4)
    assert before.keys() == after.keys()
    await town.until(datetime(2026, 9, 15, tzinfo=UTC))
    assert await chores_told(town, "Jonas") == [date(2026, 9, 10), date(2026, 9, 14)]


async def test_only_the_group_sees_the_list_and_only_the_owner_closes_a_thing(town: Town) -> None:
    await prepared(town)
    await gives(town, "Ali", ROOM, "Jonas Friis")
    for value in (
        f"do:chores:{ROUND}",
        f"open:chore:{ROOM}",
        f"open:chore:new:{ROUND}",
        f"do:chore_done:{ROOM}",
    ):
        await town["Sofie"].presses(value)
        town["Sofie"].sees("Det kan din rolle ikke åbne.")
    assert (await chore(town, ROOM)).done_at is None


async def paper_for(town: Town, name: str, language: str = "da") -> Paper | Refusal:
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of(name))
        assert person is not None
        who = await who_is(reads, person, House())
        say = Speaker(texts=town.app.courier.texts, language=language, zone=who.zone)
        request = Request(who=who, subject=ROUND, now=town.now, house=House(), say=say)
        return await practical.paper(reads, request)


async def test_the_list_can_be_printed(town: Town) -> None:  # TAL-36
    await prepared(town)
    await gives(town, "Ali", ROOM, "Jonas Friis")
    await town["Ali"].presses(f"do:chore_done:{ROUND}.catering")
    paper = await paper_for(town, "Ali")
    assert isinstance(paper, Paper)
    assert "Børnehuset Solsikken" in paper.subtitle
    (ticks,) = [part for part in paper.parts if isinstance(part, Ticks)]
    assert len(ticks.rows) == len(load_round("talsammen").chores) - 1
    named = dict(ticks.rows)
    assert named[ROOM_NAME].startswith("Jonas Friis, senest fredag den 28. august.")
    assert print_pdf(paper, "da").startswith(b"%PDF-")
    assert isinstance(await paper_for(town, "Jonas"), Refusal)


async def test_nothing_is_proposed_while_a_round_waits_for_a_yes(town: Town) -> None:
    await prepared(town, phase=Phase.PROPOSED, dialogue_on=DIALOGUE)
    assert await rows(town, Chore) == []


async def test_what_a_leaver_had_taken_is_nobodys_again(town: Town) -> None:
    await prepared(town, dialogue_on=date(2026, 11, 18))
    await gives(town, "Ali", ROOM, "Jonas Friis")
    await ensure_jobs(town.store, town.now)
    async with town.store.unit() as unit:
        jonas = update(Person).where(col(Person.id) == plot.id_of("Jonas"))
        unit.update(jonas.values(left_on=town.now.date()))
        await unit.commit()
    await town.until(datetime(2026, 9, 12, tzinfo=UTC))
    assert (await chore(town, ROOM)).owner_id is None
    assert await chores_told(town, "Jonas") == []


async def test_at_a_large_workplace_the_group_alone_is_offered(town: Town) -> None:
    """A platform's list takes a hundred: nobody is left out of it by chance."""
    await prepared(town)
    await town["Ali"].presses(f"open:chore:{ROOM}")
    town["Ali"].sees("( ) Peter Nygaard")
    async with town.store.unit() as unit:
        for number in range(MOST_NAMES):
            unit.insert(
                Person(
                    organisation_id=plot.ORGANISATION,
                    workplace_id=plot.WORKPLACE,
                    name=f"Navn {number}",
                    email=f"{number}@solsikken.example",
                )
            )
        await unit.commit()
    await town["Ali"].presses(f"open:chore:{ROOM}")
    town["Ali"].sees("( ) Kirsten Dahl")
    assert "( ) Peter Nygaard" not in town["Ali"].text
