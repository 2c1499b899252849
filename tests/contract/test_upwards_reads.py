"""What leaders, MED and HR see of many workplaces: as soon for 200 as for 20, and no vote in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel

from benchmarks.counting import counted
from dialogs import WORDS_FOLDER
from dialogs.core.cards import Card, Table, as_text
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker, Texts
from dialogs.core.who import who_is
from dialogs.rounds import standings
from dialogs.rounds.upwards import levels
from storage import people
from storage.address import SQLITE
from storage.database import Database, Snapshot
from storage.tables import (
    Ballot,
    Evaluation,
    Organisation,
    Participation,
    Person,
    Phase,
    Role,
    Round,
    Sitting,
    ThemeList,
    Workplace,
)
from storage.unit_of_work import Store, Unit
from tests import postgres
from tests.contract.lines import KEYRING
from tests.stores import open_store

NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
HR = "p-hr"
SAY = Speaker(texts=Texts((WORDS_FOLDER,)), language="da", zone=House().zone)
SEES = {"workplaces": standings.workplaces, "level": levels.level}


@pytest.fixture
async def database(tmp_path: Path, kind: str) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path / 'kombot.db'}"
    if kind != SQLITE:
        url = postgres.server().store(tmp_path, SQLModel.metadata)
    opened = Database.open(url, keyring=KEYRING)
    try:
        if kind == SQLITE:
            await opened.maintenance(SQLModel.metadata.create_all)
        yield opened
    finally:
        await opened.close()


def settle(unit: Unit, size: int) -> None:
    """So many workplaces in twenty areas, each with a vote under way, and somebody in HR."""
    unit.insert(Organisation(id="o", name="Storby"))
    for number in range(size):
        area = f"Område {number % 20:02}"
        unit.insert(
            Workplace(id=f"w{number}", organisation_id="o", name=f"Hus {number:03}", area=area)
        )
    unit.insert(
        Person(
            id=HR, organisation_id="o", workplace_id="w0", name="Hanne Riis", email="h@o.example"
        )
    )
    for role in ("hr", "coordination", "leader"):
        unit.insert(Role(person_id=HR, workplace_id="w0", name=role))
    for number in range(size):
        unit.insert(a_round(number))


def a_round(number: int) -> Round:
    return Round(
        id=f"r{number}",
        workplace_id=f"w{number}",
        opened_by=HR,
        contact_id=HR,
        phase=Phase.VOTING.value,
        deadline=NOW,
        dialogue_on=date(2026, 10, 7),
        plan_due=date(2026, 11, 30),
        opened_at=NOW,
    )


async def request_of(reads: Snapshot, subject: str = "") -> Request:
    person = await people.person(reads, HR)
    assert person is not None
    who = await who_is(reads, person, House())
    return Request(who=who, subject=subject, now=NOW, house=House(), say=SAY)


@dataclass(frozen=True)
class Looked:
    statements: int
    card: Card


async def look(database: Database, see: str, subject: str) -> Looked:
    asked, count = counted(database)
    async with Unit(asked) as unit:
        request = await request_of(unit, subject)
        before = count.reads
        card = await SEES[see](unit, request)
    assert isinstance(card, Card)
    return Looked(count.reads - before, card)


@pytest.mark.parametrize(
    ("see", "subject"), [("workplaces", ""), ("workplaces", "w0:0"), ("level", "hr:w0")]
)
async def test_two_hundred_workplaces_take_as_many_statements_as_twenty_and_one_short_card(
    database: Database, see: str, subject: str
) -> None:
    async def few(unit: Unit) -> None:
        settle(unit, 20)

    async def more(unit: Unit) -> None:
        for number in range(20, 200):
            area = f"Område {number % 20:02}"
            unit.insert(
                Workplace(id=f"w{number}", organisation_id="o", name=f"Hus {number:03}", area=area)
            )
            unit.insert(a_round(number))

    await Store(database).run(few)
    before = await look(database, see, subject)
    await Store(database).run(more)
    after = await look(database, see, subject)
    assert after.statements == before.statements
    (table,) = [part for part in after.card.body if isinstance(part, Table)]
    assert len(table.rows) <= standings.ON_A_PAGE
    assert len(after.card.buttons) <= standings.ON_A_PAGE


async def test_the_paper_has_every_workplace(database: Database) -> None:
    async def many(unit: Unit) -> None:
        settle(unit, 200)

    await Store(database).run(many)
    async with database.snapshot() as reads:
        paper = await standings.paper(reads, await request_of(reads))
    assert not isinstance(paper, Refusal)
    named = [row[0] for part in paper.parts if isinstance(part, Table) for row in part.rows]
    assert {f"Hus {number:03}" for number in range(200)} <= set(named)


@settings(max_examples=15, deadline=None)
@given(
    answered=st.integers(0, 14),
    wellbeing=st.lists(st.sampled_from(["trust", "balance", "meaning"]), max_size=14),
    evaluated=st.integers(0, 9),
)
def test_no_vote_and_no_evaluation_changes_what_is_seen_above(
    answered: int, wellbeing: list[str], evaluated: int
) -> None:
    """Phases, days and what was sent, and never a tally or a count of people."""
    #
    #

    async def cast(unit: Unit) -> None:
        for number in range(14):
            id_ = f"p{number}"
            unit.insert(
                Person(
                    id=id_,
                    organisation_id="o",
                    workplace_id="w0",
                    name=id_,
                    email=f"{id_}@o.example",
                )
            )
            unit.insert(Participation(round_id="r0", person_id=id_, answered=number < answered))
        for theme in wellbeing:
            unit.insert(Ballot(round_id="r0", list=ThemeList.WELLBEING.value, theme=theme))
        unit.insert(Sitting(id="s", round_id="r0", held_on=date(2026, 10, 7)))
        for _ in range(evaluated):
            unit.insert(Evaluation(sitting_id="s", good="Godt", adjust="Mere tid"))

    asyncio.run(_seen_alike(cast))


async def _seen_alike(change: Callable[[Unit], Awaitable[None]]) -> None:
    with TemporaryDirectory() as folder:
        async with open_store(Path(folder)) as store:

            async def few(unit: Unit) -> None:
                settle(unit, 20)

            await store.run(few)
            before = await _everything(store)
            await store.run(change)
            assert await _everything(store) == before


async def _everything(store: Store) -> str:
    """Every card and the paper, as text."""
    seen = []
    async with store.unit() as unit:
        for see, subject in (
            ("workplaces", ""), ("workplaces", "w0:0"), ("level", "hr:w0"),
            ("level", "coordination:w0"),
        ):  # fmt: skip
            card = await SEES[see](unit, await request_of(unit, subject))
            assert isinstance(card, Card)
            seen.append(as_text(card))
        seen.append(str(await standings.paper(unit, await request_of(unit))))
    return "\n".join(seen)
