"""Erasing what is a person's own while they work here, because they have asked for it.

What they agreed on with others, and what it takes to reach them at all, stays: the receipt names
it. Once they have left, `erase.erase_own` takes the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlmodel import SQLModel, col, select

from storage import audit, learning
from storage.database import Snapshot
from storage.tables import (
    Activity,
    Audit,
    Checkin,
    Commitment,
    Decision,
    Example,
    Goal,
    LeaderPlan,
    LeaderPreparation,
    Mute,
    Outbox,
    OwnTheme,
    Preparation,
    Progress,
    Rating,
    Reflection,
    SeniorOffer,
    Session,
    SimulatedMessage,
    TeamMember,
)
from storage.unit_of_work import Unit

OPERATOR = "operator"
"""In the trail: whoever runs kombot, at the terminal."""
CLEARED, ERASED, EXPORTED = "cleared", "erased", "exported"
SETTLED = ("sent", "skipped", "failed")
KEPT = (
    ("person", "needed to reach you"),
    ("address", "needed to reach you"),
    ("role", "needed for what you are in charge of"),
    ("absence", "needed to leave you in peace"),
    ("conversation", "agreed with another; a guide may oblige your workplace to hold it"),
    ("talk_plan", "agreed with another; some agreements give a right to it in writing"),
    ("goal", "agreed with another"),
    ("activity", "agreed with another; your own thoughts about it are gone"),
    ("minutes", "both wrote it; it goes by the concept's own rule"),
    ("consent", "both said yes; either may withdraw"),
    ("participation", "a vote that is open: it goes when it closes"),
    ("report", "sent for a group"),
    ("effort_progress", "the workplace's"),
    ("audit", "who saw and did what, as long as the law may ask for it"),
)
"""What stays, table by table, each with the reason: the receipt and the chat say it in words."""


def _sessions(person_id: str) -> ColumnElement[bool]:
    """Their own, and what somebody else is writing about them right now."""
    return or_(
        col(Session.person_id) == person_id,
        col(Session.subject).contains(person_id, autoescape=True),
    )


def _goes(person_id: str) -> Iterator[tuple[type[SQLModel], ColumnElement[bool]]]:
    """In the order in which it can be deleted."""
    mine = select(Checkin.id).where(Checkin.person_id == person_id)
    goals = select(Goal.id).where(Goal.person_id == person_id)
    yield Session, _sessions(person_id)
    yield Progress, or_(_among(Progress.checkin_id, mine), _among(Progress.goal_id, goals))
    for table in OWN:
        yield table, _is(table, person_id)
    yield LeaderPreparation, col(LeaderPreparation.leader_id) == person_id
    yield (
        Outbox,
        (col(Outbox.person_id) == person_id) & col(Outbox.state).in_(SETTLED),
    )
    yield SimulatedMessage, col(SimulatedMessage.conversation) == f"person:{person_id}"


OWN: tuple[type[Any], ...] = (
    Checkin,
    Preparation,
    OwnTheme,
    Example,
    Commitment,
    Reflection,
    LeaderPlan,
    Rating,
    SeniorOffer,
    Mute,
    Decision,
)


def _is(table: type[Any], person_id: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = col(table.person_id) == person_id
    return found


def _among(column: Any, ids: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column is typed as its value.
    found: ColumnElement[bool] = col(column).in_(ids)
    return found


async def counted(reads: Snapshot, person_id: str) -> dict[str, int]:
    """How many rows of each table would go."""
    found = {}
    for table, condition in _goes(person_id):
        rows = select(func.count()).select_from(table).where(condition)
        if count := await reads.one(rows):
            found[str(table.__tablename__)] = count
    return found


def clear(unit: Unit, person_id: str, now: datetime, *, actor_id: str = OPERATOR) -> None:
    for table, condition in _goes(person_id):
        unit.delete(delete(table).where(condition))
    theirs = update(Activity).where(col(Activity.person_id) == person_id)
    unit.update(theirs.values(before=None, after=None, later=None), expect=None)
    learning.unshare(unit, person_id)
    member = update(TeamMember).where(col(TeamMember.person_id) == person_id)
    unit.update(member.values(answers=None, shared_at=None), expect=None)
    audit.record(unit, at=now, actor_id=actor_id, about_id=person_id, what=CLEARED)


async def cleared(reads: Snapshot) -> list[tuple[str, date]]:
    """Whose own was erased while they worked here, each with the last day of it."""
    newest = (
        select(Audit.about_id, func.max(Audit.at))
        .where(Audit.what == CLEARED)
        .group_by(col(Audit.about_id))
        .order_by(col(Audit.about_id))
    )
    return [(person_id, at.date()) for person_id, at in await reads.all(newest)]
