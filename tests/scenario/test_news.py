"""What a leader is told of what their people do: one message a day, and what presses at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.core.actions import Do, Open, write
from dialogs.talks.dates.invited import OTHER_TIME
from dialogs.talks.keeping import new_leader
from dialogs.talks.mini import mail as mini_mail
from dialogs.talks.mini import off as mini_off
from dialogs.talks.news import tell_today
from schedules import REMINDERS
from schedules.core.reminder import LEADERS
from schedules.digest import LINES
from schedules.news import NEWS
from storage.outbox import Mail
from storage.tables import Conversation, Kind, Outbox
from tests import town as plot
from tests.keeping import HANNE, JONAS, changes_leader, held_last_week, talk
from tests.kom import keep, kept
from tests.nudged import LEADER, sent_to
from tests.talk import Town, a_town

THREE = ("Jonas", "Sofie", "Peter")
IN_WEEKS = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 8, 11, 8, 0, tzinfo=UTC)
TUESDAY_NINE = datetime(2026, 8, 11, 7, 0, tzinfo=UTC)
TODAY, NEXT_DAY = date(2026, 8, 10), date(2026, 8, 11)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        yield founded


async def talks_with(town: Town, *names: str, at: datetime = IN_WEEKS) -> None:
    talks = [
        Conversation(
            id=f"talk-{name}",
            person_id=plot.id_of(name),
            leader_id=LEADER,
            at=at + timedelta(hours=number),
            concept="nyborg_kom",
        )
        for number, name in enumerate(names)
    ]
    await keep(town, *talks)


async def cannot_come(town: Town, *names: str) -> None:
    for name in names:
        await town[name].presses(write(Do("other_time", f"talk-{name}")))
        await town.settles()


async def test_the_first_of_a_day_comes_by_itself_and_the_rest_together_the_next_morning(
    town: Town,
) -> None:  # NYB-KOM-23
    mette = town["Mette"]
    await talks_with(town, *THREE)
    await cannot_come(town, *THREE)
    assert len(mette.messages) == 1
    mette.sees("Jonas kan ikke tirsdag")
    await town.until(TUESDAY_NINE - timedelta(minutes=1))
    assert len(mette.messages) == 1
    await town.until(TUESDAY_NINE)
    _, both = mette.messages
    assert "Til dig i dag" in both
    assert all(f"{name} kan ikke tirsdag" in both for name in ("Sofie", "Peter"))
    await mette.clicks("Ny tid: Peter")
    mette.sees("Samtale med Peter")
    await town.passes(days=5)
    assert len(mette.messages) == 2


async def test_what_comes_on_a_sunday_is_one_message_on_monday(town: Town) -> None:
    await talks_with(town, *THREE)
    await town.until(datetime(2026, 8, 16, 10, 0, tzinfo=UTC))
    await cannot_come(town, *THREE)
    assert town["Mette"].messages == []
    await town.until(datetime(2026, 8, 17, 10, 0, tzinfo=UTC))
    (letter,) = town["Mette"].messages
    assert all(f"{name} kan ikke tirsdag" in letter for name in THREE)


async def test_what_is_done_meanwhile_is_not_told(town: Town) -> None:
    mette = town["Mette"]
    await talks_with(town, *THREE)
    await cannot_come(town, *THREE)
    await mette.presses(write(Open("conversation", plot.id_of("Sofie"))))
    await mette.clicks("Ret: Samtale med Sofie")
    await mette.answers(kind="kom", day="2026-09-08", clock="10:00")
    await mette.clicks("Gem og giv besked")
    await town.until(TUESDAY_NINE)
    _, told = mette.messages
    assert "Peter kan ikke tirsdag" in told
    assert "Sofie" not in told


async def test_a_day_that_is_near_is_told_of_at_once_and_the_rest_of_that_day_waits(
    town: Town,
) -> None:
    mette = town["Mette"]
    await talks_with(town, "Jonas", "Sofie", at=TOMORROW)
    await talks_with(town, "Peter", "Fatima")
    await cannot_come(town, "Peter", "Jonas", "Sofie", "Fatima")
    # What can wait came first, and what presses is not held up by it.
    assert ["Peter" in mette.messages[0], len(mette.messages)] == [True, 3]
    await town.until(TUESDAY_NINE)
    assert len(mette.messages) == 4
    assert "Fatima" in mette.messages[-1]


async def test_what_was_told_at_once_is_that_days_message(town: Town) -> None:
    await talks_with(town, "Jonas", at=TOMORROW)
    await talks_with(town, "Peter")
    await cannot_come(town, "Jonas")
    await cannot_come(town, "Peter")
    assert len(town["Mette"].messages) == 1
    assert await sent_to(town, "Mette") == [(OTHER_TIME, TODAY)]
    await town.until(TUESDAY_NINE)
    assert await sent_to(town, "Mette") == [
        (OTHER_TIME, TODAY),
        (OTHER_TIME, NEXT_DAY),
    ]


async def test_a_pause_puts_it_off_and_loses_nothing(town: Town) -> None:
    mette = town["Mette"]
    await talks_with(town, *THREE)
    await mette.presses("do:quiet:all|week")
    await cannot_come(town, *THREE)
    await town.until(datetime(2026, 8, 17, 12, 0, tzinfo=UTC))
    assert mette.messages == []
    await town.until(datetime(2026, 8, 18, 12, 0, tzinfo=UTC))
    (told,) = mette.messages
    assert all(f"{name} kan ikke tirsdag" in told for name in THREE)


@pytest.mark.parametrize("leads_still", [True, False])
async def test_whoever_leads_them_no_more_is_told_nothing_of_what_waited(
    tmp_path: Path, *, leads_still: bool
) -> None:  # HER-06, X-03
    """By itself or among others; of those whom they lead they are told all the same."""
    async with a_town(tmp_path) as town:
        jonas, mette = town["Jonas"], town["Mette"]
        await talks_with(town, "Sofie")
        await held_last_week(town)
        off = talk("talk-3", IN_WEEKS, kind=Kind.MINI)
        off.called_off_at = town.now
        await keep(town, talk("talk-2", IN_WEEKS, kind=Kind.MINI), off)
        await jonas.presses(write(Open("wider", "talk-1")))
        await jonas.answers(what="minutes", reader=HANNE)
        if not leads_still:
            await changes_leader(town, plot.id_of(plot.CONTACT))
        await town.settles()
        assert len(mette.messages) == (1 if leads_still else 0)
        await waits(
            town,
            (mini_mail.CALLED, "talk-2"),
            (mini_off.NAME, "talk-3"),
            (new_leader.READER, JONAS),
        )
        await cannot_come(town, "Sofie")
        await town.until(datetime(2026, 8, 17, 12, 0, tzinfo=UTC))
        told = "\n".join(mette.messages)
        assert "Sofie kan ikke tirsdag" in told
        about_jonas = (
            "Må Hanne Riis læse med?",
            "Jonas vil gerne tage en",
            "Jonas har aflyst",
            "Jonas lader dig se noget fra før",
        )
        assert [words for words in about_jonas if (words in told) is not leads_still] == []
        assert ("Jonas" in told) is leads_still


async def test_a_leader_from_before_hears_that_a_date_of_theirs_is_off_and_the_new_one_finds_dates(
    town: Town,
) -> None:
    jonas, mette, kirsten = (town[name] for name in ("Jonas", "Mette", "Kirsten"))
    await talks_with(town, "Jonas")
    await keep(town, talk("talk-2", IN_WEEKS, kind=Kind.MINI))
    await changes_leader(town, plot.id_of(plot.CONTACT))
    await cannot_come(town, "Jonas")
    assert mette.messages == []
    kirsten.sees("Jonas kan ikke tirsdag")
    await jonas.presses(write(Open("mini_off", "talk-2")))
    await jonas.clicks("Aflys den")
    await town.settles()
    assert "Jonas har aflyst" in mette.messages[-1]
    assert "Kald til" not in mette.messages[-1]
    assert "find gerne en ny tid" not in mette.messages[-1].casefold()


async def waits(town: Town, *news: tuple[str, str]) -> None:
    """What is told of Jonas with the rest of a day."""
    async with town.store.unit() as unit:
        for message, subject in news:
            mail = Mail(message=message, key=message, due_at=town.now, person_id=LEADER)
            tell_today(unit, mail, subject)
        await unit.commit()


async def test_asking_twice_is_told_once(town: Town) -> None:
    await talks_with(town, "Jonas")
    for _ in range(2):
        await cannot_come(town, "Jonas")
        await town.passes(days=1)
    assert len(town["Mette"].messages) == 1


async def test_a_day_of_many_kinds_is_one_message_with_a_way_to_each(town: Town) -> None:
    """Each kind that there is may stand in it, and has words for its button in both languages."""
    among = {each.name for each in NEWS if not each.alone}
    assert all((each.name in LINES) == (each.name in among) for each in NEWS)
    assert all(REMINDERS[each.name].rides == (each.name in among) for each in NEWS)
    assert {REMINDERS[each.name].one_a_day for each in NEWS} == {LEADERS}
    await talks_with(town, *THREE)
    await cannot_come(town, *THREE)
    await town.until(TUESDAY_NINE)
    queued = [each for each in await kept(town, Outbox) if each.person_id == LEADER]
    assert [each.message for each in queued] == [OTHER_TIME, "digest"]
    assert queued[-1].about == ""
