"""Who reads what goes up, in which order, and what an organisation may choose (X-04, TAL-67)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.rules.ladder import (
    COMMITTEE,
    COORDINATION,
    DEFAULT,
    HR,
    PLAN,
    WAYS,
    Ladder,
    name_of,
    way_of,
)

EVERYONE = {COORDINATION, HR, COMMITTEE}
staff = st.sets(st.sampled_from(sorted(EVERYONE)))


def test_a_plan_goes_from_the_coordination_group_to_hr_and_on_to_the_main_committee() -> None:
    # TAL-67
    assert DEFAULT.scope == PLAN
    assert DEFAULT.first(EVERYONE) == COORDINATION
    assert DEFAULT.after(COORDINATION, EVERYONE) == HR
    assert DEFAULT.after(HR, EVERYONE) == COMMITTEE
    assert DEFAULT.after(COMMITTEE, EVERYONE) == ""


@given(way=st.sampled_from(WAYS), staffed=staff)
def test_nothing_stands_still_where_nobody_reads(way: tuple[str, ...], staffed: set[str]) -> None:
    # whichever way was chosen, every rung with people on it is met once, in its order.
    ladder, met = Ladder(rungs=way, scope=PLAN), list[str]()
    rung = ladder.first(staffed)
    while rung:
        met.append(rung)
        rung = ladder.after(rung, staffed)
    assert met == [each for each in way if each in staffed]


def test_a_rung_that_has_no_part_in_it_sends_nothing_on() -> None:
    assert Ladder(rungs=(HR,), scope=PLAN).after(COORDINATION, EVERYONE) == ""


@pytest.mark.parametrize("way", WAYS)
def test_a_way_is_found_again_by_its_name(way: tuple[str, ...]) -> None:
    assert way_of(name_of(way)) == way


@pytest.mark.parametrize(
    ("rungs", "scope"),
    [((), PLAN), ((HR, HR), PLAN), (("leader",), PLAN), ((HR,), "notes")],
)
def test_what_is_no_ladder_is_not_made(rungs: tuple[str, ...], scope: str) -> None:
    with pytest.raises(ValueError, match="no"):
        Ladder(rungs=rungs, scope=scope)
