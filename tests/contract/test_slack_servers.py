"""What kombot sends and asks, against two Slacks: our own fake, and npm `emulate`.

Where the two differ, `TOLD` says what each makes kombot believe, and which of them is like Slack.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.base import Delivery, Failed, Sent, Target
from bot.channels.slack.check import Check
from bot.channels.standing import Profile
from bot.platforms import SlackSettings
from dialogs.core.cards import Card
from tests.fakes.slack_user import SECRET
from tests.slack_house import Receiver, unheard
from tests.slack_servers import COLLEAGUES, NOW, Kombot, Server, a_kombot
from tests.zoo import IMAGE

CARD = Card(title="Hvordan går det?", body=("Det tager to minutter.",))
TALLY = Card(title="Sådan faldt stemmerne", body=(IMAGE,))

TOLD: dict[str, dict[str, Delivery]] = {
    # emulate takes every token, one it does not know as an administrator's without any scope.
    "an unknown token": {"fake": Failed("no_access"), "emulate": Failed("no_scope")},
    # Slack does not tell a private channel that kombot is not in from one that does not exist.
    "outside a private channel": {"fake": Failed("place_gone"), "emulate": Failed("not_invited")},
    # emulate lets every app post in every public channel, as the scope chat:write.public does.
    "outside a public channel": {"fake": Failed("not_invited"), "emulate": Sent()},
}


@pytest.fixture
async def kombot(server: Server) -> AsyncIterator[Kombot]:
    async with a_kombot(server, Receiver(), unheard) as kombot:
        yield kombot


def target(server: Server, user: str, **more: Any) -> Target:
    given: dict[str, Any] = {"reference": {}, "shared": False, "external_id": user, **more}
    return Target(id="address1", channel="slack", tenant=server.team, **given)


def place(server: Server, channel: str) -> Target:
    return target(server, channel, shared=True)


async def sent(kombot: Kombot, where: Target, card: Card = CARD) -> Sent:
    delivery = await kombot.channel.send(where, card, outbox_id="row1")
    assert isinstance(delivery, Sent), delivery
    return delivery


def as_told(delivery: Delivery, about: str, server: Server) -> bool:
    expected = TOLD[about][server.name]
    return isinstance(delivery, Sent) if isinstance(expected, Sent) else delivery == expected


async def test_the_token_is_known_for_whose_it_is(kombot: Kombot) -> None:
    settings = SlackSettings(signing_secret=SECRET, base_url=kombot.server.base_url)
    http = kombot.door.http
    check = Check(slack=settings, clients=kombot.clients, url="", now=NOW, session=http)
    says = [each.says for each in await check.findings()]
    assert "The token works: kombot is @kombot in Nyborg." in says


async def test_a_token_that_is_not_known(kombot: Kombot, server: Server) -> None:
    where = target(server, await server.person("jonas"))
    delivery = await kombot.holding("xoxb-other").send(where, CARD, outbox_id="row1")
    assert as_told(delivery, "an unknown token", server)


async def test_somebody_is_known_by_the_email_that_slack_vouches_for(
    kombot: Kombot, server: Server
) -> None:
    found = await kombot.directory.profile(server.team, await server.person("jonas"))
    assert found.email == "jonas@solsikken.example"


async def test_nothing_is_known_of_somebody_who_is_not_there(
    kombot: Kombot, server: Server
) -> None:
    assert await kombot.directory.profile(server.team, "U0NOBODY01") == Profile()


async def test_a_direct_message_is_opened_once_and_then_remembered(
    kombot: Kombot, server: Server
) -> None:
    jonas = await server.person("jonas")
    first = await sent(kombot, target(server, jonas))
    assert first.target_reference == {"channel": await server.direct(jonas)}
    second = await sent(kombot, target(server, jonas, reference=first.target_reference))
    assert second.target_reference is None
    assert len(server.asked("conversations.open")) == 1
    texts = [each["text"] for each in await server.messages(await server.direct(jonas))]
    assert texts == ["Hvordan går det?\nDet tager to minutter."] * 2


async def test_a_message_is_updated_where_it_stands(kombot: Kombot, server: Server) -> None:
    jonas = await server.person("jonas")
    first = await sent(kombot, target(server, jonas))
    now = Card(title="3 af 14 har svaret")
    again = await sent(kombot, target(server, jonas, posted=first.reference), now)
    assert again.reference == first.reference
    (message,) = await server.messages(await server.direct(jonas))
    assert message["text"] == "3 af 14 har svaret"


async def test_a_message_that_is_gone_is_posted_anew(kombot: Kombot, server: Server) -> None:
    jonas = await server.person("jonas")
    gone = {"channel": await server.direct(jonas), "ts": "1700000000.999999"}
    again = await sent(kombot, target(server, jonas, posted=gone))
    assert again.reference["ts"] != gone["ts"]
    assert len(await server.messages(gone["channel"])) == 1


@pytest.mark.parametrize("public", [True, False], ids=["public", "private"])
async def test_a_channel_that_kombot_is_in_is_posted_to(
    kombot: Kombot, server: Server, *, public: bool
) -> None:
    channel = await server.place("planning", public=public)
    await sent(kombot, place(server, channel))
    assert len(await server.messages(channel)) == 1


@pytest.mark.parametrize("public", [True, False], ids=["public", "private"])
async def test_a_channel_that_kombot_is_not_in(
    kombot: Kombot, server: Server, *, public: bool
) -> None:
    channel = await server.place("planning", public=public, invited=False)
    delivery = await kombot.channel.send(place(server, channel), CARD, outbox_id="row1")
    kind = "public" if public else "private"
    assert as_told(delivery, f"outside a {kind} channel", server)


async def test_a_channel_or_a_person_that_is_not_there_cannot_be_reached(
    kombot: Kombot, server: Server
) -> None:
    nowhere, nobody = place(server, "C0NOWHERE1"), target(server, "U0NOBODY01")
    assert await kombot.channel.send(nowhere, CARD, outbox_id="r") == Failed("place_gone")
    assert await kombot.channel.send(nobody, CARD, outbox_id="r") == Failed("person_gone")


async def test_a_message_is_found_by_the_row_that_it_was_sent_for(
    kombot: Kombot, server: Server
) -> None:  # fault 3
    where = target(server, await server.person("jonas"))
    first = await sent(kombot, where)
    found = await kombot.channel.find(where, outbox_id="row1")
    assert isinstance(found, Sent)
    assert found.reference == first.reference
    assert await kombot.channel.find(where, outbox_id="row2") is None


async def test_a_channels_messages_are_not_read(kombot: Kombot, server: Server) -> None:
    where = place(server, await server.place("planning"))
    await sent(kombot, where)
    assert await kombot.channel.find(where, outbox_id="row1") is None


async def test_a_tally_is_shown_with_its_picture(kombot: Kombot, server: Server) -> None:
    channel = await server.place("planning", public=False)
    await sent(kombot, place(server, channel), TALLY)
    (message,) = await server.messages(channel)
    image = message["blocks"][-1]
    assert (image["type"], image["alt_text"]) == ("image", IMAGE.alt)
    assert await server.file_size(image["slack_file"]["id"]) == len(IMAGE.png)


@pytest.mark.parametrize("scope", ["chat:write", "im:write"])
async def test_what_the_token_may_not_do_is_told_as_such(
    kombot: Kombot, server: Server, scope: str
) -> None:
    where = target(server, await server.person("jonas"))
    lacking = kombot.holding(server.without(scope))
    assert await lacking.send(where, CARD, outbox_id="row1") == Failed("no_scope")


async def test_without_files_a_tally_is_posted_in_words(kombot: Kombot, server: Server) -> None:
    channel = await server.place("planning")
    lacking = kombot.holding(server.without("files:write"))
    delivery = await lacking.send(place(server, channel), TALLY, outbox_id="row1")
    assert isinstance(delivery, Sent)
    (message,) = await server.messages(channel)
    assert IMAGE.alt in str(message["blocks"])
    assert "slack_file" not in str(message["blocks"])


async def test_without_history_nothing_is_found(kombot: Kombot, server: Server) -> None:
    where = target(server, await server.person("jonas"))
    await sent(kombot, where)
    lacking = kombot.holding(server.without("im:history"))
    assert await lacking.find(where, outbox_id="row1") is None


@pytest.mark.parametrize("scope", ["users:read", "users:read.email"])
async def test_without_the_right_to_see_an_email_nobody_is_known(
    kombot: Kombot, server: Server, scope: str
) -> None:
    lacking = kombot.directory_holding(server.without(scope))
    found = await lacking.profile(server.team, await server.person("jonas"))
    assert found.email == ""


@pytest.mark.parametrize("invited", [True, False])
async def test_it_is_known_which_channels_everybody_can_read(
    kombot: Kombot, server: Server, *, invited: bool
) -> None:
    public = await server.place("all", invited=invited)
    private = await server.place("planning", public=False, invited=invited)
    named = (public, private, "C0NOWHERE1")
    found = await kombot.rooms.spots(server.team, named)
    assert [found[each].public for each in named] == [True, False, False]
    assert [found[each].member for each in named] == [invited, invited, False]


async def test_it_is_known_who_can_read_along_in_a_channel(kombot: Kombot, server: Server) -> None:
    channel = await server.place("planning", public=False)
    found = await kombot.rooms.spots(server.team, [channel])
    readers = {each.email for each in found[channel].readers or ()}
    assert readers == {f"{each}@solsikken.example" for each in COLLEAGUES}
