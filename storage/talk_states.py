"""How far conversations are, without opening a word of what is written in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_
from sqlmodel import col, select

from storage.database import Snapshot
from storage.prepared import Prepared, prepared
from storage.tables import (
    Conversation,
    Kind,
    LeaderPreparation,
    Minutes,
    Preparation,
    Scope,
    TalkPlan,
)

YEAR = timedelta(days=365)
"""How long one that was is still looked at."""


@dataclass(frozen=True, kw_only=True)
class TalkState:
    """What is known of one conversation.

    `shared`: how much of their preparation the employee lets the leader read, None where there is
    none. `noted`: the leader has prepared, `notes_open`: and lets the employee read it. `minutes`
    and `plan`: both have said yes to them.
    """

    id: str
    person_id: str
    leader_id: str
    kind: str
    concept: str
    at: datetime
    held: bool
    shared: str | None
    noted: bool
    notes_open: bool
    minutes: bool
    plan: bool

    @property
    def made(self) -> bool:
        return self.shared is not None

    @property
    def open(self) -> bool:
        return self.shared not in (None, Scope.NOTHING.value)

    @property
    def is_mini(self) -> bool:
        """A short one has neither minutes nor a plan of its own."""
        return self.kind == Kind.MINI.value

    @property
    def complete(self) -> bool:
        """Held is not complete: there is a plan that both have said yes to (NYB-KOM-27)."""
        return self.held and self.plan


async def of_person(reads: Snapshot, person_id: str, now: datetime) -> list[TalkState]:
    """A person's own, with whichever leader; of a year back and all to come, the earliest first."""
    return [_state(row) for row in await reads.all(_OF_PERSON(person_id, now - YEAR))]


async def of_leader(reads: Snapshot, leader_id: str, now: datetime) -> list[TalkState]:
    """As `of_person`, of everybody whom somebody leads."""
    return [_state(row) for row in await reads.all(_OF_LEADER(leader_id, now - YEAR))]


def _states(whose: Any, since: datetime) -> Any:  # noqa: ANN401 - a condition, and a SELECT
    notes = and_(
        col(LeaderPreparation.conversation_id) == Conversation.id,
        col(LeaderPreparation.leader_id) == Conversation.leader_id,
    )
    return (
        select(*_columns())
        .select_from(Conversation)
        .join(Preparation, col(Preparation.conversation_id) == Conversation.id, isouter=True)
        .join(LeaderPreparation, notes, isouter=True)
        .join(Minutes, col(Minutes.conversation_id) == Conversation.id, isouter=True)
        .join(TalkPlan, col(TalkPlan.conversation_id) == Conversation.id, isouter=True)
        .where(whose, col(Conversation.called_off_at).is_(None), col(Conversation.at) > since)
        .order_by(col(Conversation.at), col(Conversation.id))
    )


def _columns() -> tuple[Any, ...]:
    return (
        col(Conversation.id),
        col(Conversation.person_id),
        col(Conversation.leader_id),
        col(Conversation.kind),
        col(Conversation.concept),
        col(Conversation.at),
        col(Conversation.held),
        col(Preparation.shared),
        col(LeaderPreparation.leader_id),
        col(LeaderPreparation.shared_at),
        col(Minutes.person_ok_at),
        col(Minutes.leader_ok_at),
        col(TalkPlan.person_ok_at),
        col(TalkPlan.leader_ok_at),
    )


def _state(row: Any) -> TalkState:  # noqa: ANN401 - as `_columns` has them
    id_, person_id, leader_id, kind, concept, at, held, shared, noted_by, notes_at, *yes = row
    by_person, by_leader, to_plan, to_plan_too = yes
    return TalkState(
        id=id_,
        person_id=person_id,
        leader_id=leader_id,
        kind=kind,
        concept=concept,
        at=at,
        held=held,
        shared=shared,
        noted=noted_by is not None,
        notes_open=notes_at is not None,
        minutes=bool(by_person and by_leader),
        plan=bool(to_plan and to_plan_too),
    )


_OF_PERSON: Prepared[tuple[Any, ...]] = prepared(
    lambda person_id, since: _states(Conversation.person_id == person_id, since)
)
_OF_LEADER: Prepared[tuple[Any, ...]] = prepared(
    lambda leader_id, since: _states(Conversation.leader_id == leader_id, since)
)


def coming(states: Iterable[TalkState], now: datetime) -> TalkState | None:
    """The next one."""
    return next((each for each in states if each.at >= now and not each.held), None)


def latest(states: Iterable[TalkState], now: datetime) -> TalkState | None:
    """The last one whose time has come, short ones apart."""
    return next(
        (each for each in [*states][::-1] if not each.is_mini and (each.at < now or each.held)),
        None,
    )


def latest_by_person(states: Iterable[TalkState], now: datetime) -> dict[str, TalkState]:
    """Of a leader's talks, the last one with each whose time has come."""
    by_person: dict[str, list[TalkState]] = {}
    for each in states:
        by_person.setdefault(each.person_id, []).append(each)
    found = {person_id: latest(mine, now) for person_id, mine in by_person.items()}
    return {person_id: state for person_id, state in found.items() if state is not None}
