"""The attack on the secret ballot where PostgreSQL keeps it (X-01, fault 35).

Beside its columns every row has a place (ctid), the transaction that wrote it (xmin) and a number
within that (cmin), and what was deleted or replaced stays until it is swept away.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import update

from storage import rounds
from storage.postgres import ALONE, postgres_engine
from storage.scrub import OURS, scrub
from storage.tables import Participation, Round
from storage.unit_of_work import Store
from tests import town as people
from tests.attack import shared_transactions
from tests.scenario.test_secrecy import (
    SURE,
    a_vote,
    attacked,
    closes_without_scrubbing,
    kombot_closes,
)
from tests.stores import POSTGRES, chosen, open_store, url_of
from tests.voting import DEADLINE


@pytest.fixture(autouse=True)
def _on_the_server() -> Iterator[None]:
    with chosen(POSTGRES):
        yield


async def only_forgets_the_tokens(store: Store, round_: Round) -> None:
    async with store.unit() as unit:
        rounds.close(unit, round_.id, DEADLINE)
        unit.update(
            update(Participation).values(wellbeing_token=None, leadership_token=None), expect=None
        )
        await unit.commit()


async def forgets_the_tokens_and_scrubs(store: Store, round_: Round) -> None:
    await only_forgets_the_tokens(store, round_)
    assert await store.maintenance(scrub)


async def test_no_order_of_anything_pairs_voters_with_ballots(tmp_path: Path) -> None:
    tally = await attacked(tmp_path, kombot_closes)
    assert {
        f"ranks of pairs, {each}" for each in ("ctid", "xmin", "cmin", "place 0 in ballot")
    } <= (tally.scores.keys())
    guess, deviations = tally.surest()
    assert abs(deviations) < SURE, guess


@pytest.mark.parametrize(
    "order", ["ctid", "xmin", "place 0 in ballot", "counts by xmin", "counts by ctid"]
)
@pytest.mark.parametrize("sloppy", [only_forgets_the_tokens, forgets_the_tokens_and_scrubs])
async def test_the_attacker_pairs_everyone_where_only_the_tokens_are_forgotten(
    tmp_path: Path, sloppy: object, order: str
) -> None:
    """Writing the table anew keeps its order and its transactions: the rows must be new ones."""
    tally = await attacked(tmp_path, sloppy, votes=1)  # type: ignore[arg-type]
    assert tally.scores[f"hits of pairs, {order}"] == [float(len(people.VOTERS))]


async def test_nothing_that_led_to_a_ballot_stands_in_any_byte_of_the_files(tmp_path: Path) -> None:
    found, _, before = await a_vote(tmp_path / "a", kombot_closes, Random(1))
    assert len(before.tokens) == 2 * len(people.VOTERS)
    assert [token for token in before.tokens if found.holding(token.encode())] == []
    assert [files for sealed in before.sealed if (files := found.holding(sealed))] == []
    assert shared_transactions(found) == set()


async def test_the_attacker_finds_dead_rows_where_the_tables_are_not_scrubbed(
    tmp_path: Path,
) -> None:
    found, _, before = await a_vote(tmp_path / "a", closes_without_scrubbing, Random(1))
    assert [token for token in before.tokens if "participation" in found.holding(token.encode())]
    assert [sealed for sealed in before.sealed if "ballot" in found.holding(sealed)]


async def test_the_attacker_joins_by_transaction_while_the_vote_runs(tmp_path: Path) -> None:
    """So that looking for shared transactions can find some."""

    async def stays_open(_store: Store, _round: Round) -> None: ...

    found, _, _ = await a_vote(tmp_path / "a", stays_open, Random(1))
    assert shared_transactions(found) == {"participation", "tally_count"}


async def test_whoever_still_sees_the_old_rows_puts_the_end_off(tmp_path: Path) -> None:
    """Also somebody whom kombot cannot ask: a backup that runs, or a tool left open."""
    async with open_store(tmp_path) as store:
        engine = postgres_engine(url_of(tmp_path), keyring=None, settings=ALONE)
        async with engine.connect() as tool:
            await tool.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            await tool.exec_driver_sql("SELECT 1")
            assert not await store.maintenance(scrub)
        assert await store.maintenance(scrub)


async def test_whoever_reads_what_no_vote_is_in_puts_nothing_off(tmp_path: Path) -> None:
    """And neither are they held up: a town that votes is not alone on the server."""
    async with open_store(tmp_path) as store:
        engine = postgres_engine(url_of(tmp_path), keyring=None, settings=ALONE)
        async with engine.connect() as clicking:
            await clicking.exec_driver_sql("LOCK person, address, goal IN ACCESS SHARE MODE")
            assert await store.maintenance(scrub)
            await clicking.exec_driver_sql("LOCK ballot IN ACCESS SHARE MODE")
            assert not await store.maintenance(scrub)


async def test_two_do_not_scrub_at_once(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        engine = postgres_engine(url_of(tmp_path), keyring=None, settings=ALONE, autocommit=True)
        async with engine.connect() as other:
            await other.exec_driver_sql(f"SELECT pg_advisory_lock({OURS})")
            assert not await store.maintenance(scrub)
        assert await store.maintenance(scrub)
