"""What is counted of nudges, for whoever scrapes /metrics."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import Counter

DECIDED = Counter(
    "kombot_nudges",
    "What the planner decided about a nudge, by rule: sent, waits or skipped, and why.",
    ("rule", "verdict", "reason"),
)


def decided(outcomes: Mapping[tuple[str, str, str], int]) -> None:
    """How many there were of a rule, a verdict and its reason."""
    for each, number in outcomes.items():
        DECIDED.labels(*each).inc(number)
