"""The demo workplace, and what it gives a story to stand on."""

import socket
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot import demo
from bot.demo_site import demo_settings, forget_demo
from storage import kom, people, simulator, talk_states
from storage.simulator import Resident
from storage.tables import Due
from storage.unit_of_work import Store
from tests.fakes.simulator import NOW
from tests.stores import open_store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path) as found:
        await demo.seed(found, NOW)
        yield found


async def everyone(store: Store) -> dict[str, Resident]:
    async with store.snapshot() as reads:
        return {each.person.name: each for each in await simulator.residents(reads, NOW.date())}


async def test_the_demo_is_made_once(store: Store) -> None:
    await demo.seed(store, NOW + timedelta(days=400))
    assert len(await everyone(store)) == 17


async def test_there_are_fourteen_at_the_workplace_and_hr_and_med_above_it(store: Store) -> None:
    found = await everyone(store)
    planning = {name for name, each in found.items() if "planning" in each.roles}
    assert planning == {"Mette Holm", "Kirsten Dahl", "Ali Hassan", "Birgit Lund"}
    assert [name for name, each in found.items() if each.person.hourly_paid] == ["Oliver Storm"]
    assert [name for name, each in found.items() if each.absent] == ["Anne Vestergaard"]
    assert found["Hanne Riis"].roles == {"hr", "admin"}
    elsewhere = [name for name, each in found.items() if each.workplace != "Børnehuset Solsikken"]
    assert set(elsewhere) == {"Hanne Riis", "Inger Bang", "Torben Ravn"}
    assert found["Inger Bang"].roles == {"coordination"}
    assert found["Torben Ravn"].roles == {"committee"}
    assert found["Mette Holm"].person.leader_id == "hanne-riis"
    assert all(each.person.email.endswith("@demo.example") for each in found.values())


async def test_nobody_is_absent_before_the_absence_begins(store: Store) -> None:
    async with store.snapshot() as reads:
        before = await simulator.residents(reads, NOW.date() - timedelta(days=40))
    assert [each.person.name for each in before if each.absent] == []


async def test_everybody_is_found_at_their_address(store: Store) -> None:
    async with store.snapshot() as reads:
        found = await people.at_address(
            reads, channel="simulator", tenant="", external_id="jonas-friis"
        )
        places = [place.external_id for place in await simulator.places(reads)]
    assert found is not None
    assert found[1].name == "Jonas Friis"
    assert places == ["planning", "everyone"]


async def test_jonas_has_a_talk_on_a_working_day_in_about_a_week(store: Store) -> None:
    async with store.snapshot() as reads:
        talk = await kom.next_conversation(reads, "jonas-friis", NOW)
        goals = await kom.open_goals(reads, "jonas-friis")
    assert talk is not None
    assert timedelta(days=7) < talk.at - NOW < timedelta(days=11)
    assert talk.at.weekday() < 5
    assert goals == []


async def test_sofies_goal_is_soon_due_and_her_checkins_are_shared(store: Store) -> None:
    async with store.snapshot() as reads:
        (goal,) = await kom.open_goals(reads, "sofie-krag")
        series = await kom.checkins(reads, "sofie-krag")
        progress = await kom.progress(reads, [each.id for each in series])
    assert goal.agreed_on < date(2026, 6, 15)
    assert [each.visible_to for each in series] == ["leader", "leader"]
    assert len(progress) == 2


async def test_peter_keeps_his_checkins_to_himself(store: Store) -> None:
    async with store.snapshot() as reads:
        goals = await kom.open_goals(reads, "peter-nygaard")
        series = await kom.checkins(reads, "peter-nygaard")
        shared = await kom.shared_checkin(reads, "peter-nygaard")
    assert len(goals) == 2
    assert len(series) == 4
    assert shared is None


async def test_talk_and_goals_are_handed_over_to_the_reminders(store: Store) -> None:
    async with store.snapshot() as reads:
        planned = sorted(await reads.all(select(Due.rule).where(col(Due.due_at) <= NOW)))
    assert planned == ["conversation.plan"] * 5 + ["goals.plan"] * 4


async def test_the_year_lives_with_talks_held_and_prepared_and_one_that_waits_for_a_yes(
    store: Store,
) -> None:
    async with store.snapshot() as reads:
        found = await talk_states.of_leader(reads, "mette-holm", NOW)
    states = {each.person_id: each for each in found}
    assert {name for name, each in states.items() if each.held} == {"fatima-yilmaz", "nadia-karimi"}
    assert states["fatima-yilmaz"].complete
    assert not states["nadia-karimi"].complete
    assert {name for name, each in states.items() if each.made and not each.held} == {
        "birgit-lund",
        "camilla-toft",
    }
    assert {name for name, each in states.items() if each.open and not each.held} == {
        "camilla-toft"
    }
    assert all(each.at.weekday() < 5 for each in found)


async def test_the_years_themes_are_set(store: Store) -> None:
    async with store.snapshot() as reads:
        cycle = await kom.cycle(reads, demo.WORKPLACE, NOW.year)
    assert cycle is not None
    assert 1 <= len(cycle.themes) <= 2


def test_a_demo_starts_over_and_never_while_one_runs(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with socket.create_server(("127.0.0.1", 0)) as running:
        port = str(running.getsockname()[1])
        settings = demo_settings({"KOMBOT_PORT": port}, folder)
        with pytest.raises(OSError, match="in use"):
            forget_demo(settings, folder)
        assert folder.exists()
    forget_demo(settings, folder)
    assert not folder.exists()
