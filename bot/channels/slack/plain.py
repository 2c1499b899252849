"""Text for Slack: measured, shortened, split and escaped. Nothing that people write is ever markup.

Blocks carry words only as `plain_text` or as rich text, where `*`, `<!channel>` and links are mere
letters. Only the text fallback of a message is parsed by Slack, so it alone is escaped.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from bot.channels.slack.limits import FALLBACK

Json: TypeAlias = dict[str, Any]

NOTHING = "–"
"""Slack refuses an empty text; this stands for one."""


def units(text: str) -> int:
    """Length as Slack's clients count it: an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """At most `limit` units, with an ellipsis where something was left out."""
    if units(text) <= limit:
        return text
    return _head(text, limit - 1).rstrip() + "…"


def split(text: str, limit: int) -> tuple[str, ...]:
    """Pieces of at most `limit` units that together are the text, cut between words if possible."""
    pieces = []
    while units(text) > limit:
        head = _head(text, limit)
        cut = max(head.rfind("\n"), head.rfind(" ")) + 1
        head = head[:cut] if cut > limit // 2 else head
        pieces.append(head)
        text = text[len(head) :]
    return (*pieces, text)


def _head(text: str, limit: int) -> str:
    head = text[:limit]
    while units(head) > limit:
        head = head[: -max(1, (units(head) - limit) // 2)]
    return head


def escape(text: str) -> str:
    """As https://docs.slack.dev/messaging/formatting-message-text#escaping has it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(text: str) -> str:
    """The text that stands for a message in notifications and screen readers."""
    escaped = escape(shorten(text, FALLBACK))
    return escaped if units(escaped) <= FALLBACK else escape(shorten(text, FALLBACK // 5))


def words(text: str, limit: int) -> Json:
    """A `plain_text` object."""
    short = shorten(text, limit)
    return {"type": "plain_text", "text": short if short.strip() else NOTHING, "emoji": False}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}


def literal(text: str, **style: bool) -> Json:
    """A piece of rich text."""
    return {"type": "text", "text": text or NOTHING, **({"style": style} if style else {})}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def paragraph(*pieces: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(pieces)}


def quote(text: str) -> Json:
    return {"type": "rich_text_quote", "elements": [literal(text)]}


def fixed(text: str) -> Json:
    return {"type": "rich_text_preformatted", "elements": [literal(text)]}
