"""Mette finds times for everybody at once, moves some of them, and each is told of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from storage.tables import Absence, Conversation, Cycle, Person
from tests import town as plot
from tests.kom import a_talk, keep, kept
from tests.talk import Talker, Town, a_town

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CALENDAR = WorkCalendar("Europe/Copenhagen")
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 18)
FRAME = {"first_day": "2026-09-01", "last_day": "2026-09-18", "per_day": "2", "clock": "09:00"}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        year = Cycle(
            workplace_id=plot.WORKPLACE,
            year=2026,
            themes=["Natur"],
            set_by=plot.id_of(plot.LEADER),
            first_day=FIRST,
            last_day=LAST,
            concept="nyborg_kom",
        )
        await keep(town, year)
        yield town


async def takes_what_is_proposed(mette: Talker) -> None:
    while any(each.name.startswith("day.") for each in getattr(mette.screen[-1], "fields", ())):
        await mette.clicks("Gem og gå videre")


async def begins(mette: Talker, **frame: str) -> None:
    await mette.presses(write(Open("team_dates")))
    await mette.answers(**{**FRAME, "place": "Det blå rum", **frame})


async def by_name(town: Town) -> dict[str, datetime]:
    names = {each.id: each.name for each in await kept(town, Person)}
    return {
        names[each.person_id]: each.at.astimezone(COPENHAGEN)
        for each in await kept(town, Conversation)
    }


async def test_everybody_gets_a_time_within_the_period_and_is_told_of_their_own(
    town: Town,
) -> None:  # NYB-KOM-46, NOR-21
    mette = town["Mette"]
    await mette.presses(write(Open("team_dates")))
    assert {each.name: each.value for each in mette.form.fields} == {**FRAME, "place": ""}
    await mette.answers(**FRAME, place="Det blå rum")
    await takes_what_is_proposed(mette)
    await mette.clicks("Gem og giv besked")
    mette.sees("Tiderne er sat.")
    times = await by_name(town)
    assert set(times) == set(plot.EVERYONE) - {plot.LEADER, plot.ON_LEAVE}
    assert all(FIRST <= at.date() <= LAST for at in times.values())
    assert all(CALENDAR.is_working_day(at.date()) for at in times.values())
    assert len(set(times.values())) == len(times)
    days = [at.date() for at in times.values()]
    assert max(days.count(day) for day in days) == 2
    mette.sees(f"Uden en tid endnu: {plot.ON_LEAVE}.")
    await town.settles()
    for name in ("Jonas", plot.HOURLY):
        (said,) = town[name].messages
        assert said.startswith("Din KOM med Mette er ")
        assert "Sted: Det blå rum" in said


async def test_each_can_be_moved_before_anybody_is_told(town: Town) -> None:
    mette, jonas = town["Mette"], plot.id_of("Jonas")
    await begins(mette)
    while not any(each.name == f"day.{jonas}" for each in mette.form.fields):
        await mette.clicks("Gem og gå videre")
    await mette.answers(**{f"day__{jonas}": "2026-09-17", f"clock__{jonas}": "14:30"})
    await takes_what_is_proposed(mette)
    await mette.clicks("Gem og giv besked")
    assert (await by_name(town))["Jonas Friis"] == datetime(2026, 9, 17, 14, 30, tzinfo=COPENHAGEN)


async def test_somebody_can_be_left_out(town: Town) -> None:
    mette, jonas = town["Mette"], plot.id_of("Jonas")
    await begins(mette)
    while not any(each.name == f"day.{jonas}" for each in mette.form.fields):
        await mette.clicks("Gem og gå videre")
    await mette.answers(**{f"day__{jonas}": "", f"clock__{jonas}": ""})
    await takes_what_is_proposed(mette)
    await mette.clicks("Gem og giv besked")
    assert "Jonas Friis" not in await by_name(town)
    await town.settles()
    assert not town["Jonas"].messages


async def test_absences_and_other_talks_are_kept_clear_of(town: Town) -> None:
    away = Absence(person_id=plot.id_of("Ali"), first_day=FIRST, last_day=FIRST + timedelta(days=6))
    own = Absence(
        person_id=plot.id_of(plot.LEADER), first_day=date(2026, 9, 3), last_day=date(2026, 9, 4)
    )
    await keep(town, away, own)
    await a_talk(town, at=datetime(2026, 9, 1, 9, 0, tzinfo=COPENHAGEN))
    await begins(town["Mette"])
    await takes_what_is_proposed(town["Mette"])
    await town["Mette"].clicks("Gem og giv besked")
    times = await by_name(town)
    assert times["Ali Hassan"].date() > FIRST + timedelta(days=6)
    assert not [at for at in times.values() if at.date() in (date(2026, 9, 3), date(2026, 9, 4))]
    assert len(set(times.values())) == len(times)
    assert (
        len([each for each in await kept(town, Conversation) if each.person_id == "p-jonas"]) == 1
    )


@pytest.mark.parametrize(
    ("day", "clock", "says"),
    [
        ("2026-09-05", "09:00", "Lørdag den 5. september er der ingen på arbejde."),
        ("2026-09-17", "", "Skriv både dag og tid"),
        ("2026-08-10", "08:00", "Den tid er gået."),
        ("2026-09-02", "09:30", "Du har en anden samtale på det tidspunkt."),
        ("2026-09-10", "09:00", "Der er meldt fravær den dag."),
    ],
)
async def test_a_time_that_does_not_hold_is_said(
    town: Town, day: str, clock: str, says: str
) -> None:
    ali = plot.id_of("Ali")
    await keep(
        town, Absence(person_id=ali, first_day=date(2026, 9, 10), last_day=date(2026, 9, 10))
    )
    mette = town["Mette"]
    await begins(mette)
    await mette.answers(**{f"day__{ali}": day, f"clock__{ali}": clock})
    mette.sees(says)
    assert not await kept(town, Conversation)


async def test_days_too_soon_are_asked_about_first(town: Town) -> None:  # NOR-21
    mette = town["Mette"]
    await begins(mette, first_day="2026-08-17")
    mette.sees("Det er med kort varsel")
    mette.sees("Alle skal helst have 14 dage til at forberede sig.")


async def test_where_all_have_a_time_there_is_nothing_to_find(town: Town) -> None:
    await begins(town["Mette"])
    await takes_what_is_proposed(town["Mette"])
    await town["Mette"].clicks("Gem og giv besked")
    await keep(
        town,
        Conversation(
            person_id=plot.id_of(plot.ON_LEAVE),
            leader_id=plot.id_of(plot.LEADER),
            at=datetime.combine(LAST, time(9), tzinfo=COPENHAGEN),
            concept="nyborg_kom",
        ),
    )
    await town["Mette"].presses(write(Open("team_dates")))
    town["Mette"].sees("Alle dine medarbejdere har en tid i år")


async def test_whoever_leads_nobody_finds_no_times(town: Town) -> None:
    await town["Jonas"].presses(write(Open("team_dates")))
    town["Jonas"].sees("Jeg kan ikke se, at du har medarbejdere.")
