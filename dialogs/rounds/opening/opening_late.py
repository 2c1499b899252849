"""A planned vote whose days passed while kombot was away: it gets as long as it was planned to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Button, Card, Facts
from dialogs.core.messages import Hearing
from dialogs.rounds import timetable
from dialogs.rounds.moving.move_facts import days_of
from dialogs.rounds.moving.moved import changes
from dialogs.rounds.moving.moves import OPENS, Moved
from dialogs.rounds.state import State, in_group, state_with
from storage import moving, outbox, rounds, steps
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Phase, Round
from storage.unit_of_work import Unit


@dataclass(frozen=True, kw_only=True)
class Late:
    """`deadline` is None where as long as was planned does not fit before the dialogue."""

    moved: Moved
    deadline: datetime | None


def is_late(round_: Round, now: datetime, calendar: WorkCalendar) -> bool:
    """Its last day is past, or has come though it was to open on an earlier one."""
    if round_.deadline <= now:
        return True
    opens, today = round_.voting_opens, calendar.local_date(now)
    to_open = calendar.local_date(opens) if opens else today
    return to_open < today >= calendar.local_date(round_.deadline)


def anew(state: State, now: datetime, calendar: WorkCalendar) -> Late:
    """From today, as many working days as were planned; what needs the vote comes after its end."""
    round_, today = state.round, calendar.local_date(now)
    planned, closed = round_.voting_opens or round_.opened_at, round_.deadline
    was_open, was_closed = calendar.local_date(planned), calendar.local_date(closed)
    length = max(1, calendar.working_days_between(was_open, was_closed))
    closes = calendar.add_working_days(today, length)
    first = min((each.held_on for each in state.sittings), default=round_.dialogue_on)
    soonest, days = calendar.add_working_days(closes, 1), days_of(state, calendar).open
    found = {
        key: (day, min(soonest, first))
        for key, day in days.items()
        if day < soonest and timetable.offset("choose") < timetable.offset(key) < 0
    }
    found |= {OPENS: (was_open, today), "choose": (was_closed, closes)}
    fits = closes < first
    at = closed.astimezone(ZoneInfo(calendar.zone)).time()
    return Late(moved=found, deadline=calendar.at(closes, at) if fits else None)


async def open_late(unit: Unit, round_: Round, calendar: WorkCalendar, now: datetime) -> None:
    """It opens with other days, of which the group is told; or the group is asked for others."""
    today = calendar.local_date(now)
    state = await state_with(unit, round_, today)
    late = anew(state, now, calendar)
    if late.deadline is None:
        await _tell(unit, round_, "vote_waits", now, today, {})
        return
    for key, (_, new) in late.moved.items():
        if key in state.steps:
            steps.move(unit, state.steps[key], new)
    moving.open_late(unit, round_, deadline=late.deadline, now=now)
    round_.deadline = late.deadline
    await planning.begin_voting(unit, round_, today, now)
    days = {key: [was.isoformat(), new.isoformat()] for key, (was, new) in late.moved.items()}
    await _tell(unit, round_, "vote_opened_late", now, today, days)


async def _tell(
    unit: Unit,
    round_: Round,
    message: str,
    now: datetime,
    today: date,
    days: Mapping[str, list[str]],
) -> None:
    for person in await planning.group(unit, round_.workplace_id, today):
        mail = Mail(
            message=message,
            key=f"{message}:{round_.id}:{today.isoformat()}:{person.id}",
            due_at=now,
            person_id=person.id,
            params={"round": round_.id, "days": days},
            about=rounds.afterwards(round_.id),
        )
        outbox.queue(unit, mail)


async def vote_opened_late(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the group: which days moved by themselves, and where they are moved again."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or hearing.who is None or not in_group(hearing.who, round_):
        return None
    say, rows = hearing.say, await changes(reads, round_, hearing.params["days"], hearing.say)
    see = Button(label=say("round/see"), value=write(Do("overview", round_.id)))
    other = Button(label=say("move/begin"), value=write(Open("move", round_.id)))
    body = (say("opening_late/opened", deadline=round_.deadline), Facts(tuple(rows)))
    return Card(title=say("opening_late/opened_title"), body=body, buttons=(see, other))


async def vote_waits(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To the group: it has not opened, and what they can do about it."""
    round_ = await rounds.find(reads, hearing.params["round"])
    if round_ is None or hearing.who is None or not in_group(hearing.who, round_):
        return None
    if round_.phase != Phase.PLANNED.value:
        return None
    say = hearing.say
    other = Button(label=say("move/begin"), value=write(Open("move", round_.id)), style="primary")
    see = Button(label=say("round/see"), value=write(Do("overview", round_.id)))
    return Card(
        title=say("opening_late/waits_title"),
        body=(say("opening_late/waits", day=round_.dialogue_on), say("opening_late/waits_do")),
        buttons=(other, see),
    )
