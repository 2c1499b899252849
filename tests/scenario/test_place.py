"""The planning group's channel: who chooses it, who is told what, and what is posted there."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete
from sqlmodel import col, select

from bot.channels.base import Inbound, Kind
from dialogs.core.cards import Card
from dialogs.core.spots import Spot
from storage import people
from storage.tables import Place, Posted, Role
from tests.talk import Talker, Town, a_town
from tests.voting import opens, votes

NEW = "C-NEW"


async def in_channel(
    person: Talker, text: str = "", *, place: str = NEW, value: str = "", public: bool = False
) -> Card:
    """What the person is answered in a channel."""
    reply = await person.town.app.receive(
        Inbound(
            channel="simulator",
            external_id=person.external_id,
            kind=Kind.PRESS if value else Kind.WORDS,
            text=text,
            value=value,
            place=place,
            spots={place: _spot(place, public=public)},
            reference={"service": "eu"},
        )
    )
    assert isinstance(reply.content, Card)
    person.screen.append(reply.content)
    return reply.content


def _spot(place: str, *, public: bool = False) -> Spot:
    return Spot(channel="simulator", tenant="", external_id=place, public=public)


async def chooses(person: Talker, *, place: str = NEW) -> None:
    card = await in_channel(person, "her", place=place)
    await in_channel(person, place=place, value=card.buttons[0].value)


async def planning_place(town: Town) -> Place | None:
    async with town.store.snapshot() as reads:
        return await reads.first(select(Place).where(Place.purpose == "planning"))


async def no_place_yet(town: Town) -> None:
    async with town.store.unit() as unit:
        unit.delete(delete(Place).where(col(Place.purpose) == "planning"))
        await unit.commit()


async def test_the_contact_person_is_told_who_can_read_it_before_saying_yes(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await no_place_yet(town)
        kirsten = town["Kirsten"]
        await in_channel(kirsten, "@kombot her")
        card = await in_channel(kirsten, "her")
        kirsten.sees("Alle i kanalen kan læse det, jeg skriver her")
        assert await planning_place(town) is None
        await in_channel(kirsten, value=card.buttons[0].value)
        kirsten.sees("Så skriver jeg til planlægningsgruppen i den kanal.")
        place = await planning_place(town)
        assert place is not None
        assert (place.channel, place.external_id, place.reference) == (
            "simulator",
            NEW,
            {"service": "eu"},
        )


async def test_a_word_in_a_channel_offers_it_while_there_is_none(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        offer = "Brug denne kanal til planlægningsgruppen"
        assert not (await in_channel(town["Kirsten"], "hjem")).buttons
        await no_place_yet(town)
        card = await in_channel(town["Kirsten"], "hjem")
        assert [each.label for each in card.buttons] == [offer]
        assert not (await in_channel(town["Jonas"], "hjem")).buttons
        await in_channel(town["Kirsten"], value=card.buttons[0].value)
        town["Kirsten"].sees("Skal planlægningsgruppen på Børnehuset Solsikken bruge")


async def test_a_channel_that_all_can_read_is_never_taken(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        kirsten = town["Kirsten"]
        await in_channel(kirsten, "her", public=True)
        kirsten.sees("Alle kan læse den her kanal")
        await in_channel(kirsten, value="do:here:yes", public=True)
        kirsten.sees("Alle kan læse den her kanal")
        place = await planning_place(town)
        assert place is not None
        assert place.external_id == "planning"


async def test_others_in_the_group_are_told_who_chooses(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await in_channel(town["Ali"], value="do:here:yes")
        town["Ali"].sees("Bed Kirsten Dahl om at skrive her i kanalen")
        await in_channel(town["Jonas"], value="do:here:yes")
        town["Jonas"].sees("Det kan din rolle ikke åbne.")
        place = await planning_place(town)
        assert place is not None
        assert place.external_id == "planning"


async def test_where_nobody_is_contact_person_any_of_the_group_chooses(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        async with town.store.unit() as unit:
            unit.delete(delete(Role).where(col(Role.name) == "contact"))
            await unit.commit()
        await chooses(town["Ali"])
        place = await planning_place(town)
        assert place is not None
        assert place.external_id == NEW


async def test_in_private_the_word_says_where_to_write_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town["Kirsten"].writes("her")
        town["Kirsten"].sees("Skriv det i planlægningsgruppens egen kanal.")


async def test_a_group_that_moves_gets_its_number_in_the_new_channel(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await opens(town)
        await town.settles()
        assert len(town.place("planning")) == 1
        await chooses(town["Kirsten"])
        async with town.store.snapshot() as reads:
            assert await reads.count(select(Posted).where(Posted.target == "pl-planning")) == 0
        await votes(town, "Jonas")
        await town.passes(hours=2)
        assert "0 af 12" in town.place("planning")[0]
        assert "1 af 12 har svaret" in town.place(NEW)[0]
        again = await in_channel(town["Kirsten"], "her")
        assert "er allerede planlægningsgruppens" in again.title


async def test_a_tally_that_had_no_channel_is_shown_once_there_is_one(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await no_place_yet(town)
        await opens(town)
        await votes(town, "Jonas")
        await town.passes(days=8)
        await chooses(town["Kirsten"])
        await town.settles()
        (tally,) = town.place(NEW)
        assert "1 af 12 har svaret" in tally


async def test_a_word_in_a_channel_offers_it_where_the_old_one_cannot_be_reached(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:  # fault 25
        async with town.store.unit() as unit:
            people.set_unreachable(unit, "pl-planning", "place_archived")
            await unit.commit()
        card = await in_channel(town["Kirsten"], "hjem")
        await in_channel(town["Kirsten"], value=card.buttons[0].value)
        town["Kirsten"].sees("Skal planlægningsgruppen på Børnehuset Solsikken bruge")


async def test_everyones_channel_is_taken_by_a_word_and_a_yes_as_well(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        kirsten = town["Kirsten"]
        card = await in_channel(kirsten, "her til alle", public=True)
        kirsten.sees("Skal jeg skrive til alle på Børnehuset Solsikken i den her kanal?")
        kirsten.sees("Tal fra en afstemning kommer her aldrig.")
        assert (await everyones(town)).external_id == "everyone"
        await in_channel(kirsten, value=card.buttons[0].value, public=True)
        kirsten.sees("Så skriver jeg til alle i den kanal.")
        assert (await everyones(town)).external_id == NEW
        await in_channel(kirsten, "here for all", public=True)
        kirsten.sees("Her skriver jeg allerede til alle på Børnehuset Solsikken.")


async def everyones(town: Town) -> Place:
    async with town.store.snapshot() as reads:
        return await reads.one(select(Place).where(Place.purpose == "everyone"))


async def test_nobody_but_the_contact_person_chooses_everyones_channel(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        for name in ("Jonas", "Ali"):
            for value in ("do:here:everyone", "do:here:everyone:yes"):
                await in_channel(town[name], value=value)
        assert (await everyones(town)).external_id == "everyone"


async def test_a_public_channel_is_no_more_offered_than_taken(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await no_place_yet(town)
        assert (await in_channel(town["Kirsten"], "hjem", public=True)).buttons == ()
        assert (await in_channel(town["Kirsten"], "hjem")).buttons
