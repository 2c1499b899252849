"""The vote: a nudge to those who have not answered, and what happens at its deadline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from dialogs import announcement
from dialogs.closing import close_round, sever
from dialogs.core.actions import Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.rounds.on_paper.paper_mail import hold
from schedules.core.context import Context
from schedules.core.decide import Rule
from schedules.core.nudge import TOMORROW, nudge, subject_of
from schedules.core.reminder import LEADERS, Need, Reminder
from schedules.core.times import before
from storage import due, rounds
from storage.database import Snapshot
from storage.slices import Known, RoundDates, Row
from storage.tables import Due, Phase, Round
from storage.unit_of_work import Unit

RULE = Rule(name="vote.reminder", kind="vote")
OFFSETS = (3, 1)
"""Working days before the deadline."""
SEVER_AGAIN = timedelta(minutes=1)
A_DAY = timedelta(days=1)


def times(round_: Round | RoundDates, calendar: WorkCalendar) -> tuple[datetime, ...]:
    """Never on the day of the invitation itself."""
    opened, last = calendar.local_date(round_.opened_at), calendar.local_date(round_.deadline)
    mornings = before(last, OFFSETS, calendar)
    return tuple(
        each for each in mornings if calendar.local_date(each) > opened and each < round_.deadline
    )


@lru_cache(maxsize=256)
def _need(round_: RoundDates, calendar: WorkCalendar) -> Need:
    """Once for all voters."""
    return Need(give_up_at=round_.deadline, later=times(round_, calendar))


def is_open(round_: Round | RoundDates | None, now: datetime) -> bool:
    return round_ is not None and round_.phase == Phase.VOTING and round_.deadline > now


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    """Of those who may vote and have not."""
    open_ = {each.id: each for each in known.rounds.values() if is_open(each, context.now)}
    return {
        row.id: _need(open_[row.subject], context.calendar_of(row.person_id))
        for row in rows
        if row.may_vote and row.subject in open_
    }


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    round_ = await rounds.find(reads, subject_of(hearing))
    if round_ is None or hearing.who is None or not is_open(round_, hearing.now):
        return None
    mine = await rounds.participation(reads, round_.id, hearing.who.id)
    if mine is None or mine.answered:
        return None
    say = hearing.say
    vote = Button(
        label=say("nudge_vote/open"), value=write(Open("theme_vote", round_.id)), style="primary"
    )
    return nudge(
        hearing,
        rule=RULE.name,
        title=say("nudge_vote/title"),
        body=(say("nudge_vote/body", deadline=round_.deadline), say(f"nudge_vote/{round_.mode}")),
        buttons=(vote,),
        snoozes=(TOMORROW,) if hearing.now + A_DAY < round_.deadline else (),
    )


async def close(unit: Unit, row: Due, context: Context) -> None:
    """At the deadline; the rest of the round is planned anew by what it hands over.

    It waits where sheets of paper are missing.
    """
    if not await close_round(unit, row.subject, context.now):
        await hold(unit, row.subject, context.calendar, context.now)


async def scrub(unit: Unit, row: Due, context: Context) -> None:
    """Again until the file holds no trace; nothing may be read in this unit before."""
    if not await sever(context.store, row.subject, context.now):
        due.plan(unit, rule="vote.sever", subject=row.subject, due_at=context.now + SEVER_AGAIN)


async def forget_reasons(unit: Unit, row: Due, context: Context) -> None:
    """What voters wrote has had its use 90 days after the announcement (X-02)."""
    await announcement.forget_reasons(unit, row.subject, context.now)


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, about="round")
