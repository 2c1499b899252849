"""How hard a text is to read, which words our texts avoid, and every text of a concept pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from dialogs.concepts import Text

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)")

UNWELCOME = re.compile(
    r"\b(venligst|bruger\w*|indsend\w*|proces\w*|udfyld\w*|dashboard\w*|reminder\w*|commitment\w*)\b",
    re.IGNORECASE,
)
"""Words that no Danish text of ours has: office language and anglicisms."""


def words(text: str) -> list[str]:
    """The words of a text; a word with a hyphen or an apostrophe inside is one."""
    return _WORD.findall(text)


def sentences(text: str) -> int:
    """How many sentences; a text without a full stop is one."""
    return max(1, len(_SENTENCE_END.findall(text)))


def lix(text: str) -> float:
    """Björnsson's readability index: words a sentence + the per cent of words over six letters.

    Under 25 is a children's book, 35 is light reading, 45 is a newspaper. 0 for an empty text.
    """
    found = words(text)
    if not found:
        return 0.0
    long = sum(len(word) > 6 for word in found)
    return len(found) / sentences(text) + 100 * long / len(found)


def texts(part: object, place: str = "") -> Iterator[tuple[str, Text]]:
    """Every text within a concept or a part of one, with where it stands."""
    if isinstance(part, Text):
        yield place, part
    elif isinstance(part, tuple):
        for index, entry in enumerate(part):
            yield from texts(entry, f"{place}[{getattr(entry, 'key', index)}]")
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts(getattr(part, field.name), f"{place}.{field.name}".strip("."))
