"""Write what was decided about one row: the message, the reason, and when the rule looks again.

Every write states that the row is as it was read, so that planning twice sends once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from schedules.core.decide import Reason, Send, Skip, Wait
from schedules.core.deciding import Verdict
from schedules.core.rides import Ride
from storage import due, outbox
from storage.outbox import Mail
from storage.tables import Due
from storage.unit_of_work import Unit

SENT, WAITS, SKIPPED = "sent", "waits", "skipped"


def settle(unit: Unit, verdict: Verdict, now: datetime) -> None:
    _go_on(unit, verdict.row, verdict.next_at)
    match verdict.decision:
        case Send():
            _send(unit, verdict, now)
        case Wait(_, reason):
            _record(unit, verdict, now, verdict=WAITS, reason=reason.value)
        case Skip(reason):
            _record(unit, verdict, now, verdict=SKIPPED, reason=reason.value)
        case None:
            pass


def outcomes(verdict: Verdict) -> Iterator[tuple[str, str, str]]:
    """Rule, verdict and reason of all that `settle` stores of it, to be counted."""
    rule = verdict.row.rule
    match verdict.decision:
        case Send():
            yield rule, SENT, ""
            yield from ((ride.row.rule, SKIPPED, Reason.IN_DIGEST.value) for ride in verdict.rides)
        case Wait(_, reason):
            yield rule, WAITS, reason.value
        case Skip(reason):
            yield rule, SKIPPED, reason.value
        case None:
            pass


def _go_on(unit: Unit, row: Due, next_at: datetime | None) -> None:
    if next_at is None:
        due.drop(unit, row)
    else:
        due.move(unit, row, next_at)


def _send(unit: Unit, verdict: Verdict, now: datetime) -> None:
    row, reminder = verdict.row, verdict.reminder
    day = verdict.local_date.isoformat()
    outbox.queue(
        unit,
        Mail(
            message=row.rule,
            key=f"{row.rule}:{row.person_id}:{row.subject}:{day}",
            due_at=now,
            person_id=row.person_id,
            params={**verdict.params, "subject": row.subject},
            about=f"{reminder.about}:{row.subject}" if reminder.about else "",
            give_up_at=verdict.give_up_at,
        ),
    )
    # The key is one a day for all planners together: two rows of one person meet on it.
    due.record(
        unit,
        row,
        local_date=verdict.local_date,
        verdict=SENT,
        at=now,
        key=f"{reminder.one_a_day}:{row.person_id}:{day}",
    )
    for ride in verdict.rides:
        _settle_ride(unit, ride, verdict, now)


def _settle_ride(unit: Unit, ride: Ride, verdict: Verdict, now: datetime) -> None:
    if not ride.again:
        _go_on(unit, ride.row, ride.next_at)
    due.record(
        unit,
        ride.row,
        local_date=verdict.local_date,
        verdict=SKIPPED,
        reason=Reason.IN_DIGEST.value,
        at=now,
    )


def _record(unit: Unit, decided: Verdict, now: datetime, *, verdict: str, reason: str) -> None:
    due.record(
        unit, decided.row, local_date=decided.local_date, verdict=verdict, reason=reason, at=now
    )
