"""Rounds: who may vote, how far it is, what was chosen. What people voted is in `ballots`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Update, delete, func, update
from sqlmodel import col, select

from storage import due, events, outbox, sessions
from storage.bulk import row_of
from storage.database import Snapshot
from storage.prepared import Asked, prepared
from storage.tables import (
    Chore,
    Decision,
    Mode,
    Participation,
    Person,
    Phase,
    PlanChange,
    Round,
    RoundStep,
    Selection,
    Sitting,
    SittingMember,
    ThemeList,
)
from storage.unit_of_work import Unit

UNDER_WAY = (Phase.PLANNED.value, Phase.PROPOSED.value, Phase.VOTING.value)
REMINDER = "vote.reminder"
DIALOG = "theme_vote"


def about(round_id: str) -> str:
    """What the outbox's rows about an open vote are filed under: they go at the close."""
    return f"round:{round_id}"


def afterwards(round_id: str) -> str:
    """What those are filed under that are sent after the close."""
    return f"round:{round_id}:after"


def running_slot(round_id: str) -> str:
    """The post in the planning group's channel that says how many have answered."""
    return f"running:{round_id}"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many of those who may vote have answered; never who."""

    answered: int
    eligible: int


_BY_ID = prepared(lambda round_id: select(Round).where(Round.id == round_id))
_PARTICIPATION = prepared(
    lambda round_id, person_id: select(Participation).where(
        Participation.round_id == round_id, Participation.person_id == person_id
    )
)


def ask(round_id: str, person_id: str) -> tuple[Asked[Round], Asked[Participation]]:
    """Somebody's round and their part in it."""
    return _BY_ID(round_id), _PARTICIPATION(round_id, person_id)


async def find(reads: Snapshot, round_id: str) -> Round | None:
    return await reads.first(_BY_ID(round_id))


async def under_way(reads: Snapshot, workplace_id: str) -> Round | None:
    """The workplace's round that is planned, proposed or voted in."""
    return await reads.first(
        select(Round).where(Round.workplace_id == workplace_id, col(Round.phase).in_(UNDER_WAY))
    )


async def latest(reads: Snapshot, workplace_id: str) -> Round | None:
    """The workplace's newest round, whatever its phase."""
    return await reads.first(
        select(Round)
        .where(Round.workplace_id == workplace_id)
        .order_by(col(Round.opened_at).desc(), col(Round.id))
    )


async def open_to(reads: Snapshot, person_id: str, now: datetime) -> Round | None:
    """The round that a person may vote in now; of several the one that ends first."""
    mine = select(Participation.round_id).where(Participation.person_id == person_id)
    return await reads.first(
        select(Round)
        .where(col(Round.id).in_(mine), *_votable(now))
        .order_by(col(Round.deadline), col(Round.id))
    )


def _votable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(Round.phase) == Phase.VOTING.value, col(Round.deadline) > now)


async def participation(reads: Snapshot, round_id: str, person_id: str) -> Participation | None:
    """Nothing where the person may not vote, and for everyone once the links are cut."""
    return await reads.first(_PARTICIPATION(round_id, person_id))


async def progress(reads: Snapshot, round_: Round) -> Progress:
    if round_.answered is not None and round_.eligible is not None:
        return Progress(answered=round_.answered, eligible=round_.eligible)
    rows = await reads.all(
        select(Participation.answered, func.count())
        .where(Participation.round_id == round_.id)
        .group_by(col(Participation.answered))
    )
    counts = dict(rows)
    return Progress(answered=counts.get(True, 0), eligible=sum(counts.values()))


async def unanswered(reads: Snapshot, round_id: str) -> list[str]:
    """The ids of those who are to be reminded, for the reminders alone: nobody is shown them."""
    return await reads.all(
        select(Participation.person_id)
        .where(Participation.round_id == round_id, col(Participation.answered).is_(False))
        .order_by(col(Participation.person_id))
    )


def forget_leavers(unit: Unit, today: date) -> None:
    """Who left without having voted is not waited for: they are none of those who may answer."""
    gone = select(Person.id).where(col(Person.left_on) <= today)
    running = select(Round.id).where(Round.phase == Phase.VOTING.value)
    unit.delete(
        delete(Participation).where(
            col(Participation.answered).is_(False),
            col(Participation.person_id).in_(gone),
            col(Participation.round_id).in_(running),
        )
    )


def propose(unit: Unit, round_: Round) -> None:
    """Keep a round; a second one under way at the workplace loses the race."""
    unit.insert(round_)


def agree(unit: Unit, round_: Round, person_id: str) -> str:
    """One representative agrees to a named vote. Returns everyone who has."""
    agreed = " ".join([*round_.agreed.split(), person_id])
    unit.update(_as_proposed(round_).values(agreed=agreed))
    return agreed


