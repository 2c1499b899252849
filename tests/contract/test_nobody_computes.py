"""No order of votes, sheets, moves, looks and papers lets anybody compute what one person gave.

Two people change places in a second town. Whoever looks there sees the same, whatever was done
before: else what differs would be theirs (X-01, X-13, X-14).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from dialogs import planning
from storage import ballots, paper, rounds, sittings
from storage.ballots import Vote
from storage.tables import Person, Sitting, ThemeList
from storage.unit_of_work import Unit
from tests import town as plot
from tests.newcomers import NORA, comes
from tests.nudged import DEADLINE, a_round
from tests.nudged import ROUND as VOTE
from tests.talk import Town
from tests.twins import Twins
from tests.voting import rows

some = settings(max_examples=5, stateful_step_count=12, deadline=None)
TWINS = ("Jonas Friis", "Sofie Krag")
"""What the first does in one town, the second does in the other."""
THEIRS = ("mastery", "influence")
OTHERS = ("Peter Nygaard", "Fatima Yilmaz", "Lars Bech", "Camilla Toft", "Henrik Skov")
TEAMS, DAY = ("Haven", "Køkkenet"), date(2026, 9, 9)
NEW = ("Nora Winther", "Otto Winther")
ON_PAPER = ("Nadia Karimi", "Birgit Lund")
THEMES = st.sampled_from(("meaning", "balance", *THEIRS))
LOOKERS = st.sampled_from((plot.CONTACT, "Ali Hassan", plot.LEADER, plot.HR, "Oliver Storm"))


class Votes(Twins):
    """From the first vote to after the count."""

    words = ("hjem", "runde", "valgte temaer", "arbejdspladser")
    values = (
        f"do:overview:{VOTE}",
        f"do:paper:{VOTE}",
        f"open:paper_ticks:{VOTE}:0",
        f"open:summary:{VOTE}",
        f"open:selection:{VOTE}",
        f"do:named_ballots:{VOTE}",
        f"open:team:{VOTE}",
        f"do:off:{VOTE}",
    )
    papers = (("workplaces", ""),)

    def __init__(self) -> None:
        super().__init__()
        self.voted: set[int] = set()
        self.ticked: set[str] = set()
        self.closed = False
        self.newcomers = 0

    @initialize()
    def opens(self) -> None:
        self.both(lambda town, _: begins(town))

    @precondition(lambda self: not self.closed)
    @rule(themes=st.lists(THEMES, min_size=len(OTHERS), max_size=len(OTHERS)))
    def all_others_vote_or_change(self, themes: list[str]) -> None:
        for who, theme in zip(OTHERS, themes, strict=True):
            self.both(partial(_casts, who=who, theme=theme))

    @precondition(lambda self: not self.closed)
    @rule(which=st.sampled_from((0, 1)))
    def one_of_them_votes_or_changes(self, which: int) -> None:
        self.voted.add(which)
        self.both(lambda town, number: casts(town, TWINS[which], THEIRS[which ^ number]))
        self.time_passes(1)
        self.compare("Ali Hassan")

    @precondition(lambda self: not self.closed)
    @rule(who=st.sampled_from(ON_PAPER), theme=THEMES)
    def a_sheet_is_ticked_and_typed_in(self, who: str, theme: str) -> None:
        if who not in self.ticked:
            self.ticked.add(who)
            self.both(lambda town, _: hands_in(town, who, theme))

    @precondition(lambda self: not self.closed)
    @rule(which=st.sampled_from((0, 1)))
    def one_of_them_is_ticked_by_mistake(self, which: int) -> None:
        """And it is taken back."""
        for _ in range(2):
            self.both(lambda town, _: ticks(town, TWINS[which]))
            self.compare(plot.CONTACT)

    @rule(which=st.sampled_from((0, 1)), team=st.sampled_from(TEAMS))
    def one_of_them_changes_team(self, which: int, team: str) -> None:
        self.both(partial(_puts, name=TWINS[which], team=team))
        self.compare("Ali Hassan")

    @precondition(lambda self: not self.closed and self.newcomers < len(NEW))
    @rule()
    def somebody_new_comes_and_votes(self) -> None:
        name = NEW[self.newcomers]
        self.newcomers += 1
        self.both(partial(_joins, name=name))
        self.compare("Ali Hassan")

    @precondition(lambda self: not self.closed)
    @rule()
    def the_round_is_called_off(self) -> None:
        """Whoever of them has voted: nothing of it is ever counted."""
        self.closed = True
        self.both(lambda town, _: calls_off(town))
        for name in (plot.CONTACT, plot.LEADER, *OTHERS[:1]):
            self.compare(name)

    @rule(name=LOOKERS)
    def somebody_looks(self, name: str) -> None:
        self.compare(name)

    @precondition(lambda self: not self.closed)
    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.both(
            lambda town, _: town.until(min(later(town, hours), DEADLINE - timedelta(hours=1)))
        )

    @precondition(lambda self: not self.closed)
    @rule()
    def it_is_closed(self) -> None:
        """Both have voted by then, or neither: else it is another vote, not another's."""
        for which in {0, 1} - self.voted if self.voted else ():
            self.one_of_them_votes_or_changes(which)
        self.closed = True
        self.both(lambda town, _: town.until(DEADLINE + timedelta(minutes=5)))
        for name in (plot.CONTACT, "Ali Hassan", plot.LEADER):
            self.compare(name)

    @precondition(lambda self: self.closed)
    @rule(which=st.sampled_from((0, 1)))
    def one_of_them_comes_too_late(self, which: int) -> None:
        name = TWINS[which].split()[0]
        self.both(lambda town, _: town[name].presses(f"open:theme_vote:{VOTE}"))


