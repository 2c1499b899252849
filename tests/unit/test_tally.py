"""What is said of a result: never more than the gate lets through, and always why (X-01)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs import WORDS_FOLDER
from dialogs.closing import Result, order_of
from dialogs.core.cards import Card, Heading, Image, Table, as_text
from dialogs.core.texts import LANGUAGES, Speaker, Texts
from dialogs.rules.ballots import gate
from dialogs.tally import Seen
from dialogs.theme_names import names
from storage.rounds import Progress
from storage.tables import ThemeList

TEXTS = Texts((WORDS_FOLDER,))
THEMES = order_of(ThemeList.WELLBEING)
OTHERS = order_of(ThemeList.LEADERSHIP)

a_theme = st.sampled_from(THEMES)
another = st.sampled_from(OTHERS)


def _say(language: str = "da") -> Speaker:
    return Speaker(texts=TEXTS, language=language, zone="Europe/Copenhagen")


def _seen(wellbeing: list[str], leadership: list[str], *, minimum: int = 5) -> Seen:
    progress = Progress(answered=len(wellbeing), eligible=12)
    chosen = {ThemeList.WELLBEING: wellbeing, ThemeList.LEADERSHIP: leadership}
    lists = {
        which: gate(Counter(each), order=order_of(which), minimum=minimum)
        for which, each in chosen.items()
    }
    return Seen(Result(progress=progress, lists=lists), minimum=minimum)


def _read(seen: Seen, language: str = "da") -> str:
    return as_text(Card(title="", body=seen.parts(_say(language))))


def test_five_ballots_are_ranked_with_counts() -> None:
    seen = _seen(["balance"] * 3 + ["meaning"] * 2, ["citizen"] * 5)
    tables = [part for part in seen.parts(_say()) if isinstance(part, Table)]
    assert [table.rows for table in tables] == [
        (("Balance og overskud", "3", "1"), ("Mening og retning", "2", "2")),
        (("Borgeren i centrum", "5", "1"),),
    ]
    read = _read(seen)
    assert "5 af 12 har svaret." in read
    assert "Flest har valgt Balance og overskud: 3 stemmer." in read
    assert "Vi viser tal, fordi der er mindst 5 stemmer." in read


def test_ties_are_called_ties_wherever_they_stand() -> None:
    chosen = ["balance"] * 2 + ["meaning"] * 2 + ["mastery"] + ["influence"]
    read = _read(_seen(chosen, ["citizen"] * 6))
    assert "Delt førsteplads med 2 stemmer hver: Mening og retning; Balance og overskud." in read
    assert "Mening og retning | 2 | 1 (delt)" in read
    assert "Mestring, kvalitet og præstationer | 1 | 3 (delt)" in read
    assert "Flest har valgt Borgeren i centrum: 6 stemmer." in read


def test_three_and_four_ballots_give_names_and_say_why() -> None:
    read = _read(_seen(["meaning", "balance", "meaning"], ["citizen"] * 3))
    assert "Der er stemt på: Mening og retning; Balance og overskud." in read
    assert "Der er kommet 3 stemmer på hver liste. Vi viser ikke tal under 5" in read
    assert "Rækkefølgen siger ikke, hvad flest har valgt." in read
    assert "|" not in read


@pytest.mark.parametrize(("ballots", "said"), [(1, "1 stemme på"), (2, "2 stemmer på")])
def test_fewer_ballots_give_no_theme_but_something_to_do(ballots: int, said: str) -> None:
    seen = _seen(["balance"] * ballots, ["citizen"] * ballots)
    read = _read(seen)
    assert said in read
    assert "Tag det op på et personalemøde i stedet." in read
    assert not [part for part in seen.parts(_say()) if isinstance(part, (Heading, Table, Image))]


def test_nobody_voted_is_said_as_it_is() -> None:
    assert "Der er ikke kommet nogen stemmer" in _read(_seen([], []))


def test_a_theme_of_ones_own_is_counted_without_its_wording() -> None:
    assert "Valgfrit tema | 5 | 1" in _read(_seen(["free"] * 5, ["citizen"] * 5))


def test_a_house_may_ask_for_more_ballots() -> None:
    read = _read(_seen(["balance"] * 6, ["citizen"] * 6, minimum=8))
    assert "Vi viser ikke tal under 8" in read
    assert "|" not in read


def test_an_english_reader_reads_the_same() -> None:
    read = _read(_seen(["balance"] * 3 + ["meaning"] * 3, ["citizen"] * 6), "en")
    assert "6 of 12 have answered." in read
    assert "Joint first with 3 votes each: Meaning and direction; Balance and energy." in read
    assert "Balance and energy | 3 | 1 (joint)" in read


@pytest.mark.parametrize("language", LANGUAGES)
@given(data=st.data(), ballots=st.integers(0, 2))
def test_below_three_ballots_nothing_depends_on_what_was_chosen(
    language: str, data: st.DataObject, ballots: int
) -> None:
    def once() -> str:
        chosen = data.draw(st.lists(a_theme, min_size=ballots, max_size=ballots))
        others = data.draw(st.lists(another, min_size=ballots, max_size=ballots))
        return _read(_seen(chosen, others), language)

    assert once() == once()


@given(chosen=st.lists(a_theme, min_size=3, max_size=4), data=st.data())
def test_at_three_and_four_only_the_set_of_themes_matters(
    chosen: list[str], data: st.DataObject
) -> None:
    """Which of them a single ballot names, and which has most, cannot be told."""
    distinct = sorted(set(chosen))
    rest = data.draw(
        st.lists(
            st.sampled_from(distinct),
            min_size=len(chosen) - len(distinct),
            max_size=len(chosen) - len(distinct),
        )
    )
    other = data.draw(st.permutations([*distinct, *rest]))
    leadership = ["citizen"] * len(chosen)
    assert _read(_seen(chosen, leadership)) == _read(_seen(other, leadership))


@given(chosen=st.lists(a_theme, min_size=5, max_size=40), data=st.data())
def test_from_five_on_the_order_of_ballots_does_not_matter(
    chosen: list[str], data: st.DataObject
) -> None:
    leadership = data.draw(st.lists(another, min_size=len(chosen), max_size=len(chosen)))
    shuffled = data.draw(st.permutations(leadership))
    assert _read(_seen(chosen, leadership)) == _read(_seen(sorted(chosen), shuffled))


@given(chosen=st.lists(a_theme, max_size=4))
def test_no_theme_that_nobody_chose_is_named(chosen: list[str]) -> None:
    read = _read(_seen(chosen, ["citizen"] * len(chosen)))
    unchosen = names(ThemeList.WELLBEING, set(THEMES) - set(chosen), "da")
    assert not [name for name in unchosen if name in read]
