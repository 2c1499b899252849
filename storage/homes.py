"""Whose page of their own is to be shown anew: who has looked at it, and what time has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select

from storage import tenants
from storage.database import Snapshot
from storage.tables import Address, Conversation, Person, Role, Round, Session


async def addresses(reads: Snapshot, ids: Iterable[str]) -> list[tuple[Address, Person]]:
    """Where these people can be reached."""
    return await reads.all(
        select(Address, Person)
        .join(Person, col(Person.id) == Address.person_id)
        .where(
            col(Address.person_id).in_(list(ids)),
            Address.unreachable == "",
            tenants.at_home(),
        )
        .order_by(col(Address.id))
    )


async def changed_by_time(reads: Snapshot, *, since: datetime, until: datetime) -> set[str]:
    """Ids of people for whom a vote, a talk or an unfinished dialog has run out meanwhile."""
    talks = await reads.all(
        select(Conversation.person_id, Conversation.leader_id).where(
            col(Conversation.at) > since, col(Conversation.at) <= until
        )
    )
    begun = await reads.all(
        select(Session.person_id).where(
            col(Session.expires_at) > since, col(Session.expires_at) <= until
        )
    )
    return (
        {each for pair in talks for each in pair} | set(begun) | await _voters(reads, since, until)
    )


async def _voters(reads: Snapshot, since: datetime, until: datetime) -> set[str]:
    """Everybody at a workplace whose vote closed, and whoever has a role there."""
    closed = await reads.all(
        select(Round.workplace_id).where(col(Round.deadline) > since, col(Round.deadline) <= until)
    )
    if not closed:
        return set()
    there = await reads.all(select(Person.id).where(col(Person.workplace_id).in_(closed)))
    roles = await reads.all(select(Role.person_id).where(col(Role.workplace_id).in_(closed)))
    return {*there, *roles}
