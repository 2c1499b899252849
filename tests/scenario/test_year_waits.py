"""What of the year waits for Mette rides in the week's letter, never as a message of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from schedules import ensure_jobs
from storage.tables import Conversation, Cycle
from tests import town as plot
from tests.kom import keep
from tests.nudged import LEADER, sent_to
from tests.talk import Town, a_town

MISSING = "har ingen tid til KOM"
NOT_OPENED = "Årets KOM er ikke åbnet endnu"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as founded:
        await ensure_jobs(founded.store, founded.now)
        yield founded


async def a_period(town: Town, *, year: int = 2026, ends: date | None = None) -> None:
    await keep(
        town,
        Cycle(
            workplace_id=plot.WORKPLACE,
            year=year,
            themes=["Natur"],
            set_by=LEADER,
            first_day=ends - timedelta(days=20) if ends else None,
            last_day=ends,
            concept="nyborg_kom",
        ),
    )


async def has_a_talk(town: Town, *names: str) -> None:
    for name in names:
        at = datetime(2026, 9, 3, 8, tzinfo=UTC)
        talk = Conversation(
            person_id=plot.id_of(name), leader_id=LEADER, at=at, concept="nyborg_kom"
        )
        await keep(town, talk)


async def test_who_has_no_date_near_the_end_of_the_period_is_in_the_letter(town: Town) -> None:
    # NYB-KOM-42, NOR-21
    await a_period(town, ends=date(2026, 9, 30))
    everyone = set(plot.EVERYONE) - {plot.LEADER, plot.ON_LEAVE, "Jonas Friis"}
    await has_a_talk(town, *sorted(everyone))
    await town.until(datetime(2026, 8, 28, tzinfo=UTC))
    assert MISSING not in "".join(town["Mette"].messages)
    await town.until(datetime(2026, 9, 8, tzinfo=UTC))
    mette = town["Mette"]
    assert f"Jonas {MISSING}" in mette.messages[-1]
    await mette.clicks("Find tider")
    assert mette.form.title == "Tider til alle, der mangler en"
    assert {rule for rule, _ in await sent_to(town, "Mette")} == {"digest"}


async def test_where_all_have_a_date_nothing_is_said(town: Town) -> None:
    await a_period(town, ends=date(2026, 9, 30))
    await has_a_talk(town, *(set(plot.EVERYONE) - {plot.LEADER, plot.ON_LEAVE}))
    await town.until(datetime(2026, 10, 5, tzinfo=UTC))
    assert MISSING not in "".join(town["Mette"].messages)


@pytest.mark.long
async def test_the_new_year_is_asked_for_where_there_was_one_before(town: Town) -> None:
    # NYB-KOM-40
    await a_period(town, ends=date(2026, 8, 14))
    await town.until(datetime(2027, 1, 30, tzinfo=UTC))
    assert NOT_OPENED not in "".join(town["Mette"].messages)
    await town.until(datetime(2027, 2, 10, tzinfo=UTC))
    mette = town["Mette"]
    assert NOT_OPENED in mette.messages[-1]
    await mette.clicks("Åbn året")
    assert mette.form.title == "Hvilket år?"


@pytest.mark.long
async def test_once_it_is_open_nobody_is_asked_again(town: Town) -> None:
    await a_period(town, ends=date(2026, 8, 14))
    await town.until(datetime(2027, 2, 10, tzinfo=UTC))
    await a_period(town, year=2027)
    before = "".join(town["Mette"].messages).count(NOT_OPENED)
    assert before
    await town.until(datetime(2027, 2, 24, tzinfo=UTC))
    assert "".join(town["Mette"].messages).count(NOT_OPENED) == before


@pytest.mark.long
async def test_whoever_has_opened_no_year_is_not_asked(town: Town) -> None:
    await has_a_talk(town, "Jonas")
    await town.until(datetime(2027, 2, 10, tzinfo=UTC))
    assert NOT_OPENED not in "".join(town["Mette"].messages)
