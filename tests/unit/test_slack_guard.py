"""A form of Slack's is read as every other reader of forms reads it."""

import json
from urllib.parse import parse_qsl, quote, urlencode

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.guard import Turned, parse, unquoted

FORM = "application/x-www-form-urlencoded"
anything = st.text(st.characters())
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(text=texts)
def test_what_was_written_is_what_is_read(text: str) -> None:
    assert unquoted(urlencode({"payload": text}).removeprefix("payload=")) == text.encode()
    assert unquoted(quote(text, safe="")) == text.encode()


@given(text=texts, more=texts)
def test_a_payload_is_read_alone_and_beside_others(text: str, more: str) -> None:
    payload = {"type": "view_submission", "text": text}
    alone = urlencode({"payload": json.dumps(payload)})
    beside = urlencode({"payload": json.dumps(payload), "more": more})
    assert parse(alone.encode(), FORM) == parse(beside.encode(), FORM) == payload


@given(rubbish=st.text(st.characters(codec="ascii")))
def test_rubbish_is_never_read_as_something_else(rubbish: str) -> None:
    body = f"payload={rubbish}"
    found = parse(body.encode(), FORM)
    if isinstance(found, Turned):
        assert found.status == 400
    else:
        usual = dict(parse_qsl(body, keep_blank_values=True))["payload"]
        assert found == json.loads(usual)


@given(
    values=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | anything, st.lists
    )
)
def test_every_value_is_read_as_python_reads_it(values: object) -> None:
    """Halves of characters too, and what is no number."""
    written = json.dumps({"values": values})
    found = parse(urlencode({"payload": written}).encode(), FORM)
    assert json.dumps(found) == written


def test_bytes_that_are_no_text_are_refused() -> None:
    assert parse(b"payload=%ff%7b%7d", FORM) == Turned(400, "unreadable")
