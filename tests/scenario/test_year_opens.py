"""Mette opens the year: everybody hears of it, and of what changes in it afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Form
from storage.tables import ConceptUse, Cycle, OwnTheme, Preparation
from tests import town as plot
from tests.kom import a_talk, goes_to, keep, kept, on_disk
from tests.opened_papers import link_on, reading, sealed
from tests.talk import Talker, Town, a_town

PURPOSE = "Borgerne skal møde færre ansigter"
FRAME = {"form": "both", "first_day": "2026-09-01", "last_day": "2026-09-30"}
KICKOFF = {"kickoff_day": "2026-08-20", "kickoff_clock": "13:00", "kickoff_place": "Kantinen"}


async def opens(mette: Talker, **frame: str) -> None:
    await mette.presses(write(Open("year")))
    await mette.answers(year="2026")
    await mette.answers(purpose=PURPOSE, theme_1="Trygge overgange", theme_2="")
    await mette.answers(**{**FRAME, "guidelines": "Alle får en time", **frame})
    if isinstance(mette.screen[-1], Form) and mette.form.title == "Fælles opstart":
        await mette.answers(**KICKOFF)
        await mette.clicks("Gem og giv besked")


async def changes(mette: Talker, page: str, **fields: str) -> None:
    await mette.presses(write(Open("year")))
    await mette.clicks(f"Ret: {page}")
    await mette.answers(**fields)
    await mette.clicks("Gem og giv besked")


async def after(town: Town, concept: str) -> None:
    used = ConceptUse(
        organisation_id=plot.ORGANISATION, concept=concept, holds_from=date(2026, 1, 1)
    )
    await keep(town, used)


async def test_the_leader_opens_the_year_and_everybody_hears_of_it(tmp_path: Path) -> None:
    # NYB-KOM-05, 07..10, 36, 40, 41, 43
    async with a_town(tmp_path) as town:
        await opens(town["Mette"])
        town["Mette"].sees("Årets KOM i 2026 er åbnet.")
        town["Mette"].sees(f"{len(plot.EVERYONE) - 1} medarbejdere får besked nu.")
        (cycle,) = await kept(town, Cycle)
        assert (cycle.form, cycle.first_day, cycle.last_day) == (
            "both",
            date(2026, 9, 1),
            date(2026, 9, 30),
        )
        assert cycle.kickoff_at == datetime(2026, 8, 20, 11, 0, tzinfo=UTC)
        await town.settles()
        for name in ("Jonas", plot.HOURLY):
            for said in (
                "Årets KOM går i gang",
                PURPOSE,
                "Trygge overgange",
                "Fra tirsdag den 1. september til onsdag den 30. september",
                "Både teamet samlet og én ad gangen",
                "torsdag den 20. august kl. 13, Kantinen",
                "Alle får en time",
                "[Skriv dit eget tema]",
            ):
                town[name].sees(said)
        assert not town["Mette"].messages
        (shown,) = town.place("everyone")
        assert PURPOSE in shown
        assert "Skriv dit eget tema" not in shown


async def test_the_committee_that_sets_the_frame_stands_there(tmp_path: Path) -> None:
    # NYB-KOM-42, HER-02, KL-03, KL-28, KL-29
    async with a_town(tmp_path) as town:
        mette = town["Mette"]
        await mette.presses(write(Open("year")))
        await mette.answers(year="2026")
        await mette.answers(purpose=PURPOSE, theme_1="Trygge overgange", theme_2="")
        mette.sees("Tal det igennem i Lokaludvalget først.")


async def test_a_year_is_opened_after_the_concept_that_holds_that_day(tmp_path: Path) -> None:
    # HER-03, HER-07, X-08
    async with a_town(tmp_path) as town:
        await after(town, "herlev")
        mette = town["Mette"]
        await mette.presses(write(Open("year")))
        mette.sees("Her åbner du årets udviklingssamtale")
        await mette.answers(year="2026")
        await mette.answers(purpose="", theme_1="Trygge overgange")
        mette.sees("MED-udvalget")
        await mette.clicks("Stop")
        await mette.clicks("Ja, slet det")
        await opens(mette)
        (cycle,) = await kept(town, Cycle)
        assert cycle.concept == "herlev"
        await town.settles()
        town["Jonas"].sees("Årets udviklingssamtale går i gang")


async def test_a_team_that_works_closely_with_this_one_joins(tmp_path: Path) -> None:
    # NYB-KOM-36, NYB-KOM-39, HER-07
    async with a_town(tmp_path) as town:
        await opens(town["Mette"], form="team", with_team=plot.TOWN_HALL)
        await town.settles()
        town["Jonas"].sees(
            "Mest teamet samlet, sammen med Rådhuset. I har også hver en kort samtale."
        )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"last_day": "2026-08-20"}, "Den sidste dag skal ligge efter den første"),
        ({"last_day": ""}, "Skriv både den første og den sidste dag"),
        ({"first_day": "2026-09-05"}, "Lørdag den 5. september er der ingen på arbejde."),
        ({"first_day": "2027-09-01", "last_day": "2027-09-30"}, "Vælg en dag i det år."),
        ({"with_team": plot.WORKPLACE}, "Det er jeres eget team."),
    ],
)
async def test_days_that_do_not_hold_are_said_and_nothing_is_lost(
    tmp_path: Path, wrong: dict[str, str], says: str
) -> None:
    async with a_town(tmp_path) as town:
        mette = town["Mette"]
        await opens(mette, **wrong)
        mette.sees(says)
        assert {each.name: each.value for each in mette.form.fields}["guidelines"] == (
            "Alle får en time"
        )
        assert not await kept(town, Cycle)


async def test_what_changes_is_told_and_nothing_else(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await opens(mette)
        await town.settles()
        await changes(mette, "Form og dage", last_day="2026-10-09")
        await town.settles()
        jonas.sees("Der er nyt om årets KOM")
        jonas.sees("Fra tirsdag den 1. september til fredag den 9. oktober")
        assert "Kantinen" not in jonas.text
        assert PURPOSE not in jonas.text
        told = len(jonas.messages)
        await mette.presses(write(Open("year")))
        await mette.clicks("Gem og giv besked")
        mette.sees("Alt står, som det gjorde. Ingen får besked.")
        await town.settles()
        assert len(jonas.messages) == told


async def test_two_windows_do_not_undo_each_other(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette = town["Mette"]
        await opens(mette)
        await changes(mette, "Formål og temaer", theme_1="Natur")
        await changes(mette, "Formål og temaer", theme_1="Leg")
        (cycle,) = await kept(town, Cycle)
        assert (cycle.themes, cycle.turn) == (["Leg"], 3)


async def test_the_kick_off_is_in_the_calendar_and_moves_there(tmp_path: Path) -> None:
    # NYB-KOM-43
    async with a_town(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await opens(mette)
        await town.settles()
        async with reading(town) as reader:
            first = await reader.opens(link_on(jonas, "Læg opstarten i kalenderen"))
            await changes(mette, "Fælles opstart", kickoff_day="2026-08-27")
            await town.settles()
            moved = await reader.opens(link_on(jonas, "Læg opstarten i kalenderen"))
            await changes(
                mette, "Fælles opstart", kickoff_day="", kickoff_clock="", kickoff_place=""
            )
            await town.settles()
            jonas.sees("Det fælles opstartsmøde er aflyst.")
            gone = await reader.opens(link_on(jonas, "Tag opstarten ud af kalenderen"))
            hanne = sealed(town, "kickoff_calendar", (await kept(town, Cycle))[0].id, "p-hanne")
            assert (await reader.opens(hanne)).status == 404
        events = [opened.calendar.events[0] for opened in (first, moved, gone)]
        assert len({str(each["uid"]) for each in events}) == 1
        numbers = [each.decoded("sequence") for each in events]
        assert numbers == sorted(set(numbers))
        assert events[1].decoded("dtstart") == datetime(2026, 8, 27, 11, 0, tzinfo=UTC)
        assert gone.calendar["method"] == "CANCEL"


async def test_an_own_theme_waits_for_the_preparation_and_is_seen_by_nobody_else(
    tmp_path: Path,
) -> None:  # NYB-KOM-11, NYB-KOM-45
    async with a_town(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await opens(mette)
        await town.settles()
        await jonas.clicks("Skriv dit eget tema")
        await jonas.answers(own_name="Ro om frokosten", own_why="Den er vild")
        jonas.sees("Dit tema er gemt.")
        assert not mette.has_seen("Ro om frokosten")
        assert b"Ro om frokosten" not in on_disk(tmp_path)
        await a_talk(town)
        await jonas.writes("forbered")
        await jonas.clicks("Se overblik")
        jonas.sees("Ro om frokosten")
        await jonas.clicks("Svar: Hvor du begynder")
        await goes_to(jonas, "Hvad vil du dele?")
        await jonas.answers(sharing="nothing")
        await jonas.clicks("Gem forberedelsen")
        assert not await kept(town, OwnTheme)
        (made,) = await kept(town, Preparation)
        assert made.answers["own_name"] == "Ro om frokosten"


async def test_an_own_theme_goes_to_the_preparation_where_there_is_one(tmp_path: Path) -> None:
    # NYB-KOM-11
    async with a_town(tmp_path) as town:
        await opens(town["Mette"])
        await a_talk(town)
        await town.settles()
        await town["Jonas"].clicks("Skriv dit eget tema")
        assert town["Jonas"].form.title == "Forbered din KOM"


async def test_an_own_theme_can_be_taken_back_and_is_not_for_strangers(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await opens(town["Mette"])
        (cycle,) = await kept(town, Cycle)
        jonas = town["Jonas"]
        for name in ("Ro", ""):
            await jonas.presses(write(Do("own_theme", cycle.id)))
            await jonas.answers(own_name=name, own_why="")
        jonas.sees("Dit tema er slettet.")
        assert not await kept(town, OwnTheme)
        await town["Hanne"].presses(write(Do("own_theme", cycle.id)))
        assert not isinstance(town["Hanne"].screen[-1], Form)
