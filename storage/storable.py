"""Values that no database of ours can keep: refused by each of them, and in the same words.

PostgreSQL keeps no text with a NUL, and neither keeps half a character. SQLite would take the NUL,
and the store could then never be moved to a server.
"""

from __future__ import annotations

from collections.abc import Iterable

REFUSED = (UnicodeEncodeError, OverflowError)
"""What Python and SQLite's driver say of half a character, and of a number beyond any column."""


class Unstorable(ValueError):
    """There is a value among them that a database has no way to keep, as half a character."""


def unstorable() -> Unstorable:
    """Never with the value: it may be somebody's words."""
    return Unstorable("a value that a database has no way to keep")


def told_of_value(error: Exception) -> Exception:
    return unstorable() if isinstance(error, REFUSED) else error


def refuse_nul(values: Iterable[object]) -> None:
    """Raise Unstorable."""
    if any(type(each) is str and "\0" in each for each in values):
        raise unstorable()
