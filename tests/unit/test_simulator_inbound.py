"""What the page sends is read without trust."""

import json
from typing import Any

import pytest

from bot.channels.base import Kind
from bot.channels.simulator.inbound import LONGEST_ANSWER, LONGEST_WORDS, read_act

PRESS: dict[str, Any] = {
    "id": "0c9e",
    "kind": "press",
    "person": "jonas-friis",
    "place": "",
    "value": "open:checkin:",
    "message": "m1",
    "window": "w1",
}


def test_a_press_becomes_what_every_channel_hands_over() -> None:
    act = read_act(PRESS)
    assert act is not None
    inbound = act.inbound()
    assert inbound.channel == "simulator"
    assert inbound.external_id == "jonas-friis"
    assert inbound.kind is Kind.PRESS
    assert inbound.value == "open:checkin:"
    assert inbound.event_id == "0c9e"


def test_a_form_carries_every_answer_raw() -> None:
    fields = {"trivsel": "7", "why": "  Travlt.\nMen godt.  "}
    act = read_act({**PRESS, "kind": "submit", "fields": fields})
    assert act is not None
    assert act.inbound().fields == fields


def test_half_a_character_does_not_reach_the_store() -> None:
    payload = json.loads('{"kind": "words", "person": "a", "text": "x\\ud800y"}')
    act = read_act(payload)
    assert act is not None
    assert act.text == "x?y"


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        "press",
        {},
        {**PRESS, "kind": "root"},
        {**PRESS, "kind": ["press"]},
        {**PRESS, "person": ""},
        {**PRESS, "person": 7},
        {**PRESS, "person": "a b"},
        {**PRESS, "person": "x" * 200},
        {**PRESS, "place": "../etc"},
        {**PRESS, "message": {"$ne": 1}},
        {**PRESS, "value": "x" * 256},
        {**PRESS, "text": "x" * (LONGEST_WORDS + 1)},
        {**PRESS, "fields": ["a"]},
        {**PRESS, "fields": {"a": 1}},
        {**PRESS, "fields": {"a": "x" * (LONGEST_ANSWER + 1)}},
        {**PRESS, "fields": {str(number): "" for number in range(100)}},
    ],
)
def test_what_our_page_does_not_send_is_refused(payload: object) -> None:
    assert read_act(payload) is None
