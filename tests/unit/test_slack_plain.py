from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.plain import escape, fallback, shorten, split, units, words

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def test_an_emoji_counts_as_two() -> None:
    assert units("a\U0001f600") == len("a\U0001f600".encode("utf-16-le")) // 2 == 3


def test_what_fits_is_left_as_it_is() -> None:
    assert shorten("a" * 75, 75) == "a" * 75


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    assert shorten("a" * 76, 75) == "a" * 74 + "…"


def test_text_is_cut_between_words() -> None:
    assert split("en to tre fire", 8) == ("en to ", "tre fire")


def test_a_long_word_is_cut_where_it_must_be() -> None:
    assert split("x" * 25, 10) == ("x" * 10, "x" * 10, "x" * 5)


@given(TEXT, st.integers(min_value=2, max_value=60))
def test_nothing_is_lost_by_splitting_and_every_piece_fits(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert "".join(pieces) == text
    assert all(units(piece) <= limit for piece in pieces)


@given(TEXT, st.integers(min_value=2, max_value=60))
def test_what_is_shortened_fits(text: str, limit: int) -> None:
    assert units(shorten(text, limit)) <= limit


def test_nothing_in_a_fallback_is_markup() -> None:  # fault 32
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


@given(TEXT)
def test_a_fallback_holds_no_control_sequence(text: str) -> None:  # fault 32
    assert not {"<", ">"} & set(fallback(text))


def test_a_fallback_of_ampersands_still_fits() -> None:
    assert units(fallback("&" * 5000)) <= 3000


def test_an_empty_text_is_a_dash() -> None:
    assert words(" \n", 24)["text"] == "–"
