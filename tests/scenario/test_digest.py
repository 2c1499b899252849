"""The weekly digest: one message where there are several, none where there is nothing to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogs.core.calendar import WorkCalendar
from schedules.core.decide import Reason
from storage import due
from storage.tables import Absence, Checkin, Phase
from tests import town as plot
from tests.nudged import LEADER, a_goal, a_round, decisions, does, sent_to
from tests.talk import Town, a_town

CALENDAR = WorkCalendar("Europe/Copenhagen")
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
AGREED = date(2026, 8, 10)
"""Three months later is Tuesday 10 November; the digest of that week is Monday's, the 9th."""
WEEK_OF_THREE = datetime(2026, 11, 9, tzinfo=UTC)
FIVE = ("Jonas", "Sofie", "Peter", "Fatima", "Lars")
TEN = (*FIVE, "Camilla", "Henrik", "Nadia", "Ali", "Birgit")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def test_two_in_one_week_come_as_one(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=AGREED)
    await a_goal(town, "Sofie", agreed_on=AGREED + timedelta(days=2))
    await town.until(WEEK_OF_THREE + timedelta(days=7))
    assert await sent_to(town, "Mette") == [("digest", date(2026, 11, 9))]
    mette = town["Mette"]
    mette.sees("Din uge")
    mette.sees("Mini-KOM med Jonas")
    mette.sees("Mini-KOM med Sofie")
    mette.sees("[Aftal tid: Jonas]")
    settled = [each for each in await decisions(town, "Mette") if each.rule == "minikom"]
    assert {(each.verdict, each.reason) for each in settled} == {("skipped", Reason.IN_DIGEST)}
    assert {each.subject for each in settled} == {plot.id_of("Jonas"), plot.id_of("Sofie")}


async def test_a_digest_comes_early_on_the_first_working_day_of_the_week(town: Town) -> None:
    # Whit Monday 2027 is 17 May.
    await a_goal(town, "Jonas", agreed_on=date(2027, 2, 18))
    await a_goal(town, "Sofie", agreed_on=date(2027, 2, 19))
    await town.until(datetime(2027, 5, 24, tzinfo=UTC))
    (sent,) = [
        each for each in await decisions(town, "Mette", verdict="sent") if each.rule == "digest"
    ]
    assert sent.at.astimezone(COPENHAGEN).strftime("%Y-%m-%d %H") == "2027-05-18 08"


async def test_one_alone_comes_on_its_own_day(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=AGREED + timedelta(days=2))
    await town.until(WEEK_OF_THREE + timedelta(days=7))
    assert await sent_to(town, "Mette") == [("minikom", date(2026, 11, 12))]


async def test_an_empty_digest_is_not_sent_and_says_why(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=AGREED)
    await town.passes(days=20)
    assert await sent_to(town, "Mette") == []
    found = await decisions(town, "Mette")
    assert {(each.rule, each.reason) for each in found} == {("digest", Reason.EMPTY_DIGEST)}
    assert [each.local_date for each in found] == [date(2026, 8, 17), date(2026, 8, 24)]


async def test_the_deadlines_of_a_week_ride_in_its_digest(town: Town) -> None:
    # Friday 13 November: two working days before is Wednesday, both within the week.
    await a_goal(town, "Jonas", agreed_on=AGREED)
    await a_round(town, phase=Phase.CLOSED, dialogue_on=date(2026, 11, 13), voters=())
    await town.until(WEEK_OF_THREE + timedelta(days=7))
    in_week = [each for each in await sent_to(town, "Mette") if each[1] >= date(2026, 11, 9)]
    assert in_week == [("digest", date(2026, 11, 9))]
    town["Mette"].sees("fredag den 13. november: I holder Udviklingsdialog")


async def test_a_deadline_that_rode_in_a_digest_comes_again_in_a_later_week(town: Town) -> None:
    # Seven working days before Friday 20 November is Wednesday the 11th.
    await a_goal(town, "Jonas", agreed_on=AGREED)
    await a_round(town, phase=Phase.CLOSED, dialogue_on=date(2026, 11, 20), voters=())
    await town.until(WEEK_OF_THREE + timedelta(days=14))
    assert [each for each in await sent_to(town, "Mette") if each[1] >= date(2026, 11, 9)] == [
        ("digest", date(2026, 11, 9)),
        ("deadline.dialogue", date(2026, 11, 18)),
        ("deadline.dialogue", date(2026, 11, 20)),
    ]


