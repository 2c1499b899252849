"""What a leader takes out of the questions before one conversation, and puts in (KL-30)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Conversation, Guide
from storage.unit_of_work import Unit


async def guide(reads: Snapshot, conversation_id: str) -> Guide | None:
    return await reads.first(select(Guide).where(Guide.conversation_id == conversation_id))


async def adapted(reads: Snapshot, talks: Iterable[Conversation]) -> set[str]:
    """Which of these conversations have a guide of their own."""
    ids = [each.id for each in talks]
    found = await reads.all(
        select(Guide.conversation_id).where(col(Guide.conversation_id).in_(ids))
    )
    return set(found)


def keep(
    unit: Unit,
    talk: Conversation,
    changes: Mapping[str, list[str]],
    before: Guide | None,
) -> None:
    """Only if it is as it was read."""
    if before is None:
        made = Guide(conversation_id=talk.id, leader_id=talk.leader_id, changes=dict(changes))
        unit.insert(made)
        return
    unit.update(
        update(Guide)
        .where(col(Guide.conversation_id) == talk.id, col(Guide.turn) == before.turn)
        .values(changes=dict(changes), leader_id=talk.leader_id, turn=before.turn + 1)
    )
