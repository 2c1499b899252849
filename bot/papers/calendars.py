"""Days as an iCalendar file (RFC 5545) that Outlook, Apple's and Google's calendars take."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

from dialogs.core.paper import CalendarFile, Entry

PRODUCT = "-//kombot//Udviklingsdialog//DA"


def ics(file: CalendarFile, *, now: datetime) -> bytes:
    """Cancelled only if all of its entries are: one method counts for the whole file."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    gone = all(entry.cancelled for entry in file.entries)
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    for entry in file.entries:
        calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.starts.astimezone(UTC))
    event.add("dtend", entry.ends.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for name, words in (("location", entry.place), ("description", entry.text)):
        if words:
            event.add(name, words)
    return event
