"""An area's own way is put before its committee first, and told further up at the same time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dialogs.rules.implementing import Hindrance, Wanted, hindrance

FIRST = date(2027, 2, 1)
DAY = timedelta(days=1)
WHOLE = Wanted(
    holds_from=FIRST,
    area="Dagtilbud",
    committee="MED Dagtilbud",
    put_before_on=FIRST - DAY,
    informed_on=FIRST - DAY,
)


def test_what_holds_for_everybody_needs_no_committee() -> None:
    assert hindrance(Wanted(holds_from=FIRST), areas=("Rådhuset",)) is None


def test_an_area_that_has_been_through_its_committee_may_begin() -> None:
    assert hindrance(WHOLE, areas=()) is None
    assert hindrance(WHOLE, areas=("Dagtilbud",)) is None
    same_day = replace(WHOLE, put_before_on=FIRST, informed_on=FIRST)
    assert hindrance(same_day, areas=()) is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"area": "Havnen"}, Hindrance.NOT_AN_AREA),
        ({"committee": " "}, Hindrance.NO_COMMITTEE),
        ({"put_before_on": None}, Hindrance.NOT_PUT_BEFORE),
        ({"put_before_on": FIRST + DAY}, Hindrance.PUT_BEFORE_LATE),
        ({"informed_on": None}, Hindrance.NOT_TOLD),
        ({"informed_on": FIRST - 2 * DAY}, Hindrance.TOLD_EARLY),
        ({"informed_on": FIRST + DAY}, Hindrance.TOLD_LATE),
    ],
)
def test_it_is_said_what_is_in_the_way(change: dict[str, object], found: Hindrance) -> None:
    # HER-02, HER-03
    assert hindrance(replace(WHOLE, **change), areas=("Dagtilbud",)) is found  # type: ignore[arg-type]
