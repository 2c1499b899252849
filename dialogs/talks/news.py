"""What a leader is told of what their people do: at once where it presses, else one message a day.

A leader of many would else be written to for each thing that each of them does. What can wait is
planned, and `schedules.news` says it: alone, together with the rest of the day, or in the week's
letter. What they are told at once counts as that day's message, so that the rest waits.
"""

from __future__ import annotations

from datetime import datetime

from dialogs.core.calendar import WorkCalendar
from storage import due, outbox, planning
from storage.outbox import Mail
from storage.unit_of_work import Unit

NEAR = 2
"""Working days: what is about a day so near is told at once."""


def presses(at: datetime, now: datetime, calendar: WorkCalendar) -> bool:
    """Whether a day is so near that word of it tomorrow would come too late."""
    return calendar.local_date(at) <= calendar.add_working_days(calendar.local_date(now), NEAR)


def tell_today(unit: Unit, mail: Mail, subject: str) -> None:
    """`subject` names what it is about; an earlier one about the same is not told as well."""
    due.plan(
        unit,
        rule=mail.message,
        person_id=mail.person_id or "",
        subject=subject,
        due_at=mail.due_at,
        give_up_at=mail.give_up_at,
    )


def tell_at_once(unit: Unit, mail: Mail, subject: str, calendar: WorkCalendar) -> None:
    outbox.queue(unit, mail)
    planning.spoke(
        unit,
        rule=mail.message,
        person_id=mail.person_id or "",
        subject=subject,
        day=calendar.local_date(calendar.next_open(mail.due_at)),
        at=mail.due_at,
    )


def take_back(unit: Unit, message: str, subject: str) -> None:
    """What has not been told yet."""
    due.cancel(unit, rule=message, subject=subject)
