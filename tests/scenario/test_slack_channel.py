"""Slack: the channel is chosen with Slack's picker, looked up there, and watched afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from storage.tables import Place
from tests import town as people
from tests.fakes.slack import BOT, SlackFake
from tests.fakes.slack_user import SlackUser, captured
from tests.fakes.slack_wire import Fault
from tests.scenario.test_slack_town import opens_a_round
from tests.slack_town import SlackTown, a_slack_town

GROUP = "C0GROUP"
MEMBERS = [people.id_of(each) for each in (people.LEADER, *people.REPRESENTATIVES)]
JONAS = people.id_of("Jonas")
LEFT_OPEN = "Vælg eller skriv noget her, så kan du gå videre."


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SlackTown]:
    async with a_slack_town(tmp_path) as town:
        town.house.fake.channels.add(GROUP)
        town.house.fake.members |= {GROUP: list(MEMBERS), "planning": list(MEMBERS)}
        yield town


@pytest.fixture
def fake(town: SlackTown) -> SlackFake:
    return town.house.fake


async def opens_the_choice(town: SlackTown) -> SlackUser:
    kirsten = town["Kirsten"]
    await kirsten.commands("kanal")
    return kirsten


async def chosen(town: SlackTown) -> Place:
    async with town.app.store.snapshot() as reads:
        return await reads.one(select(Place).where(Place.purpose == "planning"))


async def tells(town: SlackTown, name: str, **event: str) -> None:
    """Slack sends an event as it was captured, with something else in it."""
    payload = captured(name)
    payload["event_id"] = town.house.fake.trigger()
    payload["event_time"] = int(town.house.clock.now().timestamp())
    payload["event"] |= event
    assert (await town.house.send(payload))[0] == 200
    await town.passes(minutes=1)


async def test_the_contact_person_chooses_a_private_channel(town: SlackTown) -> None:
    kirsten = await opens_the_choice(town)
    (picker,) = [
        each["element"]
        for each in kirsten.view["blocks"]
        if each["type"] == "input" and each["element"]["type"] == "conversations_select"
    ]
    assert picker["filter"] == {"include": ["public", "private"], "exclude_bot_users": True}
    kirsten.fills(channel=GROUP)
    await kirsten.submits()
    assert "Så skriver jeg til planlægningsgruppen i den kanal." in kirsten.reads
    place = await chosen(town)
    assert (place.external_id, place.name) == (GROUP, "c0group")


async def test_others_in_it_are_named_in_the_same_window(town: SlackTown, fake: SlackFake) -> None:
    fake.members[GROUP] += [JONAS, "U0STRANGER"]
    kirsten = await opens_the_choice(town)
    kirsten.fills(channel=GROUP)
    await kirsten.submits()
    assert "I kanalen er også Jonas Friis og en anden." in kirsten.reads
    assert len(fake.called("views.open")) == 1
    kirsten.fills(**{question_of(kirsten): "yes"})
    await kirsten.submits()
    assert (await chosen(town)).reference["accepted"] == ["U0STRANGER", JONAS]


def fields_of(user: SlackUser) -> list[str]:
    inputs = [each for each in user.view["blocks"] if each["type"] == "input"]
    return [each["block_id"].split(":", 2)[2] for each in inputs]


def question_of(user: SlackUser) -> str:
    """Whether those who are in the channel may read along."""
    return next(name for name in fields_of(user) if name.startswith("may_read"))


async def test_errors_stand_at_the_picker_and_the_window_stays(
    town: SlackTown, fake: SlackFake
) -> None:
    fake.public |= {"C0ALL", "C0AWAY"}
    fake.channels |= {"C0ALL", "C0OLD", "C0SHARED"}
    fake.outside |= {"C0AWAY"}
    fake.archived.add("C0OLD")
    fake.foreign.add("C0SHARED")
    kirsten = await opens_the_choice(town)
    for channel, told in (
        ("C0HIDDEN", "Skriv /invite @kombot i kanalen"),
        ("C0ALL", "Alle kan læse den kanal"),
        ("C0AWAY", "Alle kan læse den kanal"),
        ("C0OLD", "Kanalen er arkiveret."),
        ("C0SHARED", "Kanalen er delt med folk uden for jeres egen organisation."),
    ):
        kirsten.fills(channel=channel)
        await kirsten.submits()
        ((block, error),) = kirsten.errors.items()
        assert block.endswith(":channel")
        assert told in error
    assert (await chosen(town)).external_id == "planning"


async def test_kombot_has_to_be_in_everyones_channel(town: SlackTown, fake: SlackFake) -> None:
    fake.public.add("C0AWAY")
    fake.outside.add("C0AWAY")
    kirsten = await opens_the_choice(town)
    kirsten.fills(purpose="everyone", channel="C0AWAY")
    await kirsten.submits()
    assert "Skriv /invite @kombot i kanalen" in "".join(kirsten.errors.values())


@pytest.mark.parametrize("method", ["conversations.info", "conversations.members"])
async def test_where_slack_does_not_answer_it_is_tried_again(
    town: SlackTown, fake: SlackFake, method: str
) -> None:
    fake.fails(method, Fault(status=503))
    kirsten = await opens_the_choice(town)
    kirsten.fills(channel=GROUP)
    await kirsten.submits()
    assert "Prøv igen om lidt." in "".join(kirsten.errors.values())
    await kirsten.submits()
    assert (await chosen(town)).external_id == GROUP


async def test_here_names_those_who_read_along_too(town: SlackTown, fake: SlackFake) -> None:
    fake.members[GROUP].append(JONAS)
    kirsten = town["Kirsten"]
    await kirsten.writes(f"<@{BOT}> her", channel=GROUP)
    assert "I kanalen er også Jonas Friis." in kirsten.texts[-1]
    fake.members[GROUP].append(people.id_of("Sofie"))
    await kirsten.clicks("Ja, brug kanalen")
    assert "I kanalen er også Jonas Friis og Sofie Krag." in kirsten.texts[-1]
    await kirsten.clicks("Ja, brug kanalen")
    assert (await chosen(town)).external_id == GROUP


async def test_who_joins_is_asked_about_and_a_number_waits(
    town: SlackTown, fake: SlackFake
) -> None:
    kirsten = town["Kirsten"]
    fake.members["planning"].append(JONAS)
    await tells(town, "member_joined_channel", channel="planning", user=JONAS)
    assert "Der er andre med i planlægningsgruppens kanal" in kirsten.texts[-1]
    assert (await chosen(town)).unreachable == "outsiders"
    await kirsten.clicks("Lad dem læse med")
    assert (await chosen(town)).unreachable == ""


async def test_who_joins_another_channel_is_nobodys_business(
    town: SlackTown, fake: SlackFake
) -> None:
    fake.members[GROUP].append(JONAS)
    before = len(fake.messages)
    await tells(town, "member_joined_channel", channel=GROUP, user=JONAS)
    assert len(fake.messages) == before


@pytest.mark.parametrize("event", ["channel_left", "group_left"])
async def test_kombot_taken_out_is_told_and_an_invitation_mends_it(
    town: SlackTown, fake: SlackFake, event: str
) -> None:  # fault 25
    fake.channels.remove("planning")
    await tells(town, event, channel="planning")
    told = town["Kirsten"].texts[-1]
    assert "Jeg er ikke med i kanalen i Slack." in told
    assert (await chosen(town)).unreachable == "not_invited"
    await invites_again(town, told)


async def test_a_channel_that_cannot_be_found_is_mended_by_an_invitation_too(
    town: SlackTown, fake: SlackFake
) -> None:  # fault 25
    fake.channels.remove("planning")
    await opens_a_round(town)
    await town.passes(minutes=1)
    (told,) = [each for each in town["Kirsten"].texts if "Jeg kan ikke finde kanalen" in each]
    assert (await chosen(town)).unreachable == "place_gone"
    await invites_again(town, told)


async def invites_again(town: SlackTown, told: str) -> None:
    """Just as kombot said, and with nothing more."""
    assert "/invite" in told
    assert "“her”" not in told
    town.house.fake.channels.add("planning")
    await tells(town, "member_joined_channel", channel="planning", user=BOT)
    assert (await chosen(town)).unreachable == ""


async def test_a_join_that_nobody_told_of_is_seen_before_anything_is_posted(
    town: SlackTown, fake: SlackFake
) -> None:
    fake.members["planning"].append(JONAS)
    await opens_a_round(town)
    await town.passes(minutes=1)
    assert town.planning == []
    assert "I kanalen er også Jonas Friis." in town["Kirsten"].texts[-1]


async def test_a_post_waits_while_slack_does_not_tell_who_is_there(
    town: SlackTown, fake: SlackFake
) -> None:
    fake.fails("conversations.members", Fault(status=503))
    await opens_a_round(town)
    await town.settles()
    assert town.planning == []
    await town.passes(minutes=2)
    assert len(town.planning) == 1


async def test_who_comes_while_it_is_asked_is_asked_about_and_nothing_was_left_open(
    town: SlackTown, fake: SlackFake
) -> None:
    fake.members[GROUP].append(JONAS)
    kirsten = await opens_the_choice(town)
    kirsten.fills(channel=GROUP)
    await kirsten.submits()
    fake.members[GROUP].append("U0STRANGER")
    kirsten.fills(**{question_of(kirsten): "yes"})
    await kirsten.submits()
    assert "I kanalen er også Jonas Friis og en anden." in kirsten.reads
    assert LEFT_OPEN not in kirsten.reads
    await kirsten.submits()
    assert LEFT_OPEN in (*kirsten.errors.values(), kirsten.reads)
    kirsten.fills(**{question_of(kirsten): "yes"})
    await kirsten.submits()
    assert (await chosen(town)).reference["accepted"] == ["U0STRANGER", JONAS]
