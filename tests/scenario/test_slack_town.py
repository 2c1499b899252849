"""The town on Slack: the same conversations, over signed requests, bolt and the Web API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from storage.tables import Address, Ballot, Checkin, Place
from tests import town as people
from tests.fakes.slack import TEAM, Fault
from tests.fakes.slack_user import SlackUser
from tests.slack_town import SlackTown, a_slack_town

HURRY = ("Jonas", "Sofie", "Peter", "Fatima", "Lars")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SlackTown]:
    async with a_slack_town(tmp_path) as town:
        yield town


async def checkins(town: SlackTown) -> list[Checkin]:
    async with town.app.store.snapshot() as reads:
        return await reads.all(select(Checkin))


async def test_a_check_in_from_the_word_to_the_thanks(town: SlackTown) -> None:
    jonas = town["Jonas"]
    await jonas.writes("check-in")
    await jonas.clicks("Åbn")
    assert "1 af 2" in jonas.reads
    jonas.fills(trivsel="7", why="God uge")
    await jonas.submits()
    jonas.fills(visible_to="me")
    await jonas.submits()
    assert "Kun du kan se det." in jonas.reads
    (kept,) = await checkins(town)
    assert (kept.trivsel, kept.note, kept.visible_to) == (7, "God uge", "me")
    assert "God uge" not in "".join(jonas.texts)


async def test_an_error_stands_at_its_field(town: SlackTown) -> None:
    jonas = town["Jonas"]
    await jonas.writes("check-in")
    await jonas.clicks("Åbn")
    jonas.fills(trivsel="7", why="Ring til 010190-1234")
    await jonas.submits()
    ((block, error),) = jonas.errors.items()
    assert block.endswith(":why")
    assert "CPR" in error
    assert await checkins(town) == []


async def test_a_page_is_kept_when_the_modal_is_closed_and_goes_on_from_the_old_button(
    town: SlackTown,
) -> None:
    jonas = town["Jonas"]
    await jonas.writes("check-in")
    await jonas.clicks("Åbn")
    jonas.fills(trivsel="7", why="God uge")
    await jonas.submits()
    jonas.closes()
    await jonas.clicks("Åbn")
    assert "2 af 2" in jonas.reads
    await jonas.clicks("Tilbage")
    assert "God uge" in str(jonas.view)


async def test_a_second_device_is_shown_where_the_first_one_is(town: SlackTown) -> None:
    jonas = town["Jonas"]
    tablet = SlackUser(id=jonas.id, fake=jonas.fake, send=jonas.send)
    await jonas.writes("check-in")
    await jonas.clicks("Åbn")
    await tablet.clicks("Åbn")
    jonas.fills(trivsel="7", why="Første")
    await jonas.submits()
    tablet.fills(trivsel="2", why="Skrevet på tabletten")
    await tablet.submits()
    assert "Den her besked er blevet overhalet." in tablet.reads
    assert "Skrevet på tabletten" in str(tablet.view)


async def test_somebody_new_is_known_by_the_email_that_slack_vouches_for(town: SlackTown) -> None:
    fresh = town.house.person("U0NEWPHONE", people.email_of("Sofie Krag"))
    await fresh.writes("check-in")
    await fresh.clicks("Åbn")
    assert fresh.modal
    async with town.app.store.snapshot() as reads:
        found = await reads.one(select(Address).where(Address.external_id == "U0NEWPHONE"))
    assert (found.person_id, found.tenant) == (people.id_of("Sofie Krag"), TEAM)


async def test_a_stranger_is_told_whom_to_ask(town: SlackTown) -> None:
    stranger = town.house.person("U0STRANGER", "nobody@elsewhere.example")
    await stranger.writes("check-in")
    assert "Vi kender ikke hinanden endnu." in stranger.texts[-1]
    assert "Bed Hanne Riis om at tilføje dig." in stranger.texts[-1]


@pytest.mark.parametrize(
    "trait", [{"is_restricted": True}, {"is_stranger": True}, {"team_id": "T0ELSEWHERE"}], ids=str
)
async def test_a_guest_or_somebody_from_outside_is_told_nobodys_name(
    town: SlackTown, trait: dict[str, object]
) -> None:
    outsider = town.house.person("U0OUTSIDER", "nobody@elsewhere.example", **trait)
    await outsider.writes("<@U0KOMBOT01> hej", channel="everyone")
    assert "Vi kender ikke hinanden endnu." in outsider.texts[-1]
    assert "Hanne" not in outsider.texts[-1]


async def test_nothing_personal_is_said_in_a_channel(town: SlackTown) -> None:
    await town["Jonas"].writes("<@U0KOMBOT01> check-in", channel="everyone")
    assert "under fire øjne" in town["Jonas"].texts[-1]
    assert town.house.fake.messages[-1]["ephemeral_to"] == people.id_of("Jonas Friis")


async def opens_a_round(town: SlackTown) -> None:
    kirsten = town["Kirsten"]
    await kirsten.writes("runde")
    await kirsten.clicks("Ja, vi er klar")
    for page in (
        {"dialogue_on": "2026-09-09"},
        {"deadline_on": "2026-08-17", "deadline_at": "12:00"},
        {},
        {"mode": "secret"},
    ):
        kirsten.fills(**page)
        await kirsten.submits()
    await kirsten.submits()
    kirsten.closes()


async def votes(town: SlackTown, name: str) -> None:
    voter = town[name]
    await voter.clicks("Stem på temaer")
    for page in (
        {},
        {"wellbeing": "meaning"},
        {"wellbeing_why": f"Fordi {name}"},
        {"leadership": "citizen"},
        {},
        {},
    ):
        voter.fills(**page)
        await voter.submits()
    assert "Send min stemme" not in str(voter.view)
    voter.closes()


async def test_a_vote_is_opened_cast_and_counted_in_the_planning_groups_channel(
    town: SlackTown,
) -> None:
    await opens_a_round(town)
    await town.settles()
    assert "Hvad skal vi tale om i år?" in town["Jonas"].texts[-1]
    assert not [text for text in town["Oliver"].texts if "Hvad skal vi tale om" in text]
    for name in HURRY:
        await votes(town, name)
    async with town.app.store.snapshot() as reads:
        assert await reads.count(select(Ballot)) == 10
    await town.passes(hours=2)
    running = [text for text in town.planning if "har svaret" in text]
    assert len(running) == 1
    await town.passes(days=8)
    assert any("5" in text and "stemmer" in text for text in town.planning)
    assert len(town.house.fake.files) >= 1
    everything = "".join(map(str, town.house.fake.messages))
    assert not [name for name in HURRY if f"Fordi {name}" in everything]


async def test_a_nudge_that_slack_put_off_arrives_once(town: SlackTown) -> None:
    town.house.fake.fails("chat.postMessage", Fault(status=500, done=True))
    await opens_a_round(town)
    await town.settles()
    await town.passes(hours=1)
    asked = [each for each in town["Jonas"].texts if "Hvad skal vi tale om i år?" in each]
    assert len(asked) == 1


async def test_a_public_channel_is_not_taken_for_the_planning_group(town: SlackTown) -> None:
    fake, kirsten = town.house.fake, town["Kirsten"]
    fake.channels |= {"C0ALL", "C0GROUP"}
    fake.public.add("C0ALL")
    await kirsten.writes("<@U0KOMBOT01> her", channel="C0ALL")
    assert "Alle kan læse den her kanal" in kirsten.texts[-1]
    await kirsten.writes("<@U0KOMBOT01> her", channel="C0GROUP")
    await kirsten.clicks("Ja, brug kanalen")
    async with town.app.store.snapshot() as reads:
        place = await reads.one(select(Place).where(Place.purpose == "planning"))
    assert (place.external_id, place.tenant) == ("C0GROUP", TEAM)


async def test_home_is_shown_in_the_conversation_with_the_way_to_what_is_open(
    town: SlackTown,
) -> None:
    jonas = town["Jonas"]
    await jonas.writes("check-in")
    await jonas.clicks("Åbn")
    jonas.fills(trivsel="7", why="God uge")
    await jonas.submits()
    jonas.closes()
    await jonas.writes("hjem")
    assert "Hej Jonas" in jonas.texts[-1]
    await jonas.clicks("Fortsæt: Check-in")
    assert "2 af 2" in jonas.reads
