"""The attack on the secret ballot where some hand theirs in on paper (X-13, X-01).

The worst that a contact person can do is done: they tick somebody, type that sheet in at once, and
so on in the order in which people come; some of those have voted in the chat before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from dialogs.closing import close_round
from storage import ballots, paper, rounds
from storage.ballots import Vote
from storage.tables import Round, ThemeList
from storage.unit_of_work import Store, Unit
from storage.writer import LostRace
from tests import town as people
from tests.attack import Loot, shared_transactions
from tests.scenario.test_secrecy import SURE, a_vote, attacked, kombot_closes, votes_in_chat
from tests.stores import POSTGRES, SQLITE, chosen
from tests.voting import DEADLINE

EVERY_OTHER = frozenset(map(people.id_of, people.VOTERS[::2]))
BOTH_WAYS = frozenset(map(people.id_of, people.VOTERS[::4]))
SHEETS = "SELECT * FROM paper_ballot WHERE list = 'wellbeing'"


@pytest.fixture(autouse=True, params=[SQLITE, POSTGRES])
def _on_each_database(request: pytest.FixtureRequest) -> Iterator[None]:
    with chosen(request.param):
        yield


async def votes_either_way(store: Store, round_: Round, voter: str, chosen: dict[str, str]) -> None:
    if voter not in EVERY_OTHER:
        await votes_in_chat(store, round_, voter, chosen)
        return
    if await is_ticked(store, round_, voter):
        return
    if voter in BOTH_WAYS:
        before = {which: f"before-{voter}-{which}" for which in chosen}
        await votes_in_chat(store, round_, voter, before)

    async def ticks(unit: Unit) -> None:
        paper.expect_open(unit, round_.id)
        paper.tick(unit, round_.id, voter)

    async def types_in(unit: Unit) -> None:
        paper.expect_open(unit, round_.id)
        paper.enter(
            unit, round_.id, {each: Vote(theme=chosen[each.value], why="x") for each in ThemeList}
        )

    await store.run(ticks)
    await store.run(types_in)


async def is_ticked(store: Store, round_: Round, voter: str) -> bool:
    async with store.snapshot() as reads:
        mine = await rounds.participation(reads, round_.id, voter)
    return mine is not None and mine.on_paper


async def stays_open(_store: Store, _round: Round) -> None: ...


async def test_no_order_of_anything_pairs_voters_with_sheets_or_ballots(tmp_path: Path) -> None:
    #
    tally = await attacked(tmp_path, kombot_closes, cast=votes_either_way)
    assert tally.voters == len(people.VOTERS)
    guess, deviations = tally.surest()
    assert abs(deviations) < SURE, guess


async def test_nothing_of_the_pile_stands_in_any_byte_of_the_files(tmp_path: Path) -> None:
    ids: list[str] = []

    async def close(store: Store, round_: Round) -> None:
        rows = await store.maintenance(
            lambda writer: writer.exec_driver_sql("SELECT id FROM paper_ballot").scalars().all()
        )
        ids.extend(rows)
        await kombot_closes(store, round_)

    found, _, before = await a_vote(tmp_path / "a", close, Random(1), cast=votes_either_way)
    assert len(ids) == 2 * len(EVERY_OTHER)
    left = [each for each in (*ids, *before.tokens) if found.holding(each.encode())]
    assert left == []
    assert [files for sealed in before.sealed if (files := found.holding(sealed))] == []
    assert not [row for row in found.rows("SELECT theme FROM ballot") if "before" in row["theme"]]


async def test_while_the_vote_runs_the_attacker_pairs_sheets_with_those_who_were_ticked(
    tmp_path: Path,
) -> None:
    """So that the attack is one that can succeed, and what has to go at the close is known."""
    found, truth, _ = await a_vote(tmp_path / "a", stays_open, Random(1), cast=votes_either_way)
    order = as_they_were_written(found)
    voters = [truth.voter["wellbeing", row["theme"]] for row in order]
    assert len(voters) == len(EVERY_OTHER)
    assert voters in (sorted(voters), sorted(voters, reverse=True))


def as_they_were_written(found: Loot) -> list[dict[str, str]]:
    """By the transaction on PostgreSQL, by the place in the log on SQLite."""
    rows = found.rows(SHEETS)
    if "xmin" in rows[0]:
        return sorted(rows, key=lambda row: int(row["xmin"]))
    log = found.raw["kombot.db-wal"]
    return sorted(rows, key=lambda row: log.index(row["id"].encode()))


async def test_a_tick_between_the_look_and_the_write_of_a_close_makes_it_start_again(
    tmp_path: Path,
) -> None:
    """Or a sheet would be missing, and its voter's vote in the chat would count."""

    async def close(store: Store, round_: Round) -> None:
        async with store.unit() as unit:
            assert await close_round(unit, round_.id, DEADLINE)
            await ticks_one_more(store, round_)
            with pytest.raises(LostRace):
                await unit.commit()

    found, _, _ = await a_vote(tmp_path / "a", close, Random(1), cast=votes_either_way)
    assert [row["phase"] for row in found.rows("SELECT phase FROM round")] == ["voting"]


async def ticks_one_more(store: Store, round_: Round) -> None:
    late = next(each for each in map(people.id_of, people.VOTERS) if each not in EVERY_OTHER)

    async def work(unit: Unit) -> None:
        paper.expect_open(unit, round_.id)
        paper.tick(unit, round_.id, late)

    await store.run(work)


async def test_a_vote_in_the_chat_that_comes_with_the_tick_loses(tmp_path: Path) -> None:
    # who is ticked cannot vote in the chat as well

    async def stays_as_it_is(store: Store, round_: Round) -> None:
        late = next(each for each in map(people.id_of, people.VOTERS) if each not in EVERY_OTHER)
        async with store.unit() as unit:
            mine = await rounds.participation(unit, round_.id, late)
            assert mine is not None
            ballots.cast(unit, mine, {each: Vote(theme="late") for each in ThemeList})
            await ticks_one_more(store, round_)
            with pytest.raises(LostRace):
                await unit.commit()

    found, _, _ = await a_vote(tmp_path / "a", stays_as_it_is, Random(1), cast=votes_either_way)
    assert "late" not in {row["theme"] for row in found.rows("SELECT theme FROM ballot")}


async def test_no_row_is_written_together_with_some_of_the_ballots_alone(tmp_path: Path) -> None:
    found, _, _ = await a_vote(tmp_path / "a", kombot_closes, Random(1), cast=votes_either_way)
    if "xmin" in found.rows("SELECT * FROM ballot")[0]:
        assert shared_transactions(found) == set()
    assert (
        found.rows("SELECT * FROM paper_ballot") == found.rows("SELECT * FROM participation") == []
    )
