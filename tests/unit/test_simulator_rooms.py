"""The simulator's channels, chosen in its own form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from bot.channels.base import Kind, Target
from bot.channels.simulator import SimulatorChannel
from bot.channels.simulator.chat import Chat, Line
from bot.channels.simulator.drawing import Drawing, words
from bot.channels.simulator.inbound import Act, read_act
from bot.channels.simulator.news import Newsroom
from bot.channels.simulator.rooms import Rooms
from dialogs.core.cards import Card, Form
from dialogs.core.spots import Spot
from dialogs.core.texts import Speaker
from storage.tables import Place
from tests.simulated import Simulator, a_simulator
from tests.talk import MONDAY
from tests.zoo import CARDS


@pytest.fixture
async def simulator(tmp_path: Path) -> AsyncIterator[Simulator]:
    async with a_simulator(tmp_path) as found:
        rooms = Rooms(store=found.store, now=found.clock.now, zone="Europe/Copenhagen")
        chat = Chat(
            store=found.store,
            receive=found.app.receive,
            now=found.clock.now,
            news=Newsroom(),
            look=rooms.spots,
        )
        yield replace(found, chat=chat)


async def fills(simulator: Simulator, **fields: str) -> Form | Card:
    form, reference = simulator.screens["kirsten"]
    assert isinstance(form, Form)
    act = Act(
        id="",
        kind=Kind.SUBMIT,
        person="p-kirsten",
        place="",
        text="",
        value=form.submit.value,
        fields=fields,
        message=reference,
        window="",
        pickers=("channel",),
    )
    line = (await simulator.chat.act(act)).line
    assert line is not None
    assert isinstance(line.content, Form | Card)
    simulator.screens["kirsten"] = (line.content, line.reference)
    return line.content


async def test_a_room_with_a_guest_in_it_is_asked_about_and_taken(simulator: Simulator) -> None:
    await simulator.writes("kirsten", "kanal")
    public = await fills(simulator, purpose="planning", channel="everyone")
    assert isinstance(public, Form)
    assert "Alle kan læse den kanal" in public.fields[1].error
    asked = await fills(simulator, purpose="planning", channel="guest")
    assert isinstance(asked, Form)
    question = asked.fields[-1]
    assert "Det er ikke folk fra planlægningsgruppen." in question.label
    done = await fills(
        simulator, **{"purpose": "planning", "channel": "guest", question.name: "yes"}
    )
    assert done.title == "Så skriver jeg til planlægningsgruppen i den kanal."
    async with simulator.store.snapshot() as reads:
        place = await reads.one(select(Place).where(Place.purpose == "planning"))
    assert (place.external_id, len(place.reference["accepted"])) == ("guest", 1)


async def test_a_purpose_is_no_room_although_it_is_called_like_one(simulator: Simulator) -> None:
    act = read_act(
        {
            "kind": "submit",
            "person": "p-kirsten",
            "fields": {"purpose": "everyone", "channel": "planning"},
            "pickers": ["channel"],
        }
    )
    assert act is not None
    assert act.rooms == ("planning",)


def test_a_picker_offers_the_rooms_that_there_are() -> None:
    say = Speaker(texts=words(), language="da", zone="Europe/Copenhagen")
    line = Line(reference="m1", key="k", author="kombot", at=MONDAY, content=CARDS["day and time"])
    drawn = Drawing(say=say, rooms=(("planning", "Planlægning"),)).line(line, "kombot")
    assert '<option value="planning" selected>Planlægning</option>' in drawn
    assert "Vælg en kanal" in drawn


async def test_the_simulator_tells_who_is_in_a_place(simulator: Simulator) -> None:
    channel = SimulatorChannel(store=simulator.store, now=simulator.clock.now, news=Newsroom())
    target = Target(
        id="pl-planning",
        channel="simulator",
        tenant="",
        external_id="planning",
        reference={},
        shared=True,
    )
    spot = await channel.look(target)
    assert isinstance(spot, Spot)
    assert len(spot.readers or ()) == 4
    assert await channel.look(replace(target, external_id="nowhere")) is None
