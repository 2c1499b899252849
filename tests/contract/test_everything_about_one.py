"""Every table that has somebody is handed out, or is named as left out with a reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import SQLModel

from dialogs import WORDS_FOLDER
from dialogs.core.cards import Facts
from dialogs.core.house import House
from dialogs.core.texts import LANGUAGES, Speaker, Texts
from dialogs.rights.readable import TECHNICAL, as_data, collect, readable
from storage import export
from storage.tables import LeaderPreparation, Session
from storage.theirs import LEFT_OUT, NOT_THEIRS, THEIRS
from tests import town as plot
from tests.everyone import NOW, SECRET, places, stands_everywhere
from tests.talk import Town, a_town

JONAS, METTE = plot.id_of("Jonas"), plot.id_of("Mette")
BY_TABLE = {each.name: each for each in THEIRS}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        async with town.store.unit() as unit:
            await stands_everywhere(unit, JONAS, METTE)
            await unit.commit()
        yield town


async def found(town: Town, person_id: str) -> dict[str, export.Found]:
    async with town.store.snapshot() as reads:
        return {each.table: each for each in await export.everything(reads, person_id)}


@pytest.mark.parametrize("table", [each.name for each in SQLModel.metadata.sorted_tables])
def test_every_table_is_handed_out_or_has_a_reason(table: str) -> None:
    assert (table in BY_TABLE) is not (table in LEFT_OUT)


@pytest.mark.parametrize("place", list(places()), ids=str)
def test_every_column_with_a_person_is_looked_into(place: object) -> None:
    table, _, column = str(place).partition(".")
    if table in LEFT_OUT or (table, column) in NOT_THEIRS:
        return
    theirs = BY_TABLE[table]
    by_way = (each.column for each in (*theirs.through, *theirs.beside))
    assert column in {*theirs.own, *theirs.named, *by_way}


async def test_whoever_stands_in_a_row_finds_it(town: Town) -> None:
    handed_out = await found(town, JONAS)
    assert set(handed_out) == set(BY_TABLE)
    for place in places():
        table, _, column = str(place).partition(".")
        if table in LEFT_OUT or (table, column) in NOT_THEIRS:
            continue
        rows = [each.values[column] for each in handed_out[table].lines]
        assert JONAS in rows, place


async def test_somebody_else_s_words_are_not_handed_out(town: Town) -> None:
    # GDPR, article 15 (4): a leader's own notes before they are shared; others' goals.
    handed_out = await found(town, JONAS)
    notes = handed_out["leader_preparation"]
    theirs = [each for each in notes.lines if each.values["leader_id"] == METTE]
    assert [each.withheld for each in theirs] == [()]
    goals = [each for each in handed_out["goal"].lines if each.values["leader_id"] == JONAS]
    assert [(each.own, each.withheld) for each in goals] == [
        (False, ("title", "first_title", "fields"))
    ]
    mine = [each for each in handed_out["goal"].lines if each.values["person_id"] == JONAS]
    assert all(each.values["title"] == SECRET for each in mine)


async def test_of_notes_that_are_not_shared_it_is_said_that_they_exist(town: Town) -> None:
    async with town.store.unit() as unit:
        unit.update(update(LeaderPreparation).values(shared_at=None), expect=None)
        await unit.commit()
    notes = (await found(town, JONAS))["leader_preparation"]
    theirs = [each for each in notes.lines if each.values["leader_id"] == METTE]
    assert [each.withheld for each in theirs] == [("answers",)]


async def test_a_vote_that_is_not_sent_is_in_no_file(town: Town) -> None:
    async with town.store.unit() as unit:
        unit.update(update(Session).values(dialog="theme_vote"), expect=None)
        await unit.commit()
    handed_out = await found(town, JONAS)
    assert [each.withheld for each in handed_out["session"].lines] == [("answers",)]
    tokens = {"wellbeing_token", "leadership_token"}
    assert not tokens & set(handed_out["participation"].lines[0].values)


async def test_somebody_who_stands_nowhere_gets_their_profile_alone(town: Town) -> None:
    kirsten = plot.id_of("Kirsten")
    assert set(await found(town, kirsten)) <= {"person", "address", "role"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_has_a_heading_and_a_name_that_people_read(
    town: Town, language: str
) -> None:
    say = Speaker(
        texts=Texts((WORDS_FOLDER,)), language=language, zone="Europe/Copenhagen", now=NOW
    )
    async with town.store.snapshot() as reads:
        all_ = await collect(reads, JONAS, now=NOW, house=House())
    assert all_ is not None
    page = readable(all_, say)
    labels = {label for part in page.parts if isinstance(part, Facts) for label, _ in part.rows}
    assert "" not in labels
    for theirs in THEIRS:
        assert say.has(f"export/t_{theirs.name}")
        for column in theirs.table.__table__.columns:  # type: ignore[attr-defined]  # SQLModel tells no types of it
            hidden = column.name in {*TECHNICAL, *theirs.hidden} or column.name == "id"
            if not hidden and not (column.foreign_keys and column.name.endswith("_id")):
                assert say.has(f"export/c_{column.name}"), column
    told = as_data(all_, say)
    assert set(told["tabeller"]) == set(BY_TABLE)
