"""What a platform tells may come late or again: what is known is as new as `told_at` says.

It stands in the reference of an address or a place, by the platform's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

TOLD_AT = "told_at"


def stamp(at: datetime | None) -> dict[str, str]:
    """Empty where the platform does not tell when."""
    return {TOLD_AT: at.isoformat()} if at is not None else {}


def stamp_in(reference: Mapping[str, Any]) -> dict[str, str]:
    found = reference.get(TOLD_AT)
    return {TOLD_AT: found} if isinstance(found, str) else {}


def is_overtaken(at: datetime | None, reference: Mapping[str, Any]) -> bool:
    """Whether something newer is known already; of what is equally old the last word counts."""
    last = stamp_in(reference).get(TOLD_AT)
    return at is not None and last is not None and at < datetime.fromisoformat(last)
