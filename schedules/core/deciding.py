"""From the rows of one slice to what becomes of each: everything is read first, then decided."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from schedules.core import decide
from schedules.core.context import Context, end_of
from schedules.core.crowd import NEVER, Crowd, Standing, crowd_of
from schedules.core.decide import Decision, Reason, Recipient, Send, Skip, Wait
from schedules.core.reminder import Need, Reminder
from schedules.core.rides import Ride, monday, rides_of
from schedules.core.times import NUDGE_AT, next_digest
from storage.slices import Known, Row, Slice

log = logging.getLogger("kombot.planner")

FAR = datetime.max.replace(tzinfo=UTC)
A_FAILURE_WAITS = timedelta(minutes=5)
DONE_WITH = Need(needed=False)
MOST_A_WEEK = 3
"""Days of one week on which a leader is written to, the letter's among them, where all can wait."""


class Verdict(NamedTuple):
    """What becomes of one row. `next_at` is when it is looked at again (None: it is dropped).

    `rides` are the rows that it takes along, with a digest's `message` where it is none itself;
    `decision` is None where nothing could be said.
    """

    row: Row
    reminder: Reminder
    decision: Decision | None
    local_date: date
    next_at: datetime | None
    give_up_at: datetime | None = None
    params: Mapping[str, Any] = MappingProxyType({})
    rides: tuple[Ride, ...] = ()
    message: str = ""


def decide_slice(
    found: Slice, reminders: Mapping[str, Reminder], context: Context
) -> Iterator[Verdict]:
    """One after another, so that others may come in between; rows of no reminder are passed over.

    Nothing is read: the same slice at the same moment comes to the same verdicts.
    """
    crowd = crowd_of(found.known, reminders, context)
    rides = rides_of(found, reminders, crowd.context)
    rows = [row for row in found.rows if row.rule in reminders and row.person_id]
    every = {row.id: row for row in (*rows, *(ride.row for ride in rides))}
    needs = _needs(every.values(), found.known, reminders, crowd.context)
    by_person: defaultdict[str, list[Ride]] = defaultdict(list)
    for ride in rides:
        by_person[ride.row.person_id].append(ride)
    due: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if reminders[row.rule].rides:
            due[row.person_id].append(row)
    bench = _Bench(reminders=reminders, crowd=crowd, needs=needs, rides=by_person, due=due)
    return bench.decide_all(rows)


def _needs(
    rows: Iterable[Row], known: Known, reminders: Mapping[str, Reminder], context: Context
) -> dict[str, Need | None]:
    """By row id; None for the rows of a rule that failed, which must not hold the others up."""
    by_rule: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_rule[row.rule].append(row)
    found: dict[str, Need | None] = {}
    for rule, its_rows in by_rule.items():
        try:
            needs = reminders[rule].needs(its_rows, known, context)
        except Exception as error:  # noqa: BLE001  what failed is looked at again a little after
            log.error("the needs of %s failed: %s", rule, type(error).__name__)  # noqa: TRY400
            found |= dict.fromkeys([row.id for row in its_rows])
        else:
            found |= {row.id: needs.get(row.id, DONE_WITH) for row in its_rows}
    return found


