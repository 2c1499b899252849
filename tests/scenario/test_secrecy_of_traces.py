"""What else could tell who voted what: sessions, messages, decisions, logs, names, late readers.

fault 35
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from dialogs.closing import part, sever
from storage import ballots
from storage.tables import Decision, Due, Outbox, Participation, Round, Session, ThemeList
from storage.unit_of_work import Unit
from tests import town as people
from tests.attack import HIDDEN, mentions, shared_values
from tests.simulated import (
    VOTERS,
    Simulator,
    a_round_is_voted_in,
    a_simulator,
    closes,
    found,
    words_of_votes,
)


@pytest.fixture
async def simulator(tmp_path: Path) -> AsyncIterator[Simulator]:
    async with a_simulator(tmp_path) as simulator:
        yield simulator


async def test_no_row_but_the_ballots_says_what_was_voted(simulator: Simulator) -> None:
    round_ = await a_round_is_voted_in(simulator)
    open_ = simulator.looted("open")
    assert mentions(open_, words_of_votes(), apart_from="ballot") == {"session", "tally_count"}
    await closes(simulator, round_)
    assert await sever(simulator.store, round_.id, round_.deadline)
    closed = simulator.looted("closed")
    assert mentions(closed, words_of_votes(), apart_from="ballot") == {"tally_count"}
    # And the counts say what the ballots themselves say, nothing more.
    kept = "SELECT round_id, list, theme, slot, ballots FROM tally_count ORDER BY 1, 2, 3"
    count = (
        "SELECT round_id, list, theme, 0 AS slot, count(*) AS ballots FROM ballot GROUP BY 1, 2, 3"
    )
    assert closed.rows(kept) == closed.rows(f"{count} ORDER BY 1, 2, 3")
    assert len(closed.rows("SELECT id FROM ballot")) == 2 * len(VOTERS)


async def test_no_value_is_shared_between_a_ballot_and_any_other_row(simulator: Simulator) -> None:
    round_ = await a_round_is_voted_in(simulator)
    assert set(shared_values(simulator.looted("open"))) == {
        ("participation", "wellbeing_token"),
        ("participation", "leadership_token"),
        ("session", "answers"),
    }
    await closes(simulator, round_)
    assert await sever(simulator.store, round_.id, round_.deadline)
    assert shared_values(simulator.looted("closed")) == []


async def test_who_voted_and_when_is_nowhere_after_the_close(simulator: Simulator) -> None:
    round_ = await a_round_is_voted_in(simulator)
    await closes(simulator, round_)
    store = simulator.store
    assert await found(store, Participation) == []
    assert [each for each in await found(store, Session) if each.dialog == "theme_vote"] == []
    assert await found(store, Decision) == []
    assert {each.about for each in await found(store, Outbox)} == {f"round:{round_.id}:after"}
    planned = await found(store, Due)
    assert {each.rule for each in planned} == {"round.plan", "vote.sever"}
    after = (await found(store, Round))[0]
    assert (after.answered, after.eligible) == (len(VOTERS), len(people.VOTERS))


async def test_the_two_ballots_of_one_person_never_share_a_column_or_a_time(
    simulator: Simulator,
) -> None:
    await a_round_is_voted_in(simulator)
    ballots_ = simulator.looted("open").rows("SELECT * FROM ballot")
    assert {key for row in ballots_ for key in row} - HIDDEN == {
        "id",
        "round_id",
        "list",
        "theme",
        "wording",
        "why",
        "helps",
    }


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Asked for before the simulator: connections look at the level when they are made."""
    caplog.set_level(logging.DEBUG)
    return caplog


async def test_logs_hold_neither_votes_nor_ballots(
    loud: pytest.LogCaptureFixture, simulator: Simulator
) -> None:
    round_ = await a_round_is_voted_in(simulator)
    tokens = [row["id"] for row in simulator.looted("open").rows("SELECT id FROM ballot")]
    await closes(simulator, round_)
    assert await sever(simulator.store, round_.id, round_.deadline)
    logged = "\n".join(record.getMessage() for record in loud.records)
    assert [word for word in (*words_of_votes(), *tokens) if word in logged] == []


async def test_a_reader_who_stays_puts_the_end_off_until_they_are_gone(
    simulator: Simulator,
) -> None:
    """The old pages stand in the log as long as somebody may read them."""
    round_ = await a_round_is_voted_in(simulator)
    tokens = [row["id"] for row in simulator.looted("open").rows("SELECT id FROM ballot")]
    async with simulator.store.snapshot() as reads:
        await reads.all(select(Round))
        await closes(simulator, round_)
        assert not await sever(simulator.store, round_.id, round_.deadline)
        assert (await found(simulator.store, Round))[0].severed_at is None
        assert simulator.looted("early").holding(tokens[0].encode())
    assert await sever(simulator.store, round_.id, round_.deadline)
    assert (await found(simulator.store, Round))[0].severed_at == round_.deadline
    late = simulator.looted("late")
    assert [token for token in tokens if late.holding(token.encode())] == []


async def test_severing_twice_is_severing_once(simulator: Simulator) -> None:
    round_ = await a_round_is_voted_in(simulator)
    await closes(simulator, round_)
    assert await sever(simulator.store, round_.id, round_.deadline)
    assert await sever(simulator.store, round_.id, round_.deadline + timedelta(hours=1))
    assert (await found(simulator.store, Round))[0].severed_at == round_.deadline


async def test_the_names_of_a_named_vote_go_for_good_when_it_is_announced(
    simulator: Simulator,
) -> None:
    round_ = await a_round_is_voted_in(simulator, mode="named")
    await closes(simulator, round_)
    assert not await sever(simulator.store, round_.id, round_.deadline)
    async with simulator.store.snapshot() as reads:
        named = await ballots.by_name(reads, round_.id)
    assert {each.removeprefix("p-") for each in named} == set(VOTERS)
    assert all(len(votes) == 2 for votes in named.values())
    tokens = [row["id"] for row in simulator.looted("named").rows("SELECT id FROM ballot")]

    async def announce(unit: Unit) -> None:
        await part(unit, round_, round_.deadline)

    await simulator.store.run(announce)
    assert await sever(simulator.store, round_.id, round_.deadline)
    gone = simulator.looted("gone")
    assert [token for token in tokens if gone.holding(token.encode())] == []
    assert shared_values(gone) == []
    assert await found(simulator.store, Participation) == []


async def test_reasons_are_read_in_another_order_each_time(simulator: Simulator) -> None:
    round_ = await a_round_is_voted_in(simulator)
    await closes(simulator, round_)
    async with simulator.store.snapshot() as reads:
        orders = {
            tuple(vote.why for vote in await ballots.with_words(reads, round_.id, which))
            for which in ThemeList
            for _ in range(8)
        }
    assert len(orders) > 2


async def test_reasons_go_and_counts_stay_when_they_have_had_their_use(
    simulator: Simulator,
) -> None:
    """X-02."""
    round_ = await a_round_is_voted_in(simulator)
    await closes(simulator, round_)
    async with simulator.store.unit() as unit:
        ballots.forget_words(unit, round_.id)
        await unit.commit()
    kept = simulator.looted("forgotten").rows("SELECT * FROM ballot")
    assert len(kept) == 2 * len(VOTERS)
    assert {row[name] for row in kept for name in ("wording", "why", "helps")} == {None}
