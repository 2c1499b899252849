"""What nudges say: in both languages, short, plain and without guilt."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from dialogs import WORDS_FOLDER
from dialogs.core.texts import LANGUAGES, Texts
from schedules import REMINDERS, SCHEDULE_WORDS
from tests.reading import UNWELCOME, lix

WORDS = Texts((SCHEDULE_WORDS,))
ZONE = "Europe/Copenhagen"
MAX_LIX = 35
GUILT = re.compile(
    r"\b(mangler stadig|glemt|husk at|still missing|forgot|overdue)\b", re.IGNORECASE
)
FACTS = {
    "day": date(2026, 9, 9),
    "at": datetime(2026, 9, 9, 8, tzinfo=UTC),
    "deadline": datetime(2026, 9, 9, 10, tzinfo=UTC),
    "name": "Mette",
    "title": "Bedre møder",
    "months": 3,
    "kom": "KOM",
    "mini": "Mini-KOM",
    "limited": True,
    "word": "tre",
    "goals": 1,
    "minutes": 20,
    "count": 3,
    "left": 7,
    "value": 7,
    "names": ["Solsikken", "Havblik"],
    "more": 2,
    "to": "HR",
}
PHRASES = sorted(
    f"{file}/{phrase}" for file in WORDS.files() for phrase in WORDS.phrases(file, "da")
)


@pytest.mark.parametrize("file", WORDS.files())
def test_a_file_has_the_same_phrases_in_every_language(file: str) -> None:
    first, *others = (WORDS.phrases(file, language) for language in LANGUAGES)
    assert first
    assert all(each == first for each in others)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_is_plain(phrase: str, language: str) -> None:
    text = WORDS.say(phrase, language=language, zone=ZONE, facts=FACTS)
    assert text
    assert not UNWELCOME.search(text)
    assert not GUILT.search(text)
    assert "!" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", [each for each in WORDS.files() if each != "nudge_common"])
def test_a_message_is_easy_to_read(file: str, language: str) -> None:
    sentences = [
        WORDS.say(f"{file}/{phrase}", language=language, zone=ZONE, facts=FACTS)
        for phrase in sorted(WORDS.phrases(file, "da"))
    ]
    whole = " ".join(each for each in sentences if each.endswith((".", "?")))
    assert lix(whole) <= MAX_LIX, f"LIX {lix(whole):.0f}: {whole}"


def test_no_file_hides_one_of_the_dialogs() -> None:
    assert not set(WORDS.files()) & set(Texts((WORDS_FOLDER,)).files())


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [(2, "da", "to"), (12, "en", "twelve"), (14, "da", "14"), (0, "en", "zero")],
)
def test_small_numbers_are_words(value: int, language: str, said: str) -> None:
    facts = {"value": value}
    assert WORDS.say("nudge_common/number", language=language, zone=ZONE, facts=facts) == said


@pytest.mark.parametrize("rule", sorted(REMINDERS))
def test_whoever_asks_why_is_told_what_the_reminder_was_about(rule: str) -> None:
    named = f"rule_{rule.replace('.', '_')}"
    assert named in Texts((WORDS_FOLDER,)).phrases("nudges", "da")
