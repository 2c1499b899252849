"""Photos in Slack: chosen in a modal or sent in private, fetched with the bot's own token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.base import Inbound, Kind, Reply
from bot.channels.photos import LARGEST_FILE
from bot.channels.slack.photos import Album
from dialogs.core.cards import Button, Card, PhotoField
from dialogs.core.photos import WAITS
from storage.writer import StoreBusy
from tests.fakes.slack_files import Files
from tests.fakes.slack_user import SlackUser, captured
from tests.slack_house import Receiver, SlackHouse, a_slack_house, direct
from tests.snapshots import HEIC, NO_PHOTO, SECRET, a_photo, size_of
from tests.zoo import SESSION, form

START = Card(title="Dagen", buttons=(Button(label="Send et billede", value="open:photo:x"),))
PAGE = form(PhotoField(name="photo", label="Hvilket?", instead="Send det her.", most=4))
WRONG = form(
    PhotoField(name="photo", label="Hvilket?", instead="", most=4, error="Det er intet billede.")
)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver(replies=[Reply(content=PAGE, session_id=SESSION)])


@pytest.fixture
async def house(receiver: Receiver) -> AsyncIterator[SlackHouse]:
    async with a_slack_house(receiver) as house:
        yield house


@pytest.fixture
async def kirsten(house: SlackHouse) -> SlackUser:
    """With the page open."""
    person = house.person()
    await house.channel.send(direct(), START, outbox_id="row1")
    await person.clicks("Send et billede")
    return person


def sent(receiver: Receiver) -> Inbound:
    return receiver.seen[-1]


def problems(receiver: Receiver) -> list[str]:
    return [photo.problem for photo in (sent(receiver).photos or {}).values()]


async def test_photos_that_are_chosen_come_with_the_page(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    assert sent(receiver).photos == {}
    kirsten.photos = [house.fake.photos.takes(a_photo()) for _ in range(2)]
    await kirsten.submits()
    assert sent(receiver).fields == {"photo": "0,1"}
    photos = sent(receiver).photos or {}
    assert list(photos) == ["0", "1"]
    assert [size_of(each.jpeg) for each in photos.values()] == [(1200, 900)] * 2
    assert not any(SECRET in each.jpeg for each in photos.values())


async def test_a_page_without_a_photo_has_an_empty_answer(
    receiver: Receiver, kirsten: SlackUser
) -> None:
    await kirsten.submits()
    assert sent(receiver).fields == {"photo": ""}
    assert sent(receiver).photos == {}


@pytest.mark.parametrize(
    ("raw", "problem"), [(NO_PHOTO, "photo_none"), (HEIC, "photo_kind"), (b"", "photo_lost")]
)
async def test_what_is_no_photo_is_told_at_its_field(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser, raw: bytes, problem: str
) -> None:
    receiver.replies = [Reply(content=WRONG, session_id=SESSION)]
    kirsten.photos = [house.fake.photos.takes(raw)]
    await kirsten.submits()
    assert problems(receiver) == [problem]
    assert kirsten.errors == {f"step:{WRONG.turn}:photo": "Det er intet billede."}


async def test_a_film_is_not_fetched_at_all(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    large = house.fake.photos.takes(a_photo()) | {"size": LARGEST_FILE + 1}
    kirsten.photos = [large]
    await kirsten.submits()
    assert problems(receiver) == ["photo_large"]


async def test_without_the_right_to_read_files_it_is_told_so(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    """An installation from before has fewer rights until it is installed anew."""
    house.fake.photos.open = False
    kirsten.photos = [house.fake.photos.takes(a_photo())]
    await kirsten.submits()
    assert problems(receiver) == ["photo_not_allowed"]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/photo.jpg",
        "http://files.slack.com/photo.jpg",
        "https://files.slack.com.evil.example/photo.jpg",
        "https://files.slack.com@evil.example/photo.jpg",
        "file:///etc/passwd",
        "not an address",
        "",
    ],
)
async def test_the_token_goes_nowhere_but_to_slack(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser, url: str
) -> None:
    kirsten.photos = [{**house.fake.photos.takes(a_photo()), "url_private": url}]
    await kirsten.submits()
    assert problems(receiver) == ["photo_lost"]


async def test_slacks_own_address_is_where_they_are_fetched(house: SlackHouse) -> None:
    url = "https://files.slack.com/files-pri/T0KOMBOT01-F0PHOTO/download/planche.jpg"
    assert Album(clients=house.clients).is_slacks(url)


async def test_whoever_else_has_a_picture_is_not_asked_for_it(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    """It would be given: another door of the same machine, and one that Slack leads on to."""
    others, app = Files(), web.Application()
    app.add_routes(others.routes())
    async with TestServer(app, host="127.0.0.1") as server:
        others.origin = str(server.make_url("/")).rstrip("/")
        theirs = others.takes(a_photo())
        away = house.fake.photos.leads_to(theirs["url_private"])
        kirsten.photos = [theirs, away]
        await kirsten.submits()
    assert problems(receiver) == ["photo_lost", "photo_not_allowed"]
    assert others.asked == 0


async def test_a_photo_that_does_not_come_in_time_is_not_waited_for(house: SlackHouse) -> None:
    payload = captured("view_submission")
    file = house.fake.photos.takes(a_photo())
    payload["view"]["state"] = {"values": {"step:1:photo": {"answer": {"files": [file]}}}}
    album = replace(Album(clients=house.clients), seconds=0.0)
    assert [each.problem for each in (await album.of(payload)).values()] == ["photo_lost"]


@pytest.fixture
async def hasty(receiver: Receiver) -> AsyncIterator[SlackHouse]:
    """The acknowledgement waits for no photo at all."""
    async with a_slack_house(receiver, fetching=timedelta(0)) as house:
        yield house


async def opens_the_page(house: SlackHouse, raw: bytes) -> tuple[SlackUser, asyncio.Event]:
    """With a photo that comes once the event is set."""
    person, gate = house.person(), asyncio.Event()
    await house.channel.send(direct(), START, outbox_id="row1")
    await person.clicks("Send et billede")
    house.fake.photos.gate = gate
    person.photos = [house.fake.photos.takes(raw)]
    return person, gate


async def sends_a_slow_one(house: SlackHouse, raw: bytes) -> tuple[SlackUser, asyncio.Event]:
    person, gate = await opens_the_page(house, raw)
    await person.submits()
    return person, gate


def did(receiver: Receiver) -> list[str]:
    return [each.value.rpartition(":")[0] for each in receiver.seen if each.value[:2] == "do"]


async def test_a_slow_photo_is_fetched_after_the_acknowledgement(
    hasty: SlackHouse, receiver: Receiver
) -> None:
    """That it is on its way is kept first, for the case that kombot is stopped meanwhile.

    It is taken back with what is done with the photo, and not once more.
    """
    saved = Card(title="Sedler", body=("Billedet er gemt.",))
    done = Reply(content=saved, person_id="kirsten")
    receiver.replies += [Reply(content=None, language="da"), done]
    person, gate = await sends_a_slow_one(hasty, a_photo())
    assert did(receiver) == ["do:photo_waits"]
    assert "Jeg henter dit billede." in person.reads
    assert sent(receiver).kind is Kind.PRESS
    gate.set()
    await hasty.endpoint.close()
    assert problems(receiver) == [""]
    assert did(receiver) == ["do:photo_waits"]
    assert "Billedet er gemt." in person.reads


@dataclass
class Refusing(Receiver):
    """Nothing can be kept in the moment in which photos are promised for the first time."""

    refused: bool = False

    async def __call__(self, inbound: Inbound) -> Reply:
        if WAITS in inbound.value and not self.refused:
            self.refused = True
            raise StoreBusy
        return await super().__call__(inbound)


async def test_a_photo_that_cannot_be_promised_is_not_kept_behind_an_error() -> None:
    """Whoever sends it again has sent it once."""
    receiver = Refusing(replies=[Reply(content=PAGE, session_id=SESSION)])
    async with a_slack_house(receiver, fetching=timedelta(0)) as house:
        person, gate = await opens_the_page(house, a_photo())
        with pytest.raises(AssertionError, match="500"):
            await person.submits()
        await person.submits()
        gate.set()
        await house.settles()
    assert len([each for each in receiver.seen if each.photos]) == 1


async def test_what_could_not_be_done_with_a_photo_is_told_and_not_once_more(
    hasty: SlackHouse, receiver: Receiver
) -> None:
    """Whoever has sent it again by then would send it twice."""
    busy = Card(title="Jeg har for travlt.")
    receiver.replies += [Reply(content=None), Reply(content=busy, replaces=True)]
    person, gate = await sends_a_slow_one(hasty, a_photo())
    gate.set()
    await hasty.endpoint.close()
    assert "Jeg har for travlt." in person.reads
    assert did(receiver) == ["do:photo_waits", "do:photo_came"]


async def test_who_closed_the_window_is_told_in_a_message_what_came_of_it(
    hasty: SlackHouse, receiver: Receiver
) -> None:
    receiver.replies += [Reply(content=None), Reply(content=WRONG, session_id=SESSION)]
    person, gate = await sends_a_slow_one(hasty, NO_PHOTO)
    hasty.fake.views.clear()
    gate.set()
    await hasty.endpoint.close()
    assert "Det er intet billede." in str(person.messages[-1]["blocks"])
    assert "Åbn" in str(person.messages[-1]["blocks"])


async def test_a_slow_photo_in_private_is_answered_when_it_has_come(
    hasty: SlackHouse, receiver: Receiver
) -> None:
    receiver.replies = [Reply(content=None), Reply(content=Card(title="Billedet er gemt."))]
    person, hasty.fake.photos.gate = hasty.person(), asyncio.Event()
    await sends_in_private(hasty, person)
    assert did(receiver) == ["do:photo_waits"]
    hasty.fake.photos.gate.set()
    await hasty.endpoint.close()
    assert person.texts == ["Billedet er gemt."]
    assert did(receiver) == ["do:photo_waits", "do:photo_came"]


async def sends_in_private(house: SlackHouse, person: SlackUser) -> None:
    payload: dict[str, Any] = captured("message_im")
    payload["event_id"] = house.fake.trigger()
    files = [house.fake.photos.takes(a_photo())]
    payload["event"] |= {"user": person.id, "text": "", "subtype": "file_share", "files": files}
    await house.send(payload)


async def test_a_photo_that_is_sent_in_private_comes_along(
    house: SlackHouse, receiver: Receiver, kirsten: SlackUser
) -> None:
    await sends_in_private(house, kirsten)
    assert sent(receiver).kind is Kind.WORDS
    assert [each.problem for each in (sent(receiver).photos or {}).values()] == [""]
