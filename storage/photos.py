"""Photos of the groups' posters: who may see them is for the dialogs to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import PosterPhoto
from storage.unit_of_work import Unit


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A photo as it stands in a chat; `slot` is its number in the group."""

    id: str
    slot: int
    sender_id: str | None
    thumb: bytes = field(repr=False)


Group = tuple[str, int]
"""A group's list of themes, and its number."""


async def of_group(reads: Snapshot, sitting_id: str, part: str, number: int) -> list[Seen]:
    asked = select(
        PosterPhoto.id, PosterPhoto.slot, PosterPhoto.sender_id, PosterPhoto.thumb
    ).where(
        PosterPhoto.sitting_id == sitting_id,
        PosterPhoto.part == part,
        PosterPhoto.number == number,
    )
    rows = await reads.all(asked.order_by(col(PosterPhoto.slot)))
    return [
        Seen(id=photo_id, slot=slot, sender_id=sender, thumb=thumb)
        for photo_id, slot, sender, thumb in rows
    ]


async def counted(reads: Snapshot, sitting_id: str) -> Mapping[Group, int]:
    """How many there are of each group's."""
    asked = select(PosterPhoto.part, PosterPhoto.number).where(PosterPhoto.sitting_id == sitting_id)
    found: dict[Group, int] = defaultdict(int)
    for part, number in await reads.all(asked):
        found[part, number] += 1
    return dict(found)


async def whole(reads: Snapshot, sitting_id: str) -> Mapping[Group, Sequence[bytes]]:
    """As they are printed: much to read, so only for paper."""
    asked = select(PosterPhoto.part, PosterPhoto.number, PosterPhoto.jpeg).where(
        PosterPhoto.sitting_id == sitting_id
    )
    found: dict[Group, list[bytes]] = defaultdict(list)
    for part, number, jpeg in await reads.all(asked.order_by(col(PosterPhoto.slot))):
        found[part, number].append(jpeg)
    return dict(found)


def keep(unit: Unit, photo: PosterPhoto) -> None:
    """Loses the race to whoever took the slot meanwhile."""
    unit.insert(photo)


def remove(unit: Unit, photo_id: str) -> None:
    unit.delete(delete(PosterPhoto).where(col(PosterPhoto.id) == photo_id), expect=1)
