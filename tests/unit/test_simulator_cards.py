"""Cards are kept as JSON and come back as they were."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.simulator.cards_json import decode, encode
from dialogs.core.cards import (
    Button,
    Card,
    Details,
    Facts,
    Form,
    Heading,
    Image,
    Part,
    Quote,
    Series,
    Table,
)
from tests.zoo import CARDS

TEXT = st.text(max_size=30)
ROW = st.tuples(TEXT, TEXT)
PARTS: st.SearchStrategy[Part] = st.one_of(
    TEXT,
    st.builds(Heading, TEXT),
    st.builds(Quote, TEXT),
    st.builds(Facts, st.lists(ROW, max_size=3).map(tuple)),
    st.builds(Table, ROW, st.lists(ROW, max_size=3).map(tuple)),
    st.builds(Image, png=st.binary(max_size=20), alt=TEXT, name=TEXT),
    st.builds(Details, title=TEXT, text=TEXT),
    st.builds(
        Series,
        title=TEXT,
        points=st.lists(st.tuples(TEXT, st.integers()), max_size=3).map(tuple),
        low=st.integers(),
        high=st.integers(),
        alt=TEXT,
    ),
)
CARD = st.builds(
    Card,
    title=TEXT,
    body=st.lists(PARTS, max_size=4).map(tuple),
    buttons=st.lists(
        st.builds(
            Button, label=TEXT, value=TEXT, style=st.sampled_from(["plain", "primary", "danger"])
        ),
        max_size=3,
    ).map(tuple),
)


@given(CARD)
def test_every_card_comes_back_as_it_was(card: Card) -> None:
    assert decode(json.loads(json.dumps(encode(card)))) == card


@pytest.mark.parametrize("name", [name for name in CARDS if isinstance(CARDS[name], Card)])
def test_the_cards_of_the_zoo_come_back_as_they_were(name: str) -> None:
    card = CARDS[name]
    assert not isinstance(card, Form)
    assert decode(json.loads(json.dumps(encode(card)))) == card


def test_a_part_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="hologram"):
        decode({"title": "x", "body": [{"hologram": "y"}], "buttons": []})
