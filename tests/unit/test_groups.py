"""Groups of 3-4 for two rounds: sizes, repeated pairs, who shall not sit together (TAL-37)."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.rules.drawing import draw
from dialogs.rules.groups import (
    Groups,
    Impossible,
    Pair,
    Plan,
    Wishes,
    judged,
    least_of,
    scribes,
    seated,
    sizes,
)
from dialogs.rules.seating import MOST, Steps, keeping_apart
from tests.partitions import all_groups, met

SLACK = 5_000
"""One more look at everybody, begun before the bound was reached."""


UNHURRIED = settings(deadline=None, max_examples=60)  # A busy machine is no failure.


def crowd(number: int) -> tuple[str, ...]:
    return tuple(f"p{each:02}" for each in range(number))


def drawn(number: int, wishes: Wishes | None = None, *, seed: int = 1) -> Plan:
    found = draw(crowd(number), wishes or Wishes(), Random(seed))
    assert isinstance(found, Plan)
    return found


def holds(groups: Groups, people: Sequence[str]) -> None:
    """Everybody sits once, nobody is left over, and the groups are of 3 or 4."""
    assert sorted(each for group in groups for each in group) == sorted(people)
    if len(people) > 5:
        assert {len(group) for group in groups if group} <= {3, 4}


@pytest.mark.parametrize("number", range(6, 61))
def test_everybody_sits_in_a_group_of_three_or_four_in_both_rounds(number: int) -> None:  # TAL-37
    found = drawn(number)
    holds(found.first, crowd(number))
    holds(found.second, crowd(number))


@pytest.mark.parametrize("number", range(6, 61))
def test_as_few_meet_twice_as_is_proven_to_be_possible(number: int) -> None:  # TAL-37
    found = drawn(number)
    assert found.repeated == found.least == len(met(found.first) & met(found.second))
    assert found.is_best


def test_from_twelve_people_on_nobody_meets_twice() -> None:  # TAL-37
    assert [least_of(number) for number in range(6, 12)] == [2, 3, 4, 0, 1, 2]
    assert {least_of(number) for number in range(12, 61)} == {0}


@pytest.mark.parametrize("number", range(6, 13))
def test_no_other_groups_have_fewer_repeated_pairs(number: int) -> None:  # TAL-37
    """Which round one it is makes no difference but by its sizes: people have no names here."""
    people = crowd(number)
    by_sizes = {tuple(sorted(map(len, each))): each for each in all_groups(people)}
    second = [met(each) for each in all_groups(people)]
    fewest = min(len(met(first) & pairs) for first in by_sizes.values() for pairs in second)
    assert fewest == least_of(number) == drawn(number).repeated


@pytest.mark.parametrize("number", range(1, 6))
def test_up_to_five_are_one_group_in_both_rounds(number: int) -> None:
    found = drawn(number)
    assert found.first == found.second == (crowd(number),)
    assert found.is_one
    assert found.is_best


def test_above_eight_groups_it_says_into_how_many_dialogues_to_split() -> None:
    assert [(drawn(number).count, drawn(number).dialogues) for number in (32, 33, 60)] == [
        (8, 1),
        (9, 2),
        (15, 2),
    ]


def pairs_of(number: int, most: int) -> st.SearchStrategy[frozenset[Pair]]:
    every = list(combinations(crowd(number), 2))
    return st.frozensets(st.sampled_from(every), max_size=most)


@UNHURRIED
@given(st.integers(6, 9).flatmap(lambda n: st.tuples(st.just(n), pairs_of(n, 10))), st.integers())
def test_those_who_shall_not_sit_together_never_do_and_it_is_still_the_best(
    asked: tuple[int, frozenset[Pair]], seed: int
) -> None:  # TAL-37
    number, apart = asked
    allowed = [pairs for each in all_groups(crowd(number)) if not (pairs := met(each)) & apart]
    found = draw(crowd(number), Wishes(apart=apart), Random(seed))
    if not allowed:
        assert isinstance(found, Impossible)
        return
    assert isinstance(found, Plan)
    assert not (met(found.first) | met(found.second)) & apart
    assert found.repeated == min(len(one & two) for one in allowed for two in allowed)
    assert found.repeated >= found.least


@UNHURRIED
@given(st.integers(6, 10).flatmap(lambda n: st.tuples(st.just(n), pairs_of(n, 25))), st.integers())
def test_what_is_impossible_is_told_by_the_pairs_that_make_it_so(
    asked: tuple[int, frozenset[Pair]], seed: int
) -> None:
    """Without any one of them it can be done."""
    number, apart = asked
    found = draw(crowd(number), Wishes(apart=apart), Random(seed))
    if isinstance(found, Plan):
        return
    core = frozenset(found.pairs)
    assert core <= apart
    assert isinstance(draw(crowd(number), Wishes(apart=core), Random(seed)), Impossible)
    for pair in core:
        assert isinstance(draw(crowd(number), Wishes(apart=core - {pair}), Random(seed)), Plan)


def test_three_who_all_shun_one_another_cannot_be_in_two_groups() -> None:
    apart = frozenset(combinations(crowd(3), 2))
    found = draw(crowd(7), Wishes(apart=apart), Random(1))
    assert found == Impossible(pairs=tuple(sorted(apart)), groups=2)


def test_in_one_group_nobody_can_be_kept_apart() -> None:
    found = draw(crowd(5), Wishes(apart=frozenset({("p00", "p01")})), Random(1))
    assert found == Impossible(pairs=(("p00", "p01"),), groups=1)


@UNHURRIED
@given(st.integers(6, 40), st.integers(2, 5), st.integers())
def test_professions_are_spread_without_a_single_pair_more_that_meets_twice(
    number: int, kinds: int, seed: int
) -> None:  # TAL-37
    professions = {each: f"fag {at % kinds}" for at, each in enumerate(crowd(number))}
    found = drawn(number, Wishes(professions=professions), seed=seed)
    assert found.repeated == found.least
    assert found.alike >= found.least_alike


def test_three_nurses_among_twelve_sit_in_three_groups_in_both_rounds() -> None:  # TAL-37
    nurses = dict.fromkeys(crowd(3), " Sygeplejerske ") | {"p00": "sygeplejerske"}
    for seed in range(20):
        found = drawn(12, Wishes(professions=nurses), seed=seed)
        assert found.alike == found.least_alike == 0
        for groups in (found.first, found.second):
            assert max(len(set(group) & set(nurses)) for group in groups) == 1


def test_professions_that_cannot_be_spread_any_further_are_counted() -> None:
    found = drawn(12, Wishes(professions=dict.fromkeys(crowd(12), "pædagog")))
    assert found.alike == found.least_alike == 24


@UNHURRIED
@given(st.integers(6, 60), st.data())
def test_it_looks_at_so_much_and_no_more(number: int, data: st.DataObject) -> None:
    """What takes long is a swap that is looked at: a bound on it holds on every machine."""
    apart = data.draw(pairs_of(number, 40))
    kinds = data.draw(st.lists(st.sampled_from("abc"), min_size=number, max_size=number))
    wishes = Wishes(apart=apart, professions=dict(zip(crowd(number), kinds, strict=True)))
    found = draw(crowd(number), wishes, Random(1))
    if isinstance(found, Plan):
        assert 0 < found.looked <= MOST + SLACK


def test_a_search_without_hope_ends_as_soon_as_any_other() -> None:
    """58 who all shun one another cannot sit at 57 tables: to try all ways would take for ever."""
    clique = frozenset(range(58))
    enemies = {each: clique - {each} for each in clique}
    steps = Steps()
    assert keeping_apart(range(200), sizes(200, 57), enemies, Random(1), steps) is None
    assert steps.looked <= MOST + SLACK


def test_the_same_chance_gives_the_same_groups_and_another_others() -> None:
    assert drawn(20, seed=3) == drawn(20, seed=3)
    assert len({drawn(20, seed=seed).first for seed in range(9)}) == 9


def test_groups_that_were_made_by_hand_are_judged_as_well() -> None:
    same = (crowd(12)[:4], crowd(12)[4:8], crowd(12)[8:])
    found = judged((same, same), crowd(12), Wishes())
    assert (found.repeated, found.least, found.is_best) == (18, 0, False)


def test_each_group_has_one_who_writes_and_seldom_the_same_in_both_rounds() -> None:  # TAL-44
    plan = drawn(14)
    first = scribes(plan.first, keep=(), spare=(), random=Random(1))
    second = scribes(plan.second, keep=(), spare=first, random=Random(1))
    assert [len(first & set(group)) for _, group in seated(plan.first)] == [1, 1, 1, 1]
    assert [len(second & set(group)) for _, group in seated(plan.second)] == [1, 1, 1, 1]
    assert not first & second


def test_who_writes_goes_on_writing_for_as_long_as_they_sit_there() -> None:
    groups = (("a", "b", "c"), ("d", "e", "f"))
    found = scribes(groups, keep={("b", 1), ("d", 1)}, spare={"b", "e", "f"}, random=Random(1))
    assert found == {"b", "d"}
