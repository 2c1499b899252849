"""Who comes to the workplace after the teams were made is taken along, and teams can change."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from dialogs.core.actions import Open, write
from dialogs.core.cards import Button
from storage.roster import Entry
from storage.tables import Due, Seat, Sitting, SittingMember
from tests import town as people
from tests.newcomers import EARLY, GARDEN, GROUP, KITCHEN, NORA, SATURDAY, TEAMS, comes, puts
from tests.nudged import ROUND
from tests.preparing import Team, prepared
from tests.seated import fills_in
from tests.talk import Town, a_town
from tests.voting import rows


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await prepared(town, teams=TEAMS)
        yield town


async def invites(town: Town) -> None:
    async with town.store.unit() as unit:
        unit.update(update(Sitting).values(invited_at=town.now), expect=None)
        await unit.commit()


async def team_of(town: Town, person_id: str) -> list[str]:
    held = {each.id: each.name for each in await rows(town, Sitting)}
    found = await rows(town, SittingMember)
    return [held[each.sitting_id] for each in found if each.person_id == person_id]


async def test_the_planning_group_is_told_once_of_who_is_in_no_team(town: Town) -> None:
    await comes(town)
    for name in GROUP:
        assert town[name].has_seen("Nora Winther er ny hos jer")
    assert not town["Jonas"].has_seen("er ny hos jer")
    await comes(town, replace(NORA, language="en"))
    await town.passes(days=10)
    for name in GROUP:
        assert len([each for each in town[name].messages if "er ny hos jer" in each]) == 1


async def test_ten_who_come_on_a_saturday_are_one_message_on_monday(town: Town) -> None:
    await town.until(SATURDAY)
    firsts = ("Nora", "Otto", "Ida", "Emil", "Freja", "Karl", "Liva", "Malte", "Signe", "Villy")
    names = [f"{each} Winther" for each in firsts]
    for name, first in zip(names, firsts, strict=True):
        await comes(town, replace(NORA, name=name, email=f"{first}@solsikken.example"))
    await town.until(SATURDAY + timedelta(days=1))
    assert not [each for name in GROUP for each in town[name].messages if "hos jer" in each]
    await town.until(SATURDAY + timedelta(days=3))
    for name in GROUP:
        (told,) = (each for each in town[name].messages if "hos jer" in each)
        assert "10 er nye hos jer" in told
        assert [each for each in names if each not in told] == []


async def test_who_comes_on_another_day_is_told_of_anew(town: Town) -> None:
    await comes(town)
    await puts(town, "Ali", "Nora", "Haven")
    await town.passes(days=1)
    await comes(town, replace(NORA, name="Otto Winther", email="otto@solsikken.example"))
    for name in GROUP:
        told = [each for each in town[name].messages if "hos jer" in each]
        assert len(told) == 2
        assert "Otto Winther er ny hos jer" in told[-1]
        assert "Nora" not in told[-1]


async def test_a_newcomer_is_put_in_a_team_and_takes_part_from_then_on(town: Town) -> None:
    """TAL-14, TAL-33, TAL-37, TAL-39."""
    nora = await comes(town)
    await invites(town)
    await town["Ali"].clicks("Sæt på hold")
    town["Ali"].sees("Nora Winther er ikke på et hold endnu.")
    await puts(town, "Ali", "Nora", "Haven")
    town["Ali"].sees("Nora Winther er nu på holdet Haven.")
    assert await team_of(town, nora) == ["Haven"]
    assert town["Nora"].has_seen("tirsdag den 15. september kl. 9")
    assert town["Nora"].has_seen("Mening og retning")  # the invitation, with the themes
    await town["Nora"].writes("eksempler")
    town["Nora"].sees("Mening og retning")
    looks = [each for each in await rows(town, Due) if each.person_id == nora]
    assert any(each.subject.endswith("2026-09-15") for each in looks)
    await town["Kirsten"].presses(write(Open("groups", "sitting-Haven")))
    assert "Nora Winther" in str(town["Kirsten"].form.fields)


async def test_whoever_is_moved_hears_of_it_and_keeps_one_team(town: Town) -> None:
    await invites(town)
    await puts(town, "Mette", "Jonas Friis – Køkkenet", "Haven")
    assert await team_of(town, people.id_of("Jonas")) == ["Haven"]
    assert town["Jonas"].has_seen("Du er på holdet Haven")
    assert town["Jonas"].has_seen("tirsdag den 15. september kl. 9")
    await town["Jonas"].clicks("Se invitationen")
    town["Jonas"].sees("tirsdag den 15. september")
    assert not town["Sofie"].has_seen("Du er på holdet")


async def test_groups_that_were_told_take_in_whoever_joins_the_team(town: Town) -> None:
    """TAL-37."""
    await town["Kirsten"].presses(write(Open("groups", "sitting-Køkkenet")))
    await fills_in(town, "Kirsten")
    await town["Kirsten"].clicks("Meld grupperne ud")
    await town.settles()
    await puts(town, "Ali", "Lars", "Køkkenet")
    town["Ali"].sees("Grupperne er sat, så se dem igennem igen.")
    await town["Kirsten"].presses(write(Open("groups", "sitting-Køkkenet")))
    await fills_in(town, "Kirsten")
    town["Kirsten"].sees("Er kommet til: Lars Bech")


async def test_whoever_leaves_a_team_leaves_their_seat_and_their_pen_in_it(town: Town) -> None:
    """TAL-37."""
    await town["Kirsten"].presses(write(Open("groups", "sitting-Køkkenet")))
    await fills_in(town, "Kirsten")
    await town["Kirsten"].clicks("Meld grupperne ud")
    await town.settles()
    jonas = people.id_of("Jonas")
    told = await rows(town, Seat)
    assert jonas in {each.person_id for each in told}
    await puts(town, "Ali", "Jonas", "Haven")
    town["Ali"].sees("Grupperne er sat, så se dem igennem igen.")
    left = {(each.part, each.person_id) for each in await rows(town, Seat)}
    assert left == {(each.part, each.person_id) for each in told if each.person_id != jonas}


async def test_nobody_is_moved_to_where_they_are(town: Town) -> None:
    await puts(town, "Ali", "Jonas", "Køkkenet")
    town["Ali"].sees("Det er det hold, kollegaen er på nu.")


async def test_no_team_is_left_with_nobody(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        alone = {"Køkkenet": Team(KITCHEN, EARLY), "Haven": Team(GARDEN, ("Lars",))}
        await prepared(town, teams=alone)
        await puts(town, "Ali", "Lars", "Køkkenet")
        town["Ali"].sees("Så er der ingen tilbage på holdet Haven.")


async def test_who_met_already_is_not_moved_and_a_team_that_met_takes_nobody(town: Town) -> None:
    await town.until(town.now + timedelta(days=31))
    await town["Ali"].presses(write(Open("team", ROUND)))
    (choice,) = town["Ali"].form.fields
    assert "Jonas" not in str(choice)
    assert "Lars" in str(choice)
    await town.until(town.now + timedelta(days=10))
    await town["Ali"].presses(write(Open("team", ROUND)))
    town["Ali"].sees("Det sidste hold mødtes tirsdag den 15. september")


async def test_where_all_meet_together_a_newcomer_is_simply_invited(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await prepared(town)
        await invites(town)
        await comes(town)
        assert town["Nora"].has_seen("onsdag den 9. september")
        assert not town["Ali"].has_seen("er ny hos jer")
        assert "Sæt folk på hold" not in [each.label for each in await overview(town, "Ali")]
        await town["Ali"].presses(write(Open("team", ROUND)))
        town["Ali"].sees("I mødes samlet, så alle er med af sig selv.")


async def overview(town: Town, name: str) -> tuple[Button, ...]:
    await town[name].presses(f"do:overview:{ROUND}")
    return tuple(town[name].screen[-1].buttons)


@pytest.mark.parametrize(
    "entry",
    [
        replace(NORA, hourly_paid=True),
        replace(NORA, left_on=date(2026, 8, 1)),
        replace(NORA, workplace="Rådhuset"),
    ],
)
async def test_who_takes_no_part_is_nobodys_news(town: Town, entry: Entry) -> None:  # TAL-14
    await comes(town, entry)
    await town.passes(days=2)
    assert not town["Ali"].has_seen("er ny hos jer")


async def test_whoever_comes_from_another_workplace_is_a_newcomer_too(town: Town) -> None:
    await comes(town, replace(NORA, workplace="Rådhuset"))
    await comes(town)
    assert town["Ali"].has_seen("Nora Winther er ny hos jer")


async def test_the_entry_stands_in_the_overview_while_a_team_is_to_meet(town: Town) -> None:
    await town["Ali"].presses(f"do:overview:{ROUND}")
    await town["Ali"].clicks("Sæt folk på hold")
    town["Ali"].sees("Sådan er I fordelt lige nu.")


@pytest.mark.parametrize("name", ["Jonas", "Hanne"])
async def test_nobody_outside_the_group_puts_anybody_anywhere(town: Town, name: str) -> None:
    await town[name].presses(write(Open("team", ROUND)))
    town[name].sees("Det kan din rolle ikke åbne.")
