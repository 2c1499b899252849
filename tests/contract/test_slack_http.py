"""What comes in over HTTP: signed or not, whole or broken, once or twice, kombot stays civil."""

import asyncio
import gzip
import json
import logging
import os
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Inbound, Reply
from dialogs.core.cards import Card
from tests.fakes.slack_user import PAYLOADS, body_of, captured, signed
from tests.slack_house import MONDAY, Receiver, SlackHouse, a_slack_house
from tests.unit.test_slack_inbound import bend

ROOT = Path(__file__).parents[2]
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ONE_EACH = sorted(path.stem for path in PAYLOADS.glob("*.json"))


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def house(receiver: Receiver) -> AsyncIterator[SlackHouse]:
    async with a_slack_house(receiver) as house:
        house.person()
        yield house


@pytest.mark.parametrize("name", ONE_EACH)
async def test_everything_that_slack_sends_is_acknowledged(house: SlackHouse, name: str) -> None:
    status, _ = await house.send(captured(name))
    assert status == 200


async def test_slack_gets_its_challenge_back(house: SlackHouse) -> None:
    payload = captured("url_verification")
    _, text = await house.send(payload)
    assert json.loads(text) == {"challenge": payload["challenge"]}


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "shortcut", "callback_id": "checkin", "user": {"id": "U1"}, "trigger_id": "1"},
        {"type": "block_suggestion", "action_id": "a", "user": {"id": "U1"}, "value": ""},
        {"type": "message_action", "callback_id": "x", "user": {"id": "U1"}},
        {"type": "something_new", "user": {"id": "U1"}},
        {"type": "event_callback", "event_id": "E1", "event": {"type": "emoji_changed"}},
        {"type": "event_callback", "event_id": "E1", "event": {"type": "tokens_revoked"}},
    ],
    ids=lambda payload: payload["type"],
)
async def test_what_kombot_does_not_know_is_acknowledged(
    house: SlackHouse, receiver: Receiver, payload: dict[str, Any]
) -> None:
    status, text = await house.send(payload)
    assert (status, text) == (200, "")
    assert receiver.seen == []


async def test_a_command_is_acknowledged(house: SlackHouse) -> None:
    body = urlencode({"command": "/kom", "text": "hjem", "team_id": "T1", "user_id": "U1"}).encode()
    status, _ = await house.door.post(body, {**signed(body, at=MONDAY), **FORM})
    assert status == 200


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, 200), (299, 200), (301, 401), (-299, 200), (-301, 401)],
)
async def test_a_request_counts_for_five_minutes(
    house: SlackHouse, receiver: Receiver, age: int, expected: int
) -> None:
    body, kind = body_of(captured("message_im"))
    headers = signed(body, at=MONDAY - timedelta(seconds=age))
    status, _ = await house.door.post(body, {**headers, "Content-Type": kind})
    assert status == expected
    assert len(receiver.seen) == (expected == 200)


GOOD = signed(b"{}", at=MONDAY)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": GOOD["X-Slack-Request-Timestamp"]},
        {**GOOD, "X-Slack-Signature": ""},
        {**GOOD, "X-Slack-Signature": "v0=" + "0" * 64},
        {**GOOD, "X-Slack-Signature": GOOD["X-Slack-Signature"].upper()},
        {**GOOD, "X-Slack-Signature": "v0=æøå"},
        {**GOOD, "X-Slack-Request-Timestamp": "now"},
        {**GOOD, "X-Slack-Request-Timestamp": "-1"},
        {**GOOD, "X-Slack-Request-Timestamp": "1e9"},
        {**GOOD, "X-Slack-Request-Timestamp": "9" * 400},
        {**GOOD, "X-Slack-Request-Timestamp": "١٢٣"},
        signed(b"{}", at=MONDAY, secret="another-secret"),
        signed(b"[]", at=MONDAY),
    ],
)
@pytest.mark.parametrize("kind", [JSON, FORM])
async def test_without_a_signature_nothing_is_read(
    house: SlackHouse, receiver: Receiver, headers: dict[str, str], kind: dict[str, str]
) -> None:
    status, text = await house.door.post(b"{}", {**headers, **kind})
    assert (status, text) == (401, "")
    assert receiver.seen == []


