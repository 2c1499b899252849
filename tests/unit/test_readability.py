"""The packs' texts read aloud like a colleague's: short, plain, without office language."""

from __future__ import annotations

import pytest

from dialogs.concepts import NAMES, load, load_round, load_talk
from tests.reading import UNWELCOME, lix, sentences, texts, words

LANGUAGES = ("da", "en")
MESSAGE_LIX = 35
DESCRIPTION_LIX = 40

OURS = {
    name: [
        (place, text)
        for place, text in texts(load(name))
        if not place.endswith("name") and not place.startswith("names") and not text.whose
    ]
    for name in NAMES
}
"""Texts that are not the source's own names of things, which stand as they are."""
SENTENCES = [
    pytest.param(place, text.in_(language), id=f"{name}-{place}-{language}")
    for name in NAMES
    for place, text in OURS[name]
    for language in LANGUAGES
]
FEW_WORDS = 15
"""Of a shorter text LIX tells the length of a single word: such texts are read together."""


def _limit(place: str) -> int:
    return DESCRIPTION_LIX if place.endswith("description") else MESSAGE_LIX


def test_lix_adds_sentence_length_and_the_share_of_long_words() -> None:
    # 10 words in 2 sentences; "kerneopgaven" and "samarbejder" are over six letters.
    text = "Vi samarbejder om kerneopgaven. Det er let, og det går."
    assert lix(text) == pytest.approx(10 / 2 + 100 * 2 / 10)


def test_lix_counts_six_letters_as_short_and_seven_as_long() -> None:
    assert lix("sekser syvende") == pytest.approx(2 + 50)


def test_a_text_without_words_has_lix_zero() -> None:
    assert lix(" – 12. ") == 0


def test_a_hyphenated_word_is_one_word() -> None:
    assert words("En Mini-KOM i marts") == ["En", "Mini-KOM", "i", "marts"]


def test_an_abbreviation_inside_a_sentence_does_not_end_it() -> None:
    assert sentences("Kl.12 mødes vi. Kommer du?") == 2


@pytest.mark.parametrize(("place", "text"), SENTENCES)
def test_a_text_is_easy_to_read(place: str, text: str) -> None:
    if len(words(text)) >= FEW_WORDS:
        assert lix(text) <= _limit(place), f"LIX {lix(text):.0f}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_short_texts_of_one_part_are_easy_to_read_together(name: str, language: str) -> None:
    parts: dict[str, list[str]] = {}
    for place, text in OURS[name]:
        if len(words(text.in_(language))) < FEW_WORDS:
            parts.setdefault(place.split("[")[0].split(".")[0], []).append(text.in_(language))
    hard = {part: lix(said) for part, each in parts.items() if (said := _told(each))}
    assert {part: found for part, found in hard.items() if found > MESSAGE_LIX} == {}


def _told(texts_of_a_part: list[str]) -> str:
    """One sentence each; too few words together are left out."""
    said = " ".join(each.rstrip(".?") + "." for each in texts_of_a_part)
    return said if len(words(said)) >= FEW_WORDS else ""


@pytest.mark.parametrize(("place", "text"), SENTENCES)
def test_a_text_has_no_office_language_and_no_shouting(place: str, text: str) -> None:
    assert not UNWELCOME.search(text), place
    assert "!" not in text, place


@pytest.mark.parametrize("unwelcome", ["Venligst svar", "brugerne", "Udfyld skemaet", "processen"])
def test_office_language_is_recognised_in_its_forms(unwelcome: str) -> None:
    assert UNWELCOME.search(unwelcome)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_theme_is_described_in_two_to_four_sentences(language: str) -> None:
    concept = load_round("talsammen")
    for theme in (*concept.wellbeing.options, *concept.leadership.options):
        assert 2 <= sentences(theme.description.in_(language)) <= 4, theme.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_described_in_at_most_two_sentences(language: str) -> None:
    for support in load_round("talsammen").support:
        assert sentences(support.text.in_(language)) <= 2, support.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_purpose_of_the_talk_takes_two_sentences(language: str) -> None:
    assert sentences(load_talk("nyborg_kom").purpose.in_(language)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_one_open_question(language: str) -> None:
    concept = load_talk("nyborg_kom")
    questions = [question for track in concept.tracks for question in track.questions]
    openers = {"da": ("Hvad", "Hvem", "Hvilke", "Hvor"), "en": ("Wh", "How")}
    for question in (*questions, *concept.goal_questions):
        text = question.text.in_(language)
        assert text.startswith(openers[language]), text
        assert text.count("?") == 1, text
        assert text.endswith("?"), text
