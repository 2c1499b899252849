"""Dates for conversations: set, moved, called off and taken up again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import delete, or_, update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import Snapshot
from storage.ids import new_id
from storage.kom import PREPARING, STANDS
from storage.tables import (
    Consent,
    Conversation,
    Guide,
    Kind,
    LeaderPreparation,
    Minutes,
    Person,
    Preparation,
    Session,
    TalkPlan,
)
from storage.unit_of_work import Unit

Between: TypeAlias = (
    type[Minutes] | type[TalkPlan] | type[Guide] | type[LeaderPreparation] | type[Consent]
)
BETWEEN: tuple[Between, ...] = (Minutes, TalkPlan, Guide, LeaderPreparation, Consent)
"""What hangs on a conversation and is the leader's, or the two parties' together."""


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


async def planned(
    reads: Snapshot, person_id: str, kind: str, since: datetime
) -> Conversation | None:
    """The next of its kind: a short talk in between is another conversation than the year's."""
    return await reads.first(
        select(Conversation)
        .where(
            Conversation.person_id == person_id,
            Conversation.kind == kind,
            col(Conversation.at) >= since,
            col(Conversation.held).is_(False),
            STANDS,
        )
        .order_by(col(Conversation.at))
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


def set_new(unit: Unit, talk: Conversation, *, since: datetime) -> None:
    """Only while none of its kind is to come, or waits for a date."""
    another = select(Conversation.id).where(
        Conversation.person_id == talk.person_id,
        Conversation.kind == talk.kind,
        col(Conversation.held).is_(False),
        or_(col(Conversation.at) >= since, col(Conversation.called_off_at).is_not(None)),
    )
    unit.expect_none(another, within=select(Person.id).where(Person.id == talk.person_id))
    unit.insert(talk)


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


def _on(table: Between, talk: Conversation) -> SelectOfScalar[str]:
    return select(table.conversation_id).where(col(table.conversation_id) == talk.id)


async def set_aside(unit: Unit, before: Conversation, now: datetime) -> None:
    """It goes to another leader: what the two before wrote between them is no part of it (X-02).

    It stays with the two, on a conversation that is called off: only the person can let the new
    leader read it.
    """
    aside = Conversation(**{**before.model_dump(), "id": new_id(), "called_off_at": now})
    found = [(table, await unit.first(_on(table, before)) is not None) for table in BETWEEN]
    this = select(Conversation.id).where(Conversation.id == before.id)
    if any(written for _, written in found):
        unit.insert(aside)
    for table, written in found:
        if written:
            here = col(table.conversation_id) == before.id
            unit.update(update(table).where(here).values(conversation_id=aside.id), expect=None)
        else:
            # Nor has anybody written one meanwhile, which would stay behind.
            unit.expect_none(_on(table, before), within=this)
    # A form that is open was filled in with it.
    unit.delete(
        delete(Session).where(col(Session.subject) == before.id, col(Session.dialog) != PREPARING)
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
