"""What the planning group's ratings say together, in numbers alone (TAL-54..56)."""

from hypothesis import given
from hypothesis import strategies as st

from dialogs.rules.ratings import (
    HIGHEST,
    LOWEST,
    Given,
    is_open,
    may_see,
    standings,
    ties,
)

CRITERIA = ("cooperation", "engagement")
VALUES = st.integers(LOWEST, HIGHEST)
RATED = st.dictionaries(
    st.sampled_from("abcde"), st.fixed_dictionaries(dict.fromkeys(CRITERIA, VALUES)), min_size=1
)


def by(*values: tuple[int, int]) -> Given:
    """Each tuple is one person's."""
    people = enumerate(values)
    return {f"p{number}": dict(zip(CRITERIA, each, strict=True)) for number, each in people}


def test_the_highest_average_stands_first_and_equals_share_their_place() -> None:
    topics = {"cake": by((1, 2)), "calm": by((5, 4), (4, 4)), "noise": by((2, 1)), "none": {}}
    found = standings(topics, CRITERIA)
    assert [(each.topic, each.rank) for each in found] == [("calm", 1), ("cake", 2), ("noise", 2)]
    assert ties(found) == (("cake", "noise"),)


def test_far_apart_is_said_and_near_is_not() -> None:
    near, apart = standings({"near": by((5, 5), (3, 3)), "apart": by((5, 3), (2, 3))}, CRITERIA)
    assert not near.differs
    assert apart.differs
    assert (apart.by["cooperation"].low, apart.by["cooperation"].high) == (2, 5)


def test_nobody_sees_before_their_own_or_before_a_majority() -> None:
    assert may_see(rated=True, raters=1, group=4)
    assert not may_see(rated=False, raters=2, group=4)
    assert may_see(rated=False, raters=3, group=4)


def test_a_group_under_three_sees_its_numbers_as_they_are() -> None:
    assert [is_open(size) for size in (1, 2, 3, 4)] == [True, True, False, False]


@given(st.dictionaries(st.sampled_from(("x", "y", "z")), RATED, min_size=1))
def test_an_average_lies_between_the_lowest_and_the_highest(topics: dict[str, Given]) -> None:
    found = standings(topics, CRITERIA)
    assert {each.topic for each in found} == set(topics)
    for each in found:
        assert all(m.low <= m.average <= m.high for m in each.by.values())
    averages = [each.average for each in found]
    assert averages == sorted(averages, reverse=True)
