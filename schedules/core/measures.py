"""What is counted of nudges, for whoever scrapes /metrics."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import Counter

DECIDED = Counter(
    "kombot_nudges",
    "What the planner decided about a nudge, by rule: sent, waits or skipped, and why.",
    ("rule", "verdict", "reason"),
)


def decided(outcomes: Iterable[tuple[str, str, str]]) -> None:
    """Each is a rule, a verdict and its reason."""
    for each in outcomes:
        DECIDED.labels(*each).inc()
