"""Erasing what is a person's own while they work here, because they have asked for it.

What they agreed on with others, and what it takes to reach them at all, stays: `stays` names it,
and so does the receipt. Once they have left, `erase.erase_own` takes the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, update
from sqlmodel import SQLModel, col, select

from storage import audit, handover, learning, senior
from storage.database import Snapshot
from storage.tables import (
    Activity,
    Audit,
    Checkin,
    Commitment,
    Consent,
    Conversation,
    Decision,
    Example,
    Goal,
    LeaderPlan,
    LeaderPreparation,
    Mute,
    Outbox,
    OwnTheme,
    Person,
    Preparation,
    Progress,
    Rating,
    Reflection,
    Session,
    SimulatedMessage,
    TeamMember,
)
from storage.unit_of_work import Unit

OPERATOR = "operator"
"""In the trail: whoever runs kombot, at the terminal."""
CLEARED, ERASED, EXPORTED = "cleared", "erased", "exported"
SETTLED = ("sent", "skipped", "failed")


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
    # What is being written of theirs in this moment is there to be deleted, or comes after it.
    unit.expect_alone(select(Person.id).where(Person.id == person_id))
    for table, condition in _goes(person_id):
        unit.delete(delete(table).where(condition))
    theirs = update(Activity).where(col(Activity.person_id) == person_id)
    unit.update(theirs.values(before=None, after=None, later=None), expect=None)
    learning.unshare(unit, person_id)
    senior.forget_answer(unit, person_id)
    _end_consents(unit, person_id, now)
    handover.take_back_goals(unit, person_id=person_id)
    member = update(TeamMember).where(col(TeamMember.person_id) == person_id)
    unit.update(member.values(answers=None, shared_at=None), expect=None)
    audit.record(unit, at=now, actor_id=actor_id, about_id=person_id, what=CLEARED)


def _end_consents(unit: Unit, person_id: str, now: datetime) -> None:
    """All that others may read of their conversations, as if they took each yes back.

    Of those who work here `dialogs.rights.erasing` has ended each before, and told of it. This is
    for whoever has left, and for a backup.
    """
    talks = select(Conversation.id).where(Conversation.person_id == person_id)
    theirs = (col(Consent.conversation_id).in_(talks), col(Consent.withdrawn_at).is_(None))
    taken = update(Consent).where(*theirs).values(withdrawn_at=now, withdrawn_by=person_id)
    unit.update(taken, expect=None)


async def cleared(reads: Snapshot) -> list[tuple[str, date]]:
    """Whose own was erased while they worked here, each with the last day of it."""
    newest = (
        select(Audit.about_id, func.max(Audit.at))
        .where(Audit.what == CLEARED)
        .group_by(col(Audit.about_id))
        .order_by(col(Audit.about_id))
    )
    return [(person_id, at.date()) for person_id, at in await reads.all(newest)]
