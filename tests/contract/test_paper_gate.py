"""Whatever is ticked and typed in, nobody learns more than the gate shows (X-01, X-13)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import planning
from dialogs.closing import Result, close_round, order_of, result
from dialogs.rules.ballots import gate
from storage import ballots, paper, rounds
from storage.ballots import Vote
from storage.tables import Round, ThemeList
from storage.unit_of_work import Store, Unit
from tests import town as people
from tests.stores import POSTGRES, SQLITE, chosen, open_store
from tests.talk import MONDAY
from tests.voting import DEADLINE

VOTERS = tuple(map(people.id_of, people.VOTERS))
LISTS = {each: order_of(each) for each in ThemeList}
PEOPLE = st.permutations(VOTERS)
TICKS = st.lists(st.sampled_from(VOTERS), max_size=12)
SHEET = st.one_of(st.none(), st.sampled_from(LISTS[ThemeList.WELLBEING]))
on_each_database = pytest.mark.parametrize("kind", [SQLITE, POSTGRES])
some_examples = settings(max_examples=8, deadline=None)


async def opened(store: Store) -> Round:
    await people.found(store, on_leave_since=MONDAY.date())
    round_ = Round(
        workplace_id=people.WORKPLACE,
        opened_by="p-kirsten",
        contact_id="p-kirsten",
        deadline=DEADLINE,
        dialogue_on=(DEADLINE + timedelta(days=20)).date(),
        opened_at=MONDAY,
    )

    async def work(unit: Unit) -> None:
        rounds.propose(unit, round_)
        await planning.begin_voting(unit, round_, MONDAY.date(), MONDAY)

    await store.run(work)
    return round_


async def votes_in_chat(store: Store, round_: Round, person_id: str, theme: str) -> None:
    async def work(unit: Unit) -> None:
        mine = await rounds.participation(unit, round_.id, person_id)
        assert mine is not None
        both = {ThemeList.WELLBEING: theme, ThemeList.LEADERSHIP: "citizen"}
        ballots.cast(unit, mine, {which: Vote(theme=key) for which, key in both.items()})

    await store.run(work)


async def ticks(store: Store, round_: Round, person_id: str) -> None:
    """The other way round where they stand as ticked already."""

    async def work(unit: Unit) -> None:
        mine = await rounds.participation(unit, round_.id, person_id)
        assert mine is not None
        change = paper.untick if mine.on_paper else paper.tick
        change(unit, round_.id, person_id)

    await store.run(work)


async def seen(store: Store, round_: Round) -> tuple[Any, ...]:
    """All that the contact person and the channel can see while the vote runs."""
    async with store.snapshot() as reads:
        return (
            await paper.who_may_hand_in(reads, round_.id, MONDAY.date()),
            await paper.counts(reads, round_.id),
            await paper.ways(reads, round_.id),
        )


async def _all_seen(voters: Sequence[str], ticked: Sequence[str]) -> list[tuple[Any, ...]]:
    with TemporaryDirectory() as folder:
        async with open_store(Path(folder)) as store:
            round_ = await opened(store)
            for person_id in voters:
                await votes_in_chat(store, round_, person_id, "meaning")
            views = [await seen(store, round_)]
            for person_id in ticked:
                await ticks(store, round_, person_id)
                views.append(await seen(store, round_))
            return views


@on_each_database
@given(data=st.data(), ticked=TICKS)
@some_examples
def test_who_has_voted_in_the_chat_shows_in_nothing_that_ticking_shows(
    kind: str, data: st.DataObject, ticked: list[str]
) -> None:
    """Whoever has voted, as long as they are as many: after each tick all looks the same."""
    one, other = data.draw(PEOPLE), data.draw(PEOPLE)
    many = data.draw(st.integers(0, len(VOTERS)))
    with chosen(kind):
        first = asyncio.run(_all_seen(one[:many], ticked))
        second = asyncio.run(_all_seen(other[:many], ticked))
    assert first == second


async def _counted(
    chat: Sequence[tuple[str, str]], sheets: Sequence[tuple[str, str | None]]
) -> Result:
    with TemporaryDirectory() as folder:
        async with open_store(Path(folder)) as store:
            round_ = await opened(store)
            for person_id, theme in chat:
                await votes_in_chat(store, round_, person_id, theme)
            for person_id, _ in sheets:
                await ticks(store, round_, person_id)

            async def work(unit: Unit) -> None:
                for _, theme in sheets:
                    vote = Vote(theme=theme) if theme else None
                    both = {ThemeList.WELLBEING: vote, ThemeList.LEADERSHIP: Vote(theme="citizen")}
                    paper.enter(unit, round_.id, both)

            async def close(unit: Unit) -> bool:
                return await close_round(unit, round_.id, DEADLINE)

            await store.run(work)
            assert await store.run(close)
            async with store.snapshot() as reads:
                closed = await rounds.find(reads, round_.id)
                assert closed is not None
                return await result(reads, closed)


@on_each_database
@given(data=st.data())
@some_examples
def test_what_is_shown_at_the_end_is_what_the_gate_shows_of_both_ways_together(
    kind: str, data: st.DataObject
) -> None:
    """A vote in the chat and a sheet of one person are one; small votes stay as small as they are.

    It is the same gate in front of the sum: nothing is shown of either way by itself.
    """
    voters = data.draw(PEOPLE)
    on_paper = data.draw(st.integers(0, 6))
    in_chat = data.draw(st.integers(0, 6))
    overlap = data.draw(st.integers(0, on_paper))
    themes = st.sampled_from(LISTS[ThemeList.WELLBEING])
    sheets = [(each, data.draw(SHEET)) for each in voters[:on_paper]]
    start = on_paper - overlap
    chat = [(each, data.draw(themes)) for each in voters[start : start + in_chat]]
    with chosen(kind):
        found = asyncio.run(_counted(chat, sheets))
    handed_in = {person_id for person_id, _ in sheets}
    counted = [theme for person_id, theme in chat if person_id not in handed_in]
    counted += [theme for _, theme in sheets if theme]
    which = ThemeList.WELLBEING
    left = len([each for each, _ in chat if each not in handed_in]) if sheets else None
    assert found.lists[which] == gate(dict(Counter(counted)), order=LISTS[which], in_chat=left)
    assert found.progress.answered == len(handed_in | {person_id for person_id, _ in chat})
