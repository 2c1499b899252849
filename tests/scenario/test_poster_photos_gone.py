"""Photos of posters that are to go, and what is left when their sender has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.channels.photos import clean
from dialogs.core.dialog import Completion, Refusal, Visit
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from dialogs.rounds.held.photos import load, save
from storage import people
from storage.erase import erase_own
from storage.tables import Person, PosterPhoto, Topic
from storage.unit_of_work import Unit
from storage.writer import LostRace
from tests.kom import on_disk
from tests.nudged import ROUND, does
from tests.poster_photos import TABLE, at_work, pictures, sends
from tests.snapshots import a_photo
from tests.talk import Town, a_town
from tests.voting import rows


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def test_whoever_writes_for_the_group_takes_it_away(town: Town) -> None:
    await at_work(town)
    jonas = town["Jonas"]
    await sends(jonas, a_photo(), a_photo(900, 1200))
    first, second = sorted(await rows(town, PosterPhoto), key=lambda each: each.slot)
    await jonas.clicks("Fjern et billede")
    assert len(pictures(jonas)) == 2
    await jonas.answers(which=first.id)
    jonas.sees("Billedet er fjernet.")
    assert [each.id for each in await rows(town, PosterPhoto)] == [second.id]
    await sends(jonas, a_photo())
    assert sorted(each.slot for each in await rows(town, PosterPhoto)) == [1, 2]


async def test_whoever_sent_it_takes_it_away_when_another_writes(town: Town) -> None:
    """And nobody else's: without groups all at the table may, so they are set here."""
    await at_work(town)
    await sends(town["Jonas"], a_photo())
    (kept,) = await rows(town, PosterPhoto)
    ali = town["Ali"]
    await ali.presses(f"open:photo_gone:{TABLE}")
    ali.sees("Her er ingen billeder, du kan fjerne.")
    theirs = kept.model_copy(update={"id": "ali-photo", "slot": 2, "sender_id": "p-ali"})
    await does(town, PosterPhoto(**theirs.model_dump()))
    await ali.presses(f"open:photo_gone:{TABLE}")
    assert len(pictures(ali)) == 1
    await ali.answers(which=kept.id)
    ali.sees("Vælg en af mulighederne på listen.")
    await ali.answers(which="ali-photo")
    assert [each.id for each in await rows(town, PosterPhoto)] == [kept.id]


async def test_nothing_comes_to_a_record_that_is_being_sorted(town: Town) -> None:
    await at_work(town)
    jonas = town["Jonas"]
    await jonas.presses(f"open:photo:{TABLE}")
    await does(town, Topic(round_id=ROUND, part="wellbeing", title="Ro"))
    await jonas.shows(a_photo(), in_words=True)
    jonas.sees("Planlægningsgruppen er begyndt at samle sedlerne")
    assert await rows(town, PosterPhoto) == []


async def test_what_is_sent_while_the_sorting_begins_is_not_slipped_in(town: Town) -> None:
    await at_work(town)
    house = town.app.courier.house
    async with town.store.unit() as unit:
        person = await people.person(unit, "p-jonas")
        assert person is not None
        who = await who_is(unit, person, house)
        asked = Visit(
            who=who, subject=TABLE, now=town.now, house=house, photos={"0": clean(a_photo())}
        )
        facts = await load(unit, asked)
        assert not isinstance(facts, Refusal)
        say = Speaker(texts=town.app.courier.texts, language="da", zone=who.zone)
        sent = Completion(
            **vars(asked), session_id="s", answers={"photo": "0"}, facts=facts, say=say
        )
        await save(unit, sent)
        await does(town, Topic(round_id=ROUND, part="wellbeing", title="Ro"))
        with pytest.raises(LostRace):
            await unit.commit()
    assert await rows(town, PosterPhoto) == []


async def test_it_stays_without_its_sender_when_they_have_left(town: Town) -> None:  # fault 37
    await at_work(town)
    await sends(town["Jonas"], a_photo())
    gone = town.now.date() - timedelta(days=40)

    async def leaves(unit: Unit) -> None:
        unit.update(update(Person).where(col(Person.id) == "p-jonas").values(left_on=gone))

    async def is_forgotten(unit: Unit) -> None:
        await erase_own(unit, "p-jonas", town.now.date())

    await town.store.run(leaves)
    await town.store.run(is_forgotten)
    (kept,) = await rows(town, PosterPhoto)
    assert kept.sender_id is None
    assert kept.jpeg


async def test_the_photo_is_sealed_on_disk(town: Town, tmp_path: Path) -> None:
    await at_work(town)
    await sends(town["Jonas"], a_photo())
    (kept,) = await rows(town, PosterPhoto)
    there = on_disk(tmp_path)
    assert kept.id.encode() in there
    for made in (kept.jpeg, kept.thumb):
        assert made[20:120] not in there
