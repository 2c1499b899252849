"""A button that opens an address is a link on every channel, and asks nothing of kombot."""

from bot.channels.slack.parts import button_blocks
from bot.channels.teams.adaptive import drawn
from dialogs.core.cards import as_text
from tests.zoo import CARDS, LINK

CARD = CARDS["a link"]


def test_slack_opens_it_and_is_given_nothing_to_send_back() -> None:
    (row,) = button_blocks(CARD.buttons)
    assert row["elements"][0]["url"] == LINK
    assert "value" not in row["elements"][0]


def test_teams_opens_it() -> None:
    assert {"type": "Action.OpenUrl", "title": "Åbn PDF", "url": LINK} in _all(drawn(CARD))


def test_who_sees_text_alone_sees_the_address() -> None:
    assert LINK in as_text(CARD)


def _all(element: object) -> list[object]:
    if isinstance(element, dict):
        return [element, *(found for each in element.values() for found in _all(each))]
    if isinstance(element, list):
        return [found for each in element for found in _all(each)]
    return []