@dataclass(frozen=True, kw_only=True)
class _Bench:
    reminders: Mapping[str, Reminder]
    crowd: Crowd
    needs: Mapping[str, Need | None]
    rides: Mapping[str, Sequence[Ride]]
    due: Mapping[str, Sequence[Row]]
    """What is due for a person and may go along with something else."""
    taken: set[str] = field(default_factory=set)
    decided: dict[tuple[object, ...], Decision] = field(default_factory=dict)
    """By all that a decision goes by: of people of whom the same is known it is the same."""

    def decide_all(self, rows: Sequence[Row]) -> Iterator[Verdict]:
        """Digests first, since they take others along; then what is soonest of no use."""
        for row in sorted(rows, key=self._urgency):
            if row.id not in self.taken:
                self.taken.add(row.id)
                verdict = self._judge(row)
                self.taken.update([ride.row.id for ride in verdict.rides])
                yield verdict

    def _urgency(self, row: Row) -> tuple[bool, datetime, datetime]:
        need = self.needs[row.id]
        give_up_at = (need and need.give_up_at) or row.give_up_at or FAR
        return (not self.reminders[row.rule].rule.digest, give_up_at, row.due_at)

    def _judge(self, row: Row) -> Verdict:
        reminder, need, context = self.reminders[row.rule], self.needs[row.id], self.crowd.context
        standing = self.crowd.standing(row.person_id)
        today = context.today_in(standing.zone)
        if need is None:
            return _unknown(row, reminder, today=today, now=context.now)
        rides = self._rides_of(row) if reminder.rule.digest else ()
        decision = self._decide(row, need, standing, rides)
        verdict = Verdict(
            row=row,
            reminder=reminder,
            decision=decision,
            local_date=today,
            next_at=self._next(row, standing, decision, need),
            give_up_at=need.give_up_at or row.give_up_at,
            params={**need.params, **_carried(rides)} if rides else need.params,
            rides=rides if isinstance(decision, Send) else (),
        )
        if isinstance(decision, Send):
            verdict = self._with_others(verdict, standing)
            self.crowd.keep(row.person_id, reminder.one_a_day, decision.local_date)
        return verdict

    def _with_others(self, verdict: Verdict, of: Standing) -> Verdict:
        """What else would be said to the person on a day to come goes along, in one message."""
        row, digest = verdict.row, self._digest()
        if not digest or row not in self.due.get(row.person_id, ()):
            return verdict
        share, tomorrow = verdict.reminder.one_a_day, self._tomorrow(of)
        rides, give_up = list[Ride](), [verdict.give_up_at]
        for each in self.due[row.person_id]:
            need, its = self.needs[each.id], self.reminders[each.rule]
            if need is None or each.id in self.taken or its.one_a_day != share:
                continue
            if isinstance(self._decide(each, need, of, ()), Send):
                rides.append(Ride(row=each, week_ends=tomorrow, next_at=need.after(tomorrow)))
                give_up.append(need.give_up_at or each.give_up_at)
        if not rides:
            return verdict
        params = {**_carried([Ride(row=row, week_ends=tomorrow), *rides]), "gathered": True}
        return verdict._replace(
            message=digest, params=params, rides=tuple(rides), give_up_at=_last_of(give_up)
        )

    def _digest(self) -> str:
        return next((name for name, each in self.reminders.items() if each.rule.digest), "")

    def _tomorrow(self, of: Standing) -> datetime:
        context = self.crowd.context
        return end_of(context.today_in(of.zone), context.calendar_in(of.zone))

    def _decide(self, row: Row, need: Need, standing: Standing, rides: Sequence[Ride]) -> Decision:
        reminder = self.reminders[row.rule]
        sent = self.crowd.sent.get((row.person_id, reminder.one_a_day), NEVER)
        give_up_at = need.give_up_at or row.give_up_at
        kind = (need.needed, need.rides_only, need.away)
        key = (row.rule, standing, sent, give_up_at, kind, not rides)
        decision = self.decided.get(key)
        if decision is None:
            due = decide.Due(
                at=row.due_at,
                give_up_at=give_up_at,
                still_needed=need.needed,
                already_sent_on=sent,
                items=len(rides) if reminder.rule.digest else 1,
                rides_only=need.rides_only and not self._goes_alone(reminder, standing),
                enough_until=self._enough_until(reminder, standing, sent),
            )
            known = standing.before(reminder.rule)
            decision = self.decided[key] = self._weigh(reminder, known, need, due)
        return decision

    def _enough_until(
        self, reminder: Reminder, of: Standing, sent: frozenset[date]
    ) -> datetime | None:
        """Whoever was written to on so many days of a week reads the rest in the next letter."""
        context = self.crowd.context
        begun = monday(context.today_in(of.zone))
        if not reminder.rides or sum(day >= begun for day in sent) < MOST_A_WEEK:
            return None
        return next_digest(context.now, context.calendar_in(of.zone))

    def _goes_alone(self, reminder: Reminder, standing: Standing) -> bool:
        """No letter takes it along for whoever has turned letters off: its own day is as rare."""
        letters = (each.rule for each in self.reminders.values() if each.rule.digest)
        return not reminder.letter and any(standing.before(each).muted_kinds for each in letters)

    def _weigh(self, reminder: Reminder, known: Recipient, need: Need, due: decide.Due) -> Decision:
        decision = self._ask(reminder, known, due)
        if need.away and isinstance(decision, Send):
            held_back = replace(known, absences=need.away)
            decision = _not_one_self(self._ask(reminder, held_back, due))
        return decision

    def _ask(self, reminder: Reminder, known: Recipient, due: decide.Due) -> Decision:
        now, calendar = self.crowd.context.now, self.crowd.context.calendar
        return decide.decide(reminder.rule, known, due, now=now, calendar=calendar)

    def _next(self, row: Row, of: Standing, decision: Decision, need: Need) -> datetime | None:
        match decision:
            case Wait(until, Reason.ALREADY_SENT_TODAY | Reason.CANNOT_BE_REACHED):
                if self.reminders[row.rule].rule.digest:
                    return until  # Before the morning's nudges, which it takes along.
                return self._with_the_morning(until, of, need.give_up_at or row.give_up_at)
            case Wait(until):
                return until
            case Send():
                # Not on this day again, or what is left of it would be sent tomorrow.
                return need.after(self._tomorrow(of))
            case Skip(Reason.LEFT):
                return None
            case Skip():
                return need.after(self.crowd.context.now + timedelta.resolution)

    def _with_the_morning(
        self, until: datetime, of: Standing, give_up_at: datetime | None
    ) -> datetime:
        """When the nudges of that day come, so that all are told in one; before it is too late."""
        calendar = self.crowd.context.calendar_in(of.zone)
        morning = max(until, calendar.at(calendar.local_date(until), NUDGE_AT))
        return until if give_up_at is not None and give_up_at <= morning else morning

    def _rides_of(self, digest: Row) -> tuple[Ride, ...]:
        """What goes into a person's digest; one thing alone has its own day, or had it."""
        today = self.crowd.context.today_of(digest.person_id)
        found, is_letter = [], False
        for ride in self.rides.get(digest.person_id, ()):
            need = self.needs[ride.row.id]
            if need is None or not need.needed:
                continue
            rule = self.reminders[ride.row.rule].rule
            away = any(absence.covers(today) for absence in need.away)
            if not away and self.crowd.wants(digest.person_id, rule, today):
                found.append(replace(ride, next_at=need.after(ride.week_ends)))
                is_letter |= need.rides_only
        return tuple(found) if is_letter or len(found) > 1 else ()


def _not_one_self(decision: Decision) -> Decision:
    """It waits for the one whom it is about; the one who gets it is not away."""
    if isinstance(decision, Wait) and decision.reason is Reason.ON_LEAVE:
        return Wait(decision.until, Reason.OTHER_ON_LEAVE)
    return decision


def _unknown(row: Row, reminder: Reminder, *, today: date, now: datetime) -> Verdict:
    return Verdict(
        row=row, reminder=reminder, decision=None, local_date=today, next_at=now + A_FAILURE_WAITS
    )


def _last_of(moments: Sequence[datetime | None]) -> datetime | None:
    """Until the last of them is of no use; each line is left out once it is."""
    known = [each for each in moments if each is not None]
    return max(known) if len(known) == len(moments) else None


def _carried(rides: Sequence[Ride]) -> dict[str, Any]:
    return {"items": [[ride.row.rule, ride.row.subject] for ride in rides]} if rides else {}
