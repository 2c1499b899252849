"""The counts that are kept of votes equal a full count, whatever came between (X-01)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlmodel import col, delete, select

from dialogs.closing import close_round
from storage import ballots, rounds, tallies
from storage.address import is_sqlite
from storage.ballots import Vote
from storage.keys import new_key
from storage.migrate import migrate
from storage.postgres import at_once
from storage.sqlite import sqlite_engine
from storage.tables import Ballot, Mode, Round, TallyCount, ThemeList
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace
from tests import postgres, town
from tests.contract.lines import KEYRING
from tests.stores import POSTGRES, SQLITE, chosen, open_store
from tests.talk import MONDAY
from tests.voting import DEADLINE

T = TypeVar("T")

ROUND = "round-solsikken"
VOTERS = [town.id_of(name) for name in town.VOTERS]
THEMES = ("meaning", "balance", "free")
MANY, FEW = 25, 6
"""Sequences tried; on PostgreSQL each takes as long as four."""

Act = tuple[str, int, str, str]
ACTS = st.tuples(
    st.sampled_from(("votes", "votes", "on two devices", "too late")),
    st.integers(0, len(VOTERS) - 1),
    st.sampled_from(THEMES),
    st.sampled_from(THEMES),
)


@pytest.fixture(params=[SQLITE, POSTGRES])
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    with chosen(str(request.param)):
        yield str(request.param)


def a_vote(wellbeing: str, leadership: str) -> dict[ThemeList, Vote]:
    return {
        ThemeList.WELLBEING: Vote(theme=wellbeing, why="x"),
        ThemeList.LEADERSHIP: Vote(theme=leadership),
    }


async def opens(store: Store, mode: Mode = Mode.SECRET) -> None:
    await town.found(store, on_leave_since=date(2026, 7, 1))

    async def work(unit: Unit) -> None:
        contact = town.id_of(town.CONTACT)
        unit.insert(
            Round(
                id=ROUND,
                workplace_id=town.WORKPLACE,
                opened_by=contact,
                contact_id=contact,
                mode=mode.value,
                deadline=DEADLINE,
                dialogue_on=date(2026, 9, 9),
                opened_at=MONDAY,
            )
        )
        rounds.invite(unit, ROUND, VOTERS)

    await store.run(work)


async def votes(store: Store, voter: str, chosen_: dict[ThemeList, Vote]) -> None:
    async with store.unit() as unit:
        await _casts(unit, voter, chosen_)
        await unit.commit()


async def _casts(unit: Unit, voter: str, chosen_: dict[ThemeList, Vote]) -> None:
    mine = await rounds.participation(unit, ROUND, voter)
    assert mine is not None
    rounds.expect_voting(unit, ROUND, MONDAY)
    ballots.cast(unit, mine, chosen_)


async def on_two_devices(store: Store, voter: str, chosen_: dict[ThemeList, Vote]) -> None:
    """Both have read the same; one of them loses, and leaves nothing behind."""
    async with store.unit() as one, store.unit() as other:
        await _casts(one, voter, chosen_)
        await _casts(other, voter, a_vote("free", "free"))
        await one.commit()
        with pytest.raises(LostRace):
            await other.commit()


async def too_late(store: Store, voter: str, chosen_: dict[ThemeList, Vote]) -> None:
    """The premise falls after the counts have been written: all of it is taken back."""
    async with store.unit() as unit:
        await _casts(unit, voter, chosen_)
        rounds.expect_voting(unit, ROUND, DEADLINE)
        with pytest.raises(LostRace):
            await unit.commit()


ACTING = {"votes": votes, "on two devices": on_two_devices, "too late": too_late}


async def full_count(store: Store) -> dict[ThemeList, Counter[str]]:
    async with store.snapshot() as reads:
        found = await reads.all(select(Ballot).where(Ballot.round_id == ROUND))
    counts: dict[ThemeList, Counter[str]] = {each: Counter() for each in ThemeList}
    for ballot in found:
        counts[ThemeList(ballot.list)][ballot.theme] += 1
    return counts


async def kept(store: Store) -> dict[ThemeList, dict[str, int]]:
    async with store.snapshot() as reads:
        return await ballots.tally(reads, ROUND)


async def rows(store: Store) -> list[TallyCount]:
    async with store.snapshot() as reads:
        return await reads.all(select(TallyCount).order_by(col(TallyCount.theme)))


async def lives(folder: Path, acts: Sequence[Act]) -> None:
    async with open_store(folder) as store:
        await opens(store)
        for name, voter, wellbeing, leadership in acts:
            await ACTING[name](store, VOTERS[voter], a_vote(wellbeing, leadership))
            assert await kept(store) == await full_count(store)
        assert await store.run(lambda unit: close_round(unit, ROUND, DEADLINE))
        assert await kept(store) == await full_count(store)


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, max_size=16))
def test_the_counts_equal_a_full_count_whatever_was_done(
    tmp_path_factory: pytest.TempPathFactory, acts: list[Act]
) -> None:
    with chosen(SQLITE):
        asyncio.run(lives(tmp_path_factory.mktemp("votes"), acts))


@settings(max_examples=FEW, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(ACTS, min_size=4, max_size=12))
def test_the_counts_equal_a_full_count_on_postgresql(
    tmp_path_factory: pytest.TempPathFactory, acts: list[Act]
) -> None:
    with chosen(POSTGRES):
        asyncio.run(lives(tmp_path_factory.mktemp("votes"), acts))


async def test_votes_of_two_processes_at_once_are_all_counted(tmp_path: Path, kind: str) -> None:
    """Two stores have a writer each, as two processes have."""
    key = new_key()
    async with open_store(tmp_path, key=key) as store:
        await opens(store)
        async with open_store(tmp_path, key=key) as other:
            both = [store, other]
            await asyncio.gather(
                *(
                    votes(both[n % 2], voter, a_vote("meaning", "free"))
                    for n, voter in enumerate(VOTERS)
                )
            )
        assert await kept(store) == await full_count(store)
        assert (await kept(store))[ThemeList.WELLBEING] == {"meaning": len(VOTERS)}


@pytest.mark.parametrize("voters", [2, 4, 5])
async def test_after_the_close_the_counts_say_what_the_ballots_that_are_left_say(
    tmp_path: Path, kind: str, voters: int
) -> None:
    """Below three nothing is left of either; nobody's change of mind, and no process's slot."""
    async with open_store(tmp_path) as store:
        await opens(store)
        for voter in VOTERS[:voters]:
            await votes(store, voter, a_vote("balance", "free"))
        await votes(store, VOTERS[0], a_vote("meaning", "free"))
        await votes(store, VOTERS[0], a_vote("balance", "free"))
        assert "meaning" in {row.theme for row in await rows(store)}
        assert await store.run(lambda unit: close_round(unit, ROUND, DEADLINE))
        left = [(row.list, row.theme, row.slot, row.ballots) for row in await rows(store)]
    both = [("wellbeing", "balance", 0, voters), ("leadership", "free", 0, voters)]
    assert left == (both if voters >= len(("three", "are", "named")) else [])


async def test_counts_that_an_older_kombot_let_fall_behind_are_right_at_the_close(
    tmp_path: Path, kind: str
) -> None:
    """A vote with names keeps its ballots beyond the close."""
    async with open_store(tmp_path) as store:
        await opens(store, Mode.NAMED)
        for voter in VOTERS[:6]:
            await votes(store, voter, a_vote("balance", "free"))
        async with store.unit() as unit:
            unit.delete(delete(TallyCount))
            await unit.commit()
        assert await store.run(lambda unit: close_round(unit, ROUND, DEADLINE))
        assert await kept(store) == await full_count(store)
        assert (await kept(store))[ThemeList.WELLBEING] == {"balance": 6}


async def test_a_ballot_that_is_gone_is_not_taken_back(tmp_path: Path, kind: str) -> None:
    async with open_store(tmp_path) as store:
        await opens(store)
        await votes(store, VOTERS[0], a_vote("balance", "free"))
        async with store.unit() as unit:
            tallies.take_back(unit, ["nobody's"])
            with pytest.raises(LostRace):
                await unit.commit()
        assert await kept(store) == await full_count(store)


@pytest.mark.parametrize("on", [SQLITE, POSTGRES])
def test_votes_that_are_there_already_are_counted_by_the_migration(tmp_path: Path, on: str) -> None:
    on_file = f"sqlite:///{tmp_path / 'kombot.db'}"
    url = on_file if on == SQLITE else postgres.server().bare(tmp_path)
    migrate(url, "0006")
    _does(url, _ballots)
    migrate(url)
    counted = _does(
        url,
        lambda it: it.exec_driver_sql(
            "SELECT list, theme, slot, ballots FROM tally_count ORDER BY list, theme"
        ).all(),
    )
    assert [tuple(row) for row in counted] == [
        ("leadership", "free", 0, 2),
        ("wellbeing", "balance", 0, 1),
        ("wellbeing", "meaning", 0, 1),
    ]


def _does(url: str, job: Callable[[Connection], T]) -> T:
    if not is_sqlite(url):
        return at_once(url, job)
    with sqlite_engine(url, keyring=KEYRING).begin() as connection:
        return job(connection)


BALLOTS = """
INSERT INTO organisation (id, name) VALUES ('o', 'Solkommunen');
INSERT INTO workplace (id, organisation_id, name, area, leader_votes)
  VALUES ('w', 'o', 'Solsikken', '', FALSE);
INSERT INTO person (id, organisation_id, workplace_id, name, email, hourly_paid)
  VALUES ('p', 'o', 'w', 'Kirsten', 'k@x', FALSE);
INSERT INTO round (id, workplace_id, opened_by, contact_id, mode, phase, minimum, deadline,
  dialogue_on, opened_at, agreed)
  VALUES ('r', 'w', 'p', 'p', 'secret', 'voting', 5,
    '2026-08-20 10:00:00', '2026-09-09', '2026-08-10 10:00:00', '');
INSERT INTO ballot (id, round_id, list, theme)
  VALUES ('1', 'r', 'wellbeing', 'meaning'), ('2', 'r', 'wellbeing', 'balance'),
    ('3', 'r', 'leadership', 'free'), ('4', 'r', 'leadership', 'free')
"""


def _ballots(connection: Connection) -> None:
    for statement in BALLOTS.split(";"):
        connection.exec_driver_sql(statement)
