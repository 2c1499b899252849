"""Jonas' conversation of a year with Mette: prepared, held, written down, planned, followed up."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.scenario.drivers import Driver, Life, fills_in, sees
from tests.scenario.municipalities import ZONE, Ours, Year
from tests.scenario.year_around import weeks_pass

WRITTEN = "Jonas vil prøve at lede mødet i november"
AGREED, REWORDED, NEXT = "Lede et svært møde", "Lede to svære møder", "Holde et oplæg"
SAVES = "Gem og giv besked"


async def finds(mette: Driver, name: str) -> None:
    await mette.writes("samtaler")
    await mette.clicks(name)


async def sets_a_date(life: Life, at: datetime, name: str = "Jonas Friis") -> None:
    mette = life["Mette"]
    await finds(mette, name)
    await mette.clicks("Aftal samtale")
    await mette.answers(kind="kom", day=at.date().isoformat(), clock="10:00", place="")
    await mette.clicks(SAVES)
    await life.settles()


async def prepares(life: Life, ours: Ours) -> None:
    jonas = life["Jonas"]
    sees(jonas, f"Din {ours.kom} med Mette")
    await jonas.clicks("Forbered samtalen")
    sees(jonas, f"Forbered din {ours.kom}")
    pages = await fills_in(jonas, {"sharing": "all"}, "Gem forberedelsen")
    assert ours.asks in pages
    await life.settles()


async def talks_and_writes_it_down(life: Life, ours: Ours, year: Year) -> None:
    await holds_it(life, year.talk)
    mette = life["Mette"]
    await finds(mette, "Jonas Friis")
    await mette.clicks("Se referatet")
    sees(mette, ours.keeps)
    await mette.clicks("Skriv referatet")
    await mette.answers(**{mette.fields[0]: WRITTEN})
    await mette.clicks("Spring over")
    await mette.clicks("Gem referatet")
    sees(mette, "Referatet er gemt.")
    await life.settles()


async def holds_it(life: Life, at: datetime, name: str = "Jonas Friis") -> None:
    mette = life["Mette"]
    await life.until(at + timedelta(hours=1))
    await finds(mette, name)
    await mette.clicks("Vi har holdt samtalen")
    await mette.clicks("Ja, den er holdt")
    await life.settles()


async def agrees_on_a_plan(life: Life, ours: Ours, year: Year, title: str) -> None:
    """The first; or the next, which begins with what came of the last one's goal."""
    mette = life["Mette"]
    await finds(mette, "Jonas Friis")
    await mette.clicks("Aftal mål")
    known = _of_the_last(mette) | {
        "title__1": title,
        "what__1-1": "Følge Sofie til to møder",
        "form__1-1": ours.form,
        "follow_up_on": f"{year.follow_up}",
        "caller": "leader",
        "ready": "yes",
    }
    await fills_in(mette, known, SAVES)
    await life.settles()
    await _says_yes(life["Jonas"], title, ours)
    await life.settles()


def _of_the_last(mette: Driver) -> dict[str, str]:
    """Last year's goal goes on in other words."""
    asked = [name for name in mette.fields if name.startswith("state__")]
    ids = [name.removeprefix("state__") for name in asked]
    return {f"state__{each}": "adjusted" for each in ids} | {
        f"wording__{each}": REWORDED for each in ids
    }


async def _says_yes(jonas: Driver, title: str, ours: Ours) -> None:
    await jonas.clicks("Læs planen")
    sees(jonas, title, ours.learns)
    await jonas.clicks("Sig ja til planen")
    sees(jonas, "I har begge sagt ja. Planen gælder", title)
    if title == NEXT:
        sees(jonas, "Målene fra sidst", REWORDED)


async def the_leader_sees_when_the_next_is_due(life: Life, ours: Ours) -> None:
    mette = life["Mette"]
    await mette.writes("samtaler")
    await mette.clicks("Hvem mangler en samtale?")
    sees(mette, f"{ours.duty.owes} {ours.kom} inden for fristen", "Holdt og færdig (1)")
    sees(mette, f"næste gang senest {ours.due_on}")


async def takes_a_short_talk(life: Life, ours: Ours, year: Year, *states: str) -> None:
    """What came of each goal, the oldest first. They set a day for another, and let it pass."""
    mette = life["Mette"]
    await weeks_pass(life, datetime.combine(year.follow_up, year.talk.time(), tzinfo=ZONE))
    await finds(mette, "Jonas Friis")
    await mette.clicks(f"Kald til {ours.mini}")
    sees(mette, f"I har fået en tid til {ours.mini}")
    await life.settles()
    assert f"Mette vil gerne tage en {ours.mini} med dig" in life["Jonas"].seen
    await life.passes(days=6)
    await finds(mette, "Jonas Friis")
    await mette.clicks(f"Hvad aftalte I {year.noted}?")
    asked = [name for name in mette.fields if name.startswith("state__")]
    found = dict(zip(asked, states, strict=True))
    another = year.follow_up + timedelta(weeks=8)
    await mette.answers(**found, new_goal="", next_on=f"{another}", caller="leader")
    sees(mette, "Gemt.")
    await life.settles()


async def files_the_plan(life: Life, ours: Ours) -> None:
    """Where it goes into the personnel file (NOR-29)."""
    if ours.files:
        await life.passes(days=7)
        mette = life["Mette"]
        await finds(mette, "Jonas Friis")
        await mette.clicks("Se planen")
        await mette.clicks("Lagt i personalemappen")
        sees(mette, "ligger i personalemappen")


async def begins_with(life: Life, *goals: str) -> None:
    """The agenda of the next one says what was agreed, and how it stands."""
    await life["Jonas"].writes("dagsorden")
    sees(life["Jonas"], "Fra sidst", *goals)
