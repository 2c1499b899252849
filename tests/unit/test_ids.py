"""Ids say nothing about when they were made, also where they begin alike."""

from __future__ import annotations

from storage.ids import neighbours, new_id

MANY = 2_000


def test_neighbours_are_as_long_as_any_id_and_each_is_there_once() -> None:
    found = neighbours(MANY)
    assert {len(each) for each in found} == {len(new_id())}
    assert len(set(found)) == MANY


def test_neighbours_begin_alike_and_those_of_another_time_do_not() -> None:
    beginnings = {each[:4] for each in neighbours(MANY)}
    assert len(beginnings) == 1
    # Drawn, and not counted: an order of time would be told by it.
    assert len({neighbours(1)[0][:4] for _ in range(20)}) > 1


def test_nobody_has_no_neighbours() -> None:
    assert neighbours(0) == []
