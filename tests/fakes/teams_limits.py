"""How many calls Teams takes: its own table, counted where it counts, as calls come in.

learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SENT = {1: 7, 2: 8, 30: 60, 3600: 1800}
LISTED = {1: 14, 2: 16, 30: 120, 3600: 3600}
IN_A_TENANT = {1: 50}
RETRY_AFTER = 2


@dataclass
class Gatekeeper:
    """`now` is the platform's clock. What it refuses it does not count."""

    now: Callable[[], datetime]
    refusals: int = 0
    _came: dict[str, list[datetime]] = field(default_factory=dict)

    def admits(self, thread: str, *, lists: bool) -> bool:
        kind = "list" if lists else "send"
        tables = ((f"{kind}:{thread}", LISTED if lists else SENT), ("tenant", IN_A_TENANT))
        if any(self._is_full(key, table) for key, table in tables):
            self.refusals += 1
            return False
        for key, _ in tables:
            came = self._came.setdefault(key, [])
            came.append(self.now())
            del came[: -max(SENT.values())]
        return True

    def _is_full(self, key: str, table: dict[int, int]) -> bool:
        now, came = self.now(), self._came.get(key, [])
        return any(
            sum(each > now - timedelta(seconds=seconds) for each in came) >= most
            for seconds, most in table.items()
        )
