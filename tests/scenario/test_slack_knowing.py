"""Who somebody is in Slack, while Slack does not tell, and what is asked of it at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.channels.standing import Profile, Standing
from storage import people, reach
from storage.tables import Address, Person
from storage.unit_of_work import Unit
from tests import town as plot
from tests.fakes.slack import Fault, SlackFake
from tests.fakes.slack_user import SlackUser
from tests.scenario.test_slack_channel import MEMBERS, tells
from tests.scenario.test_slack_town import opens_a_round
from tests.slack_town import SlackTown, a_slack_town

BUSY, STRANGER = "Der er travlt lige nu", "Vi kender ikke hinanden"
JONAS = plot.id_of("Jonas")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SlackTown]:
    async with a_slack_town(tmp_path) as town:
        town.house.fake.members["planning"] = list(MEMBERS)
        yield town


@pytest.fixture
def fake(town: SlackTown) -> SlackFake:
    return town.house.fake


@pytest.fixture
def jonas(town: SlackTown) -> SlackUser:
    return town["Jonas"]


async def address(town: SlackTown, user: str = JONAS) -> Address:
    async with town.app.store.snapshot() as reads:
        return await reads.one(select(Address).where(Address.external_id == user))


async def person(town: SlackTown) -> Person:
    async with town.app.store.snapshot() as reads:
        return await reads.one(select(Person).where(Person.id == JONAS))


async def is_no_longer_vouched_for(town: SlackTown) -> None:
    """Another process heard that Jonas's account has another email."""
    known = await address(town)

    async def work(unit: Unit) -> None:
        people.set_unreachable(unit, known.id, reach.OTHER_EMAIL)

    await town.app.store.run(work)


async def writes(town: SlackTown, user: SlackUser, text: str = "hjem") -> str:
    """What is shown last, once all is shown and all that was asked behind it is answered."""
    await user.writes(text)
    await town.house.settles()
    return user.texts[-1]


def asked(fake: SlackFake, user: str = JONAS) -> int:
    return [each["user"] for each in fake.called("users.info")].count(user)


@pytest.mark.parametrize(
    "fault",
    [Fault(status=503), Fault(status=429, retry_after="1"), Fault(error="invalid_auth")],
    ids=repr,
)
async def test_a_first_timer_is_no_stranger_while_slack_does_not_tell(
    town: SlackTown, fake: SlackFake, fault: Fault
) -> None:  # faults 9, 10
    fresh = town.house.person("U0NEWPHONE", plot.email_of("Sofie"))
    fake.fails("users.info", fault)
    assert BUSY in await writes(town, fresh)
    await town.passes(seconds=2)
    assert "Hej Sofie" in await writes(town, fresh)


async def test_what_was_typed_is_handed_back_while_slack_does_not_tell(
    town: SlackTown, fake: SlackFake, jonas: SlackUser
) -> None:
    await jonas.writes("check-in")
    await jonas.clicks("Åbn")
    await town.house.settles()
    await is_no_longer_vouched_for(town)
    await town.passes(minutes=1)
    fake.fails("users.info", Fault(status=503))
    jonas.fills(trivsel="7", why="God uge")
    await jonas.submits()
    assert BUSY in jonas.reads
    assert "God uge" in jonas.reads


async def test_nobody_whom_kombot_knows_is_kept_waiting_by_slack(
    town: SlackTown, fake: SlackFake, jonas: SlackUser
) -> None:
    gate = asyncio.Event()
    fake.users[JONAS]["tz"] = "America/Nuuk"
    fake.fails("users.info", Fault(gate=gate, late=True))
    await jonas.writes("hjem")
    assert "Hej Jonas" in jonas.texts[-1]
    gate.set()
    await town.house.settles()
    assert (await person(town)).zone == "America/Nuuk"


async def test_what_has_changed_in_slack_is_learnt_behind_an_answer(
    town: SlackTown, fake: SlackFake, jonas: SlackUser
) -> None:
    fake.users[JONAS] |= {"locale": "en-GB", "tz": "America/Nuuk"}
    assert "Hej Jonas" in await writes(town, jonas)
    found = await person(town)
    assert (found.language, found.zone) == ("en", "America/Nuuk")


