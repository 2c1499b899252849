"""Around a conversation: its guide, the leader's notes, its minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import select

from storage.database import Snapshot
from storage.tables import Conversation, Cycle, Guide


async def guide(
    reads: Snapshot, talk: Conversation, cycle: Cycle | None
) -> Mapping[str, Sequence[str]]:
    """What the leader took out and put in for this talk, else for all of the year's."""
    own = await reads.first(select(Guide).where(Guide.conversation_id == talk.id))
    if own is not None:
        return own.changes
    return (cycle.guide if cycle else None) or {}
