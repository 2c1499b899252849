"""No order of ratings, evaluations, looks and papers tells who in the group gave what (X-01).

Two of the planning group change places in a second town. The others see the same there, whoever
rates, joins, leaves or closes in between: else what differs would be theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from sqlalchemy import delete
from sqlmodel import col, select

from dialogs.core.cards import Form
from dialogs.rounds.held import evaluation as held
from storage import evaluations, topics
from storage.tables import Evaluation, Evaluator, Role, RoleName, Topic
from storage.unit_of_work import Unit
from tests import town as plot
from tests import working
from tests.talk import Town
from tests.twins import Twins
from tests.voting import rows
from tests.working import HELD, ROUND, SITTING, THURSDAY, rates

some = settings(max_examples=5, stateful_step_count=10, deadline=None)
GROUP = ("Mette", "Birgit")
"""Those of the planning group who look; the two others have changed places."""
RATERS = ("Kirsten", "Ali")
NUMBERS = ((5, 4, 5), (1, 2, 1))
MORE = ("Jonas Friis", "Peter Nygaard")
TOPICS = ("topic-calm", "topic-cake")
EVALUATE = ("Fatima", "Lars", "Camilla", "Henrik")


class Afterwards(Twins):
    """Ratings, evaluations and what each will do, from the day after the dialogue on."""

    at = THURSDAY
    words = ("hjem", "runde", "plan", "arbejdspladser")
    values = (
        f"do:ratings:{ROUND}",
        f"do:topics:{ROUND}:wellbeing",
        f"open:efforts:{ROUND}",
        f"do:overview:{ROUND}",
        f"do:history:{ROUND}",
        f"do:evaluations:{SITTING}",
        f"do:commitments:{ROUND}",
        f"do:record:{SITTING}",
    )
    papers = (("plan", ROUND), ("dissents", ROUND), ("workplaces", ""))

    def __init__(self) -> None:
        super().__init__()
        self.rated: set[int] = set()
        self.evaluated: set[str] = set()
        self.over = False

    @initialize()
    def the_dialogue_was_held(self) -> None:
        self.both(lambda town, _: after(town))

    @rule(which=st.sampled_from((0, 1)))
    def one_of_them_rates_or_thinks_again(self, which: int) -> None:
        """One heading high and the other low; whoever changed places with them the other way."""
        self.rated.add(which)
        self.both(partial(_one_of_them_rates, which=which))
        self.compare("Mette")

    @rule(one=st.integers(1, 5), other=st.integers(1, 5))
    def all_others_rate_or_think_again(self, one: int, other: int) -> None:
        self.both(partial(_others_rate, values=(one, other)))
        self.compare("Birgit")

    @rule(name=st.sampled_from(MORE))
    def somebody_joins_the_group_or_leaves_it(self, name: str) -> None:
        self.both(lambda town, _: joins_or_leaves(town, name))
        self.compare("Birgit")

    @rule()
    def the_rating_is_closed_by_hand(self) -> None:
        """Both have rated by then, or neither: else it is another result, not another's."""
        for which in {0, 1} - self.rated if self.rated else ():
            self.one_of_them_rates_or_thinks_again(which)
        self.both(lambda town, _: town["Mette"].presses(f"do:ratings:{ROUND}:yes"))
        self.compare("Birgit")

    @precondition(lambda self: not self.rated)
    @rule(one=st.integers(1, 5), other=st.integers(1, 5))
    def the_rating_is_closed_while_one_of_them_is_missing(self, one: int, other: int) -> None:
        """Kirsten in one town and Ali in the other: nobody sees which of them it was."""
        self.rated = {0, 1}
        self.both(partial(_others_rate, values=(one, other)))
        self.both(lambda town, number: gives(town, RATERS[number]))
        self.compare("Birgit")
        self.both(lambda town, _: town["Mette"].presses(f"do:ratings:{ROUND}:yes"))
        assert self.runs(all_closed(self.towns))
        for name in GROUP:
            self.compare(name)

    @precondition(lambda self: not self.over)
    @rule(name=st.sampled_from((*RATERS, *EVALUATE)))
    def somebody_evaluates(self, name: str) -> None:
        if name not in self.evaluated:
            self.evaluated.add(name)
            self.both(lambda town, number: evaluates(town, name, number))
            self.compare("Mette")

    @precondition(lambda self: not self.over)
    @rule()
    def the_evaluation_ends(self) -> None:
        missing = set(RATERS) - self.evaluated
        for name in missing if len(missing) == 1 else ():
            self.somebody_evaluates(name)
        self.over = True
        self.both(lambda town, _: ends_evaluation(town))
        self.compare("Mette")

    @rule(which=st.sampled_from((0, 1)))
    def one_of_them_promises_themselves_something(self, which: int) -> None:
        self.both(lambda town, number: promises(town, RATERS[which], f"Kun mit: {which ^ number}"))

    @rule(name=st.sampled_from((*GROUP, "Sofie", "Hanne")))
    def somebody_looks(self, name: str) -> None:
        self.compare(name)


