"""`/kom` and the shortcuts in the town: every word, both languages, and nobody else sees it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from dialogs.said import SAID
from storage.tables import Checkin, Person
from tests import town as people
from tests.fakes.slack_user import captured
from tests.slack_town import SlackTown, a_slack_town

WORDS = sorted(word for command, said in SAID.items() if command != "here" for word in said)
MESSAGE = "message_action"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[SlackTown]:
    async with a_slack_town(tmp_path) as town:
        yield town


async def speaks(town: SlackTown, language: str) -> None:
    async with town.app.store.unit() as unit:
        jonas = col(Person.id) == people.id_of("Jonas Friis")
        unit.update(update(Person).where(jonas).values(language=language))
        await unit.commit()


async def test_the_command_alone_is_home(town: SlackTown) -> None:
    await town["Jonas"].commands()
    assert "Hej Jonas" in town["Jonas"].reads


async def test_every_word_is_understood_and_leaves_nothing_in_any_conversation(
    town: SlackTown,
) -> None:
    kirsten = town["Kirsten"]
    for word in WORDS:
        await kirsten.commands(f" {word.upper()} ")
        assert ("Det kan jeg hjælpe med" in kirsten.reads) == (word in SAID["help"]), word
        kirsten.closes()
    assert town.house.fake.messages == []


@pytest.mark.parametrize(
    ("language", "title", "word", "close"),
    [
        ("da", "Det kan jeg hjælpe med", "privatliv", "Luk"),
        ("en", "This is what I can help with", "privacy", "Close"),
    ],
)
async def test_a_word_that_nobody_knows_is_answered_with_help_in_ones_own_language(
    town: SlackTown, language: str, title: str, word: str, close: str
) -> None:
    jonas = town["Jonas"]
    await speaks(town, language)
    await jonas.commands("fredagsbar")
    assert title in jonas.reads
    assert word in jonas.reads
    assert jonas.view["close"]["text"] == close


async def test_a_check_in_from_the_command_to_the_thanks(town: SlackTown) -> None:
    jonas = town["Jonas"]
    await jonas.commands("check-in")
    jonas.fills(trivsel="7", why="God uge")
    await jonas.submits()
    await jonas.shuts()
    await jonas.clicks("Fortsæt")
    jonas.fills(visible_to="me")
    await jonas.submits()
    await jonas.shuts()
    async with town.app.store.snapshot() as reads:
        (kept,) = await reads.all(select(Checkin))
    assert (kept.trivsel, kept.note) == (7, "God uge")
    assert len(jonas.messages) == 1
    assert "God uge" not in str(town.house.fake.messages)


async def test_the_page_that_was_open_is_the_only_one_that_is_asked_again(
    town: SlackTown,
) -> None:
    jonas = town["Jonas"]
    await jonas.chooses("kombot_message_checkin", menu=MESSAGE)
    assert "1 af 2" in jonas.reads
    jonas.fills(trivsel="7")
    await jonas.submits()
    jonas.fills(visible_to="leader")
    await jonas.shuts()
    await jonas.clicks("Fortsæt")
    assert "2 af 2" in jonas.reads


async def test_looking_at_home_and_closing_it_leaves_no_message(town: SlackTown) -> None:
    jonas = town["Jonas"]
    await jonas.commands("check-in")
    jonas.closes()
    await jonas.commands()
    assert jonas.view["submit"]["text"] == "Fortsæt: Check-in"
    await jonas.shuts()
    assert jonas.messages == []


async def test_somebody_unknown_is_told_so_alone(town: SlackTown) -> None:
    stranger = town.house.person("U0STRANGER", "nobody@elsewhere.example")
    await stranger.commands("check-in")
    assert "Vi kender ikke hinanden endnu." in stranger.reads
    assert town.house.fake.messages == []


async def test_a_command_opens_the_choice_and_says_nothing_of_where_it_was_written(
    town: SlackTown,
) -> None:
    """It is answered to one person, and asks Slack nothing about the conversation."""
    await town["Kirsten"].commands("her")
    assert "Vælg kanal" in town["Kirsten"].reads
    assert not town.house.fake.called("conversations.info")


async def test_a_window_of_somebody_elses_dialog_tells_nothing(town: SlackTown) -> None:
    await town["Jonas"].commands("check-in")
    view = town["Jonas"].view
    payload = {**captured("view_closed"), "view": {**captured("view_closed")["view"], **view}}
    payload["user"]["id"] = people.id_of("Sofie Krag")
    assert await town.house.send(payload) == (200, "")
    assert town.house.fake.messages == []
