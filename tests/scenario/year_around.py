"""Around the conversations of a year: it is opened, some are late or away, and it is evaluated."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from storage.tables import Absence
from tests import town as plot
from tests.scenario.drivers import Driver, Life, fills_in, sees
from tests.scenario.municipalities import ZONE, Ours, Year

NOON = time(12)
WEEK = timedelta(days=7)
THEME = "Trygge overgange"
LESSON = "Flere korte samtaler"
FIVE = ("Jonas", "Sofie", "Fatima", "Lars", "Camilla")
LATE, AWAY, CAUGHT_UP = "Fatima Yilmaz", "Peter Nygaard", "Sofie Krag"
BEFORE, AFTER = timedelta(days=9), timedelta(days=11)
"""Three weeks around the last day of a year, in which somebody is away."""


async def weeks_pass(life: Life, until: datetime) -> None:
    """Week by week, where nothing happens that is looked at: no night is left out for long."""
    while life.clock.now() + WEEK < until:
        life.clock.move(WEEK)
        await life.settles()
    await life.until(until)


async def noon(life: Life, day: date) -> None:
    await life.until(datetime.combine(day, NOON, tzinfo=ZONE))


async def opens_the_year(life: Life, ours: Ours, year: Year) -> str:
    """Everybody hears of it; returns what the leader read on the way."""
    mette = life["Mette"]
    await mette.writes("hjem")
    await mette.clicks("Årets samtaler")
    known = {
        "year": f"{year.first.year}",
        "theme_1": THEME,
        "form": "individual",
        "first_day": f"{year.first}",
        "last_day": f"{year.last}",
    }
    pages = await fills_in(mette, known, "Gem og giv besked")
    sees(mette, f"Årets {ours.kom} i {year.first.year} er åbnet.")
    await life.settles()
    assert f"Årets {ours.kom} går i gang" in life["Sofie"].seen
    return pages


async def some_are_late_and_one_is_away(life: Life, ours: Ours, year: Year) -> None:
    """Whoever is away has as much longer as they are, and no more (HER-10, NOR-02)."""
    mette, duty = life["Mette"], ours.duty
    await weeks_pass(life, datetime.combine(year.last - BEFORE, time(6), tzinfo=ZONE))
    await _is_away(life, year.last - BEFORE, year.last + AFTER)
    letter = f"{duty.lacks} {ours.kom}"
    told = mette.seen.count(letter)
    await noon(life, year.last)
    await who_lacks_one(mette)
    row(mette, LATE, f"{duty.open} senest {year.late}")
    assert mette.seen.count(letter) == told
    await noon(life, year.last + timedelta(days=5))
    assert mette.seen.count(letter) == told + 1
    await who_lacks_one(mette)
    row(mette, LATE, f"{duty.late} senest {year.late}")
    sees(mette, f"{AWAY} og {plot.ON_LEAVE}. Fristen venter så længe.")
    await noon(life, year.last + AFTER + timedelta(days=1))
    await who_lacks_one(mette)
    row(mette, AWAY, f"{duty.open} senest {year.put_off}")


async def who_was_late_is_late_still(life: Life, ours: Ours, year: Year, before: Year) -> None:
    """Another year that is opened lets nobody go who had none in the one before (HER-10)."""
    then = before.last.year
    await weeks_pass(life, datetime.combine(year.last, NOON, tzinfo=ZONE))
    await who_lacks_one(life["Mette"])
    row(life["Mette"], LATE, f"{ours.duty.late} senest {before.late} {then}")
    row(life["Mette"], AWAY, f"{ours.duty.late} senest {before.put_off} {then}")
    await noon(life, year.last + AFTER + timedelta(days=1))


async def then_they_are_late_too(life: Life, ours: Ours, year: Year) -> None:
    await noon(life, year.last + timedelta(days=22))
    await who_lacks_one(life["Mette"])
    row(life["Mette"], AWAY, f"{ours.duty.late} senest {year.put_off}")


async def who_lacks_one(mette: Driver) -> None:
    await mette.writes("samtaler")
    await mette.clicks("Hvem mangler en samtale?")


def row(person: Driver, name: str, words: str) -> None:
    """Side by side, however the channel draws it."""
    assert re.search(rf"{name}\W+{re.escape(words)}", person.text), person.text


async def _is_away(life: Life, first: date, last: date) -> None:
    """As the list of people says."""
    async with life.app.store.unit() as unit:
        unit.insert(Absence(person_id=plot.id_of(AWAY), first_day=first, last_day=last))
        await unit.commit()


async def says_how_the_talk_was(life: Life, ours: Ours, year: Year) -> None:
    """The day after, where the concept asks (NOR-30)."""
    jonas, question = life["Jonas"], f"Hvordan var din {ours.kom}?"
    asked = jonas.seen.count(question)
    await noon(life, year.talk.date() + timedelta(days=1))
    if not ours.said:
        assert question not in jonas.seen
        return
    assert jonas.seen.count(question) > asked
    await jonas.clicks("Sig, hvordan det gik")
    await jonas.answers(**{jonas.fields[0]: "8"})
    sees(jonas, "Dit svar er gemt uden navn.")


async def five_say_how_the_year_was(life: Life, ours: Ours) -> None:
    """Once it is over, where the concept asks about all of it (NYB-KOM-52)."""
    for name in FIVE if ours.all_say else ():
        await life[name].clicks("Sig, hvordan det gik")
        await life[name].answers(**{life[name].fields[0]: f"Ro hos {name}"})
        sees(life[name], "Dit svar er gemt uden navn.")


async def the_committee_reads_it(life: Life, ours: Ours, year: Year) -> None:
    """From five on, and what it makes of it is there when the next year is opened (NYB-KOM-51)."""
    ali, heading = life["Ali"], f"Sådan gik {ours.kom} i {year.first.year}"
    if not ours.said:
        assert heading not in ali.seen
        return
    _, _, read = ali.seen.rpartition(heading)
    assert ours.said in read
    assert ("Ro hos Lars" in read) == ours.all_say
    if ours.all_say:
        await ali.clicks("Skriv, hvad I gør ved det")
        await ali.answers(**{ali.fields[2]: LESSON})