def later(town: Town, hours: int) -> datetime:
    return town.now + timedelta(hours=hours)


async def begins(town: Town) -> None:
    await a_round(town)

    async def work(unit: Unit) -> None:
        for number, name in enumerate(TEAMS):
            sitting = Sitting(id=name, round_id=VOTE, name=name, held_on=DAY)
            sittings.add(unit, sitting, [plot.id_of(each) for each in plot.VOTERS[number::2]])
        round_ = await rounds.find(unit, VOTE)
        assert round_ is not None
        await planning.post_running(unit, round_, key="opened", at=town.now)

    await town.store.run(work)
    await town.settles()


async def _puts(town: Town, _number: int, *, name: str, team: str) -> None:
    async def work(unit: Unit) -> None:
        if (there := await sittings.find(unit, team)) is not None:
            sittings.put(unit, plot.id_of(name), there)

    await town.store.run(work)


async def _joins(town: Town, _number: int, *, name: str) -> None:
    await comes(town, replace(NORA, name=name, email=plot.email_of(name)))
    new = next(each for each in await rows(town, Person) if each.name == name)
    await casts(town, name, "balance", person_id=new.id)


async def calls_off(town: Town) -> None:
    await town["Ali"].presses(f"open:round_off:{VOTE}")
    await town["Ali"].answers(why="Køkkenet er lukket den uge")
    await town.settles()


async def counted_again(unit: Unit, town: Town) -> None:
    """As the dialog has it, at the next full hour."""
    round_ = await rounds.find(unit, VOTE)
    assert round_ is not None
    await planning.count_again(unit, round_, town.now)


async def _casts(town: Town, _number: int, *, who: str, theme: str) -> None:
    await casts(town, who, theme)


async def casts(town: Town, name: str, theme: str, *, person_id: str = "") -> None:
    """With a reason that tells the vote apart from all others of that theme."""

    async def work(unit: Unit) -> None:
        mine = await rounds.participation(unit, VOTE, person_id or plot.id_of(name))
        if mine is not None and not mine.on_paper:
            words = Vote(theme=theme, why=f"Derfor {theme}", helps="Et møde")
            both = {ThemeList.WELLBEING: words, ThemeList.LEADERSHIP: Vote(theme="citizen")}
            ballots.cast(unit, mine, both)
            await counted_again(unit, town)

    await town.store.run(work)


async def ticks(town: Town, name: str) -> None:
    async def work(unit: Unit) -> None:
        mine = await rounds.participation(unit, VOTE, plot.id_of(name))
        assert mine is not None
        (paper.untick if mine.on_paper else paper.tick)(unit, VOTE, plot.id_of(name))

    await town.store.run(work)


async def hands_in(town: Town, name: str, theme: str) -> None:
    async def work(unit: Unit) -> None:
        both = {ThemeList.WELLBEING: theme, ThemeList.LEADERSHIP: "citizen"}
        paper.enter(unit, VOTE, {which: Vote(theme=key) for which, key in both.items()})

    await ticks(town, name)
    await town.store.run(work)


TestVotes = Votes.TestCase
TestVotes.settings = some
