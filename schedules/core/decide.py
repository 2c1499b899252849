"""Send, wait or skip: what becomes of a nudge that is due, and why."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from enum import StrEnum

from dialogs.core.calendar import DAY, WorkCalendar

IN_DIALOG_PAUSE = timedelta(minutes=30)
WEEK = timedelta(weeks=1)
# Working days before a deadline.
DEADLINE_OFFSETS = (14, 7, 2, 0)


class Reason(StrEnum):
    """Why a nudge was not sent. It is stored and shown, so a value is never renamed."""

    ALREADY_ANSWERED = "already-answered"
    LEFT = "left"
    ON_LEAVE = "on-leave"
    PAUSED = "paused"
    OPTED_OUT = "opted-out"
    QUIET_HOURS = "quiet-hours"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    CLOSING_DAY = "closing-day"
    IN_DIALOG = "in-dialog"
    SNOOZED = "snoozed"
    TOO_LATE = "too-late"
    CANNOT_BE_REACHED = "cannot-be-reached"
    ALREADY_SENT_TODAY = "already-sent-today"
    IN_DIGEST = "in-digest"
    TOLD_TOGETHER = "told-together"
    EMPTY_DIGEST = "empty-digest"
    OTHER_ON_LEAVE = "other-on-leave"
    WAITS_FOR_DIGEST = "waits-for-digest"
    ENOUGH_THIS_WEEK = "enough-this-week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`kind` is what people pause and mute by; a `quiet` rule keeps to hours and working days.

    `digest` marks the rule that is the weekly digest itself. What is `told_once` is told by nothing
    later: it waits while a whole workspace is shut to us.
    """

    name: str
    kind: str
    quiet: bool = True
    digest: bool = False
    told_once: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """Both days are included; `last` None: nobody knows yet when it ends."""

    first: date
    last: date | None = None

    @property
    def end(self) -> date | None:
        # Payroll systems write "no end" as 31-12-9999.
        return None if self.last is None or self.last.year == MAXYEAR else self.last

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Pause:
    """`until` is the first day on which nudges come again; `kinds` None: every kind."""

    until: date
    kinds: frozenset[str] | None = None

    def covers(self, day: date, kind: str) -> bool:
        return day < self.until and (self.kinds is None or kind in self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """What is known of the person at this moment; `zone` is an IANA name.

    `shut`: whoever cannot be reached is so only while their workspace is shut to us.
    """

    zone: str
    left: bool = False
    absences: tuple[Absence, ...] = ()
    pauses: tuple[Pause, ...] = ()
    muted_kinds: frozenset[str] = frozenset()
    reachable: bool = True
    shut: bool = False
    in_dialog: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One nudge that is due. From `give_up_at` on it would be of no use.

    `already_sent_on` are the days, in the person's zone, on which this rule went to this person.
    `items` is how much a digest has to tell; `in_digest` says that a digest carries this nudge,
    `rides_only` that nothing else may. `enough_until` is when the next digest comes, for whoever
    has had enough in this week: what is of use then waits for it.
    """

    at: datetime
    give_up_at: datetime | None = None
    still_needed: bool = True
    already_sent_on: frozenset[date] = frozenset()
    snoozed_until: datetime | None = None
    items: int = 1
    in_digest: bool = False
    rides_only: bool = False
    enough_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """`local_date` is the person's date: the key that keeps a rule to one nudge a day."""

    local_date: date


@dataclass(frozen=True, slots=True)
class Wait:
    """Look again at `until`; `reason` is what stands in the way now."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Skip:
    """Never send this one; `because` says what made it too late, where waiting did."""

    reason: Reason
    because: Reason | None = None


Decision = Send | Wait | Skip


def decide(
    rule: Rule, recipient: Recipient, due: Due, *, now: datetime, calendar: WorkCalendar
) -> Decision:
    """What becomes of a nudge at `now`; ValueError for one that is not due yet.

    The calendar's zone gives way to the person's. With nothing new known, a nudge that waited is
    sent at `until`, except that an open-ended leave or a shut workspace is only looked at again.
    """
    if now < due.at:
        raise ValueError(f"{rule.name} is not due before {due.at.isoformat()}")
    if reason := _never(rule, recipient, due):
        return Skip(reason)
    if _gave_up(due, now):
        return Skip(Reason.TOO_LATE)
    case = _Case(rule, recipient, due, calendar.for_zone(recipient.zone))
    wait = case.wait_from(now)
    if wait is None:
        return Send(case.calendar.local_date(now))
    return Skip(Reason.TOO_LATE, wait.reason) if _gave_up(due, wait.until) else wait


def _never(rule: Rule, recipient: Recipient, due: Due) -> Reason | None:
    """What no waiting can mend; the most telling reason first."""
    waits = recipient.shut and rule.told_once
    grounds = (
        (not due.still_needed, Reason.ALREADY_ANSWERED),
        (recipient.left, Reason.LEFT),
        (rule.kind in recipient.muted_kinds, Reason.OPTED_OUT),
        (due.in_digest, Reason.IN_DIGEST),
        (due.rides_only, Reason.WAITS_FOR_DIGEST),
        (rule.digest and due.items == 0, Reason.EMPTY_DIGEST),
        (not recipient.reachable and not waits, Reason.CANNOT_BE_REACHED),
    )
    return next((reason for holds, reason in grounds if holds), None)


def _gave_up(due: Due, moment: datetime) -> bool:
    return due.give_up_at is not None and moment >= due.give_up_at


@dataclass(frozen=True, slots=True)
class _Case:
    rule: Rule
    recipient: Recipient
    due: Due
    calendar: WorkCalendar

    def wait_from(self, now: datetime) -> Wait | None:
        """What stands in the way now, until all that is known is out of the way."""
        first = self._obstacle(now) or self._shut(now) or self._dialog(now)
        if first is None:
            return None
        until = first.until
        # A leave without an end has no instant to wait for: the search ends there.
        while not self._is_on_open_leave(until) and (another := self._obstacle(until)):
            until = another.until
        return Wait(until, first.reason)

    def _obstacle(self, moment: datetime) -> Wait | None:
        """The most telling one first: "on leave" says more than "weekend"."""
        day = self.calendar.local_date(moment)
        return (
            self._leave(day)
            or self._pause(day)
            or self._snooze(moment)
            or self._closed(moment)
            or self._once_a_day(day)
            or self._enough(moment)
        )

    def _leave(self, day: date) -> Wait | None:
        absence = next((each for each in self.recipient.absences if each.covers(day)), None)
        if absence is None:
            return None
        # Without an end we look again when the next week begins.
        back = _monday(day) + WEEK if absence.end is None else absence.end + DAY
        return Wait(self.calendar.first_opening(back), Reason.ON_LEAVE)

    def _is_on_open_leave(self, moment: datetime) -> bool:
        day = self.calendar.local_date(moment)
        return any(each.end is None and each.covers(day) for each in self.recipient.absences)

    def _pause(self, day: date) -> Wait | None:
        kind = self.rule.kind
        pause = next((each for each in self.recipient.pauses if each.covers(day, kind)), None)
        return Wait(self.calendar.first_opening(pause.until), Reason.PAUSED) if pause else None

    def _snooze(self, moment: datetime) -> Wait | None:
        until = self.due.snoozed_until
        return Wait(until, Reason.SNOOZED) if until and moment < until else None

    def _closed(self, moment: datetime) -> Wait | None:
        if not self.rule.quiet or self.calendar.is_open(moment):
            return None
        closed = self.calendar.why_closed(self.calendar.local_date(moment))
        reason = Reason(closed.value) if closed else Reason.QUIET_HOURS
        return Wait(self.calendar.next_open(moment), reason)

    def _once_a_day(self, day: date) -> Wait | None:
        """Waits rather than skips: a second cause on one day is no less true tomorrow."""
        if day not in self.due.already_sent_on:
            return None
        tomorrow = self.calendar.at(day + DAY, self.calendar.opens)
        return Wait(tomorrow, Reason.ALREADY_SENT_TODAY)

    def _enough(self, moment: datetime) -> Wait | None:
        until = self.due.enough_until
        if until is None or moment >= until or _gave_up(self.due, until):
            return None
        return Wait(until, Reason.ENOUGH_THIS_WEEK)

    def _shut(self, now: datetime) -> Wait | None:
        """Nobody knows until when: we look again each day."""
        if self.recipient.reachable:
            return None
        tomorrow = self.calendar.local_date(now) + DAY
        return Wait(self.calendar.first_opening(tomorrow), Reason.CANNOT_BE_REACHED)

    def _dialog(self, now: datetime) -> Wait | None:
        """Who is busy with us is not interrupted; this is known of the present only."""
        return Wait(now + IN_DIALOG_PAUSE, Reason.IN_DIALOG) if self.recipient.in_dialog else None


def deadline_nudge_days(
    deadline: date, *, calendar: WorkCalendar, offsets: tuple[int, ...] = DEADLINE_OFFSETS
) -> tuple[tuple[int, date], ...]:
    """Each offset with its day: so many working days before the last day one can still act.

    That day is the deadline or, where it is closed, the working day before it, so that no two
    nudges meet on one day.
    """
    last_day = calendar.previous_working_day(deadline)
    return tuple((offset, calendar.add_working_days(last_day, -offset)) for offset in offsets)


def months_after(day: date, months: int, *, calendar: WorkCalendar) -> date:
    """So many calendar months on (30 November + 3 is 28 February), then the next working day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = monthrange(year, month)[1]
    return calendar.next_working_day(date(year, month, min(day.day, last)))


def digest_day(week_of: date, calendar: WorkCalendar) -> date | None:
    """The first working day of the ISO week that holds `week_of`; None where all are closed."""
    monday = _monday(week_of)
    first = calendar.next_working_day(monday)
    return first if first < monday + WEEK else None


def _monday(day: date) -> date:
    return day - day.weekday() * DAY
