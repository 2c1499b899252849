"""The script of a dialogue: the three hours hold for every start, every size, every number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.concepts import load_round
from dialogs.rules.script import (
    EXAMPLES,
    PLENARY,
    SORT,
    each_group,
    schedule,
    split,
    swaps,
    too_many,
    turns,
)

SCRIPT = load_round("talsammen").script
HALF_HOUR, PLENARY_MINUTES = 30, 25
starts = st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))


@given(starts)
def test_the_parts_fill_three_hours_and_never_overlap(start: datetime) -> None:  # TAL-42
    slots = schedule(SCRIPT.slots, start)
    assert slots[0].starts == start
    assert slots[-1].ends == start + timedelta(minutes=180)
    assert all(one.ends == other.starts for one, other in pairwise(slots))
    assert all(slot.minutes > 0 for slot in slots)


def test_the_three_hours_are_shared_out_as_the_guide_says() -> None:  # TAL-42, TAL-104
    found = [(slot.key, slot.part, slot.minutes) for slot in schedule(SCRIPT.slots, START)]
    talk = [(EXAMPLES, 30), (SORT, 15), (PLENARY, 25)]
    assert found == [
        ("welcome", "", 15),
        *((key, "wellbeing", minutes) for key, minutes in talk),
        ("break", "", 10),
        *((key, "leadership", minutes) for key, minutes in talk),
        ("closing", "", 15),
    ]
    assert len([SCRIPT.before, *SCRIPT.slots]) == 10


@given(st.integers(1, 12))
def test_everybody_gets_their_turn_within_the_half_hour(size: int) -> None:
    shared = turns(size, HALF_HOUR)
    assert shared.tells >= 1
    assert shared.together <= HALF_HOUR
    assert list(swaps(size, HALF_HOUR)) == [shared.one * number for number in range(1, size)]


@pytest.mark.parametrize(("size", "tells", "answers"), [(3, 4, 4), (4, 3, 4), (5, 2, 4)])
def test_an_example_takes_as_long_as_the_group_allows(
    size: int, tells: int, answers: int
) -> None:  # X-05, TAL-43
    """4 minutes among three, 2-3 among four; the others 3-4 minutes together."""
    shared = turns(size, HALF_HOUR)
    assert (shared.tells, shared.answers) == (tells, answers)


def test_a_crowd_at_one_table_is_refused() -> None:
    with pytest.raises(ValueError, match="not enough for 30"):
        turns(30, HALF_HOUR)


@given(st.integers(1, 25))
def test_the_plenary_is_shared_among_the_groups(groups: int) -> None:
    minutes = each_group(PLENARY_MINUTES, groups)
    assert minutes * groups <= PLENARY_MINUTES < (minutes + 1) * groups
    assert too_many(groups) == (groups > 8)


@given(st.integers(1, 200))
def test_groups_that_nobody_has_set_are_thought_of_as_three_or_four(people: int) -> None:
    sizes = split(people)
    assert sum(sizes) == people
    if people > 5:
        assert set(sizes) <= {3, 4}
    else:
        assert sizes == (people,)


START = datetime(2026, 9, 9, 7, 0, tzinfo=UTC)
