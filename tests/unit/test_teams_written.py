"""Cards are written once: nothing unfit for a client gets through, and nothing is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.channels.teams.adaptive import written
from bot.channels.teams.inert import sane
from bot.channels.teams.written import write
from dialogs.core.cards import Card, Quote

WORDS = some.text(alphabet=some.characters() | some.sampled_from('\x00\x1f\x7f\r\n\t\b\\"u\ud800æ'))


@given(some.lists(WORDS, max_size=4))
def test_what_is_written_is_the_card_without_what_is_unfit(words: list[str]) -> None:  # fault 26
    card = {"type": "AdaptiveCard", "body": [{"text": each} for each in words]}
    found = write(card)
    assert found.card == sane(card)
    assert json.loads(found.raw) == found.card
    assert found.size == len(found.raw)


@pytest.mark.parametrize("unfit", ["\x00", "\x08", "\x0c", "\x1b", "\x7f", "\ud83c", "\r"])
def test_a_persons_words_reach_the_card_without_what_is_unfit(unfit: str) -> None:
    (card,) = written(Card(title=f"Hej{unfit}", body=(Quote(f"Tak \\ for{unfit} \\u0000 det"),)))
    text = json.dumps(card.card, ensure_ascii=False)
    assert card.card == sane(card.card)
    assert "\\\\u0000" in text
    assert json.loads(card.raw) == card.card
