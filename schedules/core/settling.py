"""Write what was decided of a slice: the messages, the reasons, and when each rule looks again.

Every write states that the row is as it was read, so that planning twice sends once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from schedules.core.decide import Decision, Reason, Send, Skip, Wait
from schedules.core.deciding import Verdict
from storage import due, planning
from storage.slices import Row
from storage.unit_of_work import Unit

SENT, WAITS, SKIPPED, FAILED = "sent", "waits", "skipped", "failed"


def settle(unit: Unit, verdicts: Iterable[Verdict], now: datetime) -> None:
    """Four statements, however many they are."""
    settled: list[tuple[Row, datetime | None]] = []
    decided: list[dict[str, Any]] = []
    nudges: list[dict[str, Any]] = []
    for verdict in verdicts:
        day = verdict.local_date.isoformat()
        settled.append((verdict.row, verdict.next_at))
        if verdict.rides:
            settled += [(ride.row, ride.next_at) for ride in verdict.rides if not ride.again]
            decided += [_taken_along(each.row, verdict, now) for each in verdict.rides]
        if verdict.decision is not None:
            decided.append(_decided(verdict, verdict.decision, now))
        if isinstance(verdict.decision, Send):
            nudges.append(_nudge(verdict, day, now))
    due.drop_all(unit, [row for row, next_at in settled if next_at is None])
    due.move_all(unit, [(row, next_at) for row, next_at in settled if next_at is not None])
    due.record_all(unit, decided)
    planning.queue_nudges(unit, nudges)


def outcomes(verdict: Verdict) -> list[tuple[str, str, str]]:
    """What became of each of its rows: the rule, the verdict and the reason."""
    own = (verdict.row.rule, *named(verdict.decision))
    if not verdict.rides:
        return [own]
    reason = _why_along(verdict)
    return [own, *((ride.row.rule, SKIPPED, reason) for ride in verdict.rides)]


def _why_along(verdict: Verdict) -> str:
    """A week's letter that is put off says again what rode in it, and nothing else of that week."""
    return (Reason.TOLD_TOGETHER if verdict.message else Reason.IN_DIGEST).value


def named(decision: Decision | None) -> tuple[str, str]:
    """The verdict and the reason, as they are stored and counted."""
    match decision:
        case Send():
            return SENT, ""
        case Wait(_, reason):
            return WAITS, reason.value
        case Skip(reason):
            return SKIPPED, reason.value
        case None:
            return FAILED, ""


def rows_of(verdict: Verdict) -> list[Row]:
    """Every row that it settles."""
    return [verdict.row, *(ride.row for ride in verdict.rides if not ride.again)]


def _decided(verdict: Verdict, decision: Decision, now: datetime) -> dict[str, Any]:
    kind, reason = named(decision)
    return due.decision(
        verdict.row,
        local_date=verdict.local_date,
        verdict=kind,
        reason=reason,
        at=now,
        key=planning.day_key(verdict.reminder.one_a_day, verdict.row.person_id, verdict.local_date)
        if kind == SENT
        else "",
    )


def _taken_along(row: Row, verdict: Verdict, now: datetime) -> dict[str, Any]:
    day, reason = verdict.local_date, _why_along(verdict)
    return due.decision(row, local_date=day, verdict=SKIPPED, reason=reason, at=now)


def _nudge(verdict: Verdict, day: str, now: datetime) -> dict[str, Any]:
    row, reminder = verdict.row, verdict.reminder
    # Of what several are in, its buttons ask again by the day.
    of_day = {"day": day} if "items" in verdict.params else {}
    return planning.nudge(
        message=verdict.message or row.rule,
        key=f"{row.rule}:{row.person_id}:{row.subject}:{day}",
        person_id=row.person_id,
        params={**verdict.params, **of_day, "subject": row.subject},
        # What several are in is about no one of them.
        about=f"{reminder.about}:{row.subject}" if reminder.about and not verdict.message else "",
        due_at=now,
        give_up_at=verdict.give_up_at,
    )
