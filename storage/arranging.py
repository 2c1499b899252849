"""Dates for conversations: set, moved, called off and taken up again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.kom import STANDS
from storage.tables import Conversation, Kind, Preparation, Session
from storage.unit_of_work import Unit


async def waiting(reads: Snapshot, person_id: str, kind: str) -> Conversation | None:
    """The latest that was called off: what was prepared for it waits with it for a new date."""
    return await reads.first(
        select(Conversation)
        .where(
            Conversation.person_id == person_id,
            Conversation.kind == kind,
            col(Conversation.held).is_(False),
            col(Conversation.called_off_at).is_not(None),
        )
        .order_by(col(Conversation.called_off_at).desc())
    )


async def standing(reads: Snapshot, leader_id: str, since: datetime) -> list[Conversation]:
    """A leader's conversations from a moment on, the first one first."""
    return await reads.all(
        select(Conversation)
        .where(Conversation.leader_id == leader_id, col(Conversation.at) >= since, STANDS)
        .order_by(col(Conversation.at))
    )


async def with_talk(reads: Snapshot, people: Iterable[str], since: datetime) -> set[str]:
    """Which of these have the year's conversation from a moment on, held or to come."""
    found = await reads.all(
        select(Conversation.person_id).where(
            col(Conversation.person_id).in_(list(people)),
            Conversation.kind != Kind.MINI.value,
            col(Conversation.at) >= since,
            STANDS,
        )
    )
    return set(found)


async def has_begun(reads: Snapshot, conversation: Conversation) -> bool:
    """Whether its employee has prepared, or is at it."""
    made = select(Preparation.conversation_id).where(Preparation.conversation_id == conversation.id)
    at_it = select(Session.id).where(
        Session.person_id == conversation.person_id,
        Session.dialog == "preparation",
        Session.subject == conversation.id,
    )
    return await reads.first(made) is not None or await reads.first(at_it) is not None


def move(unit: Unit, before: Conversation, to: Conversation) -> None:
    """Only if it is as it was read: not held, and nobody moved it or called it off meanwhile."""
    unit.update(
        update(Conversation)
        .where(
            col(Conversation.id) == before.id,
            col(Conversation.sequence) == before.sequence,
            col(Conversation.held).is_(False),
        )
        .values(
            leader_id=to.leader_id,
            at=to.at,
            kind=to.kind,
            place=to.place,
            cycle_id=to.cycle_id,
            sequence=before.sequence + 1,
            called_off_at=None,
        )
    )


def call_off(unit: Unit, talk: Conversation, now: datetime) -> None:
    unit.update(
        update(Conversation)
        .where(
            col(Conversation.id) == talk.id,
            col(Conversation.sequence) == talk.sequence,
            col(Conversation.held).is_(False),
            STANDS,
        )
        .values(called_off_at=now, sequence=talk.sequence + 1)
    )