async def after(town: Town) -> None:
    await working.held(town.store, HELD, notes=())
    async with town.store.unit() as unit:
        for number, topic in enumerate(TOPICS):
            unit.insert(Topic(id=topic, round_id=ROUND, part="wellbeing", title=f"Emne {number}"))
        for name in (*RATERS, *EVALUATE):
            unit.insert(Evaluator(sitting_id=SITTING, person_id=plot.id_of(name)))
        await unit.commit()


async def _one_of_them_rates(town: Town, number: int, *, which: int) -> None:
    for at, topic in enumerate(TOPICS):
        await rate(town, RATERS[which], topic, NUMBERS[which ^ number ^ at])


async def gives(town: Town, name: str) -> None:
    for at, topic in enumerate(TOPICS):
        await rate(town, name, topic, NUMBERS[at])


async def all_closed(towns: Sequence[Town]) -> bool:
    found = [each for town in towns for each in await rows(town, Topic)]
    return all(each.standing is not None for each in found)


async def _others_rate(town: Town, _number: int, *, values: tuple[int, int]) -> None:
    for name in (*GROUP, *MORE):
        for topic, value in zip(TOPICS, values, strict=True):
            await rate(town, name.split(maxsplit=1)[0], topic, (value, 3, value))


async def rate(town: Town, name: str, topic: str, values: Sequence[int]) -> None:
    """Where it may still be rated, and the person is in the group."""
    async with town.store.snapshot() as reads:
        found = await topics.find(reads, topic)
    await town[name].presses(f"open:rating:{topic}")
    if found is not None and isinstance(town[name].screen[-1], Form):
        await rates(town, name, found, *values)


async def joins_or_leaves(town: Town, name: str) -> None:
    mine = col(Role.person_id) == plot.id_of(name)
    async with town.store.unit() as unit:
        if await unit.all(select(Role).where(mine)):
            unit.delete(delete(Role).where(mine))
        else:
            unit.insert(
                Role(
                    person_id=plot.id_of(name),
                    workplace_id=plot.WORKPLACE,
                    name=RoleName.REPRESENTATIVE.value,
                )
            )
        await unit.commit()


async def evaluates(town: Town, name: str, number: int) -> None:
    """The two who have changed places say different things."""
    said = f"Godt: {RATERS.index(name) ^ number}" if name in RATERS else f"Godt, siger {name}"

    async def work(unit: Unit) -> None:
        given = Evaluation(sitting_id=SITTING, good=said, soon=said == "Godt: 0")
        evaluations.give(unit, given, plot.id_of(name))

    await town.store.run(work)


async def ends_evaluation(town: Town) -> None:
    async def work(unit: Unit) -> None:
        await held.close(unit, SITTING, town.now)

    await town.store.run(work)
    await town.settles()


async def promises(town: Town, name: str, words: str) -> None:
    await town[name].presses(f"open:commitment:{ROUND}")
    await town[name].answers(text=words, shared="me")


TestAfterwards = Afterwards.TestCase
TestAfterwards.settings = some
