"""The day on paper: the script, the posters and the record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.papers.printing import print_pdf, print_png
from dialogs import PAPERS
from dialogs.core.cards import Table
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Columns, Paper
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from storage import people
from tests import town as plot
from tests.talk import Town, a_town
from tests.the_day import ACTION, POINT, SITTING, a_day, begins, goes_on, writes

SCRIPT_COLUMNS = 3


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def made(town: Town, name: str, paper: str, language: str = "da") -> Any:
    app = town.app
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of(name))
        assert person is not None
        who = replace(await who_is(reads, person, app.courier.house), language=language)
        say = Speaker(texts=app.courier.texts, language=language, zone=who.zone)
        request = Request(who=who, subject=SITTING, now=town.now, house=app.courier.house, say=say)
        return await PAPERS[paper](reads, request)


@pytest.mark.parametrize(
    ("starts_at", "rows"),
    [
        ("09:00", ("8–9", "9–9.15", "9.15–9.45", "11.45–12")),
        ("12:30", ("11.30–12.30", "12.30–12.45", "12.45–13.15", "15.15–15.30")),
    ],
)
async def test_the_script_has_ten_parts_and_moves_with_the_start(
    town: Town, starts_at: str, rows: tuple[str, ...]
) -> None:  # TAL-104
    await a_day(town, starts_at=starts_at)
    paper = await made(town, plot.LEADER, "script")
    assert isinstance(paper, Paper)
    table = next(part for part in paper.parts if isinstance(part, Table))
    times = [row[0] for row in table.rows]
    assert (len(table.rows), len(table.head)) == (10, SCRIPT_COLUMNS)
    assert (*times[:3], times[-1]) == rows
    text = " ".join(part for part in paper.parts if isinstance(part, str))
    assert "I en gruppe på 3 er der cirka 4 minutter til at fortælle" in text
    assert "hver af de 3 grupper cirka 8 minutter" in text
    assert "Store ører, lille mund" in text  # TAL-41
    assert "Hvad kommer igen" in text  # TAL-106


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("paper", ["script", "posters", "record"])
async def test_every_paper_can_be_printed(town: Town, paper: str, language: str) -> None:
    await a_day(town)
    await begins(town)
    await goes_on(town)
    await writes(town, "Jonas", POINT)
    await writes(town, "Jonas", ACTION, kind="action")
    await town.passes(days=1)
    found = await made(town, plot.CONTACT, paper, language)
    assert isinstance(found, Paper)
    assert print_pdf(found, language).startswith(b"%PDF")


async def test_a_poster_has_its_theme_and_two_fields(town: Town) -> None:  # TAL-38
    await a_day(town)
    paper = await made(town, plot.CONTACT, "posters")
    fields = [part for part in paper.parts if isinstance(part, Columns)]
    assert len(fields) == 6
    for each in fields:
        assert [name for name, _ in each.columns] == ["Vigtige pointer", "Ønskede handlinger"]
    assert len(print_png(paper, "da")) == 6


async def test_papers_are_for_those_they_are_made_for(town: Town) -> None:
    await a_day(town)
    for name in ("Jonas Friis", plot.HOURLY, plot.HR):
        for paper in ("script", "posters"):
            assert await made(town, name, paper) == Refusal("not_for_you")
    assert isinstance(await made(town, "Jonas Friis", "record"), Refusal)
