"""What kombot answers in two Slacks: windows, the Home tab, and words that the servers tell of."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import build
from bot.channels.base import Reply
from bot.settings import Settings
from dialogs.core.cards import Card
from schedules.core.clock import SystemClock
from storage.keys import new_key
from tests import town
from tests.fakes.slack_user import captured, words_in
from tests.slack_house import Receiver, unheard
from tests.slack_servers import Kombot, Server, a_kombot
from tests.stores import open_store
from tests.zoo import SCALE, SESSION, form

PAGE = form(SCALE, title="Trivsel")
NEXT = form(SCALE, title="Hvorfor?")
AT_PAGE = Reply(content=PAGE, session_id=SESSION, language="da")
AT_NEXT = Reply(content=NEXT, session_id=SESSION, language="da")


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def kombot(server: Server, receiver: Receiver) -> AsyncIterator[Kombot]:
    async with a_kombot(server, receiver, unheard) as kombot:
        yield kombot


@dataclass(frozen=True)
class Person:
    """At their client, in whichever Slack."""

    id: str
    kombot: Kombot

    @property
    def server(self) -> Server:
        return self.kombot.server

    async def reads(self) -> list[str]:
        direct = await self.server.direct(self.id)
        return [each["text"] for each in await self.server.messages(direct)]

    async def clicks(self, label: str) -> None:
        direct = await self.server.direct(self.id)
        *_, message = await self.server.messages(direct)
        rows = [each["elements"] for each in message["blocks"] if each["type"] == "actions"]
        button = next(each for row in rows for each in row if each["text"]["text"] == label)
        where = {"channel_id": direct, "message_ts": message["ts"], "is_ephemeral": False}
        payload = captured("block_actions_message")
        await self.kombot.happens(
            "block_actions_message",
            self.id,
            channel={"id": direct, "name": "directmessage"},
            container={**payload["container"], **where},
            message={**payload["message"], "ts": message["ts"]},
            actions=[{**payload["actions"][0], **button}],
        )

    async def presses_in_window(self, *, seen: str = "") -> None:
        """`seen`: the hash of what the window shows to them; else what it does show."""
        view = {**self.window, **({"hash": seen} if seen else {})}
        await self.kombot.happens("block_actions_modal", self.id, view=view)

    @property
    def window(self) -> dict[str, object]:
        (view,) = [each for each in self.server.views().values() if each["type"] == "modal"]
        return view


@pytest.fixture
async def jonas(kombot: Kombot) -> Person:
    return Person(await kombot.server.person("jonas"), kombot)


async def presses(person: Person, receiver: Receiver, *replies: Reply) -> None:
    receiver.replies += replies
    await person.kombot.happens("block_actions_message", person.id)


async def test_a_button_opens_a_window(jonas: Person, receiver: Receiver) -> None:
    await presses(jonas, receiver, AT_PAGE)
    assert "Trivsel" in words_in(jonas.window)
    assert json.loads(str(jonas.window["private_metadata"]))["session"] == SESSION


async def test_the_next_page_takes_the_place_of_the_one_before(
    jonas: Person, receiver: Receiver
) -> None:
    await presses(jonas, receiver, AT_PAGE, AT_NEXT)
    await jonas.presses_in_window()
    assert "Hvorfor?" in words_in(jonas.window)
    assert len(jonas.server.asked("views.open")) == 1


async def test_a_window_that_shows_something_newer_is_left_as_it_is(
    jonas: Person, receiver: Receiver
) -> None:  # fault 21
    await presses(jonas, receiver, AT_PAGE, AT_NEXT, AT_PAGE)
    old = str(jonas.window["hash"])
    await jonas.presses_in_window()
    await jonas.presses_in_window(seen=old)
    assert len(jonas.server.asked("views.update")) == 2
    assert "Hvorfor?" in words_in(jonas.window)
    assert await jonas.reads() == []


async def test_a_window_that_cannot_open_leaves_a_button_in_the_direct_message(
    jonas: Person, receiver: Receiver
) -> None:  # fault 21
    channel = {"id": await jonas.server.direct(jonas.id), "name": "directmessage"}
    receiver.replies.append(AT_PAGE)
    unknown = {"trigger_id": "1700000000.000000.unknown", "channel": channel}
    await jonas.kombot.happens("block_actions_message", jonas.id, **unknown)
    assert "Vinduet nåede ikke at åbne." in (await jonas.reads())[-1]


async def test_the_home_tab_is_published_and_published_anew(
    jonas: Person, kombot: Kombot, receiver: Receiver
) -> None:
    for title in ("Hej Jonas", "Hej igen"):
        receiver.replies.append(Reply(content=Card(title=title, body=("Du er ajour.",))))
        payload = {**captured("app_home_opened"), "event_id": f"Ev {title}"}
        payload["event"]["user"] = jonas.id
        assert await kombot.door.send(payload) == (200, "")
    (home,) = [each for each in jonas.server.views().values() if each["type"] == "home"]
    assert "Hej igen" in words_in(home)
    assert "Hej Jonas" not in words_in(home)


@pytest.fixture
async def at_town(server: Server, tmp_path: Path) -> AsyncIterator[Person]:
    """Jonas in the town, where the whole of kombot answers him."""
    clock, plot = SystemClock(), town.Plot(channel="slack", tenant=server.team)
    async with open_store(tmp_path) as store:
        await town.found(store, plot, on_leave_since=clock.now().date())
        settings = Settings.from_env({"KOMBOT_KEYS": new_key()})
        app = build(settings, store=store, clock=clock, channels={})
        async with a_kombot(server, app.receive, app.note) as kombot:
            yield Person(await server.person("jonas"), kombot)


async def test_who_writes_is_answered_once(at_town: Person) -> None:
    await at_town.server.writes("jonas", "hjem")
    (answer,) = await at_town.reads()
    assert "Hej Jonas" in answer


async def test_a_check_in_goes_from_the_word_to_its_first_page(at_town: Person) -> None:
    await at_town.server.writes("jonas", "check-in")
    await at_town.clicks("Åbn")
    assert "1 af 2" in words_in(at_town.window)
    assert len(await at_town.reads()) == 1


async def test_a_mention_is_answered_for_the_one_who_mentions_alone(at_town: Person) -> None:
    channel = await at_town.server.place("everyone")
    await at_town.server.writes("jonas", "<@U0KOMBOT01> check-in", channel=channel)
    assert "under fire øjne" in await at_town.server.whispers(channel)
    assert await at_town.server.messages(channel) == []
