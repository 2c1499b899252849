"""Too much to do: a click is refused at once and kindly, and nothing is written (fault 39)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.pressure import MOST
from storage.tables import Session
from tests.fakes.slack import dm_of
from tests.fakes.slack_user import SlackUser, captured
from tests.scenario.driver_slack import SlackDriver, on_slack
from tests.scenario.drivers import Life, sees
from tests.teams_town import TeamsTown, a_teams_town
from tests.teams_town import captured as activity

BUSY = "Der er travlt lige nu, så jeg nåede det ikke. Vent lidt, og prøv igen."
STAYS = "Det, du har skrevet, bliver stående."


@pytest.fixture
async def life(tmp_path: Path) -> AsyncIterator[Life]:
    async with on_slack(tmp_path) as life:
        yield life


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[TeamsTown]:
    async with a_teams_town(tmp_path) as town:
        yield town


def is_full(life: Life | TeamsTown) -> None:
    life.app.pressure.most = 0


def is_calm(life: Life | TeamsTown) -> None:
    life.app.pressure.most = MOST


def user_of(life: Life, name: str) -> SlackUser:
    driver = life[name]
    assert isinstance(driver, SlackDriver)
    return driver.user


async def test_a_page_in_slack_stays_open_with_what_was_typed_and_can_be_sent_again(
    life: Life,
) -> None:
    jonas, user = life["Jonas"], user_of(life, "Jonas")
    await jonas.writes("check-in")
    before, kept = await life.rows(Session), life.on_disk()
    is_full(life)
    await jonas.answers(trivsel="7", why="God uge")
    sees(jonas, STAYS, "Hvordan")
    fields = [each["block_id"] for each in user.view["blocks"] if each["type"] == "input"]
    assert list(user.errors) == fields[:1]
    assert user.typed == {"trivsel": "7", "why": "God uge"}
    assert await life.rows(Session) == before
    assert life.on_disk() == kept

    is_calm(life)
    await jonas.answers()
    assert not user.errors
    (session,) = await life.rows(Session)
    assert session.answers == {"trivsel": "7", "why": "God uge"}


async def test_a_command_in_slack_is_answered_to_whoever_wrote_it(life: Life) -> None:
    is_full(life)
    status, text = await user_of(life, "Jonas").send(captured("slash_command"))
    assert (status, json.loads(text)) == (200, {"response_type": "ephemeral", "text": BUSY})


@pytest.mark.parametrize(
    "payload",
    ["message_im", "app_home_opened", "tokens_revoked", "block_actions_message", "shortcut"],
)
async def test_what_slack_shows_nothing_for_is_said_to_have_failed(
    life: Life, payload: str
) -> None:
    """An event comes again by itself; after a button Slack itself marks that it failed."""
    before = life.on_disk()
    is_full(life)
    assert await user_of(life, "Jonas").send(captured(payload)) == (503, "")
    assert life.on_disk() == before


async def test_an_event_that_was_refused_is_heard_when_it_comes_again(life: Life) -> None:
    user = user_of(life, "Jonas")
    event = captured("message_im")
    event["event"] |= {"user": user.id, "text": "check-in", "channel": dm_of(user.id)}
    is_full(life)
    assert (await user.send(event))[0] == 503
    is_calm(life)
    assert (await user.send(event))[0] == 200
    assert user.fake.messages
    said = len(user.fake.messages)
    assert (await user.send(event))[0] == 200
    assert len(user.fake.messages) == said


async def test_nobody_learns_more_without_a_signature_than_that_it_is_busy(
    town: TeamsTown,
) -> None:
    unsigned = {**activity("invoke_execute"), "serviceUrl": "https://evil.example"}
    async with town.http.post(town.url, json=unsigned) as answer:
        assert answer.status == 401
    is_full(town)
    async with town.http.post(town.url, json=unsigned) as answer:
        assert (await answer.json())["value"] == BUSY


async def test_a_card_in_teams_stays_and_says_why(town: TeamsTown) -> None:
    is_full(town)
    status, answer = await town.send("invoke_execute")
    assert status == 200
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    assert answer["value"] == BUSY
    assert not town.app.pressure.admitted


@pytest.mark.parametrize(
    ("payload", "status"),
    [("message_personal", 503), ("task_submit", 503), ("installation_update_personal", 503)],
)
async def test_what_teams_has_no_words_for_is_said_to_have_failed(
    town: TeamsTown, payload: str, status: int
) -> None:
    """A window keeps what was typed on its page: words would take the page's place."""
    is_full(town)
    assert await town.send(payload) == (status, "")
    assert not town.app.pressure.admitted


async def test_a_window_that_cannot_open_says_why(town: TeamsTown) -> None:
    is_full(town)
    _, answer = await town.send("task_fetch")
    assert answer == {"task": {"type": "message", "value": BUSY}}


async def test_every_refusal_is_counted_where_all_are(life: Life) -> None:
    is_full(life)
    await user_of(life, "Jonas").send(captured("message_im"))
    assert life.app.pressure.refused == {("slack", "full"): 1}


async def test_whoever_looks_after_kombot_is_answered_all_the_same(town: TeamsTown) -> None:
    is_full(town)
    async with town.http.get(town.url.replace("/api/messages", "/health")) as answer:
        assert answer.status == 200
