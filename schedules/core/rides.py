"""What could ride in a weekly digest: what falls due in its week, and what rode in it before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from dialogs.core.calendar import DAY
from schedules.core.context import Context
from schedules.core.decide import WEEK
from schedules.core.reminder import Reminder
from storage.slices import Row, Slice


@dataclass(frozen=True, kw_only=True)
class Ride:
    """A row in a digest, whose week ends at `week_ends`; its rule looks again at `next_at`.

    `again`: it rode in this week's digest already, which was put off; there is no row to settle.
    """

    row: Row
    week_ends: datetime
    next_at: datetime | None = None
    again: bool = False


def rides_of(found: Slice, reminders: Mapping[str, Reminder], context: Context) -> list[Ride]:
    """Each person's, in the order in which they fall due."""
    digests = [
        row for row in found.rows if row.rule in reminders and reminders[row.rule].rule.digest
    ]
    ends = {row.person_id: _week_ends(row.person_id, context) for row in digests}
    due = [
        row
        for row in (*found.rows, *found.riding)
        if row.rule in reminders and reminders[row.rule].rides and row.person_id in ends
    ]
    fresh = [
        Ride(row=row, week_ends=ends[row.person_id])
        for row in sorted(due, key=lambda row: (row.due_at, row.id))
        if row.due_at < ends[row.person_id]
    ]
    return fresh + _again(found, ends, context)


def _again(found: Slice, ends: Mapping[str, datetime], context: Context) -> list[Ride]:
    once = {
        (rule, person_id, subject)
        for rule, person_id, subject, day in found.rode
        if person_id in ends and day >= monday(context.today_of(person_id))
    }
    return [
        Ride(
            row=Row(
                id=f"again {rule} {person_id} {subject}",
                rule=rule,
                person_id=person_id,
                subject=subject,
                due_at=context.now,
            ),
            week_ends=ends[person_id],
            again=True,
        )
        for rule, person_id, subject in sorted(once)
    ]


def _week_ends(person_id: str, context: Context) -> datetime:
    calendar = context.calendar_of(person_id)
    return calendar.at(monday(context.today_of(person_id)) + WEEK, time.min)


def monday(day: date) -> date:
    return day - day.weekday() * DAY
