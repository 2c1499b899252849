"""Somebody comes or drops out late: as few as possible move, and nobody is left over (TAL-37)."""

from collections.abc import Sequence
from itertools import combinations, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.rules.drawing import draw
from dialogs.rules.groups import Groups, Impossible, Plan, Wishes, seated
from dialogs.rules.late import adjust, closed_up, fewest_moves, moved, swapped
from tests.partitions import all_groups, met
from tests.unit.test_groups import UNHURRIED, crowd, drawn, holds


def adjusted(
    before: Plan, people: Sequence[str], wishes: Wishes | None = None, *, held: bool = False
) -> Plan:
    both = before.first, before.second
    found = adjust(both, people, wishes or Wishes(), Random(1), held=held)
    assert isinstance(found, Plan)
    return found


@st.composite
def changed(draw_: st.DrawFn, most: int) -> tuple[int, tuple[str, ...]]:
    """How many there were, and who comes now: some have dropped out, and others are new."""
    number = draw_(st.integers(3, most))
    gone = draw_(st.frozensets(st.sampled_from(crowd(number)), max_size=4))
    new = tuple(f"new{each}" for each in range(draw_(st.integers(0, 4))))
    people = tuple(each for each in crowd(number) if each not in gone) + new
    return number, people or crowd(1)


@UNHURRIED
@given(changed(60))
def test_whoever_comes_sits_in_both_rounds_and_as_few_as_possible_move(
    case: tuple[int, tuple[str, ...]],
) -> None:  # TAL-37
    number, people = case
    before = drawn(number)
    after = adjusted(before, people)
    for was, now in ((before.first, after.first), (before.second, after.second)):
        holds(now, people)
        assert len(moved(was, now)) == fewest_moves(was, people)


@UNHURRIED
@given(changed(7))
def test_no_other_groups_need_fewer_moves(case: tuple[int, tuple[str, ...]]) -> None:  # TAL-37
    """Every way to sit, with every way to number the groups."""
    number, people = case
    if len(people) > 9:
        return
    before = drawn(number).first
    places = range(max(len(before), len(people) // 3 or 1))
    fewest = min(
        len(moved(before, _numbered(groups, where)))
        for groups in all_groups(people)
        for where in permutations(places, len(groups))
    )
    assert fewest == fewest_moves(before, people)


def _numbered(groups: Groups, where: tuple[int, ...]) -> Groups:
    placed = dict(zip(where, groups, strict=True))
    return tuple(placed.get(at, ()) for at in range(max(where) + 1))


@UNHURRIED
@given(changed(40))
def test_between_the_rounds_round_one_stays_as_it_was_held(
    case: tuple[int, tuple[str, ...]],
) -> None:  # TAL-37
    number, people = case
    before = drawn(number)
    after = adjusted(before, people, held=True)
    assert after.first == before.first
    holds(after.second, people)
    assert len(moved(before.second, after.second)) == fewest_moves(before.second, people)
    assert after.repeated == len(met(after.first) & met(after.second)) >= after.least


@UNHURRIED
@given(changed(9))
def test_between_the_rounds_too_the_least_is_what_is_proven(
    case: tuple[int, tuple[str, ...]],
) -> None:  # TAL-37
    """No groups for round two, however many would move, have fewer repeated pairs."""
    number, people = case
    if len(people) > 10:
        return
    before = drawn(number)
    fewest = min(len(met(before.first) & met(second)) for second in all_groups(people))
    assert adjusted(before, people, held=True).least == fewest


def test_when_nothing_has_changed_nobody_moves() -> None:
    before = drawn(23)
    after = adjusted(before, crowd(23))
    assert (after.first, after.second) == (before.first, before.second)


def test_one_who_comes_late_takes_a_seat_where_they_meet_fewest_twice() -> None:
    before = drawn(14)
    after = adjusted(before, (*crowd(14), "new"))
    assert moved(before.first, after.first) == moved(before.second, after.second) == frozenset()
    assert after.repeated == 0


def test_who_drops_out_leaves_a_group_that_is_filled_from_a_full_one() -> None:
    """13 are 3, 3, 3 and 4: without one of a group of three, one of the four moves there."""
    before = drawn(13)
    three = next(group for _, group in seated(before.first) if len(group) == 3)
    people = [each for each in crowd(13) if each != three[0]]
    after = adjusted(before, people)
    assert [len(group) for _, group in seated(after.first)] == [3, 3, 3, 3]
    assert len(moved(before.first, after.first)) == 1


def test_a_dissolved_group_leaves_the_numbers_of_the_others_as_they_are() -> None:
    before = drawn(13)
    people = crowd(13)[2:]
    after = adjusted(before, people)
    staying = set(people) - moved(before.first, after.first)
    assert len(seated(after.first)) == 3
    for number, group in seated(after.first):
        assert set(group) & staying <= set(before.first[number - 1])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1 2 3", "1 2 3"),
        ("1 2 -", "1 2"),
        ("1 - 3 4", "1 4 3"),
        ("- - 3 4 -", "4 3"),
        ("- - 3", "3"),
        ("-", ""),
    ],
)
def test_before_the_day_the_last_group_takes_the_number_that_is_free(
    before: str, after: str
) -> None:
    def groups(told: str) -> Groups:
        return tuple(() if each == "-" else (each,) for each in told.split())

    assert closed_up(groups(before)) == groups(after)


def test_six_of_whom_one_drops_out_are_one_group_and_become_two_again() -> None:
    one = adjusted(drawn(6), crowd(5))
    assert one.is_one
    two = adjusted(one, crowd(6))
    assert [len(group) for _, group in seated(two.first)] == [3, 3]


@UNHURRIED
@given(st.integers(6, 20), st.data())
def test_two_who_shall_not_sit_together_any_more_are_parted(
    number: int, data: st.DataObject
) -> None:
    before = drawn(number)
    pair = data.draw(st.sampled_from(list(combinations(crowd(number), 2))))
    after = adjusted(before, crowd(number), Wishes(apart=frozenset({pair})))
    assert pair not in met(after.first) | met(after.second)
    parted = pair in met(before.first)
    assert len(moved(before.first, after.first)) == (2 if parted else 0)


def test_what_became_impossible_is_said() -> None:
    before = drawn(6)
    apart = frozenset(combinations(crowd(3), 2))
    found = adjust((before.first, before.second), crowd(6), Wishes(apart=apart), Random(1))
    assert found == Impossible(pairs=tuple(sorted(apart)), groups=2)


def test_without_groups_before_they_are_drawn() -> None:
    assert adjust(((), ()), crowd(9), Wishes(), Random(4)) == draw(crowd(9), Wishes(), Random(4))


def test_two_can_change_places_by_hand() -> None:
    groups = (("a", "b", "c"), ("d", "e", "f"))
    assert swapped(groups, "a", "f") == (("b", "c", "f"), ("a", "d", "e"))
    assert swapped(groups, "a", "b") == groups
