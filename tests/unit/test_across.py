"""What cuts across plans: equal words and themes, and names that should not go up (TAL-67)."""

from __future__ import annotations

import pytest

from dialogs.rules.across import common, leading, name_like, names_in, stem, words_of


@pytest.mark.parametrize(
    "forms",
    [
        ("møde", "møder", "mødet", "møderne", "mødets"),
        ("pause", "pauser", "pausen", "pauserne"),
        ("samarbejde", "samarbejdet", "samarbejdets"),
        ("opgave", "opgaver", "opgaverne", "opgavens"),
    ],
)
def test_a_word_is_the_same_with_and_without_its_endings(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("pair", [("ro", "ros"), ("tid", "tillid"), ("mål", "måltid")])
def test_other_words_are_other_words(pair: tuple[str, str]) -> None:
    assert stem(pair[0]) != stem(pair[1])


def test_words_that_say_nothing_are_left_out() -> None:
    assert set(words_of("Vi vil have bedre ro på alle vores møder").values()) == {"ro", "møder"}


def test_what_several_have_is_shown_with_whose_it_is_and_the_most_frequent_first() -> None:
    titles = {
        "Solsikken": ["Kortere møder", "Ro i frokosten"],
        "Havblik": ["Mødet om mandagen"],
        "Broen": ["Ro til opgaverne", "Færre møder"],
    }
    assert common(titles) == [
        ("møder", ("Broen", "Havblik", "Solsikken")),
        ("ro", ("Broen", "Solsikken")),
    ]


def test_a_word_that_one_has_twice_does_not_cut_across() -> None:
    assert common({"Solsikken": ["Ro om morgenen", "Ro om aftenen"]}) == []


def test_a_theme_that_is_tied_for_the_last_track_is_not_left_out() -> None:
    # TAL-21: which of two to leave out is not decided by the alphabet.
    counted = [
        ("wellbeing", key, count) for key, count in zip("abcde", (9, 7, 4, 4, 1), strict=True)
    ]
    assert [key for _, key, _ in leading(counted, 3)] == ["a", "b", "c", "d"]
    assert leading(counted[:2], 3) == counted[:2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kirsten tager den første", ["Kirsten Dahl"]),
        ("Det gør Kirsten Dahl.", ["Kirsten Dahl"]),
        ("Kirstens idé", ["Kirsten Dahl"]),
        ("bo godt sammen", []),
        ("Spørg Bo", ["Bo Lund"]),
        ("Mere ro", []),
    ],
)
def test_a_colleagues_name_is_noticed_where_it_stands_as_a_name(
    text: str, found: list[str]
) -> None:
    # no names go up.
    assert names_in([text], ["Kirsten Dahl", "Bo Lund"]) == found


def test_words_with_capitals_in_a_row_may_be_somebodys_whole_name() -> None:
    assert "Kirsten Dahl" in name_like("Vi bad Kirsten Dahl, om hjælp")
    assert name_like("Vi vil have ro") == set()
