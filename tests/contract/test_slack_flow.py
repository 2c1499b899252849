"""A click, a page, a line: what somebody at Slack sees, driven over HTTP through bolt."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.base import Inbound, Kind, Reply
from dialogs.core.actions import Move, Turn, write
from dialogs.core.cards import Button, Card, Content, Form, Quote
from tests.fakes.slack import Fault
from tests.fakes.slack_user import SlackUser, captured, words_in
from tests.slack_house import KIRSTEN, Receiver, SlackHouse, a_slack_house, direct
from tests.zoo import SCALE, SERIES, SESSION, form, text

START = Card(title="Hvordan går det?", buttons=(Button(label="Start", value="open:checkin:"),))
PAGE = form(SCALE, text("why"), title="Trivsel")
REVIEW = Card(
    title="Check-in: Se det igennem",
    body=(Quote("Godt hold omkring mig"),),
    buttons=(Button(label="Send", value=f"turn:{SESSION}:4:send:", style="primary"),),
)
DONE = Card(title="Tak, dit check-in er gemt.", buttons=(Button(label="Hjem", value="do:home:"),))


def shows(content: Content | None, **more: Any) -> Reply:
    session = SESSION if isinstance(content, Form) else ""
    return Reply(content=content, **{"session_id": session, **more})


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def house(receiver: Receiver) -> AsyncIterator[SlackHouse]:
    async with a_slack_house(receiver) as house:
        yield house


@pytest.fixture
async def kirsten(house: SlackHouse) -> SlackUser:
    """With a message that asks her to start."""
    person = house.person()
    house.fake.channels.add("C0PLANNING")
    await house.channel.send(direct(), START, outbox_id="row1")
    return person


async def test_a_dialog_runs_in_a_modal_from_the_button_to_the_thanks(
    receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [
        shows(PAGE),
        shows(REVIEW, session_id=SESSION, replaces=True),
        shows(DONE, session_id=SESSION, replaces=True),
    ]
    await kirsten.clicks("Start")
    assert "Hvordan trives du?" in kirsten.reads
    kirsten.fills(trivsel="8", why="Godt hold omkring mig")
    await kirsten.submits()
    assert "Godt hold omkring mig" in kirsten.reads
    await kirsten.submits()
    assert "Tak, dit check-in er gemt." in kirsten.reads
    assert [each.kind for each in receiver.seen] == [Kind.PRESS, Kind.SUBMIT, Kind.SUBMIT]
    assert receiver.seen[1].fields == {"trivsel": "8", "why": "Godt hold omkring mig"}
    assert receiver.seen[2].value == f"turn:{SESSION}:4:send:"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(content=Card(title="Dit svar: 8"), session_id=SESSION, replaces=True),
        Reply(content=Card(title="Dine egne ord", body=(Quote("Dit svar: 8"),))),
        Reply(content=Card(title="Din trivsel", body=(SERIES,))),
    ],
    ids=["part of a dialog", "own words", "own figures"],
)
async def test_what_is_somebodys_own_opens_in_a_modal(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser, reply: Reply
) -> None:
    receiver.replies.append(reply)
    await kirsten.clicks("Start")
    assert kirsten.modal
    assert len(house.fake.messages) == 1


async def test_what_is_answered_never_stands_in_the_chat(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    """A button of a running dialog in an old message opens a modal, too."""
    receiver.replies += [shows(REVIEW, session_id=SESSION, replaces=True)]
    await kirsten.clicks("Start")
    assert "Godt hold omkring mig" in kirsten.reads
    assert "Godt hold omkring mig" not in "".join(words_in(house.fake.messages))


async def test_errors_stand_at_their_fields_and_the_page_stays(
    receiver: Receiver, kirsten: SlackUser
) -> None:
    wrong = form(SCALE, text("why", error="Det ligner et CPR-nummer."), title="Trivsel")
    receiver.replies += [shows(PAGE), shows(wrong)]
    await kirsten.clicks("Start")
    kirsten.fills(trivsel="8", why="010101-1234")
    await kirsten.submits()
    assert kirsten.errors == {"step:3:why": "Det ligner et CPR-nummer."}
    assert kirsten.typed["why"] == "010101-1234"


async def test_a_button_in_a_modal_brings_what_was_typed_and_updates_it(
    receiver: Receiver, kirsten: SlackUser
) -> None:
    paused = Card(title="Gemt. Du er nået 1 af 3.")
    receiver.replies += [shows(PAGE), shows(paused, session_id=SESSION, replaces=True)]
    await kirsten.clicks("Start")
    kirsten.fills(why="Halvt skrevet")
    await kirsten.clicks("Gem og fortsæt senere")
    assert receiver.seen[-1].fields == {"why": "Halvt skrevet"}
    assert "Gemt. Du er nået 1 af 3." in kirsten.reads


async def test_of_two_quick_clicks_the_older_view_does_not_cover_the_newer(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [shows(PAGE), shows(DONE), shows(REVIEW)]
    await kirsten.clicks("Start")
    before = kirsten.view
    await kirsten.clicks("Tilbage")
    payload = captured("block_actions_modal")
    payload["view"] |= {"id": before["id"], "hash": before["hash"]}
    payload["trigger_id"] = house.fake.trigger()
    status, _ = await house.send(payload)
    assert status == 200
    assert "Tak, dit check-in er gemt." in kirsten.reads


async def test_a_message_that_is_done_with_gives_way_to_the_answer(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [shows(Card(title="Den her besked er brugt."), replaces=True)]
    await kirsten.clicks("Start")
    assert kirsten.texts == ["Den her besked er brugt."]


async def test_an_answer_that_replaces_nothing_comes_below(
    receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [shows(Card(title="Jeg spørger igen i morgen."))]
    await kirsten.clicks("Start")
    assert kirsten.texts[-1] == "Jeg spørger igen i morgen."
    assert len(kirsten.texts) == 2


async def test_who_types_gets_a_button_that_opens_the_form(
    receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [shows(PAGE), shows(PAGE)]
    await kirsten.writes("check-in")
    assert "Hvordan trives du?" not in kirsten.texts[-1]
    await kirsten.clicks("Åbn")
    show = Turn(session_id=SESSION, turn=3, move=Move.SHOW)
    assert receiver.seen[-1].value == write(show)
    assert "Hvordan trives du?" in kirsten.reads


async def test_in_a_channel_only_the_one_who_asked_sees_the_answer(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [shows(Card(title="Det tager vi under fire øjne."))]
    await kirsten.writes("<@U0KOMBOT01> check-in", channel="C0PLANNING")
    assert house.fake.messages[-1]["ephemeral_to"] == KIRSTEN
    assert house.fake.messages[-1]["channel"] == "C0PLANNING"


async def test_a_button_in_a_channel_never_replaces_what_all_can_see(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    place = direct(shared=True, external_id="C0PLANNING")
    await house.channel.send(place, START, outbox_id="row2")
    receiver.replies += [shows(Card(title="Kun til dig"), replaces=True)]
    payload = captured("block_actions_message")
    payload["channel"]["id"] = payload["container"]["channel_id"] = "C0PLANNING"
    payload["container"]["message_ts"] = house.fake.messages[-1]["ts"]
    await house.send(payload)
    assert not house.fake.called("chat.update")
    assert house.fake.messages[-1]["ephemeral_to"] == KIRSTEN


async def test_a_button_under_an_answer_for_one_person_alone_is_answered_below(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    payload = captured("block_actions_message")
    payload["container"]["is_ephemeral"] = True
    receiver.replies += [shows(DONE, replaces=True)]
    await house.send(payload)
    assert not house.fake.called("chat.update")
    assert kirsten.texts[-1].startswith("Tak, dit check-in er gemt.")


async def test_the_home_tab_is_filled_when_it_is_opened(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [shows(DONE)]
    await kirsten.opens_home()
    assert "Hjem" in words_in(house.fake.homes[KIRSTEN]["blocks"])


async def test_a_button_in_the_home_tab_opens_a_modal(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [shows(DONE)]
    payload = captured("block_actions_home")
    payload["trigger_id"] = house.fake.trigger()
    await house.send(payload)
    (view,) = house.fake.views.values()
    assert "Tak, dit check-in er gemt." in words_in(view)


async def test_a_modal_that_came_too_late_leaves_a_button_to_try_again(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:  # fault 21
    receiver.replies += [shows(PAGE), shows(PAGE)]
    house.fake.fails("views.open", Fault(error="expired_trigger_id"))
    await kirsten.clicks("Start")
    assert len(house.fake.called("views.open")) == 1
    await kirsten.clicks("Åbn")
    assert "Hvordan trives du?" in kirsten.reads


@pytest.mark.parametrize(
    "fault",
    [Fault(status=503), Fault(cut=True), Fault(status=200, body="<html>"), Fault(status=429)],
)
async def test_what_is_done_is_acknowledged_though_slack_cannot_show_it(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser, fault: Fault
) -> None:
    for method in ("views.open", "chat.postMessage"):
        house.fake.fails(method, fault)
    receiver.replies += [shows(PAGE)]
    await kirsten.clicks("Start")
    assert len(receiver.effects) == 1


async def test_a_trigger_is_used_while_the_content_is_still_on_its_way() -> None:
    """A trigger lives three seconds: where content takes its time, a skeleton holds the place."""
    ready = asyncio.Event()

    async def slow(_inbound: Inbound) -> Reply:
        await ready.wait()
        return shows(PAGE)

    async with a_slack_house(slow, patience=timedelta(0)) as house:
        kirsten = house.person()
        await house.channel.send(direct(), START, outbox_id="row1")
        clicking = asyncio.create_task(kirsten.clicks("Start"))
        while not house.fake.views:
            await asyncio.sleep(0)
        (held,) = house.fake.views.values()
        assert "Et øjeblik, jeg henter siden …" in words_in(held)
        ready.set()
        await clicking
        assert "Hvordan trives du?" in kirsten.reads
        assert len(house.fake.views) == 1


async def test_nothing_is_shown_before_it_is_kept() -> None:
    shown_at_receive: list[int] = []

    async def receive(_inbound: Inbound) -> Reply:
        shown_at_receive.append(len(here.fake.called("views.open")))
        return shows(PAGE)

    async with a_slack_house(receive) as here:
        kirsten = here.person()
        await here.channel.send(direct(), START, outbox_id="row1")
        await kirsten.clicks("Start")
        assert shown_at_receive == [0]
        assert kirsten.modal


async def test_a_review_that_is_asked_for_in_words_does_not_stand_in_the_conversation(
    receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [
        shows(REVIEW, session_id=SESSION),
        shows(REVIEW, session_id=SESSION, replaces=True),
    ]
    await kirsten.writes("check-in")
    assert "Godt hold" not in str(kirsten.messages)
    await kirsten.clicks("Åbn")
    assert "Godt hold omkring mig" in kirsten.reads
    assert "Godt hold" not in str(kirsten.messages)
