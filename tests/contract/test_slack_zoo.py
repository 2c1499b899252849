"""What is shown in Slack keeps to its limits, and nothing that people write is markup there."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.slack.blocks import messages
from bot.channels.slack.views import Frame, home_view, modal
from dialogs.core.cards import Card, Content, Form
from tests.fakes.slack_rules import message_problem, view_problems
from tests.zoo import CARDS, EMOJI, HOSTILE, LONG

FRAME = Frame(title="kombot", close="Luk", loading="Et øjeblik …")
ALL = pytest.mark.parametrize(
    "content", [pytest.param(each, id=name) for name, each in CARDS.items()]
)


def rendered(content: Content) -> list[dict[str, Any]]:
    whole = list(messages(content)) if isinstance(content, Card) else []
    return [*whole, modal(content, FRAME)]


@ALL
def test_every_modal_keeps_to_the_limits(content: Content) -> None:  # fault 27
    assert list(view_problems(modal(content, FRAME))) == []


@ALL
def test_every_message_and_home_tab_keeps_to_the_limits(content: Content) -> None:  # fault 27
    if isinstance(content, Form):
        assert modal(content, FRAME)["submit"]
        return
    files = {"tally.png": "F0123456789"}
    assert {message_problem(each) for each in messages(content, files=files)} == {""}
    assert list(view_problems(home_view(content))) == []


@ALL
def test_blocks_hold_no_markup_at_all(content: Content) -> None:
    """`mrkdwn` is the one kind of text in which Slack reads mentions and links."""
    kinds = {kind for each in rendered(content) for kind in text_kinds(each)}
    assert kinds <= {"plain_text", "text"}


@ALL
def test_the_text_fallback_holds_no_control_sequence(content: Content) -> None:
    for each in rendered(content):
        assert not {"<", ">"} & set(each.get("text", ""))


@ALL
def test_every_message_has_a_text_fallback(content: Content) -> None:
    if isinstance(content, Card):
        assert all(each["text"].strip() for each in messages(content))
    else:
        assert modal(content, FRAME)["title"]["text"].strip()


@pytest.mark.parametrize("name", ["hostile", "hostile form"])
def test_hostile_words_stand_there_letter_by_letter(name: str) -> None:
    for each in rendered(CARDS[name]):
        assert HOSTILE in list(texts(each))


@pytest.mark.parametrize("own", [LONG, EMOJI, "x" * 2000])
def test_nobodys_words_are_cut(own: str) -> None:
    cards = [each for each in CARDS.values() if own in repr(each) and isinstance(each, Card)]
    assert cards
    for card in cards:
        assert own in "".join(text for part in messages(card) for text in texts(part["blocks"]))


def texts(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        if isinstance(found.get("text"), str) and "type" in found:
            yield found["text"]
        for value in found.values():
            yield from texts(value)
    elif isinstance(found, list):
        for each in found:
            yield from texts(each)


def text_kinds(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        if isinstance(found.get("text"), str) and "blocks" not in found:
            yield found["type"]
        for value in found.values():
            yield from text_kinds(value)
    elif isinstance(found, list):
        for each in found:
            yield from text_kinds(each)
