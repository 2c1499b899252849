"""Conversations, preparations, goals and check-ins: what is private by its owner's id alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.prepared import prepared
from storage.tables import (
    Checkin,
    Conversation,
    Cycle,
    Goal,
    Person,
    Preparation,
    Progress,
    Role,
    Scope,
    Session,
)
from storage.unit_of_work import Unit

PREPARING = "preparation"
"""The dialog in which a conversation is prepared."""
STANDS = col(Conversation.called_off_at).is_(None)
"""It is not called off."""


async def cycle(reads: Snapshot, workplace_id: str, year: int) -> Cycle | None:
    return await reads.first(_CYCLE(workplace_id, year))


async def cycle_by_id(reads: Snapshot, cycle_id: str) -> Cycle | None:
    return await reads.first(_CYCLE_BY_ID(cycle_id))


async def conversation(reads: Snapshot, conversation_id: str) -> Conversation | None:
    return await reads.first(_CONVERSATION(conversation_id))


async def next_conversation(reads: Snapshot, person_id: str, now: datetime) -> Conversation | None:
    return await reads.first(
        select(Conversation)
        .where(Conversation.person_id == person_id, col(Conversation.at) >= now, STANDS)
        .order_by(col(Conversation.at))
    )


async def preparation(reads: Snapshot, conversation_id: str) -> Preparation | None:
    return await reads.first(_PREPARATION(conversation_id))


async def preparations(reads: Snapshot, ids: Iterable[str]) -> dict[str, Preparation]:
    """By conversation id."""
    found = await reads.all(
        select(Preparation).where(col(Preparation.conversation_id).in_(list(ids)))
    )
    return {each.conversation_id: each for each in found}


async def open_goals(reads: Snapshot, person_id: str) -> list[Goal]:
    return await reads.all(
        select(Goal)
        .where(Goal.person_id == person_id, col(Goal.open).is_(True))
        .order_by(col(Goal.agreed_on), col(Goal.id))
    )


async def goals_with(reads: Snapshot, person_id: str, leader_id: str) -> list[Goal]:
    """The open ones that this leader may see: those agreed with another stay with the person.

    They become this leader's when the person says so (X-02).
    """
    found = await open_goals(reads, person_id)
    return [goal for goal in found if goal.leader_id == leader_id]


async def checkins(reads: Snapshot, person_id: str, *, limit: int = 12) -> list[Checkin]:
    """A person's own check-ins, the newest last."""
    found = await reads.all(
        select(Checkin)
        .where(Checkin.person_id == person_id)
        .order_by(col(Checkin.made_on).desc(), col(Checkin.id))
        .limit(limit)
    )
    return found[::-1]


async def shared_checkin(reads: Snapshot, person_id: str) -> Checkin | None:
    """The newest one that its owner has shown to the leader; the others look like none (X-10)."""
    return await reads.first(
        select(Checkin)
        .where(Checkin.person_id == person_id, Checkin.visible_to == "leader")
        .order_by(col(Checkin.made_on).desc(), col(Checkin.id))
    )


async def progress(reads: Snapshot, checkin_ids: Iterable[str]) -> list[Progress]:
    return await reads.all(select(Progress).where(col(Progress.checkin_id).in_(list(checkin_ids))))


def share(unit: Unit, preparation: Preparation, scope: Scope, now: datetime) -> None:
    """Let the leader read it, or no longer; only if it is shared as it was read."""
    unit.update(
        update(Preparation)
        .where(
            col(Preparation.conversation_id) == preparation.conversation_id,
            col(Preparation.shared) == preparation.shared,
        )
        .values(shared=scope.value, shared_at=None if scope is Scope.NOTHING else now)
    )


async def planned(reads: Snapshot, person_id: str, now: datetime) -> Conversation | None:
    """A person's next conversation that has not been held."""
    return await reads.first(
        select(Conversation)
        .where(
            Conversation.person_id == person_id,
            col(Conversation.at) >= now,
            col(Conversation.held).is_(False),
            STANDS,
        )
        .order_by(col(Conversation.at))
    )


async def latest_conversation(
    reads: Snapshot, person_id: str, now: datetime
) -> Conversation | None:
    """The last one whose time has come."""
    return await reads.first(
        select(Conversation)
        .where(Conversation.person_id == person_id, col(Conversation.at) <= now, STANDS)
        .order_by(col(Conversation.at).desc())
    )