async def test_what_is_shared_shows_in_the_digest_and_what_is_not_does_not(town: Town) -> None:
    for name, visible_to in (("Jonas", "leader"), ("Sofie", "me")):
        await a_goal(town, name, agreed_on=AGREED)
        person_id = plot.id_of(name)
        made_on = date(2026, 11, 2)
        checkin = Checkin(person_id=person_id, made_on=made_on, trivsel=3, visible_to=visible_to)
        await does(town, checkin)
    await town.until(WEEK_OF_THREE + timedelta(days=1))
    mette = town["Mette"]
    mette.sees("Mini-KOM med Jonas, der har delt sit check-in med dig")
    mette.sees("Mini-KOM med Sofie\n")
    assert "3 af 10" not in mette.text


async def test_a_digest_that_was_put_off_tells_the_same_tomorrow(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=AGREED)
    await a_goal(town, "Sofie", agreed_on=AGREED)
    await town.until(WEEK_OF_THREE + timedelta(hours=10))
    await town["Mette"].clicks("Mind mig om det i morgen")
    await town.until(WEEK_OF_THREE + timedelta(days=7))
    assert await sent_to(town, "Mette") == [
        ("digest", date(2026, 11, 9)),
        ("digest", date(2026, 11, 10)),
    ]
    assert "Mini-KOM med Sofie" in town["Mette"].messages[-1]
    # And the week after it is itself again.
    async with town.store.snapshot() as reads:
        (row,) = await due.of_person(reads, LEADER, rules=["digest"])
    assert row.due_at.date() == date(2026, 11, 16)


async def test_what_a_leader_has_turned_off_is_not_in_the_digest(town: Town) -> None:
    await a_goal(town, "Jonas", agreed_on=AGREED)
    await a_round(town, phase=Phase.CLOSED, dialogue_on=date(2026, 11, 13), voters=())
    await town["Mette"].presses("do:quiet:minikom|off")
    await town.until(WEEK_OF_THREE + timedelta(days=7))
    in_week = [each for each in await sent_to(town, "Mette") if each[1] >= date(2026, 11, 9)]
    assert [rule for rule, _ in in_week] == ["deadline.dialogue", "deadline.dialogue"]
    reasons = [each.reason for each in await decisions(town, "Mette") if each.rule == "minikom"]
    assert reasons == [Reason.OPTED_OUT]


async def test_without_digests_each_comes_on_its_day_and_those_of_one_day_as_one(
    town: Town,
) -> None:
    for name, later in (("Jonas", 0), ("Sofie", 0), ("Peter", 1)):
        await a_goal(town, name, agreed_on=AGREED + timedelta(days=later))
    await town["Mette"].presses("do:quiet:digest|off")
    await town.until(WEEK_OF_THREE + timedelta(days=7))
    assert await sent_to(town, "Mette") == [
        ("minikom", date(2026, 11, 10)),
        ("minikom", date(2026, 11, 11)),
    ]
    both, alone = town["Mette"].messages
    assert all(f"Mini-KOM med {name}" in both for name in ("Jonas", "Sofie"))
    assert "Til dig i dag" in both
    assert "Peter" in alone


async def test_a_leader_who_comes_back_gets_what_waited_as_one(town: Town) -> None:
    away = Absence(person_id=LEADER, first_day=date(2026, 11, 2), last_day=date(2026, 11, 17))
    await does(town, away)
    for name in FIVE:
        await a_goal(town, name, agreed_on=AGREED)
    await town.until(datetime(2026, 11, 21, tzinfo=UTC))
    assert await sent_to(town, "Mette") == [("digest", date(2026, 11, 18))]
    assert all(f"Mini-KOM med {name}" in town["Mette"].text for name in FIVE)


async def test_a_leader_of_ten_gets_one_message_a_day_at_most_in_a_year(town: Town) -> None:
    for number, name in enumerate(TEN):
        await a_goal(town, name, agreed_on=date(2026, 6, 8) + timedelta(days=5 * number))
    await a_round(
        town,
        phase=Phase.CLOSED,
        dialogue_on=date(2026, 9, 9),
        plan_due=date(2026, 11, 30),
        voters=(),
    )
    await town.passes(days=365)
    sent = await decisions(town, "Mette", verdict="sent")
    days = Counter(each.at.astimezone(COPENHAGEN).date() for each in sent)
    assert max(days.values()) == 1
    assert all(CALENDAR.is_open(each.at) for each in sent)
    # Ten people four times a year, eight deadlines, two follow-ups: far fewer than 50 messages.
    assert len(town["Mette"].messages) == len(sent)
    assert 12 <= len(sent) <= 40
    told = "\n".join(town["Mette"].messages)
    assert all(f"Mini-KOM med {name}" in told for name in TEN)
