"""What is sent unprompted in the simulator: once, and updated in place."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.base import Sent
from dialogs.core.cards import Card
from tests.fakes.simulator import Stage, a_stage, target


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with a_stage(tmp_path) as found:
        yield found


async def titles(stage: Stage, conversation: str) -> list[str]:
    return [row.content["card"]["title"] for row in await stage.kept(conversation)]


async def test_a_message_sent_twice_stands_there_once(stage: Stage) -> None:
    first = await stage.channel.send(target("jonas-friis"), Card(title="Hej"), outbox_id="o1")
    again = await stage.channel.send(target("jonas-friis"), Card(title="Hej"), outbox_id="o1")
    assert first == again
    assert await titles(stage, "person:jonas-friis") == ["Hej"]


async def test_a_message_merged_meanwhile_shows_its_newest_words(stage: Stage) -> None:
    await stage.channel.send(target("jonas-friis"), Card(title="1 af 3"), outbox_id="o1")
    await stage.channel.send(target("jonas-friis"), Card(title="2 af 3"), outbox_id="o1")
    assert await titles(stage, "person:jonas-friis") == ["2 af 3"]


async def test_an_update_takes_the_place_of_what_was_posted(stage: Stage) -> None:
    place = target("planning", shared=True)
    sent = await stage.channel.send(place, Card(title="3 af 12"), outbox_id="o1")
    assert isinstance(sent, Sent)
    newer = target("planning", shared=True, posted=sent.reference["message"])
    again = await stage.channel.send(newer, Card(title="4 af 12"), outbox_id="o2")
    assert isinstance(again, Sent)
    assert again.reference == sent.reference
    assert await titles(stage, "place:planning") == ["4 af 12"]


async def test_an_update_of_what_is_gone_is_posted_anew(stage: Stage) -> None:
    gone = target("planning", shared=True, posted="nothing-there")
    await stage.channel.send(gone, Card(title="4 af 12"), outbox_id="o2")
    assert await titles(stage, "place:planning") == ["4 af 12"]


async def test_a_doubtful_send_is_found_again(stage: Stage) -> None:
    await stage.channel.send(target("jonas-friis"), Card(title="Hej"), outbox_id="o1")
    found = await stage.channel.find(target("jonas-friis"), outbox_id="o1")
    assert found == Sent(reference={"message": "o1"})
    assert await stage.channel.find(target("jonas-friis"), outbox_id="o2") is None


async def test_a_doubtful_update_is_found_only_once_it_is_there(stage: Stage) -> None:
    await stage.channel.send(target("planning", shared=True), Card(title="3"), outbox_id="o1")
    posted = target("planning", shared=True, posted="o1")
    assert await stage.channel.find(posted, outbox_id="o2") is None
    await stage.channel.send(posted, Card(title="4"), outbox_id="o2")
    assert await stage.channel.find(posted, outbox_id="o2") == Sent(reference={"message": "o1"})


async def test_an_open_window_hears_where_something_came(stage: Stage) -> None:
    with stage.news.listen() as ear:
        await stage.sends("jonas-friis", "Hej")
        news = ear.get_nowait()
    assert news is not None
    assert (news.conversation, news.by) == ("person:jonas-friis", "")