async def own_shared(reads: Snapshot, person_id: str) -> list[tuple[Preparation, Conversation]]:
    """What a person has shared and may take back, the newest conversation first."""
    return await reads.all(
        select(Preparation, Conversation)
        .join(Conversation, col(Conversation.id) == Preparation.conversation_id)
        .where(Preparation.person_id == person_id, Preparation.shared != Scope.NOTHING.value)
        .order_by(col(Conversation.at).desc())
    )


def unshare(unit: Unit, conversation_id: str) -> None:
    """It was shared with the leader of that day: another one does not inherit it."""
    unit.update(
        update(Preparation)
        .where(col(Preparation.conversation_id) == conversation_id)
        .values(shared=Scope.NOTHING.value, shared_at=None),
        expect=None,
    )


def hold(unit: Unit, conversation: Conversation, now: datetime) -> None:
    """Once, and only as it was read: whoever says so after it, or moves it, loses the race."""
    unit.update(
        update(Conversation)
        .where(
            col(Conversation.id) == conversation.id,
            col(Conversation.sequence) == conversation.sequence,
            col(Conversation.held).is_(False),
        )
        .values(held=True, held_at=now)
    )


def expect_planned(unit: Unit, conversation: Conversation) -> None:
    """The premise that it is still to be held, between the same two."""
    unit.expect(
        select(Conversation.id).where(
            Conversation.id == conversation.id,
            Conversation.person_id == conversation.person_id,
            Conversation.leader_id == conversation.leader_id,
            col(Conversation.held).is_(False),
        )
    )


def expect_leads(unit: Unit, *, leader_id: str, person_id: str) -> None:
    unit.expect(select(Person.id).where(Person.id == person_id, Person.leader_id == leader_id))


def expect_role(unit: Unit, person_id: str, name: str, workplace_id: str) -> None:
    unit.expect(
        select(Role.person_id).where(
            Role.person_id == person_id, Role.name == name, Role.workplace_id == workplace_id
        )
    )


def expect_shared(unit: Unit, preparation: Preparation, *, leader_id: str) -> None:
    """The premise that this leader may read it as it was read: it is not taken back meanwhile."""
    unit.expect(
        select(Preparation.conversation_id)
        .join(Conversation, col(Conversation.id) == Preparation.conversation_id)
        .where(
            Preparation.conversation_id == preparation.conversation_id,
            Preparation.shared == preparation.shared,
            Conversation.leader_id == leader_id,
        )
    )


def keep(unit: Unit, preparation: Preparation, before: Preparation | None) -> None:
    """Write a preparation in place of the one before; only if its sharing is as it was read."""
    if before is None:
        unit.insert(preparation)
        return
    unit.update(
        update(Preparation)
        .where(
            col(Preparation.conversation_id) == before.conversation_id,
            col(Preparation.person_id) == preparation.person_id,
            col(Preparation.shared) == before.shared,
        )
        .values(
            answers=preparation.answers,
            shared=preparation.shared,
            shared_at=preparation.shared_at,
        )
    )


def close_goal(unit: Unit, goal_id: str, *, person_id: str) -> None:
    unit.update(
        update(Goal)
        .where(col(Goal.id) == goal_id, col(Goal.person_id) == person_id, col(Goal.open).is_(True))
        .values(open=False)
    )


async def expire_preparing(unit: Unit, conversation: Conversation, moment: datetime) -> None:
    """An unfinished preparation lives as long as what it is for."""
    session = await unit.first(
        select(Session).where(
            Session.person_id == conversation.person_id,
            Session.dialog == PREPARING,
            Session.subject == conversation.id,
        )
    )
    if session and session.expires_at != moment:
        unit.update(
            update(Session).where(col(Session.id) == session.id).values(expires_at=moment),
            expect=None,
        )


def forget_preparing(unit: Unit, conversation_id: str) -> None:
    unit.delete(
        delete(Session).where(
            col(Session.dialog) == PREPARING, col(Session.subject) == conversation_id
        )
    )


_CYCLE = prepared(
    lambda workplace_id, year: select(Cycle).where(
        Cycle.workplace_id == workplace_id, Cycle.year == year
    )
)
_CYCLE_BY_ID = prepared(lambda cycle_id: select(Cycle).where(Cycle.id == cycle_id))
_CONVERSATION = prepared(
    lambda conversation_id: select(Conversation).where(Conversation.id == conversation_id)
)
_PREPARATION = prepared(
    lambda conversation_id: select(Preparation).where(
        Preparation.conversation_id == conversation_id
    )
)
