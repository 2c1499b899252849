"""Languages beside the product's two: what is said in one sentence is in one language.

A house may have words in a third language, and a concept texts in it; neither needs to have all of
them. So words in a third language know how to say the same in Danish, for a sentence that is only
there in Danish, and a phrase that is Danish for want of another makes the sentence round it Danish.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

LANGUAGES = ("da", "en")
"""Those that every word of the product is in; a house may have more (`Texts.languages`)."""
FALLBACK = "da"


class Twin(str):
    """Words in a third language, or in none at all, and the same in Danish."""

    __slots__ = ("danish",)
    danish: str

    def __new__(cls, words: str, danish: str) -> Self:
        twin = super().__new__(cls, words)
        twin.danish = danish
        return twin

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # It is made of two.
        """For whoever copies it."""
        return str(self), self.danish


class Danish(str):
    """A phrase that is Danish because the listener's language has none."""

    __slots__ = ()


def in_one(row: tuple[str, str]) -> tuple[str, str]:
    """A label and its value: where one of them is there in Danish alone, so is the other."""
    label, value = row
    if isinstance(value, Danish) and isinstance(label, Twin):
        return label.danish, value
    if isinstance(label, Danish) and isinstance(value, Twin):
        return label, value.danish
    return row


def in_danish(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _danish(each) for name, each in facts.items()}


def _danish(fact: object) -> object:
    match fact:
        case Twin(danish=words):
            return words
        case list() | tuple() if any(isinstance(each, Twin) for each in fact):
            return [_danish(each) for each in fact]
        case _:
            return fact


def is_danish(facts: Mapping[str, Any]) -> bool:
    """Whether something that is to stand within a sentence is there in Danish alone."""
    return any(
        isinstance(each, Danish)
        for fact in facts.values()
        for each in (fact if isinstance(fact, list | tuple) else (fact,))
    )
