"""A day on which nobody is at work: it is said, and the next working day proposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Part
from dialogs.core.dialog import Page
from dialogs.core.steps import Answers, Facts, Pick
from dialogs.core.texts import Speaker

INSTEAD = "instead"
NEXT, KEEP = "next", "keep"


def closed_page(*names: str) -> Page:
    """Comes up where one of these days is closed, and did not stand there before.

    `facts` hold the person's `calendar`, the reader's `in_language` and, where there is something
    already, what `stands`.
    """

    def is_closed(facts: Facts, answers: Answers) -> bool:
        return any(True for _ in _closed(names, facts, answers))

    def body(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
        return tuple(_said(day, facts, say) for day in sorted(set(_closed(names, facts, answers))))

    return Page("closed", (Pick(INSTEAD, options=(NEXT, KEEP)),), when=is_closed, body=body)


def _closed(names: Iterable[str], facts: Facts, answers: Answers) -> Iterator[date]:
    calendar: WorkCalendar = facts["calendar"]
    before = facts.get("stands", {})
    for name in names:
        raw = answers.get(name)
        if raw and raw != before.get(name) and not calendar.is_working_day(date.fromisoformat(raw)):
            yield date.fromisoformat(raw)


def _said(day: date, facts: Facts, say: Speaker) -> str:
    calendar: WorkCalendar = facts["calendar"]
    name = calendar.holiday_name(day, facts["in_language"]) or ""
    why = "named" if name else str(calendar.why_closed(day)).replace("-", "_")
    return say(f"closed_days/{why}", day=day, name=name, next=calendar.next_working_day(day))


def open_day(name: str, facts: Facts, answers: Answers) -> str:
    """The day as it is to stand: as it was written, or the next working day."""
    raw = answers.get(name, "")
    if not raw or answers.get(INSTEAD) != NEXT or raw == facts.get("stands", {}).get(name):
        return raw
    calendar: WorkCalendar = facts["calendar"]
    return calendar.next_working_day(date.fromisoformat(raw)).isoformat()
