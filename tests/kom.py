"""A conversation with a date, a person who prepares it, and what the store holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlmodel import SQLModel, select

from dialogs.core.cards import Form
from storage.tables import Conversation, Cycle, Kind
from tests import stores
from tests import town as plot
from tests.talk import Talker, Town

ROW = TypeVar("ROW", bound=SQLModel)

TALK = "talk-jonas"
THEMES = ["Trygge overgange", "Fælles faglighed"]
TALK_AT = datetime(2026, 8, 24, 8, 0, tzinfo=UTC)
"""Monday 24 August at ten in Copenhagen, two weeks after a town begins."""


async def keep(town: Town, *rows: SQLModel) -> None:
    async with town.store.unit() as unit:
        for row in rows:
            unit.insert(row)
        await unit.commit()


async def kept(town: Town, table: type[ROW]) -> list[ROW]:
    async with town.store.snapshot() as reads:
        return list(await reads.all(select(table)))


async def a_talk(
    town: Town,
    *,
    at: datetime = TALK_AT,
    kind: Kind = Kind.KOM,
    concept: str = "nyborg_kom",
) -> None:
    """Jonas and Mette are to talk."""
    await keep(
        town,
        Conversation(
            id=TALK,
            person_id=plot.id_of("Jonas Friis"),
            leader_id=plot.id_of(plot.LEADER),
            kind=kind.value,
            at=at,
            concept=concept,
        ),
    )


async def a_year(town: Town) -> None:
    await keep(
        town,
        Cycle(
            workplace_id=plot.WORKPLACE,
            year=2026,
            themes=THEMES,
            set_by=plot.id_of(plot.LEADER),
            concept="nyborg_kom",
        ),
    )


async def fills(person: Talker, *texts: str) -> None:
    """Fill in the fields of the page in their order."""
    names = [each.name.replace(".", "__") for each in person.form.fields]
    await person.answers(**dict(zip(names, texts, strict=False)))


async def goes_to(person: Talker, title: str) -> None:
    """Skip pages until the one with this title."""
    for _ in range(12):
        newest = person.screen[-1]
        if isinstance(newest, Form) and newest.title == title:
            return
        await person.clicks("Spring over")
    raise AssertionError(f"no page {title!r}; newest:\n{person.text}")


async def prepares(person: Talker, scope: str) -> None:
    """A whole preparation with a private word, a topic, an own theme and a goal."""
    await person.writes("forbered")
    await goes_to(person, "Kerneopgaven")
    await fills(person, "Hemmelighed om kerneopgaven")
    await goes_to(person, "Dit eget tema")
    await fills(person, "Ro om frokosten", "Fordi den er vild")
    await fills(person, "Mine vagter i efteråret")
    await fills(person, "Maalet er at lede møder")
    await person.answers(sharing=scope)
    await person.clicks("Gem forberedelsen")


async def skips_the_rest(leader: Talker) -> None:
    """Of opening the year: no days yet, and no meeting to start with."""
    await leader.clicks("Gem og gå videre")
    await leader.clicks("Spring over")
    await leader.clicks("Gem og giv besked")


def on_disk(folder: Path) -> bytes:
    return b"".join(stores.on_disk(folder).values())


async def the_day_after(town: Town) -> None:
    await town.until(TALK_AT + timedelta(days=1))
