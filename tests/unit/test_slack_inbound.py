import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Inbound, Kind
from bot.channels.slack.inbound import clean, read, spoken
from bot.channels.slack.needs import SHORTCUTS
from bot.channels.slack.spot import Surface, spot_of
from dialogs import COMMANDS
from tests.fakes.slack_user import PAYLOADS, captured

NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))


def read_(payload: dict[str, Any]) -> Inbound:
    found = read(payload)
    assert found is not None
    return found


def test_a_line_in_the_direct_message_is_words() -> None:
    assert read_(captured("message_im")) == Inbound(
        channel="slack",
        tenant="T0KOMBOT01",
        external_id="U0KIRSTEN1",
        kind=Kind.WORDS,
        event_id="Ev0MESSAGE1",
        text="check-in",
        reference={"channel": "D0KIRSTEN1"},
    )


def test_a_mention_in_a_channel_is_words_in_that_place() -> None:
    found = read_(captured("app_mention"))
    assert (found.kind, found.place, found.text) == (Kind.WORDS, "C0PLANNING", "check-in")
    assert found.reference == {}


def test_a_button_in_a_message_is_a_press() -> None:
    found = read_(captured("block_actions_message"))
    assert (found.kind, found.value, found.place) == (Kind.PRESS, "open:checkin:", "")
    assert found.reference == {"channel": "D0KIRSTEN1"}


def test_a_button_in_a_channel_is_a_press_in_that_place() -> None:
    payload = captured("block_actions_message")
    payload["channel"]["id"] = "C0PLANNING"
    assert (read_(payload).place, read_(payload).reference) == ("C0PLANNING", {})


def test_a_button_in_a_modal_brings_what_was_typed() -> None:
    found = read_(captured("block_actions_modal"))
    assert found.value == "turn:abcdefghijklmnop:3:pause:wellbeing"
    assert found.fields == {"trivsel": "8", "why": "Godt hold omkring mig"}


def test_a_page_that_is_sent_asks_what_its_memo_says() -> None:
    found = read_(captured("view_submission"))
    assert (found.kind, found.value) == (
        Kind.SUBMIT,
        "turn:abcdefghijklmnop:3:next:wellbeing",
    )
    assert found.fields == {"trivsel": "8", "why": "Godt hold omkring mig"}


def test_an_empty_field_is_empty_when_sent_and_unchanged_when_left() -> None:
    for name, expected in (("view_submission", {"why": ""}), ("block_actions_modal", {})):
        payload = captured(name)
        payload["view"]["state"]["values"] = {
            "step:3:why": {"answer": {"type": "plain_text_input", "value": None}}
        }
        assert read_(payload).fields == expected


def test_days_and_times_are_read() -> None:
    payload = captured("view_submission")
    payload["view"]["state"]["values"] = {
        "step:3:day": {"answer": {"type": "datepicker", "selected_date": "2026-09-04"}},
        "step:3:time": {"answer": {"type": "timepicker", "selected_time": "09:30"}},
        "b8Xk": {"other": {"type": "plain_text_input", "value": "not a step"}},
    }
    assert read_(payload).fields == {"day": "2026-09-04", "time": "09:30"}


def test_who_opens_the_home_tab_asks_for_it_and_is_remembered() -> None:
    found = read_(captured("app_home_opened"))
    assert (found.kind, found.reference) == (Kind.HOME, {"home": True})


def test_a_command_is_asked_by_one_person_alone_wherever_it_is_written() -> None:
    assert read_(captured("slash_command")) == Inbound(
        channel="slack",
        tenant="T0KOMBOT01",
        external_id="U0KIRSTEN1",
        kind=Kind.ASKED,
        event_id="13345224612.738474920.1a2b3c4d5e6f708192a3b4c5d6e7f809",
        text="check-in",
    )


def test_a_command_in_a_conversation_of_two_others_leads_nowhere() -> None:
    payload = {**captured("slash_command"), "channel_id": "D0TWOOTHERS"}
    assert (read_(payload).reference, spot_of(payload).channel) == ({}, "")


def test_in_a_channel_shared_with_others_the_workspace_is_still_kombots_own() -> None:
    mention, page = captured("app_mention_shared"), captured("view_submission")
    page["team"]["id"] = page["user"]["team_id"] = mention["team_id"]
    assert [read_(each).tenant for each in (mention, page)] == ["T0KOMBOT01"] * 2
    assert [spot_of(each).team for each in (mention, page)] == ["T0KOMBOT01"] * 2