def settle(
    unit: Unit, round_: Round, *, mode: Mode, now: datetime, phase: Phase = Phase.VOTING
) -> None:
    """What was proposed becomes a vote, now or on its day; from here on the mode is fixed."""
    unit.update(
        _as_proposed(round_).values(mode=mode.value, phase=phase.value, opened_at=now, agreed="")
    )


def invite(unit: Unit, round_id: str, person_ids: Iterable[str]) -> None:
    """Give each of them a vote."""
    rows = [row_of(Participation, round_id=round_id, person_id=each) for each in person_ids]
    unit.insert_all(Participation, rows)


def take_in(unit: Unit, round_id: str, person_id: str, now: datetime) -> None:
    """One more may vote, while votes are taken; who may already keeps what they have."""
    expect_voting(unit, round_id, now)
    mine = Participation(round_id=round_id, person_id=person_id)
    unit.insert_new(mine, conflict=(Participation.round_id, Participation.person_id))


def lapse(unit: Unit, round_: Round) -> None:
    """A proposal that nobody settled in time goes as if it had never been."""
    held = select(Sitting.id).where(Sitting.round_id == round_.id)
    unit.delete(delete(SittingMember).where(col(SittingMember.sitting_id).in_(held)))
    for table in (RoundStep, Sitting, PlanChange, Chore):
        unit.delete(delete(table).where(col(table.round_id) == round_.id))
    unit.delete(delete(Round).where(col(Round.id) == round_.id, *_proposed(round_)), expect=1)


def _proposed(round_: Round) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Round.phase) == Phase.PROPOSED.value,
        col(Round.agreed) == round_.agreed,
    )


def _as_proposed(round_: Round) -> Update:
    return update(Round).where(col(Round.id) == round_.id, *_proposed(round_))


def expect_voting(unit: Unit, round_id: str, now: datetime) -> None:
    """State that votes are still taken, or a vote would slip in behind the tally."""
    unit.expect(select(Round).where(Round.id == round_id, *_votable(now)))


def extend(unit: Unit, round_: Round, deadline: datetime, now: datetime) -> None:
    """Move the deadline, which can be done only while votes are taken (X-01)."""
    unit.update(
        update(Round)
        .where(col(Round.id) == round_.id, col(Round.deadline) == round_.deadline, *_votable(now))
        .values(deadline=deadline)
    )


def close(unit: Unit, round_id: str, now: datetime) -> None:
    """No more votes; only once, and not before the deadline."""
    unit.update(
        update(Round)
        .where(
            col(Round.id) == round_id,
            col(Round.phase) == Phase.VOTING.value,
            col(Round.deadline) <= now,
        )
        .values(phase=Phase.CLOSED.value)
    )


def forget_traces(unit: Unit, round_id: str) -> None:
    """Delete what would tell who voted when: half-filled votes, messages, reminders, decisions."""
    sessions.forget_about(unit, dialog=DIALOG, subject=round_id)
    outbox.forget_about(unit, about(round_id))
    due.cancel(unit, rule=REMINDER, subject=round_id)
    events.forget_people(unit)
    unit.delete(
        delete(Decision).where(
            col(Decision.subject) == round_id, col(Decision.rule).startswith("vote")
        )
    )


def severed(unit: Unit, round_id: str, now: datetime) -> None:
    """No trace is left between voters and ballots. Loses the race while there are links."""
    linked = select(Participation.round_id).where(Participation.round_id == round_id)
    unit.update(
        update(Round)
        .where(
            col(Round.id) == round_id,
            col(Round.severed_at).is_(None),
            col(Round.answered).is_not(None),
            ~linked.exists(),
        )
        .values(severed_at=now)
    )


def summarise(unit: Unit, round_id: str, summary: str) -> None:
    """Keep the employee representatives' nameless summary."""
    unit.update(
        update(Round)
        .where(col(Round.id) == round_id, col(Round.phase) == Phase.CLOSED.value)
        .values(summary=summary)
    )


async def selections(reads: Snapshot, round_id: str) -> dict[ThemeList, Selection]:
    found = await reads.all(select(Selection).where(Selection.round_id == round_id))
    return {ThemeList(each.list): each for each in found}


def announce(unit: Unit, round_id: str, chosen: Iterable[Selection], now: datetime) -> None:
    """Keep which themes were chosen; once, and only of a vote that is closed."""
    unit.update(
        update(Round)
        .where(col(Round.id) == round_id, col(Round.phase) == Phase.CLOSED.value)
        .values(phase=Phase.ANNOUNCED.value, announced_at=now)
    )
    for selection in chosen:
        unit.insert(selection)