BROKEN = [
    b"",
    b"not json",
    b"[]",
    b"null",
    b"1",
    b'"text"',
    b"{",
    b"{}",
    b"[" * 100_000,
    b'{"a":' * 20_000,
    b"\xff\xfe\x00",
    b'{"type": "event_callback"}',
    b'{"type": "event_callback", "event": "text"}',
    b'{"type": "event_callback", "event": {"type": []}}',
    b'{"type": ["event_callback"]}',
    b'{"type": "block_actions", "actions": []}',
    b'{"type": "block_actions", "actions": [1], "user": "U1", "team": 5}',
    b'{"type": "view_submission", "view": []}',
    b'{"type": "view_submission", "view": {"callback_id": 5, "state": {"values": []}}}',
    b'{"n": ' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("body", BROKEN, ids=lambda body: body[:30].decode("latin-1"))
@pytest.mark.parametrize("how", ["json", "form", "payload"])
async def test_signed_rubbish_never_makes_kombot_fail(
    house: SlackHouse, caplog: pytest.LogCaptureFixture, body: bytes, how: str
) -> None:
    body = f"payload={quote(body)}".encode() if how == "payload" else body
    kind = JSON if how == "json" else FORM
    status, text = await house.door.post(body, {**signed(body, at=MONDAY), **kind})
    assert status in {200, 400}
    assert text == ""
    assert "Traceback" not in caplog.text


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_signed_payload_makes_kombot_fail(data: st.DataObject) -> None:
    payloads = [bend(captured(data.draw(st.sampled_from(ONE_EACH))), data) for _ in range(5)]
    assert asyncio.run(statuses(payloads)) <= {200, 400}


async def statuses(payloads: list[Any]) -> set[int]:
    async with a_slack_house(Receiver()) as house:
        found = set()
        for payload in payloads:
            body = json.dumps(payload).encode()
            status, _ = await house.door.post(body, {**signed(body, at=MONDAY), **JSON})
            found.add(status)
        return found


async def test_a_body_that_is_too_large_is_turned_away_unread(house: SlackHouse) -> None:
    # fault 27
    body = b"x" * (512 * 1024 + 1)
    status, _ = await house.door.post(body, JSON)
    assert status == 413


async def test_a_body_of_unknown_length_is_read_no_further_than_the_limit(
    house: SlackHouse,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(9):
            yield b"x" * 65536

    async with house.door.http.post(house.door.url, data=pieces(), headers=JSON) as response:
        assert response.status == 413


async def test_a_small_body_that_unpacks_to_a_large_one_is_turned_away(house: SlackHouse) -> None:
    body = gzip.compress(b"x" * 5_000_000)
    status, _ = await house.door.post(body, {**JSON, "Content-Encoding": "gzip"})
    assert status == 413


async def test_a_body_that_cannot_be_unpacked_is_turned_away(house: SlackHouse) -> None:
    status, _ = await house.door.post(b"not packed", {**JSON, "Content-Encoding": "gzip"})
    assert status == 400


@pytest.mark.parametrize("name", ["block_actions_message", "view_submission", "message_im"])
async def test_an_exact_replay_has_one_effect_and_shows_nothing_twice(
    house: SlackHouse, receiver: Receiver, name: str
) -> None:  # fault 28
    receiver.replies += [Reply(content=Card(title="Gemt.")), Reply(content=Card(title="Igen."))]
    body, kind = body_of(captured(name))
    headers = {**signed(body, at=MONDAY), "Content-Type": kind}
    await house.door.post(body, headers)
    calls = len(house.fake.calls)
    status, text = await house.door.post(body, headers)
    assert (status, text) == (200, "")
    assert len(receiver.effects) == 1
    assert len(house.fake.calls) == calls


async def test_a_fault_of_our_own_is_told_to_slack_and_logged_without_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(inbound: Inbound) -> Reply:
        raise RuntimeError(f"{inbound.text} is what somebody wrote")

    payload = captured("message_im")
    payload["event"]["text"] = "my secret"
    async with a_slack_house(broken) as house:
        status, _ = await house.send(payload)
    assert status == 500
    assert "RuntimeError" in caplog.text
    assert "my secret" not in caplog.text


async def test_logs_hold_no_words_even_when_everything_is_logged(
    house: SlackHouse, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.replies.append(Reply(content=Card(title="meget private ord")))
    payload = captured("message_im")
    payload["event"]["text"] = "mine egne ord"
    await house.send(payload)
    assert house.fake.messages
    assert "private ord" not in caplog.text
    assert "egne ord" not in caplog.text


JOINING = """
import aiohttp, asyncio, logging
from bot.channels.slack.endpoint import SlackEndpoint, clients_of
from bot.platforms import SlackSettings
from dialogs.core.house import House
from schedules.core.clock import SystemClock

async def join():
    logging.basicConfig(level=logging.INFO)
    settings = SlackSettings(client_id="1", base_url="https://slack.com/api/")
    now = SystemClock().now
    async with aiohttp.ClientSession() as http:
        clients = clients_of(settings, http, now=now)
        more = {"house": House(), "receive": None, "note": None, "now": now}
        SlackEndpoint(settings=settings, clients=clients, **more)
        logging.getLogger("kombot.slack.bolt").info("Bolt is heard again")

asyncio.run(join())
"""


async def test_bolt_tells_nothing_of_variables_that_are_kombots() -> None:
    """It looks them up by itself, and speaks of files that would hold tokens."""
    names = ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET")
    env = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), **dict.fromkeys(names, "xoxb-made-up")}
    piped = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", JOINING, env=env, stdout=piped, stderr=piped
    )
    said, wrong = await process.communicate()
    assert (said + wrong).decode() == "INFO:kombot.slack.bolt:Bolt is heard again\n"
