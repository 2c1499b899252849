"""The planning group sends its plan up: what goes, what stays, and who is told (TAL-20, X-03)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.tables import Effort, Ladder, Phase, Report, Role, Round, RoundStep
from storage.unit_of_work import Unit
from tests import forty
from tests import town as plot
from tests.forty import COORDINATION, HR, NEEDS, PLACES, SECRET, sends_up, someone
from tests.talk import Town, a_town
from tests.voting import rows

ASKS, OTHER = PLACES[4], PLACES[9]
"""One that needs others, and one of another area."""
READER = COORDINATION[ASKS.area].contact


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path, at=forty.AT) as town:
        await forty.settle_in(town, places=PLACES[:16])
        await town.settles()
        yield town


async def does(town: Town, *statements: Any) -> None:
    async def work(unit: Unit) -> None:
        for statement in statements:
            unit.run(statement)

    await town.store.run(work)


async def body(town: Town) -> Mapping[str, Any]:
    return (await rows(town, Report))[-1].body


@pytest.mark.parametrize("titles", [("Aftaler", "Besked"), ("Besked", "Aftaler")])
async def test_efforts_of_the_same_days_go_by_their_names(
    town: Town, titles: tuple[str, str]
) -> None:
    """Whichever came to be first: nobody above is shown another order for it."""
    for number, title in enumerate(titles):
        mine = col(Effort.id) == f"{ASKS.round_id}-{number}"
        await does(town, update(Effort).where(mine).values(title=title, part="wellbeing"))
    await sends_up(town, ASKS.contact, ASKS.round_id)
    assert [each["title"] for each in (await body(town))["efforts"]] == ["Aftaler", "Besked"]


async def test_the_group_sees_exactly_what_goes_and_nothing_else_is_kept(town: Town) -> None:
    """Nothing below the development plan: no reason, no action plan, no note, no level but one."""
    # TAL-57
    # TAL-58
    # TAL-63
    #
    kirsten = someone(town, ASKS.contact)
    await kirsten.presses(f"open:sending_up:{ASKS.round_id}")
    kirsten.sees(f"MED-Koordinationsgruppen, {ASKS.area} læser det.")
    for words in (ASKS.name, "Kortere møder om mandagen: 1. december 2026 til 31. maj 2027", NEEDS,
                  "(Fra: direktionen)", "Trivselstema: Indflydelse og involvering"):  # fmt: skip
        kirsten.sees(words)
    assert SECRET not in kirsten.text
    await kirsten.clicks("Det er rigtigt")
    await kirsten.clicks("Send videre")
    sent = await body(town)
    assert sent == {
        "workplace": ASKS.name,
        "scope": "plan",
        "themes": [
            {"list": "wellbeing", "theme": "influence", "wording": None},
            {"list": "leadership", "theme": sent["themes"][1]["theme"], "wording": None},
        ],
        "efforts": [
            _effort("Kortere møder om mandagen", "wellbeing"),
            _effort("Ro til opgave 4", "leadership", up=True, needs=NEEDS, whom="direktionen"),
        ],
    }


def _effort(title: str, part: str, **asked: object) -> dict[str, object]:
    days = {"first_on": "2026-12-01", "last_on": "2027-05-31"}
    return {"title": title, "part": part, **days, "up": False, "needs": None, "whom": None, **asked}


async def test_only_what_needs_others_goes_where_the_group_or_the_organisation_says_so(
    town: Town,
) -> None:
    #
    # TAL-63
    kirsten = someone(town, ASKS.contact)
    await kirsten.presses(f"open:sending_up:{ASKS.round_id}")
    await kirsten.clicks("Tilbage")
    await kirsten.answers(scope="efforts")
    assert "Kortere møder" not in kirsten.text
    await kirsten.clicks("Det er rigtigt")
    await kirsten.clicks("Send videre")
    assert [each["title"] for each in (await body(town))["efforts"]] == ["Ro til opgave 4"]

    async def by_default(unit: Unit) -> None:
        unit.insert(
            Ladder(
                organisation_id=plot.ORGANISATION,
                rungs="hr",
                scope="efforts",
                set_by=plot.id_of(HR),
                set_at=town.now,
            )
        )

    await town.store.run(by_default)
    await sends_up(town, OTHER.contact, OTHER.round_id)
    last = (await rows(town, Report))[-1]
    assert (last.rung, last.body["efforts"]) == ("hr", [])


async def test_a_colleagues_name_is_held_back_until_somebody_has_looked(town: Town) -> None:
    # no names go up.
    title = f"{ASKS.leader.split()[0]}s møder bliver kortere"
    await does(
        town,
        update(Effort).where(col(Effort.id) == f"{ASKS.round_id}-0").values(title=title),
    )
    kirsten = someone(town, ASKS.contact)
    await kirsten.presses(f"open:sending_up:{ASKS.round_id}")
    kirsten.sees(f"Jeg har set noget, der ligner {ASKS.leader}.")
    await kirsten.clicks("Det er rigtigt")
    kirsten.sees("Vælg eller skriv noget her")
    await kirsten.answers(names="mend")
    await kirsten.clicks("Send videre")
    kirsten.sees("Intet er sendt")
    assert await rows(town, Report) == []
    await sends_up(town, ASKS.contact, ASKS.round_id, names="as_is")
    assert len(await rows(town, Report)) == 1


async def test_a_new_version_takes_the_place_of_the_earlier_which_is_kept(town: Town) -> None:
    await sends_up(town, ASKS.contact, ASKS.round_id)
    await does(
        town,
        update(Effort).where(col(Effort.id) == f"{ASKS.round_id}-0").values(title="Stille zoner"),
    )
    town.clock.move(timedelta(days=1))
    leader = someone(town, ASKS.leader)
    await leader.presses(f"open:sending_up:{ASKS.round_id}")
    leader.sees(f"{ASKS.contact} sendte en udgave mandag den 23. november.")
    await leader.clicks("Det er rigtigt")
    await leader.clicks("Send videre")
    assert [each.version for each in await rows(town, Report)] == [1, 2]
    reader = someone(town, READER)
    await reader.writes("planer")
    reader.sees("Der er kommet planer fra 1 af 8 arbejdspladser.")
    await reader.clicks("Læs det, der er kommet")
    await reader.clicks(f"Læs: {ASKS.name}")
    reader.sees("Stille zoner")
    await reader.clicks("Se udgaven før")
    reader.sees("Kortere møder om mandagen")
    (step,) = [s for s in await rows(town, RoundStep) if s.round_id == ASKS.round_id]
    assert (step.done_by, step.done_at) == (plot.id_of(ASKS.contact), forty.AT)


async def test_of_two_who_send_at_once_one_sends_and_the_other_is_told_by_whom(town: Town) -> None:
    both = (ASKS.contact, ASKS.leader)
    for name in both:
        await someone(town, name).presses(f"open:sending_up:{ASKS.round_id}")
        await someone(town, name).clicks("Det er rigtigt")
    await asyncio.gather(*(someone(town, name).clicks("Send videre") for name in both))
    (sent,) = await rows(town, Report)
    first = next(name for name in both if plot.id_of(name) == sent.sent_by)
    (second,) = set(both) - {first}
    someone(town, first).sees("Planen er sendt")
    await someone(town, second).clicks("Svar: En anden har sendt imens")
    someone(town, second).sees(f"{first} har sendt planen, mens du læste.")


async def test_once_it_is_sent_nobody_is_reminded_of_it(town: Town) -> None:
    """Until then the leader is, and from the day on the one who reads it, once."""
    # TAL-20
    await sends_up(town, ASKS.contact, ASKS.round_id)
    await town.until(datetime(2026, 12, 20, 12, tzinfo=UTC))
    assert not [m for m in someone(town, ASKS.leader).messages if "Frist for jeres" in m]
    late = PLACES[5]
    assert [m for m in someone(town, late.leader).messages if "Frist for jeres" in m]
    (told,) = [m for m in someone(town, READER).messages if "Fristen er gået" in m]
    assert late.name in told
    assert ASKS.name not in told


async def test_nobody_is_told_that_something_is_missing_where_all_is_in(town: Town) -> None:
    for place in PLACES[:8]:
        await sends_up(town, place.contact, place.round_id)
    await town.until(datetime(2026, 12, 20, 12, tzinfo=UTC))
    messages = someone(town, READER).messages
    assert not [m for m in messages if "Fristen er gået" in m]
    assert [m for m in messages if "Alle er kommet." in m]


async def test_several_plans_of_a_day_are_one_message_that_is_kept_up_to_date(town: Town) -> None:
    for place in (PLACES[1], PLACES[2]):
        await sends_up(town, place.contact, place.round_id)
        await town.settles()
    (told,) = [m for m in someone(town, READER).messages if "Der er kommet en plan" in m]
    assert "Der er kommet planer fra 2 af 8 arbejdspladser." in told


async def test_a_plan_goes_on_to_hr_where_an_area_has_no_coordination_group(town: Town) -> None:
    # TAL-67: nothing stands still where nobody reads.
    await does(
        town,
        delete(Role).where(
            col(Role.name) == "coordination", col(Role.workplace_id) == PLACES[0].id
        ),
    )
    await sends_up(town, ASKS.contact, ASKS.round_id)
    (sent,) = await rows(town, Report)
    assert sent.rung == "hr"
    hanne = someone(town, HR)
    await hanne.writes("planer")
    await hanne.clicks("Læs det, der er kommet")
    await hanne.clicks(f"Læs: {ASKS.name}")
    hanne.sees("Kortere møder om mandagen")


@pytest.mark.parametrize("name", [READER, PLACES[8].contact, "Jonas Friis"])
async def test_only_the_planning_group_sends(town: Town, name: str) -> None:
    talker = someone(town, name)
    for value in (f"open:sending_up:{ASKS.round_id}", f"do:sent_up:{ASKS.round_id}"):
        await talker.presses(value)
        talker.sees("Det kan din rolle ikke åbne.")


async def test_what_cannot_be_sent_yet_is_told_with_what_to_do(town: Town) -> None:
    kirsten = someone(town, ASKS.contact)
    await kirsten.presses(f"do:sent_up:{ASKS.round_id}")
    kirsten.sees("I har ikke sendt jeres plan endnu.")
    roles = col(Role.name).in_(["coordination", "hr", "committee"])
    async with town.store.snapshot() as reads:
        kept = await reads.all(select(Role).where(roles))
    await does(town, delete(Role).where(roles))
    await kirsten.presses(f"open:sending_up:{ASKS.round_id}")
    kirsten.sees("Jeg kan ikke se, hvem der skal læse planen.")

    async def again(unit: Unit) -> None:
        for role in kept:
            unit.insert(Role(**role.model_dump()))
        unit.run(
            update(Effort).where(col(Effort.round_id) == ASKS.round_id).values(state="dropped")
        )

    await town.store.run(again)
    await kirsten.presses(f"open:sending_up:{ASKS.round_id}")
    kirsten.sees("I har ikke valgt nogen indsatser endnu.")
    await does(town, update(Round).where(col(Round.id) == ASKS.round_id).values(phase=Phase.CLOSED))
    await kirsten.presses(f"open:sending_up:{ASKS.round_id}")
    kirsten.sees("Der er ikke valgt temaer endnu")


async def test_a_round_of_its_own_time_sends_its_plan_up_as_well(town: Town) -> None:
    # TAL-05: outside the half-year's frame.
    await does(town, update(Round).where(col(Round.id) == ASKS.round_id).values(frame_id=None))
    await sends_up(town, ASKS.contact, ASKS.round_id)
    reader = someone(town, READER)
    await reader.writes("planer")
    reader.sees("Der er kommet planer fra 1 af 8 arbejdspladser.")
