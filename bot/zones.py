"""The time zones that this machine knows."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def zones() -> frozenset[str]:
    """Looked up once: the search goes through every zone file, and takes longer than a click."""
    return frozenset(available_timezones())
