"""What could ride in a weekly digest: what falls due in its week, and what rode in it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from schedules.core.calendar import DAY
from schedules.core.context import Context
from schedules.core.decide import WEEK, Reason
from schedules.core.reminder import Reminder
from storage import planning
from storage.database import Snapshot
from storage.tables import Due


@dataclass(frozen=True, kw_only=True)
class Ride:
    """A row in a digest, whose week ends at `week_ends`; its rule looks again at `next_at`.

    `again`: it rode in this week's digest already, which was put off; there is no row to settle.
    """

    row: Due
    week_ends: datetime
    next_at: datetime | None = None
    again: bool = False


async def read_rides(
    reads: Snapshot, digests: Sequence[Due], reminders: Mapping[str, Reminder], context: Context
) -> list[Ride]:
    """Each person's, in the order in which they fall due."""
    if not digests:
        return []
    ends = {row.person_id: _week_ends(row.person_id, context) for row in digests}
    rules = [name for name, each in reminders.items() if each.rides]
    rows = await planning.coming(reads, ends, rules=rules, before=max(ends.values()))
    fresh = [
        Ride(row=row, week_ends=ends[row.person_id])
        for row in rows
        if row.due_at < ends[row.person_id]
    ]
    return fresh + await _again(reads, ends, rules, context)


async def _again(
    reads: Snapshot, ends: Mapping[str, datetime], rules: Sequence[str], context: Context
) -> list[Ride]:
    earliest = min(monday(context.today_of(each)) for each in ends)
    rode = await planning.decided(reads, ends, reason=Reason.IN_DIGEST.value, since=earliest)
    once = {(each.person_id, each.rule, each.subject): each for each in rode if each.rule in rules}
    return [
        Ride(
            row=Due(rule=rule, person_id=person_id, subject=subject, due_at=context.now),
            week_ends=ends[person_id],
            again=True,
        )
        for (person_id, rule, subject), each in once.items()
        if each.local_date >= monday(context.today_of(person_id))
    ]


def _week_ends(person_id: str, context: Context) -> datetime:
    calendar = context.calendar_of(person_id)
    return calendar.at(monday(context.today_of(person_id)) + WEEK, time.min)


def monday(day: date) -> date:
    return day - day.weekday() * DAY
