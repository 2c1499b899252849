"""Every block is one that Slack's own types know. The walk of all dialogs is held to it as well:
`slack_rules` asks for the shape of each block that the fake or a test looks at.
"""

from typing import Any

import pytest

from bot.channels.slack.blocks import messages
from bot.channels.slack.views import Frame, home_view, modal, skeleton
from dialogs.core.cards import Card, Content
from tests.fakes.slack_rules import message_problem, view_problems
from tests.fakes.slack_schema import shape_problems
from tests.zoo import CARDS

FRAME = Frame(title="kombot", close="Luk", loading="Et øjeblik …")
FILES = {"tally.png": "F0123456789"}
BUTTON = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Ja"}}


def blocks_of(content: Content) -> list[dict[str, Any]]:
    found = [*modal(content, FRAME)["blocks"]]
    if isinstance(content, Card):
        found += home_view(content)["blocks"]
        found += [block for each in messages(content, files=FILES) for block in each["blocks"]]
    return found


@pytest.mark.parametrize("content", [pytest.param(each, id=name) for name, each in CARDS.items()])
def test_every_block_has_a_shape_that_slack_knows(content: Content) -> None:
    blocks = blocks_of(content)
    assert blocks
    assert [problem for each in blocks for problem in shape_problems(each)] == []


def test_the_page_that_waits_has_it_too() -> None:
    (block,) = skeleton(FRAME)["blocks"]
    assert list(shape_problems(block)) == []


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({"type": "poem"}, "no block 'poem'"),
        ({"type": "section", "words": "Hej"}, "section $"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "Hej"}}, "header $.text"),
        ({"type": "actions", "elements": [{**BUTTON, "style": "green"}]}, "actions $.elements[0]"),
        ({"type": "input", "element": {"type": "radio_buttons", "options": []}}, "input $"),
        ({"type": "rich_text", "elements": [{"type": "section", "elements": []}]}, "rich_text $"),
    ],
)
def test_a_shape_that_slack_does_not_know_is_found(block: dict[str, Any], says: str) -> None:
    (problem,) = shape_problems(block)
    assert says in problem


def test_the_fake_refuses_such_a_block_in_messages_and_views() -> None:
    """Lengths and counts are right here; the SDK's models let it pass."""
    section = {"type": "section", "text": {"type": "plain_text", "text": "Hej"}, "colour": "red"}
    assert message_problem({"text": "Hej", "blocks": [section]}) == "invalid_blocks"
    assert list(view_problems({"type": "home", "blocks": [section]}))
