"""The attack on the secret ballot: with the files, the key and the order of voting in hand (X-01).

fault 35

The promise: after the close nobody can pair a voter with a ballot, or a person's two ballots with
each other, by any order or trace there is. The attacker is tried on sloppy stores as well, since an
attack that can only fail shows nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, update

from dialogs import planning
from dialogs.closing import close_round, sever
from storage import ballots, rounds
from storage.ballots import Vote
from storage.keys import Keyring, new_key
from storage.tables import Participation, Round, ThemeList
from storage.unit_of_work import Store, Unit
from tests import town as people
from tests.attack import LISTS, Loot, Tally, Truth, loot
from tests.stores import SQLITE, chosen, open_store
from tests.talk import MONDAY
from tests.voting import DEADLINE

VOTES = 12
"""How many votes are attacked together: hits and ranks add up, chance evens out."""
SURE = 6.0
"""Standard deviations beyond which it is no chance: by chance once in 500 million guesses."""


@pytest.fixture(autouse=True)
def _in_a_file() -> Iterator[None]:
    """PostgreSQL's secrets lie elsewhere: see `test_secrecy_postgres.py`."""
    with chosen(SQLITE):
        yield


Close = Callable[[Store, Round], Awaitable[None]]
Cast = Callable[[Store, Round, str, dict[str, str]], Awaitable[None]]
"""How a voter votes, with a theme for each list."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """What pairs voters with ballots while the vote may be changed: nothing of it may be left."""

    tokens: list[str]
    sealed: list[bytes]


async def kombot_closes(store: Store, round_: Round) -> None:
    async def close(unit: Unit) -> bool:
        return await close_round(unit, round_.id, DEADLINE)

    assert await store.run(close)
    assert await sever(store, round_.id, DEADLINE)


async def closes_without_scrubbing(store: Store, round_: Round) -> None:
    async def close(unit: Unit) -> bool:
        return await close_round(unit, round_.id, DEADLINE)

    assert await store.run(close)


async def only_forgets_the_tokens(store: Store, round_: Round) -> None:
    await closes_in_the_log_alone(store, round_)
    await store.maintenance(_empties_the_log)


async def closes_in_the_log_alone(store: Store, round_: Round) -> None:
    async with store.unit() as unit:
        rounds.close(unit, round_.id, DEADLINE)
        unit.update(
            update(Participation).values(wellbeing_token=None, leadership_token=None), expect=None
        )
        await unit.commit()


def _empties_the_log(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


async def a_vote(
    folder: Path, close: Close, chance: Random, *, cast: Cast | None = None
) -> tuple[Loot, Truth, Before]:
    """One round from its opening to its close, then the files as they lie there.

    The voters come one after another in an order of chance; some come back and change their vote.
    """
    folder.mkdir()
    key = new_key()
    async with open_store(folder, key=key) as store:
        await people.found(store, on_leave_since=date(2026, 7, 1))
        round_, voters = await _opened(store, chance)
        truth = await _all_vote(store, round_, voters, chance, cast or votes_in_chat)
        before = await _before(store, Keyring.parse(key))
        await close(store, round_)
        found = loot(folder, Keyring.parse(key), into=folder / "loot")
    return found, truth, before


async def _opened(store: Store, chance: Random) -> tuple[Round, list[str]]:
    voters = [people.id_of(name) for name in people.VOTERS]
    chance.shuffle(voters)
    round_ = Round(
        workplace_id=people.WORKPLACE,
        opened_by=people.id_of(people.CONTACT),
        contact_id=people.id_of(people.CONTACT),
        deadline=DEADLINE,
        dialogue_on=date(2026, 9, 9),
        opened_at=MONDAY,
    )

    async def work(unit: Unit) -> None:
        rounds.propose(unit, round_)
        await planning.begin_voting(unit, round_, MONDAY.date(), MONDAY)

    await store.run(work)
    return round_, voters


async def _all_vote(
    store: Store, round_: Round, voters: list[str], chance: Random, cast: Cast
) -> Truth:
    """Every voter has a theme that no other has, as themes of the packs would be too few."""
    themes = {which: [f"{which}-{n:02}" for n in range(len(voters))] for which in LISTS}
    for each in themes.values():
        chance.shuffle(each)
    again = [number for number in range(len(voters)) if chance.random() < 1 / 4]
    for number in (*range(len(voters)), *again):
        chosen = {which: themes[which][number] for which in LISTS}
        await cast(store, round_, voters[number], chosen)
    return Truth(
        voter={
            (which, theme): number for which in LISTS for number, theme in enumerate(themes[which])
        }
    )


async def votes_in_chat(store: Store, round_: Round, voter: str, chosen: dict[str, str]) -> None:
    async def work(unit: Unit) -> None:
        mine = await rounds.participation(unit, round_.id, voter)
        assert mine is not None
        rounds.expect_voting(unit, round_.id, MONDAY)
        ballots.cast(
            unit, mine, {each: Vote(theme=chosen[each.value], why="x") for each in ThemeList}
        )

    await store.run(work)


async def _before(store: Store, keyring: Keyring) -> Before:
    rows = await store.maintenance(
        lambda writer: writer.exec_driver_sql("SELECT id, why FROM ballot").all()
    )
    assert all(keyring.open(why, "ballot.why") == "x" for _, why in rows)
    return Before(tokens=[row[0] for row in rows], sealed=[row[1] for row in rows])


async def attacked(
    folder: Path, close: Close, *, votes: int = VOTES, seed: int = 7, cast: Cast | None = None
) -> Tally:
    tally, chance = Tally(), Random(seed)
    for number in range(votes):
        found, truth, _ = await a_vote(folder / str(number), close, chance, cast=cast)
        tally.add(found, truth)
    return tally


async def test_no_order_of_anything_pairs_voters_with_ballots(tmp_path: Path) -> None:
    guess, deviations = (await attacked(tmp_path, kombot_closes)).surest()
    assert abs(deviations) < SURE, guess


@pytest.mark.parametrize(
    ("sloppy", "file"),
    [(only_forgets_the_tokens, "kombot.db"), (closes_in_the_log_alone, "kombot.db-wal")],
)
async def test_the_attacker_pairs_everyone_where_only_the_tokens_are_forgotten(
    tmp_path: Path, sloppy: Close, file: str
) -> None:
    """So that the attack above is one that can succeed."""
    tally = await attacked(tmp_path, sloppy, votes=2)
    assert tally.scores[f"hits of pairs, place 0 in {file}"] == [float(len(people.VOTERS))] * 2
    assert any(name.startswith("hits of pairs, counts, place 0 in") for name in tally.scores)
    assert tally.surest()[1] > 2 * SURE


async def test_nothing_that_led_to_a_ballot_stands_in_any_byte_of_the_files(tmp_path: Path) -> None:
    found, _, before = await a_vote(tmp_path / "a", kombot_closes, Random(1))
    assert len(before.tokens) == 2 * len(people.VOTERS)
    left = {token: found.holding(token.encode()) for token in before.tokens}
    assert {token: files for token, files in left.items() if files} == {}
    assert [files for sealed in before.sealed if (files := found.holding(sealed))] == []


async def test_what_another_program_left_in_free_pages_is_gone_as_well(tmp_path: Path) -> None:
    """kombot blanks what it deletes; a tool that somebody opened the file with may not."""
    left = "somebody-looked-this-token-up"

    async def close(store: Store, round_: Round) -> None:
        with closing(sqlite3.connect(tmp_path / "a" / "kombot.db")) as tool, tool:
            tool.execute("PRAGMA secure_delete = OFF")
            tool.execute("CREATE TABLE looked_up AS SELECT ? AS token", (left,))
            tool.execute("DROP TABLE looked_up")
        await store.maintenance(_empties_the_log)
        assert left.encode() in (tmp_path / "a" / "kombot.db").read_bytes()
        await kombot_closes(store, round_)

    found, _, _ = await a_vote(tmp_path / "a", close, Random(1))
    assert found.holding(left.encode()) == []


async def test_the_attacker_finds_tokens_in_the_log_where_the_file_is_not_scrubbed(
    tmp_path: Path,
) -> None:
    found, _, before = await a_vote(tmp_path / "a", closes_without_scrubbing, Random(1))
    assert [token for token in before.tokens if found.holding(token.encode())]
    assert [sealed for sealed in before.sealed if found.holding(sealed)]
