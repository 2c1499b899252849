"""A town that votes: opening a round, voting in it, and closing it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import delete
from sqlmodel import SQLModel, col, select

from dialogs.closing import close_round, sever
from dialogs.core.cards import Card
from dialogs.core.messages import Hearing
from storage.database import Snapshot
from storage.tables import Ballot, Outbox, Participation, Role, Round, Session
from storage.unit_of_work import Unit
from tests import town as people
from tests.talk import MONDAY, Talker, Town, a_town

DIALOGUE = "2026-09-09"
DEADLINE = datetime(2026, 8, 17, 10, 0, tzinfo=UTC)
"""Monday a week later at noon in Copenhagen."""
T = TypeVar("T", bound=SQLModel)
LATER = ("vote_running", "tally", "reasons_ready", "select_now")


async def silent(_reads: Snapshot, _hearing: Hearing) -> Card | None:
    return None


@asynccontextmanager
async def voting_town(folder: Path, *, at: datetime = MONDAY, **env: str) -> AsyncIterator[Town]:
    """A town whose courier keeps quiet about what comes after the close."""
    async with a_town(folder, at=at, **env) as town:
        registry = town.app.courier.registry
        messages = {**registry.messages, **dict.fromkeys(LATER, silent)}
        quiet = replace(registry, messages=messages)
        town.app.courier = replace(town.app.courier, registry=quiet)
        yield town


async def begins(opener: Talker) -> None:
    """Ask to open a round, and say that there is nothing in the way of it (TAL-103)."""
    await opener.writes("runde")
    await opener.clicks("Ja, vi er klar")


async def opens(town: Town, name: str = "Kirsten", *, mode: str = "secret") -> Round:
    """Go through the dialog and open a round; a named one is proposed."""
    opener = town[name]
    await begins(opener)
    await opener.answers(dialogue_on=DIALOGUE)
    await opener.answers(deadline_on="2026-08-17", deadline_at="12:00")
    await opener.clicks("Gem og gå videre")
    await opener.answers(mode=mode)
    await opener.clicks("Åbn afstemningen")
    return await the_round(town)


async def votes(
    town: Town,
    name: str,
    *,
    wellbeing: str = "meaning",
    leadership: str = "citizen",
    **words: str,
) -> None:
    """Go through the dialog from `tema` to the end; `words` are the fields of the two why-pages."""
    voter = town[name]
    await voter.writes("tema")
    await voter.clicks("Vælg temaer")
    await voter.answers(wellbeing=wellbeing)
    await voter.answers(**{**_fields("wellbeing", words), "wellbeing_helps": ""})
    await voter.answers(leadership=leadership)
    await voter.answers(**{**_fields("leadership", words), "leadership_helps": ""})
    await voter.clicks("Send min stemme")


def _fields(which: str, words: Mapping[str, str]) -> dict[str, str]:
    return {name: words[name] for name in words if name.startswith(f"{which}_")}


async def changes(town: Town, name: str, *, page: str, **fields: str) -> None:
    voter = town[name]
    await voter.writes("tema")
    await voter.clicks(f"Ret: {page}")
    await voter.answers(**fields)
    await voter.clicks("Send min stemme")


async def closes(town: Town, round_: Round) -> None:
    """The deadline comes: the vote is closed, and the file is scrubbed."""
    town.clock.move(round_.deadline - town.now)

    async def close(unit: Unit) -> bool:
        return await close_round(unit, round_.id, town.now)

    assert await town.store.run(close)
    if round_.mode == "secret":
        assert await sever(town.store, round_.id, town.now)


async def the_round(town: Town) -> Round:
    return (await rows(town, Round))[-1]


async def rows(town: Town, table: type[T]) -> list[T]:
    async with town.store.snapshot() as reads:
        return await reads.all(select(table))


async def participation(town: Town, name: str) -> Participation:
    found = await rows(town, Participation)
    return next(each for each in found if each.person_id == f"p-{name.casefold()}")


async def ballots(town: Town) -> list[tuple[str, str]]:
    """(list, theme) of every ballot, sorted."""
    return sorted((each.list, each.theme) for each in await rows(town, Ballot))


async def queued(town: Town, message: str) -> list[Outbox]:
    return [each for each in await rows(town, Outbox) if each.message == message]


async def no_representatives_but(town: Town, *names: str) -> None:
    ids = [people.id_of(name) for name in names]
    async with town.store.unit() as unit:
        unit.delete(
            delete(Role).where(col(Role.name) == "representative", col(Role.person_id).not_in(ids))
        )
        await unit.commit()


async def sessions(town: Town) -> list[Session]:
    return await rows(town, Session)
