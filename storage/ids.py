"""Fresh ids that say nothing about when they were made."""

from __future__ import annotations

import secrets

LENGTH = 16
ALIKE = 4
"""So many first characters neighbours have in common: each has 72 bits of its own."""


def new_id() -> str:
    """16 random characters (96 bits). An order of time would pair voters with ballots."""
    return secrets.token_urlsafe(12).replace("-", "a").replace("_", "b")


def neighbours(number: int) -> list[str]:
    """Ids of rows that are written together and say so anyway, which have a random beginning alike.

    An index keeps them on few pages, where as many that have nothing in common are on a page each.
    """
    words = secrets.token_urlsafe(12 * (number + 1)).replace("-", "a").replace("_", "b")
    first = words[:ALIKE]
    return [first + words[at + ALIKE : at + LENGTH] for at in range(LENGTH, len(words), LENGTH)]
