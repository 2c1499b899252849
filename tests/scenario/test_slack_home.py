"""The Home tab in Slack: everybody's own page, shown anew when something about it has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel, col, select

from bot.homes import refreshing
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from dialogs.home import home_card
from storage.database import Snapshot
from storage.tables import (
    Address,
    Checkin,
    Conversation,
    Goal,
    Person,
    Preparation,
    Progress,
    Session,
)
from tests import town as people
from tests.fakes.slack import Fault
from tests.fakes.slack_user import words_in
from tests.slack_house import MONDAY
from tests.slack_town import SlackTown, a_slack_town

JONAS, METTE = people.id_of("Jonas Friis"), people.id_of(people.LEADER)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SlackTown]:
    async with a_slack_town(tmp_path) as town:
        yield town


def home(town: SlackTown, person: str = JONAS) -> str:
    return "\n".join(words_in(town.house.fake.homes[person]["blocks"]))


def shown(town: SlackTown) -> list[str]:
    return [each["user_id"] for each in town.house.fake.called("views.publish")]


async def refreshes(town: SlackTown) -> timedelta:
    return await town.app.homes.publish(town.app.clock.now())


async def keep(town: SlackTown, *rows: SQLModel) -> None:
    async with town.app.store.unit() as unit:
        for row in rows:
            unit.insert(row)
        await unit.commit()


def a_talk(person: str = JONAS) -> Conversation:
    at, id_ = MONDAY + timedelta(days=3), "talk000000000001"
    return Conversation(id=id_, person_id=person, leader_id=METTE, at=at, concept="nyborg_kom")


async def test_whoever_opens_the_tab_sees_what_awaits_them(town: SlackTown) -> None:
    await keep(town, a_talk())
    await town["Jonas"].opens_home()
    assert "Hej Jonas" in home(town)
    assert "Din næste samtale" in home(town)
    async with town.app.store.snapshot() as reads:
        address = await reads.one(select(Address).where(Address.person_id == JONAS))
    assert address.reference["home"] is True


async def test_what_somebody_did_shows_in_the_tab_they_opened_once(town: SlackTown) -> None:
    jonas = town["Jonas"]
    await jonas.opens_home()
    assert "Fortsæt: Check-in" not in home(town)
    await jonas.writes("check-in")
    await jonas.clicks("Åbn")
    await refreshes(town)
    assert "Fortsæt: Check-in" in home(town)
    assert shown(town) == [JONAS, JONAS]


async def test_who_never_opened_the_tab_is_shown_none(town: SlackTown) -> None:
    await town["Jonas"].writes("check-in")
    await refreshes(town)
    assert shown(town) == []
    assert not town.app.homes.woken.is_set()


async def test_a_line_in_the_chat_does_not_forget_that_the_tab_was_opened(
    town: SlackTown,
) -> None:
    jonas = town["Jonas"]
    await jonas.opens_home()
    for word in ("hjem", "check-in"):
        await jonas.writes(word)
        await refreshes(town)
    assert shown(town) == [JONAS] * 3


async def test_opening_the_tab_is_answered_and_not_shown_twice(town: SlackTown) -> None:
    await town["Jonas"].opens_home()
    await refreshes(town)
    assert shown(town) == [JONAS]


async def test_a_message_to_somebody_shows_in_their_tab(town: SlackTown) -> None:
    await town["Jonas"].opens_home()
    await opens_a_vote(town)
    await town.settles()
    await refreshes(town)
    assert "Stem senest" in home(town)


async def opens_a_vote(town: SlackTown) -> None:
    kirsten = town["Kirsten"]
    await kirsten.commands("runde")
    await kirsten.submits()
    for page in (
        {"dialogue_on": "2026-09-09"},
        {"deadline_on": "2026-08-17", "deadline_at": "12:00"},
        {},
        {"mode": "secret"},
        {},
    ):
        kirsten.fills(**page)
        await kirsten.submits()
    kirsten.closes()


async def test_a_deadline_that_passed_is_gone_from_the_tab(town: SlackTown) -> None:
    await town["Sofie"].opens_home()
    await keep(town, a_talk(people.id_of("Sofie Krag")))
    await opens_a_vote(town)
    await town["Sofie"].opens_home()
    sofie = people.id_of("Sofie Krag")
    await town.passes(days=2, hours=23, minutes=55)
    await refreshes(town)
    assert "Din næste samtale" in home(town, sofie)
    await town.passes(minutes=10)
    await refreshes(town)
    assert "Din næste samtale" not in home(town, sofie)
    await town.passes(days=4, hours=2, minutes=50)
    await refreshes(town)
    assert "Stem senest" in home(town, sofie)
    await town.passes(minutes=10)
    await refreshes(town)
    assert "Stem senest" not in home(town, sofie)


async def test_a_dialog_that_ran_out_is_gone_from_the_tab(town: SlackTown) -> None:
    await town["Jonas"].opens_home()
    await town["Jonas"].commands("check-in")
    await refreshes(town)
    async with town.app.store.snapshot() as reads:
        begun = await reads.one(select(Session))
    await town.passes(hours=(begun.expires_at - MONDAY) / timedelta(hours=1) - 1)
    await refreshes(town)
    assert "Fortsæt: Check-in" in home(town)
    await town.passes(hours=1)
    await refreshes(town)
    assert "Fortsæt: Check-in" not in home(town)


async def test_a_leader_sees_the_status_of_their_people_change_and_nothing_of_what_they_write(
    town: SlackTown,
) -> None:
    await town["Mette"].opens_home()
    jonas = town["Jonas"]
    await keep(town, a_talk())
    await jonas.commands("check-in")
    await refreshes(town)
    assert "inviteret" in home(town, METTE)
    before = len(shown(town))
    jonas.fills(trivsel="7", why="Hemmeligt")
    await jonas.submits()
    await refreshes(town)
    assert len(shown(town)) == before
    assert "Hemmeligt" not in str(town.house.fake.homes)
    await keep(town, Preparation(conversation_id="talk000000000001", person_id=JONAS))
    town.app.homes.changed(JONAS)
    await refreshes(town)
    assert "forberedt" in home(town, METTE)


async def test_what_a_leader_saw_by_opening_the_tab_counts_as_the_last(town: SlackTown) -> None:
    mette = town["Mette"]
    for _ in range(2):
        await mette.opens_home()
        before = len(shown(town))
        await town["Jonas"].commands("check-in")
        await refreshes(town)
        assert shown(town)[before:] == [METTE]


async def test_ones_own_goals_and_check_ins_are_text_bars(town: SlackTown) -> None:
    agreed_on = date(2026, 6, 1)
    goal = Goal(person_id=JONAS, leader_id=METTE, title="Øve", agreed_on=agreed_on)
    made = [
        Checkin(id=f"checkin00000000{n}", person_id=JONAS, made_on=date(2026, n, 1), trivsel=n)
        for n in (5, 6, 7)
    ]
    of_it = [Progress(checkin_id=each.id, goal_id=goal.id, value=each.trivsel) for each in made]
    await keep(town, goal, *made)
    await keep(town, *of_it)
    await town["Jonas"].opens_home()
    assert "7 af 10 ███████░░░" in home(town)
    assert "█████░░░░░ 5" in home(town)
    await town["Mette"].opens_home()
    assert "█" not in home(town, METTE)
    assert not town.house.fake.files


class Counting(Snapshot):
    """Counts the statements that a snapshot is asked."""

    asked = 0

    async def _read(self, statement, take):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        self.asked += 1
        return await super()._read(statement, take)


async def asked_for_home(town: SlackTown, name: str) -> int:
    texts, now = town.app.inbox.texts, town.app.clock.now()
    reads = Counting(town.app.store._database.readers.long())
    person = await reads.one(select(Person).where(Person.id == people.id_of(name)))
    who = await who_is(reads, person, town.app.inbox.house)
    say = Speaker(texts=texts, language="da", zone=who.zone)
    await home_card(reads, who, say, now, house=town.app.inbox.house)
    await reads.end()
    return reads.asked


async def test_a_page_takes_as_many_statements_however_much_there_is_to_show(
    town: SlackTown,
) -> None:
    counts = []
    for made_on in (date(2026, month, 1) for month in range(1, 7)):
        for name in people.EMPLOYEES:
            await keep(town, Checkin(person_id=people.id_of(name), made_on=made_on, trivsel=5))
        counts.append([await asked_for_home(town, name) for name in ("Jonas Friis", people.LEADER)])
    assert len(set(map(tuple, counts))) == 1


async def test_slack_is_asked_again_later_when_it_is_busy(town: SlackTown) -> None:
    await town["Jonas"].opens_home()
    await town["Jonas"].writes("check-in")
    town.house.fake.fails("views.publish", Fault(status=429, retry_after="30"))
    assert await refreshes(town) == timedelta(seconds=30)
    assert "Fortsæt" not in home(town)
    town.house.clock.move(timedelta(seconds=30))
    assert await refreshes(town) == timedelta(0)
    assert "Fortsæt" in home(town)


async def test_a_tab_that_slack_will_not_have_is_not_tried_for_ever(town: SlackTown) -> None:
    await town["Jonas"].opens_home()
    await town["Jonas"].writes("check-in")
    town.house.fake.fails("views.publish", Fault(error="not_enabled"))
    for _ in range(2):
        await refreshes(town)
    assert len(shown(town)) == 2


async def test_who_has_left_is_shown_nothing(town: SlackTown) -> None:
    await town["Jonas"].opens_home()
    async with town.app.store.unit() as unit:
        gone = update(Person).where(col(Person.id) == JONAS).values(left_on=MONDAY.date())
        unit.update(gone)
        await unit.commit()
    for each in (JONAS, "nobody"):
        town.app.homes.changed(each)
    await refreshes(town)
    assert shown(town) == [JONAS]


async def test_several_changes_become_one_page_and_no_reply_waits_for_it(
    town: SlackTown,
) -> None:
    jonas, fake, gate = town["Jonas"], town.house.fake, asyncio.Event()
    await jonas.opens_home()
    fake.fails("views.publish", Fault(gate=gate))
    async with refreshing(town.app.homes, now=town.app.clock.now, merged=timedelta(0)):
        for _ in range(3):
            town.app.homes.changed(JONAS)
        while len(shown(town)) == 1:
            await asyncio.sleep(0)
        await jonas.writes("check-in")
        assert "Åbn siden her." in jonas.texts[-1]
        gate.set()
        while "Fortsæt: Check-in" not in home(town):
            await asyncio.sleep(0)
    assert len(shown(town)) == 3
