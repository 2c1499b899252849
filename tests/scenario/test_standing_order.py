"""What a platform tells twice, or late: the newest word counts, and a repeat does nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot.channels.standing import Gathered, Profile
from bot.matching import Somebody, find
from storage import people
from storage.tables import Address, Place
from storage.writer import LostRace
from tests import town as plot
from tests.fakes.slack_user import captured
from tests.scenario.test_standing import HIS, says, stands, unreachable
from tests.slack_town import SlackTown, a_slack_town
from tests.spots import spot
from tests.talk import Town, a_town

EARLY = datetime(2026, 8, 10, 6, 0, tzinfo=UTC)
LATE = EARLY + timedelta(minutes=5)
HERE = replace(stands(), event_id="Ev1", at=EARLY)
GONE = replace(stands(Profile(), unreachable="person_gone"), event_id="Ev2", at=LATE)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


@pytest.mark.parametrize("first", ["Ev1", "Ev0"])
async def test_an_older_word_does_not_open_what_was_closed_since(town: Town, first: str) -> None:
    """It comes again, or for the first time."""
    await town.app.note(replace(HERE, event_id=first))
    await town.app.note(GONE)
    await town.app.note(HERE)
    assert await unreachable(town) == "person_gone"


async def test_a_repeat_does_nothing_even_where_the_platform_tells_no_time(town: Town) -> None:
    here, gone = replace(HERE, at=None), replace(GONE, at=None)
    for told in (here, gone, here):
        await town.app.note(told)
    assert await unreachable(town) == "person_gone"


async def test_a_newer_word_counts_whatever_was_told_before(town: Town) -> None:
    for told in (HERE, GONE, replace(HERE, event_id="Ev3", at=LATE + timedelta(seconds=1))):
        await town.app.note(told)
    assert await unreachable(town) == ""


async def test_a_click_does_not_open_what_was_closed_while_it_was_read(town: Town) -> None:
    """Fault 24: whoever is at that address meanwhile is let in by no click that began before."""
    somebody = Somebody(
        channel=HERE.channel,
        tenant=HERE.tenant,
        external_id=HERE.external_id,
        profile=HERE.profile,
        reference={"dm": "D9"},
    )
    await says(town)
    async with town.store.unit() as clicking:
        assert await find(clicking, somebody, now=town.now)
        await town.app.note(
            replace(HERE, profile=Profile(email="somebody.else@solsikken.example"), at=LATE)
        )
        with pytest.raises(LostRace):
            await clicking.commit()
    assert await unreachable(town) == "other_email"


async def test_a_click_keeps_what_was_told_while_it_was_read(town: Town) -> None:
    somebody = Somebody(
        channel=HERE.channel,
        tenant=HERE.tenant,
        external_id=HERE.external_id,
        profile=Profile(),
        reference={"dm": "D9"},
    )
    await says(town)
    async with town.store.unit() as clicking:
        assert await find(clicking, somebody, now=town.now)
        await town.app.note(replace(HERE, at=LATE))
        await clicking.commit()
    async with town.store.snapshot() as reads:
        known = await reads.one(select(Address).where(Address.external_id == HERE.external_id))
    assert (known.reference["dm"], known.reference["told_at"]) == ("D9", LATE.isoformat())


async def test_another_email_is_not_undone_by_an_older_word(town: Town) -> None:
    await says(town)
    other = Profile(email="somebody.else@solsikken.example")
    await town.app.note(replace(HERE, profile=other, event_id="Ev2", at=LATE))
    await town.app.note(HERE)
    assert await unreachable(town) == "other_email"


async def test_an_address_that_changes_hands_keeps_what_was_told_last(town: Town) -> None:
    await town.app.note(HERE)
    sofies = Profile(email=plot.email_of("Sofie"))
    await town.app.note(replace(HERE, profile=sofies, event_id="Ev2", at=LATE))
    await town.app.note(replace(HERE, event_id="Ev3"))
    async with town.store.snapshot() as reads:
        found = await reads.one(select(Address.person_id).where(Address.channel == "slack"))
    assert found == plot.id_of("Sofie")


async def test_whoever_is_told_of_late_keeps_their_language(town: Town) -> None:
    english = replace(HERE, profile=replace(HIS, language="en"), event_id="Ev2", at=LATE)
    await town.app.note(english)
    await town.app.note(replace(HERE, profile=replace(HIS, language="da")))
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of("Jonas"))
    assert person is not None
    assert person.language == "en"


async def test_being_taken_out_of_a_channel_is_not_told_again_after_coming_back(town: Town) -> None:
    out = Gathered(spot("planning", member=False), event_id="Ev1", at=EARLY)
    back = Gathered(spot("planning"), event_id="Ev2", at=LATE)
    for told in (out, back, out, replace(out, event_id="Ev0")):
        await town.app.note(told)
    async with town.store.snapshot() as reads:
        place = await reads.one(select(Place).where(Place.purpose == "planning"))
    assert place.unreachable == ""


async def test_slacks_own_events_keep_their_order(tmp_path: Path) -> None:
    async with a_slack_town(tmp_path) as slack:
        jonas = plot.id_of("Jonas")
        for event_id, seconds, deleted in (("Ev1", 0, False), ("Ev2", 60, True), ("Ev3", 5, False)):
            told = changed(slack, jonas, seconds, deleted=deleted)
            assert (await slack.house.send({**told, "event_id": event_id}))[0] == 200
        async with slack.app.store.snapshot() as reads:
            address = await reads.one(select(Address).where(Address.person_id == jonas))
        assert address.unreachable == "person_gone"


def changed(slack: SlackTown, user: str, seconds: int, **traits: Any) -> dict[str, Any]:
    payload = captured("user_change")
    payload["event_time"] += seconds
    payload["event"]["user"] = {**slack.house.fake.users[user], **traits}
    return payload
