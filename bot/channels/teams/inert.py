"""Text that a Teams client shows as it is, whatever it holds.

Text runs know no markdown (Adaptive Cards 1.5, `TextRun`), so people's words go there unchanged.
Titles, headings and choices have no such place, and Teams' clients do not agree on backslashes
(github.com/microsoft/AdaptiveCards/issues/5590): marks are swapped for look-alikes, or parted by a
character without width, which holds in every client.
"""

from __future__ import annotations

import re
from typing import Any

GAP = "\u200b"
MARKS = str.maketrans({"*": "\u2217", "`": "\u02cb"})
LOW_LINE = "\u02cd"
# A word's own underscores are no emphasis, and an address copied from a card has to work.
LOOSE_LOW_LINE = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
OPENERS = re.compile(r"[<\]\\{&~]")
ADDRESS = re.compile(r"(?i)(?<=[a-z]):(?=//)|\bwww(?=\.)")
LINE_START = re.compile(r"(?=[-+#>=|]|\d+[.)])")
COMMAND = re.compile(r"\{(?=\{)")
MARKED = re.compile(r"[*`_<\]\\{&~]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def literal(text: str) -> str:
    """For a text run: only the clients' own `{{DATE(…)}}` is taken apart."""
    return COMMAND.sub("{" + GAP, text) if "{{" in text else text


def inert(text: str) -> str:
    """For a title or a choice: one line in which nothing is markdown, a link or a tag."""
    line = " ".join(text.split())
    if not (_is_marked(line) or LINE_START.match(line)):
        return line
    line = line.translate(MARKS)
    line = LOOSE_LOW_LINE.sub(lambda found: LOW_LINE * len(found[0]), line)
    line = OPENERS.sub(lambda found: found[0] + GAP, line)
    line = ADDRESS.sub(lambda found: found[0] + GAP, line)
    return LINE_START.sub(GAP, line, count=1) if LINE_START.match(line) else line


def inert_lines(lines: list[str]) -> list[str]:
    """Each for itself; that none of them has to change is told at one glance."""
    whole = "\n".join(lines)
    if _is_marked(whole) or any(map(LINE_START.match, lines)):
        return [inert(line) for line in lines]
    is_tidy = " ".join(whole.split()) == whole.replace("\n", " ")
    return lines if is_tidy else [inert(line) for line in lines]


def _is_marked(text: str) -> bool:
    """Whether anything in it may have to change. Most of what is said has nothing of it."""
    return bool(MARKED.search(text)) or "//" in text or "www" in text.lower()


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words, and seen to be cut."""
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 2, 0)]
    whole = cut.rsplit(None, 1)[0] if " " in cut else cut
    return f"{whole} …"


def sane(value: Any) -> Any:
    """JSON without control characters and halves of characters, which no client can be sent."""
    match value:
        case str():
            return CONTROL.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))
        case dict():
            return {sane(key): sane(each) for key, each in value.items()}
        case list() | tuple():
            return [sane(each) for each in value]
        case _:
            return value
