"""The gate in front of every surface: counts from five ballots, names from three, else nothing."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.closing import order_of
from dialogs.rules.ballots import (
    LEAST,
    NAMES_FROM,
    NamesOnly,
    Ranked,
    Shown,
    Withheld,
    gate,
    words_may_be_read,
)
from storage.tables import ThemeList

ORDER = order_of(ThemeList.WELLBEING)
THEMES = st.sampled_from(ORDER)
BALLOTS = st.lists(THEMES, max_size=40)
MINIMA = st.integers(LEAST, 12)


def counted(ballots: list[str]) -> dict[str, int]:
    return {theme: ballots.count(theme) for theme in dict.fromkeys(ballots)}


def shown(ballots: list[str], *, minimum: int = LEAST, in_chat: int | None = None) -> Shown:
    return gate(counted(ballots), order=ORDER, minimum=minimum, in_chat=in_chat)


def test_five_ballots_are_ranked_with_counts() -> None:
    ranked = shown(["meaning"] * 3 + ["balance", "influence"])
    assert isinstance(ranked, Ranked)
    assert [(place.rank, place.theme, place.count) for place in ranked.places] == [
        (1, "meaning", 3),
        (2, "influence", 1),
        (2, "balance", 1),
    ]
    assert ranked.front == ("meaning",)


def test_a_tie_is_a_tie_and_the_next_rank_counts_both() -> None:
    ranked = shown(["meaning"] * 2 + ["balance"] * 2 + ["free"])
    assert isinstance(ranked, Ranked)
    assert [place.rank for place in ranked.places] == [1, 1, 3]
    assert ranked.front == ("meaning", "balance")


@pytest.mark.parametrize("count", [3, 4])
def test_three_or_four_ballots_show_names_alone(count: int) -> None:
    assert shown(["balance"] * (count - 1) + ["meaning"]) == NamesOnly(("meaning", "balance"))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_ballots_show_nothing(count: int) -> None:
    assert shown(["balance"] * count) == Withheld()


def test_a_free_theme_is_counted_and_its_wording_is_not_there() -> None:
    ranked = shown(["free"] * 5)
    assert isinstance(ranked, Ranked)
    assert [(place.theme, place.count) for place in ranked.places] == [("free", 5)]


def test_a_house_may_ask_for_more_ballots() -> None:
    assert shown(["balance"] * 7, minimum=8) == NamesOnly(("balance",))
    assert isinstance(shown(["balance"] * 8, minimum=8), Ranked)


@pytest.mark.parametrize("minimum", [4, 1, 0, -5])
def test_nobody_can_ask_for_fewer(minimum: int) -> None:
    with pytest.raises(ValueError, match="never shown below 5"):
        shown(["balance"] * 9, minimum=minimum)


def test_a_theme_that_the_pack_does_not_have_is_a_mistake_and_not_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="weather"):
        gate({"weather": 6}, order=ORDER)


@given(BALLOTS, MINIMA)
def test_counts_are_seen_from_the_minimum_and_never_below(ballots: list[str], minimum: int) -> None:
    seen = shown(ballots, minimum=minimum)
    assert isinstance(seen, Ranked) == (len(ballots) >= minimum)
    assert isinstance(seen, Withheld) == (len(ballots) < NAMES_FROM)


@given(BALLOTS)
def test_a_ranking_leaves_no_ballot_out_and_adds_none(ballots: list[str]) -> None:
    seen = shown(ballots)
    if isinstance(seen, Ranked):
        assert {place.theme: place.count for place in seen.places} == counted(ballots)
        assert seen.total == len(ballots)


@given(BALLOTS)
def test_equal_counts_have_equal_ranks_and_more_ballots_a_better_one(ballots: list[str]) -> None:
    seen = shown(ballots)
    if isinstance(seen, Ranked):
        pairs = [(one, other) for one in seen.places for other in seen.places]
        assert all((one.count > other.count) == (one.rank < other.rank) for one, other in pairs)


@given(st.data(), st.integers(LEAST, 12))
def test_names_alone_tell_neither_counts_nor_who_came_first(
    data: st.DataObject, minimum: int
) -> None:
    """Whatever was chosen how often, in whatever order: the same themes look the same."""
    themes = data.draw(st.lists(THEMES, min_size=1, max_size=NAMES_FROM, unique=True))
    size = data.draw(st.integers(NAMES_FROM, minimum - 1))
    rest = st.lists(
        st.sampled_from(themes), min_size=size - len(themes), max_size=size - len(themes)
    )
    first, second = (data.draw(st.permutations(themes + data.draw(rest))) for _ in range(2))
    assert shown(first, minimum=minimum) == shown(second, minimum=minimum)


@given(BALLOTS, st.randoms(use_true_random=False))
def test_the_order_in_which_ballots_came_shows_in_nothing(
    ballots: list[str], chance: Random
) -> None:
    mixed = list(ballots)
    chance.shuffle(mixed)
    assert shown(mixed) == shown(ballots)


@given(BALLOTS, MINIMA)
def test_words_are_read_exactly_where_counts_are_shown(ballots: list[str], minimum: int) -> None:
    may = words_may_be_read(counted(ballots), minimum=minimum)
    assert may == isinstance(shown(ballots, minimum=minimum), Ranked)


def test_words_are_never_read_from_fewer_than_five_ballots() -> None:
    assert not words_may_be_read({"balance": 4}, minimum=1)


@given(BALLOTS, st.lists(THEMES, min_size=1, max_size=40), MINIMA)
def test_who_typed_the_sheets_in_learns_no_more_than_a_vote_in_the_chat_alone_would_show(
    chat: list[str], sheets: list[str], minimum: int
) -> None:
    #
    seen = shown([*chat, *sheets], minimum=minimum, in_chat=len(chat))
    by_itself = shown(chat, minimum=minimum)
    if chat and not isinstance(by_itself, Ranked):
        assert isinstance(seen, type(by_itself))
    both = counted([*chat, *sheets])
    assert words_may_be_read(both, minimum=minimum, in_chat=len(chat)) == isinstance(seen, Ranked)


@given(st.lists(THEMES, min_size=LEAST, max_size=40))
def test_a_vote_on_paper_alone_is_counted_like_any_other(sheets: list[str]) -> None:
    #
    assert shown(sheets, in_chat=0) == shown(sheets)
