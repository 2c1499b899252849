"""What the planning group's ratings say together, in numbers alone (TAL-54..56)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialogs.rules.ratings import (
    ENOUGH,
    FIGURES_FROM,
    HIGHEST,
    LOWEST,
    Given,
    Result,
    Standing,
    is_few,
    result,
    standings,
    ties,
)

CRITERIA = ("cooperation", "engagement")
VALUES = st.integers(LOWEST, HIGHEST)
RATED = st.lists(st.tuples(VALUES, VALUES), min_size=ENOUGH, max_size=8)


def by(*values: tuple[int, int]) -> Given:
    """Each tuple is one person's."""
    people = enumerate(values)
    return {f"p{number}": dict(zip(CRITERIA, each, strict=True)) for number, each in people}


def of(*values: tuple[int, int]) -> Result:
    found = result(by(*values), CRITERIA)
    assert found is not None
    return found


def placed(**topics: Result) -> tuple[Standing, ...]:
    return standings(topics)


def test_the_highest_average_stands_first_and_equals_share_their_place() -> None:
    cake, calm, noise = of(*[(1, 2)] * 3), of((5, 4), (4, 4), (4, 5)), of(*[(2, 1)] * 3)
    found = placed(cake=cake, calm=calm, noise=noise)
    assert [(each.topic, each.rank) for each in found] == [("calm", 1), ("cake", 2), ("noise", 2)]
    assert ties(found) == (("cake", "noise"),)


def test_far_apart_is_said_and_near_is_not() -> None:
    near, apart = placed(near=of(*[(5, 5), (3, 3)] * 3), apart=of(*[(5, 3), (2, 3)] * 3))
    assert not near.differs
    assert apart.differs
    measure = apart.result.by["cooperation"]
    assert (measure.low, measure.high) == (2, 5)


def test_a_group_under_three_gives_no_numbers() -> None:
    assert [is_few(size) for size in (1, 2, 3, 4)] == [True, True, False, False]
    assert result(by((1, 1), (5, 5)), CRITERIA) is None


@given(RATED)
def test_figures_are_there_from_five_on_and_below_that_an_average_to_place_by(
    values: list[tuple[int, int]],
) -> None:
    found = of(*values)
    assert found.has_figures == (len(values) >= FIGURES_FROM)
    assert all(each.low <= each.average <= each.high for each in found.by.values())


@given(st.dictionaries(st.sampled_from(("x", "y", "z")), RATED, min_size=1))
def test_every_topic_has_its_place_and_a_better_one_stands_higher(
    topics: dict[str, list[tuple[int, int]]],
) -> None:
    found = placed(**{topic: of(*values) for topic, values in topics.items()})
    assert {each.topic for each in found} == set(topics)
    averages = [each.result.average for each in found]
    assert averages == sorted(averages, reverse=True)
    assert [each.rank for each in found] == [
        sum(other > each for other in averages) + 1 for each in averages
    ]


@given(RATED, st.permutations(range(8)))
def test_who_gave_what_shows_in_no_result(values: list[tuple[int, int]], order: list[int]) -> None:
    #
    mixed = [values[at] for at in order if at < len(values)]
    assert of(*mixed) == of(*values)
