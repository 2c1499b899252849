"""What Teams sends, read into what someone did."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.channels.base import Inbound, Kind
from bot.channels.teams.inbound import Malformed, open_envelope, read_activity

PAYLOADS = Path(__file__).parents[1] / "payloads" / "teams"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))
TENANT = "33333333-3333-3333-3333-333333333333"
KIRSTEN = "8f0e4c1a-5b7d-4e0e-9a59-1f3c6b2d7e01"
CHANNEL = "19:0a1b2c3d4e5f4a5b8c7d6e5f4a3b2c1d@thread.tacv2"


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def read(name: str) -> Inbound:
    inbound = read_activity(payload(name))
    assert inbound is not None
    return inbound


def test_a_line_in_private_says_who_wrote_what() -> None:
    inbound = read("message_personal")
    assert (inbound.kind, inbound.text, inbound.place) == (Kind.WORDS, "hjem", "")
    assert (inbound.channel, inbound.tenant, inbound.external_id) == ("teams", TENANT, KIRSTEN)


def test_a_mention_is_no_part_of_what_was_said() -> None:
    assert read("message_mention_channel").text == "hjem"


def test_a_channel_is_one_place_whatever_thread_it_was_in() -> None:
    assert read("message_mention_channel").place == CHANNEL
    assert read("invoke_execute_channel").place == CHANNEL


def test_a_page_comes_with_its_answers_by_step_name() -> None:
    for name in ("invoke_execute", "message_submit"):
        inbound = read(name)
        assert inbound.kind is Kind.SUBMIT
        assert inbound.value == "turn:0f1e2d3c4b5a:3:next:wellbeing"
        assert inbound.fields == {"trivsel": "7", "why": ""}


def test_a_window_that_is_opened_carries_what_stood_in_the_card() -> None:
    inbound = read("task_fetch")
    assert inbound.value == "turn:0f1e2d3c4b5a:3:show:own_theme"
    assert inbound.fields == {"why": "Halvt skrevet"}


def test_a_page_of_a_window_carries_its_answers_and_its_card_apart() -> None:
    inbound, envelope = read("task_submit"), open_envelope(payload("task_submit"))
    assert inbound.value == "turn:0f1e2d3c4b5a:3:next:own_theme"
    assert inbound.fields == {"why": "Jeg vil gerne have mere ro."}
    assert envelope.reply_to == "1763801990001"


def test_only_a_window_says_by_itself_which_card_it_belongs_to() -> None:
    activity = payload("invoke_execute")
    activity["value"]["action"]["data"]["kombot_card"] = "another"
    assert open_envelope(activity).reply_to == "1763801990001"


def test_a_group_is_a_place_of_its_own() -> None:
    inbound = read("invoke_execute_group")
    assert (inbound.kind, inbound.value) == (Kind.PRESS, "open:theme_vote:0a1b2c")
    assert inbound.place == "19:7c6b5a4f3e2d4c1b8a9f0e1d2c3b4a59@thread.v2"
    assert "conversation" not in inbound.reference


def test_an_input_that_was_not_sent_is_not_an_empty_one() -> None:
    activity = payload("invoke_execute")
    del activity["value"]["action"]["data"]["why"]
    inbound = read_activity(activity)
    assert inbound is not None
    assert inbound.fields == {"trivsel": "7"}


def test_a_button_without_fields_is_a_press() -> None:
    inbound = read("invoke_execute_channel")
    assert (inbound.kind, inbound.value) == (Kind.PRESS, "open:theme_vote:0a1b2c")


def test_installing_is_an_arrival_once_and_in_private_only() -> None:
    assert read("installation_update_personal").kind is Kind.ARRIVED
    for name in ("conversation_update_personal", "installation_update_channel"):
        assert read_activity(payload(name)) is None


def test_removing_the_bot_is_no_arrival() -> None:
    assert read_activity(payload("installation_update_personal") | {"action": "remove"}) is None


@pytest.mark.parametrize("name", ["message_reaction", "invoke_unknown"])
def test_what_kombot_does_not_act_on_is_nothing(name: str) -> None:
    assert read_activity(payload(name)) is None


def test_a_repeated_delivery_has_the_same_id_and_another_conversation_another() -> None:
    first, again = read("message_personal"), read("message_personal")
    assert first.event_id == again.event_id
    elsewhere = payload("message_personal")
    elsewhere["conversation"]["id"] = "a:another"
    other = read_activity(elsewhere)
    assert other is not None
    assert other.event_id != first.event_id


def test_the_reference_of_a_private_chat_leads_back_to_it() -> None:
    assert read("message_personal").reference == {
        "service_url": "https://smba.trafficmanager.net/emea/",
        "conversation": "a:1dXk3vQm7RjTz0YwLhN5sEpGcUaBfVoKi2tJ8yCxWn4qMrZe6",
        "tenant": TENANT,
        "bot": "28:22222222-2222-2222-2222-222222222222",
        "user": "29:1bQ7kfW0dL3n9tYcVhXo2RzEaJmUpSgTqKlBwNvHiDxPfC5eA8",
    }


def test_what_was_said_in_a_channel_never_leads_private_nudges_there() -> None:
    reference = read("message_mention_channel").reference
    assert "conversation" not in reference
    assert CHANNEL not in json.dumps(dict(reference))


def test_a_client_that_names_no_kind_of_conversation_is_private_unless_it_is_a_group() -> None:
    activity = payload("message_personal")
    del activity["conversation"]["conversationType"]
    alone = read_activity(activity)
    activity["conversation"]["isGroup"] = True
    activity["entities"] += payload("message_mention_channel")["entities"]
    together = read_activity(activity)
    assert alone is not None
    assert together is not None
    assert (alone.place, together.place) == ("", activity["conversation"]["id"])


def test_halves_of_characters_never_reach_the_store() -> None:
    inbound = read_activity(payload("message_personal") | {"text": "hej \ud83d\x00"})
    assert inbound is not None
    assert inbound.text.encode() == "hej \ufffd\ufffd".encode()


@pytest.mark.parametrize("missing", ["type", "serviceUrl", "conversation", "from"])
def test_an_activity_without_its_parts_is_refused(missing: str) -> None:
    activity = payload("message_personal")
    del activity[missing]
    with pytest.raises(Malformed):
        read_activity(activity)


ANY_JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner),
    max_leaves=8,
)


@given(name=some.sampled_from(NAMES), path=some.data(), value=ANY_JSON)
def test_nothing_in_an_activity_can_break_the_reading(
    name: str, path: some.DataObject, value: Any
) -> None:
    activity = copy.deepcopy(payload(name))
    node: Any = activity
    while True:
        key = path.draw(some.sampled_from(sorted(node)))
        if not isinstance(node[key], dict) or not node[key] or path.draw(some.booleans()):
            break
        node = node[key]
    node[key] = value
    try:
        inbound = read_activity(activity)
    except Malformed:
        return
    assert inbound is None or all(isinstance(each, str) for each in inbound.fields.values())
