"""The groups' notes under the planning group's headings, and how its members rate those."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Update, delete, update
from sqlmodel import col, select

from storage.bulk import row_of
from storage.database import Snapshot
from storage.tables import Effort, Note, Rating, Sitting, Topic
from storage.unit_of_work import Unit


async def notes(reads: Snapshot, round_id: str, part: str) -> list[Note]:
    """Of all groups and teams; what matters most first (TAL-46), then a group's points together."""
    mine = select(Sitting.id).where(Sitting.round_id == round_id)
    return await reads.all(
        select(Note)
        .where(col(Note.sitting_id).in_(mine), Note.part == part)
        .order_by(
            col(Note.chosen).desc(),
            col(Note.sitting_id),
            col(Note.number),
            col(Note.kind).desc(),
            col(Note.id),
        )
    )


async def of_round(reads: Snapshot, round_id: str) -> list[Topic]:
    """By title: what they are called is sealed, so that the store cannot put them in order."""
    found = await reads.all(select(Topic).where(Topic.round_id == round_id))
    return sorted(found, key=lambda topic: (topic.title.casefold(), topic.id))


async def find(reads: Snapshot, topic_id: str) -> Topic | None:
    return await reads.first(select(Topic).where(Topic.id == topic_id))


def expect(unit: Unit, topic_id: str) -> None:
    """State that the heading is still there: it may have been merged into another meanwhile."""
    unit.expect(select(Topic).where(Topic.id == topic_id))


def sort(unit: Unit, note: Note, topic_id: str | None) -> None:
    """Put a note under a heading or under none; loses the race to whoever moved it since."""
    before = col(Note.topic_id)
    unit.update(
        update(Note)
        .where(
            col(Note.id) == note.id,
            before.is_(None) if note.topic_id is None else before == note.topic_id,
        )
        .values(topic_id=topic_id)
    )


def rename(unit: Unit, topic: Topic, title: str) -> None:
    unit.update(_as_read(topic).values(title=title, turn=topic.turn + 1))


def merge(unit: Unit, topic: Topic, into: Topic) -> None:
    """All that is under one heading comes under another; the ratings of the first go with it.

    It is changed before it is emptied, so that on PostgreSQL whoever sorts into it waits.
    """
    unit.update(_as_read(topic).values(turn=topic.turn + 1))
    expect(unit, into.id)
    for table in (Note, Effort):
        moved = update(table).where(col(table.topic_id) == topic.id)
        unit.update(moved.values(topic_id=into.id), expect=None)
    unit.delete(delete(Rating).where(col(Rating.topic_id) == topic.id))
    unit.delete(delete(Topic).where(col(Topic.id) == topic.id), expect=1)


def _as_read(topic: Topic) -> Update:
    return update(Topic).where(col(Topic.id) == topic.id, col(Topic.turn) == topic.turn)


async def ratings(reads: Snapshot, topic_ids: Iterable[str]) -> list[Rating]:
    return await reads.all(
        select(Rating)
        .where(col(Rating.topic_id).in_(list(topic_ids)))
        .order_by(col(Rating.topic_id), col(Rating.person_id), col(Rating.criterion))
    )


def close(unit: Unit, topic: Topic, standing: Mapping[str, object], rows: int) -> None:
    """The result stays, and what each one gave goes; loses the race to a rating since."""
    unit.delete(delete(Rating).where(col(Rating.topic_id) == topic.id), expect=rows)
    unit.update(
        _as_read(topic)
        .where(col(Topic.standing).is_(None))
        .values(standing=standing, turn=topic.turn + 1)
    )


def rate(unit: Unit, topic_id: str, person_id: str, values: Mapping[str, int]) -> None:
    """One's own ratings of a topic by criterion, in place of those before, while it is open."""
    unit.expect(select(Topic).where(Topic.id == topic_id, col(Topic.standing).is_(None)))
    unit.delete(
        delete(Rating).where(col(Rating.topic_id) == topic_id, col(Rating.person_id) == person_id)
    )
    rows = [
        row_of(Rating, topic_id=topic_id, person_id=person_id, criterion=criterion, value=value)
        for criterion, value in sorted(values.items())
    ]
    unit.insert_all(Rating, rows)
