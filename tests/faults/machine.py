"""A round's whole life in any order, held against a model that a page holds.

Voters vote, change their minds, press twice and too late, send old pages again; clicks come at once
and in the wrong order; the process ends in the middle of a batch and begins anew; the round closes.
What was acknowledged is what is kept, at every step.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.channels.base import Inbound, Kind, Reply
from dialogs.closing import close_round
from dialogs.core.actions import Move
from dialogs.core.cards import Form, as_text
from dialogs.rules.ballots import NAMES_FROM
from storage import ballots
from storage.ids import new_id
from storage.tables import Ballot, Participation, Phase, Round, ThemeList
from storage.unit_of_work import Unit
from tests import town
from tests.faults.booth import (
    MINE,
    PAGES,
    VOTERS,
    Booth,
    Voter,
    choice_of,
    content_of,
    edits,
    moves,
    multiset,
    themes,
    turn_of,
)
from tests.stores import SQLITE, chosen
from tests.talk import MONDAY
from tests.voting import DIALOGUE

T = TypeVar("T")
THANKS = "Tak, din stemme er gemt."
THEMES = {
    "wellbeing": ("influence", "meaning", "balance"),
    "leadership": ("citizen", "politics"),
}
OPENING = {
    "dialogue_on": DIALOGUE, "deadline_on": "2026-08-17", "deadline_at": "12:00", "mode": "secret"
}  # fmt: skip
MOST = 16
"""So many pages at most lie between the word and the end."""
WHO, WELLBEING, LEADERSHIP = (
    st.sampled_from(VOTERS),
    st.sampled_from(THEMES["wellbeing"]),
    st.sampled_from(THEMES["leadership"]),
)


class Voting(RuleBasedStateMachine):
    """`kind` is the database."""

    kind = SQLITE

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.stack.enter_context(chosen(self.kind))
        self.booth = Booth(Path(self.stack.enter_context(tempfile.TemporaryDirectory())))
        self.voters = self.booth.voters
        self.closed = False
        self.frozen: list[Ballot] | None = None

    def teardown(self) -> None:
        self.runs(self._ends())
        self.runner.close()

    async def _ends(self) -> None:
        await self.booth.ends()
        await self.stack.aclose()

    def runs(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize()
    def opens(self) -> None:
        self.runs(self._opens())

    async def _opens(self) -> None:
        await self.booth.begins()
        await town.found(self.booth.app.store, on_leave_since=(MONDAY - timedelta(days=40)).date())
        opener = town.id_of(town.CONTACT)
        asked = content_of(await self.booth.does(opener, Kind.WORDS, text="runde"))
        ready = asked.buttons[0].value
        content = content_of(await self.booth.does(opener, Kind.PRESS, value=ready))
        for _ in range(MOST):
            if isinstance(content, Form):
                content = content_of(await self.booth.fills_in(opener, content, OPENING))
        await self.booth.does(opener, Kind.PRESS, value=moves(content, Move.SEND))
        assert len(await self.booth.rows(Round)) == 1

    @rule(who=WHO, wellbeing=WELLBEING, leadership=LEADERSHIP)
    def votes_or_changes(self, who: str, wellbeing: str, leadership: str) -> None:
        """From the first page to the thanks; once the round is closed it says so, and no more."""
        self.runs(self._wishes(self.voters[who], wellbeing, leadership))

    @rule(chosen=st.lists(st.tuples(WHO, WELLBEING, LEADERSHIP), min_size=2, max_size=4))
    def several_at_once(self, chosen: list[tuple[str, str, str]]) -> None:
        """One person's clicks come one after the other, and those of several mix."""
        self.runs(self._at_once({who: wishes for who, *wishes in chosen}))

    async def _at_once(self, wishes: dict[str, list[str]]) -> None:
        await asyncio.gather(
            *(self._wishes(self.voters[who], *wish) for who, wish in wishes.items())
        )

    @rule(who=WHO, wellbeing=WELLBEING, leadership=LEADERSHIP, devices=st.integers(2, 3))
    def sends_on_several_devices(
        self, who: str, wellbeing: str, leadership: str, devices: int
    ) -> None:
        """The last page, pressed on each at the same moment."""
        self.runs(self._wishes(self.voters[who], wellbeing, leadership, devices=devices))

    @rule(who=WHO, data=st.data())
    def repeats_or_reorders(self, who: str, data: st.DataObject) -> None:
        """Old clicks come again, some of them with the id that they had, in any order."""
        done = self.voters[who].done
        again = data.draw(st.lists(st.sampled_from(done), max_size=4)) if done else []
        known = data.draw(st.booleans())
        self.runs(self._again(self.voters[who], again, known=known))

    async def _again(self, voter: Voter, again: list[Inbound], *, known: bool) -> None:
        for each in again:
            inbound = each if known else replace(each, event_id=new_id())
            await self._hears(voter, each.value, self.booth.receives(voter.id, inbound))

    @rule(who=WHO, wellbeing=WELLBEING, leadership=LEADERSHIP)
    def leaves_the_last_page_open(self, who: str, wellbeing: str, leadership: str) -> None:
        self.runs(self._wishes(self.voters[who], wellbeing, leadership, devices=0))

    @rule(who=WHO)
    def sends_what_lay_open(self, who: str) -> None:
        """It may have been overtaken long ago, or the round may be closed."""
        voter = self.voters[who]
        if voter.open:
            self.runs(self._sends(voter, voter.open, devices=1))

    @rule(
        who=WHO, wellbeing=WELLBEING, leadership=LEADERSHIP, steps=st.integers(0, 60),
        other=WHO,
    )  # fmt: skip
    def dies_in_the_middle(
        self, who: str, wellbeing: str, leadership: str, steps: int, other: str
    ) -> None:
        """After so many steps of the loop nobody answers any more; then another process begins."""
        self.runs(self._dies({who, other}, wellbeing, leadership, steps))

    async def _dies(self, who: set[str], wellbeing: str, leadership: str, steps: int) -> None:
        tasks = [
            asyncio.create_task(self._wishes(self.voters[each], wellbeing, leadership))
            for each in sorted(who)
        ]
        for _ in range(steps):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await self.booth.ends()
        await self.booth.begins()

    @precondition(lambda self: not self.closed)
    @rule(late=st.lists(st.tuples(WHO, WELLBEING, LEADERSHIP), max_size=2), steps=st.integers(0, 9))
    def closes(self, late: list[tuple[str, str, str]], steps: int) -> None:
        """While last pages are sent, begun before the deadline; what comes at it is too late."""
        self.runs(self._closes(steps))
        self.closed = True
        self.runs(self._at_once({who: wishes for who, *wishes in late}))

    async def _closes(self, steps: int) -> None:
        (round_,) = await self.booth.rows(Round)
        left = [each for each in self.voters.values() if each.open]
        sent = [self._sends(each, each.open, devices=1) for each in left]
        sending = asyncio.gather(*sent)
        for _ in range(steps):
            await asyncio.sleep(0)
        self.booth.clock.move(round_.deadline - self.booth.clock.now())

        async def close(unit: Unit) -> bool:
            return await close_round(unit, round_.id, self.booth.clock.now())

        assert await self.booth.app.store.run(close)
        await sending

    async def _wishes(
        self, voter: Voter, wellbeing: str, leadership: str, *, devices: int = 1
    ) -> None:
        """From the word to the last page, which is sent from so many devices."""
        voter.count += 1
        choice = wellbeing, leadership, f"{MINE}{voter.id}-{voter.count}"
        answers = dict(zip(PAGES, (wellbeing, choice[2], leadership, choice[2]), strict=True))
        reply, seen = await self.booth.does(voter.id, Kind.WORDS, text="tema"), set[str]()
        content = content_of(reply)
        for _ in range(MOST):
            content = content_of(reply)
            if isinstance(content, Form):
                seen.add(turn_of(content.submit.value).page)
                reply = await self.booth.fills_in(voter.id, content, answers)
            elif value := edits(content, seen):
                reply = await self.booth.does(voter.id, Kind.PRESS, value=value)
            elif value := moves(content, Move.SEND):
                voter.open, voter.sends[value] = value, choice
                await self._sends(voter, value, devices=devices)
                return
            elif value := moves(content, Move.NEXT):
                reply = await self.booth.does(voter.id, Kind.PRESS, value=value)
            else:
                break
        assert self.closed, as_text(content)

    async def _sends(self, voter: Voter, value: str, *, devices: int) -> None:
        sending = [self.booth.does(voter.id, Kind.PRESS, value=value) for _ in range(devices)]
        heard = [self._hears(voter, value, each) for each in sending]
        assert (await asyncio.gather(*heard)).count(True) <= 1

    async def _hears(self, voter: Voter, value: str, sent: Coroutine[Any, Any, Reply]) -> bool:
        """Thanks, if this was a vote that counts; what nobody hears of may have got through."""
        choice = voter.sends.get(value)
        if choice is not None:
            voter.may.add(choice)
        reply = await sent
        thanked = reply.content is not None and THANKS in as_text(reply.content)
        if thanked:
            assert choice is not None
            assert not self.closed
            voter.may = {choice}
        return thanked

    @invariant()
    def what_was_acknowledged_is_kept(self) -> None:
        self.runs(self._holds())

    async def _holds(self) -> None:
        (round_,), kept = await self.booth.rows(Round), await self.booth.rows(Ballot)
        counted = {which: Counter(themes(kept, which)) for which in ThemeList}
        async with self.booth.app.store.snapshot() as reads:
            tally = await ballots.tally(reads, round_.id)
        assert {which: Counter(tally.get(which, {})) for which in ThemeList} == counted
        if round_.phase == Phase.VOTING.value:
            await self._holds_while_open(kept)
        else:
            self._holds_for_good(kept)

    async def _holds_while_open(self, kept: list[Ballot]) -> None:
        """Everybody has the one vote that they were thanked for; it is settled what got through."""
        found = 0
        for each in await self.booth.rows(Participation):
            async with self.booth.app.store.snapshot() as reads:
                mine = await ballots.of(reads, each)
            choice = choice_of(mine)
            assert each.answered == (choice is not None)
            if each.person_id in self.voters:
                voter = self.voters[each.person_id]
                assert choice in voter.may, (each.person_id, choice, voter.may)
                voter.may = {choice}
            found += len(mine)
        assert len(kept) == found

    def _holds_for_good(self, kept: list[Ballot]) -> None:
        """All the votes that were there, each once, unless they are too few to be kept."""
        if self.frozen is None:
            sent = [each for each in self.voters.values() if each.may != {None}]
            sure = [each for each in sent if None not in each.may]
            for which in ThemeList:
                number = len(themes(kept, which))
                assert len(sure) <= number <= len(sent) or len(sure) < NAMES_FROM
            words = {each[2] for voter in sent for each in voter.may if each}
            assert {each.why for each in kept if each.why} <= words
            self.frozen = kept
        assert multiset(kept) == multiset(self.frozen)
