"""How far each conversation is, for the one who has it and for the leader: status, never words."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dialogs.core.actions import Do, write
from storage.tables import Minutes, Preparation, TalkPlan
from tests import town as plot
from tests.kom import TALK, TALK_AT, keep, prepares
from tests.talk import Talker, Town, a_town
from tests.talks_held import JONAS, METTE, a_conversation, a_talk_after

KIRSTEN = plot.id_of("Kirsten")
SECRET = "Mine vagter i efteråret"


def row_of(leader: Talker) -> str:
    """What stands about Jonas among the leader's people."""
    return next(line for line in leader.text.splitlines() if line.startswith("Jonas Friis |"))


async def at_home(town: Town, name: str) -> Talker:
    await town[name].writes("hjem")
    return town[name]


def the_minutes(agreed_at: datetime) -> Minutes:
    return Minutes(
        conversation_id=TALK,
        points={},
        written_by=METTE,
        person_ok_at=agreed_at,
        leader_ok_at=agreed_at,
    )


def the_plan(agreed_at: datetime) -> TalkPlan:
    return TalkPlan(
        conversation_id=TALK,
        person_id=JONAS,
        leader_id=METTE,
        concept="nyborg_kom",
        written_by=METTE,
        person_ok_at=agreed_at,
        leader_ok_at=agreed_at,
    )


async def status(town: Town) -> str:
    return row_of(await at_home(town, "Mette")).split(" | ")[2]


@pytest.mark.parametrize(
    ("concept", "name"),
    [("nyborg_kom", "KOM:"), ("herlev", "Udviklingssamtale:"), ("norddjurs_mus", "MUS:")],
)
async def test_home_calls_the_talk_what_it_is_called_here(
    tmp_path: Path, concept: str, name: str
) -> None:
    async with a_town(tmp_path, KOMBOT_CONCEPT=concept) as town:
        await a_talk_after(town, concept)
        jonas = await at_home(town, "Jonas")
        jonas.sees(f"{name} mandag den 24. august kl. 10")
        pack = town.app.inbox.house.packs.talks()[concept]
        mini = pack.mini.name.da
        (await at_home(town, "Mette")).sees(f"Status | {mini[:1].upper()}{mini[1:]}")


async def test_the_way_from_a_date_to_a_complete_talk(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # NYB-KOM-27
        assert await status(town) == "ikke inviteret"
        jonas = await a_talk_after(town, "nyborg_kom")
        assert await status(town) == "inviteret"
        await prepares(jonas, "nothing")
        assert await status(town) == "forberedt"
        await jonas.clicks("Vælg, hvad du deler")
        await jonas.answers(scope="topics")
        assert await status(town) == "har delt"
        town.clock.move(TALK_AT + timedelta(days=1) - town.now)
        assert await status(town) == "dagen er gået"
        await town["Mette"].presses(write(Do("held", f"{TALK}|yes")))
        assert await status(town) == "holdt, ikke afsluttet"
        await keep(town, the_minutes(town.now))
        assert await status(town) == "referat aftalt"
        await keep(town, the_plan(town.now))
        assert await status(town) == "holdt og afsluttet"
        assert SECRET not in town["Mette"].text


async def test_who_was_to_talk_sees_what_is_left_until_it_is_complete(tmp_path: Path) -> None:
    async with a_town(tmp_path, at=TALK_AT + timedelta(hours=2)) as town:
        await a_talk_after(town, "herlev")
        jonas = await at_home(town, "Jonas")
        for said in ("Jeres seneste samtale", "Holdt: ikke endnu", "Handlings- og tidsplan: ikke"):
            jonas.sees(said)
        assert "Se dagsordenen" in jonas.text
        await jonas.clicks("Vi har holdt samtalen")
        await jonas.clicks("Ja, den er holdt")
        (await at_home(town, "Jonas")).sees("Holdt: ja")
        await keep(town, the_plan(town.now))
        assert "Jeres seneste samtale" not in (await at_home(town, "Jonas")).text


async def test_while_they_talk_the_leader_finds_the_day_the_agenda_and_the_minutes(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, at=TALK_AT + timedelta(minutes=5)) as town:
        await a_talk_after(town, "nyborg_kom")
        mette = town["Mette"]
        assert await status(town) == "i dag"
        await mette.writes("samtaler")
        mette.sees("Jonas Friis: I dag kl. 10")
        await mette.presses(write(Do("people", JONAS)))
        await mette.clicks("Se dagsordenen")
        await mette.clicks("Se referatet")
        mette.sees("Du og Jonas kan begge skrive.")
        town.clock.move(timedelta(days=1))
        await mette.writes("samtaler")
        mette.sees("Jonas Friis: Skulle være holdt mandag den 24. august")
        await mette.presses(write(Do("held", f"{TALK}|yes")))
        await mette.writes("samtaler")
        mette.sees("Jonas Friis: Sidst holdt mandag den 24. august")


async def test_each_sees_what_they_have_prepared_and_only_that_the_other_has_shared(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await a_talk_after(town, "nyborg_kom")
        mette = town["Mette"]
        await mette.presses(write(Do("people", JONAS)))
        mette.sees("Dine noter: ikke skrevet endnu")
        await mette.clicks("Skriv dine egne noter")
        await mette.answers(work__feedback="Godt set")
        await mette.answers(sharing="nothing")
        await mette.clicks("Gem mine noter")
        (await at_home(town, "Jonas")).sees("Fra Mette: ikke delt noget")
        await mette.clicks("Del mine noter med Jonas")
        (await at_home(town, "Jonas")).sees("Fra Mette: har delt noget med dig")
        await keep(
            town, Preparation(conversation_id=TALK, person_id=JONAS, answers={"topics": SECRET})
        )
        await mette.presses(write(Do("people", JONAS)))
        mette.sees("Dine noter: Jonas kan se dem")
        mette.sees("Fra Jonas: ikke delt noget")
        (await at_home(town, "Jonas")).sees("Færdig. Kun du kan se den.")


async def test_a_talk_that_was_called_off_is_no_talk(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        talk = a_conversation(TALK, concept="herlev")
        talk.called_off_at = town.now
        await keep(town, talk)
        assert await status(town) == "ikke inviteret"
        assert "Din næste samtale" not in (await at_home(town, "Jonas")).text


async def test_another_leaders_talk_says_nothing_to_the_present_one(tmp_path: Path) -> None:
    async with a_town(tmp_path, at=TALK_AT + timedelta(hours=2)) as town:
        await keep(town, a_conversation(TALK, concept="herlev", leader_id=KIRSTEN))
        await town["Mette"].presses(write(Do("people", JONAS)))
        assert "Referat" not in town["Mette"].text
        assert await status(town) == "ikke inviteret"
