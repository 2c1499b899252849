"""The invitation: looked through, sent, moved, called off; in the chat, on paper, in calendars."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import col

from dialogs.core.actions import Do, Open, write
from storage import sittings
from storage.tables import Round, RoundStep, Sitting, SittingMember
from tests import town as plot
from tests.after_vote import counted
from tests.inviting import PLACE, a_chosen_town, looks_it_through, moves, sends, the_sitting
from tests.talk import Town, a_town
from tests.voting import queued, rows, the_round

ANNEX_3 = (
    "onsdag den 9. september kl. 9 til kl. 12",
    PLACE,
    "Til Udviklingsdialogen taler vi om",
    "Vi siger tingene, som de er",
    "Trivsel og ledelse skal blive bedre",
    "så kerneopgaven lykkes",
    "Trivselstema: Mening og retning",
    "Ledelsestema: Fælles retning og mål",
    "Find et eksempel fra din hverdag til hvert tema, altså to i alt",
    "Et eksempel må gerne være godt",
    "Det må også gerne være svært",
    "Vi ser fremad og leder efter noget, vi kan gøre",
    "1. Velkomst",
    "2. Vi taler om trivsel",
    "3. Vi taler om ledelse",
    "4. Vi samler op",
    "Ali Hassan, Birgit Lund, Kirsten Dahl og Mette Holm",
)
"""Its parts in order: time, place, what it is, values, two purposes, two themes, one example per
theme, good or difficult, constructive, four items, signed."""


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """The themes are chosen."""
    async with a_chosen_town(tmp_path) as town:
        yield town


async def test_the_group_sees_the_whole_invitation_before_it_is_sent(town: Town) -> None:
    # TAL-39, TAL-42
    await looks_it_through(town, "Ali")
    for part in ANNEX_3:
        town["Ali"].sees(part)
    assert await queued(town, "dialogue_invitation") == []


async def test_everyone_who_takes_part_gets_it_and_nobody_else(town: Town) -> None:
    # TAL-32, TAL-14
    await sends(town)
    told = sorted(mail.person_id or "" for mail in await queued(town, "dialogue_invitation"))
    assert told == sorted(plot.id_of(name) for name in (plot.LEADER, *plot.VOTERS))
    places = [town["Jonas"].messages[-1].index(part) for part in ANNEX_3]
    assert places == sorted(places)
    assert "Du er inviteret" not in town["Oliver"].messages[-1]


async def test_sending_finishes_the_step_and_its_reminders(town: Town) -> None:
    assert [each.done_at for each in await rows(town, RoundStep) if each.step == "invite"] == [None]
    await sends(town)
    (step,) = [each for each in await rows(town, RoundStep) if each.step == "invite"]
    assert (step.done_at, step.done_by) == (town.now, "p-kirsten")
    await town.passes(days=14)
    assert not town["Kirsten"].has_seen("Send invitationen til")


async def test_the_contact_person_is_reminded_and_led_to_it(town: Town) -> None:
    await town.passes(days=7)
    await town["Kirsten"].clicks("Se den igennem og send")
    town["Kirsten"].sees("Hvor og hvornår mødes I?")


async def test_it_needs_a_place_and_a_time_that_leaves_three_hours(town: Town) -> None:
    await looks_it_through(town, "Kirsten", place="")
    town["Kirsten"].sees("Vælg eller skriv noget her")
    await looks_it_through(town, "Kirsten", at="21:30")
    town["Kirsten"].sees("Dialogen varer tre timer")


async def test_a_place_that_is_mended_afterwards_is_told_and_nothing_else_is(town: Town) -> None:
    await sends(town)
    heard = len(town["Jonas"].messages)
    await town["Kirsten"].presses(write(Open("invitation", (await the_round(town)).id)))
    await town["Kirsten"].clicks("Se invitationen")
    await town["Kirsten"].clicks("Send invitationen")
    town["Kirsten"].sees("Intet er ændret")
    await town.settles()
    assert len(town["Jonas"].messages) == heard
    await sends(town, "Mette", place="Kantinen")
    assert "Kantinen" in town["Jonas"].messages[-1]
    assert (await the_sitting(town)).changes == 2  # from no place to the hall, and from there


async def test_two_who_send_at_once_send_one_and_the_other_is_told_kindly(town: Town) -> None:
    await looks_it_through(town, "Mette")
    await looks_it_through(town, "Ali", place="Kantinen")
    await asyncio.gather(*(town[name].clicks("Send invitationen") for name in ("Mette", "Ali")))
    place = (await the_sitting(town)).place
    first, second = ("Mette", "Ali") if place == PLACE else ("Ali", "Mette")
    town[second].sees("En anden har sendt eller rettet den")
    town[second].sees(f"{plot.LEADER if first == 'Mette' else 'Ali Hassan'} sendte den")
    assert len(await queued(town, "dialogue_invitation")) == 1 + len(plot.VOTERS)


async def test_a_day_that_moves_before_the_invitation_went_out_is_told_once(town: Town) -> None:
    await looks_it_through(town, "Kirsten")
    await town["Kirsten"].clicks("Send invitationen")
    heard = len(town["Jonas"].messages)
    await moves(town, held_on=date(2026, 9, 16))
    (told,) = town["Jonas"].messages[heard:]
    assert "onsdag den 16. september" in told


async def test_each_team_gets_its_own(town: Town) -> None:
    round_ = await two_teams(town)
    await town["Kirsten"].presses(write(Open("invitation", round_.id)))
    await town["Kirsten"].answers(
        starts_at__north="09:00", place__north="Nord 1", starts_at__south="13:00", place__south="S2"
    )
    town["Kirsten"].sees("Børnehuset Solsikken, Syd")
    await town["Kirsten"].clicks("Send invitationen")
    await town.settles()
    assert "Nord 1" in town["Jonas"].messages[-1]
    assert "S2" in town["Sofie"].messages[-1]
    mails = await queued(town, "dialogue_invitation")
    # The leader is at both.
    assert sorted(mail.person_id or "" for mail in mails) == [
        "p-jonas",
        "p-mette",
        "p-mette",
        "p-sofie",
    ]


async def two_teams(town: Town) -> Round:
    round_, whole = await the_round(town), await the_sitting(town)
    async with town.store.unit() as unit:
        sittings.add(
            unit,
            Sitting(id="north", round_id=round_.id, name="Nord", held_on=whole.held_on),
            ["p-jonas"],
        )
        sittings.add(
            unit,
            Sitting(id="south", round_id=round_.id, name="Syd", held_on=whole.held_on),
            ["p-sofie"],
        )
        unit.delete(delete(Sitting).where(col(Sitting.id) == whole.id))
        await unit.commit()
    assert len(await rows(town, SittingMember)) == 2
    return round_


@pytest.mark.parametrize("name", ["Jonas", "Oliver", "Hanne"])
async def test_nobody_outside_the_group_sends_it(town: Town, name: str) -> None:
    await town[name].presses(write(Open("invitation", (await the_round(town)).id)))
    town[name].sees("Det kan din rolle ikke åbne.")


async def test_it_waits_for_the_themes(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        round_ = await counted(town)
        await town["Kirsten"].presses(write(Open("invitation", round_.id)))
        town["Kirsten"].sees("Temaerne er ikke valgt endnu")


async def test_the_municipality_says_its_values_in_its_own_words(town: Town) -> None:
    # TAL-03
    hanne = town["Hanne"]
    await hanne.writes("ramme")
    await hanne.clicks("Ret jeres værdiord")
    await hanne.answers(words="Vi møder hinanden i øjenhøjde.")
    hanne.sees("Fra nu af står jeres egne ord")
    await town["Mette"].presses(write(Open("values")))
    town["Mette"].sees("Det kan din rolle ikke åbne.")
    await sends(town)
    assert "Vi møder hinanden i øjenhøjde." in town["Jonas"].messages[-1]
    assert "Vi siger tingene, som de er" not in town["Jonas"].messages[-1]


async def test_an_english_reader_is_invited_in_english(town: Town) -> None:
    await town["Jonas"].writes("sprog")
    await town["Jonas"].presses(write(Do("language", "en")))
    await sends(town)
    assert "You are invited to the development dialogue" in town["Jonas"].messages[-1]
    assert "Wednesday 9 September at 9:00 to 12:00" in town["Jonas"].messages[-1]
