"""Why Teams says no for good, in kombot's words for why somebody cannot be reached.

learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability, "Status codes from
bot conversational APIs". Old answers carry their code inside of a message, and some carry none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

BLOCKED, NOT_INSTALLED, GONE = "blocked", "not_installed", "gone"
DISABLED, NOT_ALLOWED = "disabled", "not_allowed"
WORDS = {
    "conversationblockedbyuser": BLOCKED,
    "messagewritesblocked": BLOCKED,
    "botdisabledbyadmin": DISABLED,
    "notenoughpermissions": NOT_ALLOWED,
    "botnotinconversationroster": NOT_INSTALLED,
    "forbiddenoperationexception": NOT_INSTALLED,
}
OF_A_PLACE = {
    BLOCKED: NOT_ALLOWED,
    NOT_INSTALLED: "not_invited",
    GONE: "place_gone",
}
"""The same no in a channel is another matter: there it is nobody's own choice."""
REMOVED = "removed"
"""The app was taken away for one person."""
NOT_THERE = OF_A_PLACE[NOT_INSTALLED]
PLACE_GONE, ARCHIVED, FOREIGN = OF_A_PLACE[GONE], "place_archived", "place_foreign"
REASONS = frozenset({GONE, REMOVED, ARCHIVED, FOREIGN, *WORDS.values(), *OF_A_PLACE.values()})
ANOTHER_ADDRESS = "invalidbotapihost"
"""It is we who asked in the wrong place: that says nothing of anybody."""
NAMES = ("code", "subcode", "errorcode")
DEEPEST, LONGEST = 4, 100


def why_not(status: int, codes: frozenset[str]) -> str:
    """Empty where it may pass."""
    if status == HTTPStatus.NOT_FOUND:
        return GONE
    if status != HTTPStatus.FORBIDDEN or ANOTHER_ADDRESS in codes:
        return ""
    return next((word for code, word in WORDS.items() if code in codes), NOT_INSTALLED)


def codes_in(body: Mapping[str, Any]) -> frozenset[str]:
    """Teams' own words for what is wrong, in lower case and safe to log."""
    return frozenset(_codes(body, DEEPEST))


def _codes(found: object, depth: int) -> Iterator[str]:
    if isinstance(found, str):
        found = _object(found)
    if not isinstance(found, Mapping) or not depth:
        return
    for name, value in found.items():
        if isinstance(value, str) and str(name).lower() in NAMES and _is_a_word(value):
            yield value.lower()
        yield from _codes(value, depth - 1)


def _object(text: str) -> object:
    try:
        return json.loads(text) if text.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        return None


def _is_a_word(code: str) -> bool:
    return code.isalnum() and len(code) < LONGEST
