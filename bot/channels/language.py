"""Which of our languages a client asks for, where that tells anything."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.zones import zones
from dialogs.core.texts import LANGUAGES

UNCHOSEN = "en-us"
"""What clients say for whoever has chosen none, in whatever letters; Slack has no Danish to choose.
"""


def language_of(locale: str, zone: str, *, house_zone: str, now: datetime) -> str:
    """Ours that the locale asks for.

    American English tells nothing of somebody on the house's own time: a Dane has it unasked.
    """
    if locale.lower() == UNCHOSEN and _same_time(zone, house_zone, now):
        return ""
    language = locale.partition("-")[0].lower()
    return language if language in LANGUAGES else ""


def _same_time(zone: str, house_zone: str, now: datetime) -> bool:
    """A platform may know a place by its hour: Copenhagen may be called Brussels."""
    if zone not in zones():
        return True
    here, there = (now.astimezone(ZoneInfo(each)) for each in (house_zone, zone))
    return here.utcoffset() == there.utcoffset()
