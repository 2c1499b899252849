"""`/kom`, shortcuts, closed windows and windows that cannot open, over HTTP through bolt."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.channels.base import Kind, Reply
from dialogs.core.cards import Button, Card, Quote
from tests.fakes.slack import Fault
from tests.fakes.slack_user import SlackUser, captured
from tests.slack_house import KIRSTEN, Receiver, SlackHouse, a_slack_house, direct
from tests.zoo import SCALE, SERIES, SESSION, form, text

HOME = Card(
    title="Hej Kirsten",
    body=("Du er ajour.", SERIES),
    buttons=(Button(label="Lav et check-in", value="open:checkin:"),),
)
START = Card(title="Hvordan går det?", buttons=(Button(label="Start", value="open:checkin:"),))
PAGE = form(SCALE, text("why"), title="Trivsel")
REVIEW = Card(
    title="Check-in: Se det igennem",
    body=(Quote("Godt hold omkring mig"),),
    buttons=(Button(label="Send", value=f"turn:{SESSION}:4:send:", style="primary"),),
)
AT_PAGE = Reply(content=PAGE, session_id=SESSION, language="da")
GONE = Reply(content=Card(title="Den her besked er brugt."), replaces=True)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def house(receiver: Receiver) -> AsyncIterator[SlackHouse]:
    async with a_slack_house(receiver) as house:
        yield house


@pytest.fixture
async def kirsten(house: SlackHouse) -> SlackUser:
    person = house.person()
    await house.channel.send(direct(), START, outbox_id="row1")
    return person


async def test_the_command_opens_a_window_and_says_nothing_in_the_channel(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [Reply(content=HOME)]
    await kirsten.commands()
    assert "Hej Kirsten" in kirsten.reads
    assert len(house.fake.messages) == 1
    assert (receiver.seen[0].kind, receiver.seen[0].place) == (Kind.ASKED, "")
    assert receiver.seen[0].email == "kirsten@nyborg.example"


async def test_a_command_that_comes_twice_is_answered_once(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [AT_PAGE]
    payload = {**captured("slash_command"), "trigger_id": house.fake.trigger()}
    for _ in range(2):
        assert await house.send(payload) == (200, "")
    assert len(house.fake.called("views.open")) == 1


@pytest.mark.parametrize("menu", ["shortcut", "message_action"])
async def test_a_shortcut_opens_its_dialog(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser, menu: str
) -> None:
    receiver.replies += [AT_PAGE]
    kind = "global" if menu == "shortcut" else "message"
    await kirsten.chooses(f"kombot_{kind}_checkin", menu=menu)
    assert "Hvordan trives du?" in kirsten.reads
    assert len(house.fake.messages) == 1


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id"])
@pytest.mark.parametrize("way", ["command", "shortcut", "button"])
async def test_a_window_that_cannot_open_leaves_a_button_in_the_direct_message(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser, error: str, way: str
) -> None:  # fault 21
    receiver.replies += [AT_PAGE, AT_PAGE]
    house.fake.fails("views.open", Fault(error=error))
    match way:
        case "command":
            await kirsten.commands("check-in")
        case "shortcut":
            await kirsten.chooses("kombot_global_checkin")
        case _:
            await kirsten.clicks("Start")
    assert len(house.fake.called("views.open")) == 1
    assert "Vinduet nåede ikke at åbne." in kirsten.texts[-1]
    assert "Hvordan trives du?" not in str(kirsten.messages)
    await kirsten.clicks("Åbn")
    assert "Hvordan trives du?" in kirsten.reads


async def test_a_trigger_that_failed_once_is_not_tried_again(receiver: Receiver) -> None:
    """The skeleton took it: the page comes too late for that window."""
    receiver.replies += [AT_PAGE]
    async with a_slack_house(receiver, patience=timedelta(0)) as house:
        kirsten = house.person()
        house.fake.fails("views.open", Fault(error="expired_trigger_id"))
        await kirsten.commands("check-in")
        assert len(house.fake.called("views.open")) == 1
        assert "Vinduet nåede ikke at åbne." in kirsten.texts[-1]


async def test_who_somebody_is_may_take_longer_than_a_trigger_lives(receiver: Receiver) -> None:
    receiver.replies += [AT_PAGE]
    async with a_slack_house(receiver, patience=timedelta(0)) as house:
        kirsten = house.person()
        await kirsten.commands("check-in")
        methods = [call.method for call in house.fake.calls]
        assert methods.index("views.open") < methods.index("views.update")
        assert "Hvordan trives du?" in kirsten.reads


async def test_a_window_that_did_not_keep_up_leaves_a_way_on(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [AT_PAGE, Reply(content=REVIEW, session_id=SESSION, language="da")]
    await kirsten.clicks("Start")
    house.fake.fails("views.update", Fault(status=503))
    await kirsten.clicks("Tilbage")
    assert len(house.fake.called("views.update")) == 1
    assert "Vinduet nåede ikke at følge med." in kirsten.texts[-1]
    assert "Godt hold" not in str(kirsten.messages)


@pytest.mark.parametrize("error", ["hash_conflict", "not_found"])
async def test_a_window_that_shows_something_newer_or_is_closed_needs_no_word(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser, error: str
) -> None:  # fault 21
    receiver.replies += [AT_PAGE, AT_PAGE]
    await kirsten.clicks("Start")
    house.fake.fails("views.update", Fault(error=error))
    await kirsten.clicks("Tilbage")
    assert len(house.fake.called("views.update")) == 1
    assert len(kirsten.messages) == 1


async def test_however_many_pages_there_are_one_window_is_open(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    """Slack lays three on top of each other at most."""
    receiver.replies += [AT_PAGE] * 6
    await kirsten.clicks("Start")
    for _ in range(5):
        await kirsten.clicks("Tilbage")
    assert len(house.fake.called("views.open")) == 1
    assert not house.fake.called("views.push")


async def test_closing_the_window_leaves_one_way_back(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [AT_PAGE, AT_PAGE, AT_PAGE]
    await kirsten.clicks("Start")
    await kirsten.shuts()
    assert "De sider, du har sendt, er gemt" in kirsten.texts[-1]
    assert "Hvordan trives du?" not in kirsten.texts[-1]
    await kirsten.clicks("Fortsæt")
    assert "Hvordan trives du?" in kirsten.reads
    await kirsten.shuts()
    assert len(kirsten.messages) == 2


async def test_closing_the_window_of_a_dialog_that_is_over_says_nothing(
    receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [AT_PAGE, GONE]
    await kirsten.clicks("Start")
    await kirsten.shuts()
    assert len(kirsten.messages) == 1


async def test_a_closed_window_is_acknowledged_though_slack_takes_no_message(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [AT_PAGE, AT_PAGE]
    await kirsten.clicks("Start")
    house.fake.fails("chat.postMessage", Fault(status=503))
    await kirsten.shuts()
    assert len(receiver.seen) == 2


async def test_what_slack_adds_is_in_the_persons_own_language(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    english = Reply(content=PAGE, session_id=SESSION, language="en")
    receiver.replies += [english, english, english, english]
    await kirsten.clicks("Start")
    assert kirsten.view["close"]["text"] == "Close"
    await kirsten.submits()
    assert kirsten.view["close"]["text"] == "Close"
    await kirsten.shuts()
    assert "[Continue]" in kirsten.texts[-1]
    house.fake.fails("views.open", Fault(error="expired_trigger_id"))
    await kirsten.clicks("Continue")
    assert "The window did not open in time." in kirsten.texts[-1]


async def test_who_is_not_known_is_spoken_to_in_the_houses_language(
    receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [Reply(content=Card(title="Vi kender ikke hinanden endnu."))]
    await kirsten.commands()
    assert kirsten.view["close"]["text"] == "Luk"


async def test_somebodys_own_figures_stand_in_the_home_tab_and_not_in_the_conversation(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    receiver.replies += [Reply(content=HOME), Reply(content=HOME)]
    await kirsten.writes("hjem")
    assert "Du er ajour." in kirsten.texts[-1]
    assert SERIES.title not in str(house.fake.messages)
    await kirsten.opens_home()
    assert SERIES.title in str(house.fake.homes[KIRSTEN])
