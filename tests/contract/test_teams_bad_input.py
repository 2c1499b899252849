"""What reaches the endpoint and should not: never a 5xx, and nothing is done."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.fakes.bad_tokens import BAD
from tests.fakes.connector import bearer
from tests.teams_office import FORM, MESSAGE_TYPE, office


async def test_without_a_token_nothing_happens() -> None:
    async with office() as kombot:
        raw = json.dumps(kombot.payload("message_personal")).encode()
        for token in ("", "Bearer x.y.z", bearer(kombot.teams.url, aud="another")):
            assert (await kombot.post(raw, authorization=token))[0] == 401
        assert kombot.inbox.received == []


@pytest.mark.parametrize("name", BAD)
async def test_every_bad_token_is_turned_away_and_nothing_is_done(name: str) -> None:
    async with office() as kombot:  # fault 29
        raw = json.dumps(kombot.payload("message_personal")).encode()
        token = BAD[name](kombot.teams.url).encode().decode("latin-1")
        status, _ = await kombot.post(raw, authorization=token)
        assert status == (400 if len(token) > LONGEST_HEADER else 401)
        assert not kombot.inbox.received
        assert not kombot.teams.calls


async def test_another_tenant_and_another_host_are_turned_away() -> None:
    async with office() as kombot:  # faults 29, 31
        elsewhere = {"tenant": {"id": "44444444-4444-4444-4444-444444444444"}}
        assert (await kombot.send("message_personal", channelData=elsewhere))[0] == 401
        inside = "http://169.254.169.254/metadata"
        raw = json.dumps({**kombot.payload("message_personal"), "serviceUrl": inside}).encode()
        assert (await kombot.post(raw, authorization=bearer(inside)))[0] == 401
        assert not kombot.inbox.received
        assert not kombot.teams.calls


async def test_a_local_client_needs_no_account_on_this_machine() -> None:
    async with office(app_id="") as kombot:
        raw = json.dumps(kombot.payload("message_personal")).encode()
        kombot.teams.token = ""
        assert (await kombot.post(raw))[0] == 201
        elsewhere = raw.replace(kombot.teams.url.encode(), b"https://smba.trafficmanager.net/emea")
        assert (await kombot.post(elsewhere))[0] == 401


LONGEST_HEADER = 8190
"""What is longer, aiohttp does not even read."""
MALFORMED = {
    "nothing": b"",
    "not json": b"{",
    "a list": b"[]",
    "null": b"null",
    "a number": b"1",
    "a string": b'"hej"',
    "not utf-8": b'{"text": "\xff\xfe"}',
    "deep": b'{"value":' * 20_000 + b"1" + b"}" * 20_000,
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "a long number": b'{"id": ' + b"9" * 10_000 + b"}",
    "form data": b"payload=%7B%7D",
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_what_is_no_activity_is_a_bad_request(name: str) -> None:
    async with office() as kombot:
        status, _ = await kombot.post(MALFORMED[name], authorization=bearer(kombot.teams.url))
        assert status == 400


async def test_what_is_too_large_is_not_read() -> None:  # fault 27
    async with office() as kombot:
        status, _ = await kombot.post(b'{"text": "' + b"x" * 300_000 + b'"}')
        assert status == 413


WRONG: list[Any] = [None, 1, True, "", "x" * 2000, "\ud83d", [], [[]], {}, {"id": {}}, {"id": 1}]
PARTS = [
    "type",
    "id",
    "name",
    "channelId",
    "serviceUrl",
    "from",
    "conversation",
    "recipient",
    "value",
]
PARTS += ["replyToId", "locale", "text", "channelData", "entities", "attachments", "deliveryMode"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("name", ["message_personal", "invoke_execute", "message_submit"])
async def test_a_wrong_part_is_never_an_error_of_ours(name: str, part: str) -> None:
    async with office(reply=FORM) as kombot:
        statuses = [(await kombot.send(name, **{part: wrong}))[0] for wrong in WRONG]
        assert set(statuses) <= {200, 201, 400, 401}


@pytest.mark.parametrize(
    "value",
    [
        {"action": None},
        {"action": {"data": None}},
        {"action": {"data": "text"}},
        {"action": {"data": {"kombot": {"a": 1}}}},
        {"action": {"data": {"kombot": "turn:x"}, "type": 7}},
        {"action": {"data": {"\ud83d": "\ud83d", "kombot": "do:home"}}},
    ],
)
async def test_a_strange_click_is_still_answered(value: Any) -> None:
    async with office() as kombot:
        status, body = await kombot.send("invoke_execute", value=value)
        assert (status, body["type"]) == (200, MESSAGE_TYPE)
        assert body["value"]
        (shown,) = kombot.teams.sent()
        assert shown.card["type"] == "AdaptiveCard"