async def test_what_another_process_has_heard_since_is_not_undone_by_what_is_remembered(
    town: SlackTown, fake: SlackFake, jonas: SlackUser
) -> None:
    fake.users[JONAS] |= {"locale": "en-GB", "tz": "America/Nuuk"}
    await writes(town, jonas)
    here = Profile(email=plot.email_of("Jonas"), language="da", zone="Europe/Copenhagen")
    where = await address(town)
    await town.app.note(
        Standing(channel="slack", tenant=where.tenant, external_id=JONAS, profile=here)
    )
    await writes(town, jonas)
    found = await person(town)
    assert (found.language, found.zone) == ("da", "Europe/Copenhagen")


async def after_each(town: SlackTown, fake: SlackFake, jonas: SlackUser, *waits: int) -> list[int]:
    """How often Slack has been asked by then, each time he writes so many minutes later."""
    counts = []
    for minutes in waits:
        town.house.clock.move(timedelta(minutes=minutes))
        await writes(town, jonas)
        counts.append(asked(fake))
    return counts


async def test_whoever_is_known_is_asked_about_once_an_hour(
    town: SlackTown, fake: SlackFake, jonas: SlackUser
) -> None:
    assert await after_each(town, fake, jonas, 0, 59, 2) == [1, 1, 2]


async def test_what_slack_did_not_answer_is_not_asked_at_every_click(
    town: SlackTown, fake: SlackFake, jonas: SlackUser
) -> None:
    fake.fails("users.info", Fault(status=503))
    assert await after_each(town, fake, jonas, 0, 0, 1) == [1, 1, 2]


async def test_an_email_that_changed_unheard_is_found_and_is_asked_about_anew(
    town: SlackTown, fake: SlackFake, jonas: SlackUser
) -> None:
    fake.person(JONAS, "somebody.else@solsikken.example")
    await writes(town, jonas)
    assert (await address(town)).unreachable == "other_email"
    await town.passes(minutes=1)
    assert STRANGER in await writes(town, jonas)
    fake.person(JONAS, plot.email_of("Jonas"))
    await town.passes(minutes=1)
    assert "Hej Jonas" in await writes(town, jonas)


async def test_what_was_known_an_hour_ago_lets_nobody_in_again(
    town: SlackTown, fake: SlackFake, jonas: SlackUser
) -> None:
    await writes(town, jonas)
    await is_no_longer_vouched_for(town)
    fake.person(JONAS, "somebody.else@solsikken.example")
    await town.passes(minutes=1)
    assert STRANGER in await writes(town, jonas)


LOOKS = ("conversations.info", "conversations.members", "users.info")


def looks(fake: SlackFake, *, at: str) -> int:
    return [each["channel"] for each in fake.called("conversations.info")].count(at)


async def test_who_joins_a_channel_that_is_not_ours_is_not_looked_up(
    town: SlackTown, fake: SlackFake
) -> None:
    fake.channels.add("C0ELSE")
    await tells(town, "member_joined_channel", channel="C0ELSE", user=JONAS)
    assert [call for call in fake.calls if call.method in LOOKS] == []
    await tells(town, "member_joined_channel", channel="planning", user=JONAS)
    assert looks(fake, at="planning") == 1


async def test_a_channel_is_looked_at_only_where_the_word_is_about_it(
    town: SlackTown, fake: SlackFake
) -> None:
    fake.channels.add("C0ELSE")
    await town["Kirsten"].writes("<@U0KOMBOT01> check-in", channel="C0ELSE")
    assert looks(fake, at="C0ELSE") == 0
    await town["Kirsten"].writes("<@U0KOMBOT01> her", channel="C0ELSE")
    assert looks(fake, at="C0ELSE") == 1


async def test_only_before_figures_is_it_looked_up_who_reads_along(
    town: SlackTown, fake: SlackFake
) -> None:
    await opens_a_round(town)
    await town.passes(minutes=1)
    assert [each for each in fake.messages if each["channel"] == "everyone"]
    assert town.planning
    assert looks(fake, at="everyone") == 0
    assert looks(fake, at="planning") == 1


async def test_members_are_asked_about_once_an_hour(town: SlackTown, fake: SlackFake) -> None:
    for _ in range(3):
        await tells(town, "member_joined_channel", channel="planning", user=JONAS)
    assert looks(fake, at="planning") == 3
    assert {asked(fake, each) for each in MEMBERS} == {1}
