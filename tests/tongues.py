"""What is said in two languages at once: a concept's words in a third one inside a Danish line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dialogs.concepts import TalkConcept
from tests.reading import texts

BESIDE = re.compile(r"^[^\w]*(\d+ (min\.|[·–]) )?|\s*\(\d\)$|[^\w?!.]+$")
"""What stands beside a text without being a language: a point, minutes, the number of a line."""
SCALE = re.compile(r"1 = (.+), 10 = (.+)")


def mixed(shown: str, pack: TalkConcept) -> list[str]:
    """The lines that have words of a third language in them, and other words beside."""
    foreign = {*_foreign(pack)}
    return [
        line
        for line in shown.splitlines()
        if not {*_pieces(line)} <= foreign
        and any(re.search(rf"\b{re.escape(words)}\b", line) for words in foreign)
    ]


def _pieces(line: str) -> Sequence[str]:
    """What each stands for itself on a line; of a folded text, the text without its heading."""
    said = BESIDE.sub("", line)
    return ends.groups() if (ends := SCALE.fullmatch(said)) else (said.rpartition(": ")[2],)


def _foreign(pack: TalkConcept) -> Iterator[str]:
    for _, text in texts(pack):
        for _, words in text.more:
            if not re.search(rf"\b{re.escape(words)}\b", text.da, re.IGNORECASE):
                yield words