def test_another_apps_command_is_passed_over() -> None:
    assert read({**captured("slash_command"), "command": "/kombat"}) is None


@pytest.mark.parametrize(
    ("name", "value"), [("shortcut", "do:prepare:"), ("message_action", "do:checkin:")]
)
def test_a_shortcut_is_a_press_and_takes_nothing_of_the_message(name: str, value: str) -> None:
    found = read_(captured(name))
    assert (found.kind, found.value, found.place) == (Kind.PRESS, value, "")
    assert (found.text, found.fields, found.reference) == ("", {}, {})
    assert spot_of(captured(name)).surface is Surface.ASIDE


def test_every_shortcut_asks_for_something_that_there_is() -> None:
    for each in SHORTCUTS:
        found = read_({**captured("shortcut"), "callback_id": each.callback})
        assert found.value.split(":")[1] in COMMANDS


def test_a_shortcut_that_is_not_kombots_is_passed_over() -> None:
    assert read({**captured("shortcut"), "callback_id": "kombot_of_old"}) is None


def test_a_closed_window_asks_where_its_dialog_is_and_does_so_once() -> None:
    found = read_(captured("view_closed"))
    assert (found.kind, found.value) == (Kind.PRESS, "turn:abcdefghijklmnop:3:show:")
    assert found.event_id == "closed:abcdefghijklmnop"


def test_a_closed_window_without_a_dialog_says_nothing() -> None:
    payload = captured("view_closed")
    payload["view"]["private_metadata"] = '{"session": "", "turn": 0, "value": "do:home:"}'
    assert read(payload) is None


def test_the_tab_of_messages_says_nothing() -> None:
    payload = captured("app_home_opened")
    payload["event"]["tab"] = "messages"
    assert read(payload) is None


@pytest.mark.parametrize("name", ["message_bot", "message_changed"])
def test_bots_and_edits_are_passed_over(name: str) -> None:
    assert read(captured(name)) is None


def test_kombot_does_not_answer_itself() -> None:
    payload = captured("message_im")
    payload["event"]["user"] = "U0KOMBOT01"
    assert read(payload) is None


def test_a_line_in_a_channel_without_a_mention_is_passed_over() -> None:
    payload = captured("message_im")
    payload["event"] |= {"channel": "C0PLANNING", "channel_type": "channel"}
    assert read(payload) is None


def test_a_mention_in_the_direct_message_comes_as_a_message_and_counts_once() -> None:
    payload = captured("app_mention")
    payload["event"]["channel"] = "D0KIRSTEN1"
    assert read(payload) is None


def test_words_come_without_mentions_and_without_escapes() -> None:
    payload = captured("message_im")
    payload["event"]["text"] = "<@U0KOMBOT01|kombot> a &lt; b &amp;lt; c"
    assert spoken(payload) == "a < b &lt; c"


def test_what_no_database_keeps_is_taken_out() -> None:
    assert clean(json.loads('"a\\ud800b\\u0000c\\ud83d\\ude00"')) == "a\ufffdbc\U0001f600"


def test_two_clicks_differ_and_a_repeat_does_not() -> None:
    payload = captured("block_actions_message")
    again = copy.deepcopy(payload)
    again["trigger_id"] = "another"
    assert read_(payload).event_id == read_(copy.deepcopy(payload)).event_id
    assert read_(payload).event_id != read_(again).event_id


def test_where_a_button_was_pressed_is_known() -> None:
    spot = spot_of(captured("block_actions_message"))
    assert (spot.surface, spot.channel, spot.message) == (
        Surface.MESSAGE,
        "D0KIRSTEN1",
        "1790000000.000100",
    )
    assert spot_of(captured("block_actions_modal")).view_hash == "1790000001.a1b2c3d4"
    assert spot_of(captured("block_actions_home")).surface is Surface.HOME


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)


def bend(found: Any, data: st.DataObject) -> Any:
    """Put junk somewhere in a payload."""
    if not isinstance(found, dict | list) or not found or data.draw(st.integers(0, 5)) == 0:
        return data.draw(JUNK)
    bent = copy.copy(found)
    keys: Any = sorted(bent) if isinstance(bent, dict) else range(len(bent))
    key = data.draw(st.sampled_from(list(keys)))
    bent[key] = bend(bent[key], data)
    return bent


@given(st.data())
def test_no_payload_makes_reading_fail(data: st.DataObject) -> None:
    payload = bend(captured(data.draw(st.sampled_from(NAMES))), data)
    if isinstance(payload, dict):
        read(payload)
        spot_of(payload)
