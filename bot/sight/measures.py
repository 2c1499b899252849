"""What is counted of clicks and messages while they happen: names and reasons, never ids.

A child is looked up by its labels once and kept, so that counting costs a click nothing that can be
noticed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

from prometheus_client import Counter, Gauge, Histogram

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Up to what people wait for, and past the three seconds that Slack gives."""

WORD = re.compile(r"[a-z0-9_-]{0,40}")

INBOUND = Histogram(
    "kombot_inbound_seconds",
    "How long somebody's click or word took until the answer to it was on disk.",
    ("channel", "kind"),
    buckets=BUCKETS,
)
SENDS = Counter(
    "kombot_sends",
    "Messages handed to a platform: sent, retry (it said to wait, or did not answer) or failed.",
    ("channel", "outcome", "reason"),
)
DROPPED = Counter(
    "kombot_dropped",
    "Messages that are sent no more: skipped (not of use any more) or failed, and why.",
    ("outcome", "reason"),
)
LAST_SENT = Gauge(
    "kombot_last_sent_timestamp_seconds", "When this process last sent something; 0 for never."
)


def heard(channel: str, kind: str, seconds: float) -> None:
    _inbound(channel, kind).observe(seconds)


@lru_cache(maxsize=256)
def _inbound(channel: str, kind: str) -> Histogram:
    return INBOUND.labels(channel, kind)


def sent(channel: str, now: datetime) -> None:
    SENDS.labels(channel, "sent", "").inc()
    LAST_SENT.set(now.timestamp())


def not_sent(channel: str, outcome: str, reason: str) -> None:
    """`outcome` is retry or failed; a reason that is no word for one is not kept."""
    SENDS.labels(channel, outcome, reason if WORD.fullmatch(reason) else "other").inc()


def dropped(outcome: str, reason: str) -> None:
    DROPPED.labels(outcome, reason if WORD.fullmatch(reason) else "other").inc()


def last_sent() -> datetime | None:
    """By this process."""
    (told,) = LAST_SENT.collect()
    at = told.samples[0].value
    return datetime.fromtimestamp(at, UTC) if at else None
