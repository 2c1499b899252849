"""A Monday, a rule and a person for the tests of what becomes of a nudge."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.core.calendar import WorkCalendar
from schedules.core.decide import Decision, Due, Recipient, Rule, decide

ZONE = "Europe/Copenhagen"
CALENDAR = WorkCalendar(ZONE)
RULE = Rule(name="minikom-due", kind="minikom")
LOUD = replace(RULE, quiet=False)
DIGEST = Rule(name="weekly-digest", kind="digest", digest=True)
KIRSTEN = Recipient(zone=ZONE)
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def at(text: str, zone: str = ZONE) -> datetime:
    """A local time, such as "2026-11-23T09:00", as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


NINE = at("2026-11-23T09:00")  # A Monday.
DUE = Due(at=at("2026-01-01T08:00"))


def decided(
    now: datetime = NINE, *, rule: Rule = RULE, person: Recipient = KIRSTEN, due: Due = DUE
) -> Decision:
    return decide(rule, person, due, now=now, calendar=CALENDAR)
