"""Who is let in and who is not, on a loop whose turns take as long as the test says (fault 39)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.pressure import BRISK_S, CLOSING, FULL, LATE, PATIENCE_S, SLOWER, TURN_S, Pressure

COST_S = TURN_S / 8
"""For how long a guest keeps the loop, where a test does not say otherwise."""


@dataclass
class Loop:
    """A turn takes as long as those who came in keep it, and what else it does."""

    cost: float = COST_S
    time: float = 100.0
    work: float = 0.0
    busy: float = 0.0
    calls: list[Callable[[], None]] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def soon(self, call: Callable[[], None]) -> None:
        self.calls.append(call)

    def turns(self, *, more: float = 0.0) -> None:
        self.time += self.work + more
        self.work = 0.0
        calls, self.calls = self.calls, []
        for call in calls:
            call()


@dataclass
class Guest:
    house: House
    became: str = "waits"

    def come_in(self) -> None:
        self.became = "in"
        self.house.loop.work += self.house.loop.cost

    def turn_away(self, reason: str) -> None:
        self.became = reason


@dataclass
class House:
    loop: Loop
    pressure: Pressure

    def come(self, number: int) -> tuple[list[Guest], int]:
        """Those who were not refused at once, and how many were."""
        guests = [Guest(self) for _ in range(number)]
        taken = [each for each in guests if self.pressure.ask(each)]
        return taken, number - len(taken)

    def answers(self) -> None:
        """Everybody who is in."""
        for _ in range(self.pressure.under_way):
            self.pressure.done()

    def works_off(self) -> None:
        while self.pressure.waiting:
            self.turns()

    def turns(self, *, more: float = 0.0) -> None:
        """Who came in before is answered when the turn is over."""
        inside = self.pressure.under_way
        self.loop.time += self.loop.work + more
        self.loop.busy += self.loop.work
        self.loop.work = 0.0
        for _ in range(inside):
            self.pressure.done()
        self.loop.turns()

    def is_flooded(self, *, seconds: float, more: float = 0.0) -> None:
        """A hundred come in every turn, whatever becomes of them."""
        until = self.loop.time + seconds
        while self.loop.time < until:
            self.come(100)
            self.turns(more=more)


@pytest.fixture
def house() -> House:
    loop = Loop()
    return House(
        loop,
        Pressure(
            now=loop.now, worked_for=lambda: loop.busy, soon=loop.soon, each=COST_S, cost=COST_S
        ),
    )


def inside(guests: list[Guest]) -> int:
    return sum(each.became == "in" for each in guests)


def test_who_comes_to_a_quiet_house_is_let_in_at_once(house: House) -> None:
    guests, refused = house.come(3)
    assert (inside(guests), refused) == (3, 0)
    pressure = house.pressure
    assert (pressure.under_way, pressure.waiting, pressure.admitted) == (3, 0, 3)


def test_a_turn_of_the_loop_takes_no_more_in_than_it_has_time_for(house: House) -> None:
    guests, refused = house.come(20)
    assert (inside(guests), refused) == (8, 0)
    house.turns()
    assert inside(guests) == 16
    house.turns()
    assert inside(guests) == 20


def test_a_burst_is_served_a_little_late_and_in_its_order(house: House) -> None:
    """Sixty people look at a card that was just posted in a channel."""
    guests, refused = house.come(60)
    house.turns()
    assert refused == 0
    assert [each.became for each in guests] == ["in"] * 16 + ["waits"] * 44
    house.works_off()
    assert inside(guests) == 60


def test_who_would_wait_too_long_is_refused_at_once(house: House) -> None:
    guests, refused = house.come(900)
    in_time = round(PATIENCE_S / COST_S)
    assert house.pressure.waiting == pytest.approx(in_time, abs=1)
    assert refused == 900 - inside(guests) - house.pressure.waiting


def test_slower_work_makes_a_shorter_line(house: House) -> None:
    usual = PATIENCE_S / COST_S
    house.loop.cost = 5 * COST_S
    house.is_flooded(seconds=2)
    house.works_off()
    house.come(900)
    assert usual / 6 < house.pressure.waiting < usual / 2


def test_no_turn_takes_much_longer_than_it_may(house: House) -> None:
    """So that whoever is refused is told soon, and nothing else of the loop's stands still."""
    house.loop.cost = 2 * COST_S
    house.is_flooded(seconds=1)
    assert house.loop.work <= 1.1 * TURN_S


def test_lines_that_come_and_go_make_no_turn_longer(house: House) -> None:
    most = 0
    for _ in range(50):
        house.come(30)
        while house.pressure.waiting:
            before = house.pressure.admitted
            house.turns()
            most = max(most, house.pressure.admitted - before)
    assert most == 8


def test_turns_that_something_else_makes_long_do_not_starve_those_who_come(house: House) -> None:
    house.is_flooded(seconds=5, more=3 * TURN_S)
    assert house.loop.work >= 4 * COST_S


def test_a_line_that_does_not_end_is_kept_short(house: House) -> None:
    house.is_flooded(seconds=3 * PATIENCE_S)
    assert 0 < house.pressure.waiting * COST_S <= 1.2 * BRISK_S


def test_it_recovers_when_the_load_goes_away(house: House) -> None:
    house.is_flooded(seconds=3 * PATIENCE_S, more=TURN_S)
    house.works_off()
    for _ in range(50):
        house.come(20)
        house.works_off()
    guests, refused = house.come(60)
    assert refused == 0
    house.works_off()
    assert inside(guests) == 60


def test_one_strange_turn_shuts_nobody_out_for_long(house: House) -> None:
    """The machine stood still for a minute, or a slice of the planner's took long."""
    house.come(30)
    house.turns(more=60.0)
    for _ in range(5):
        house.come(20)
        house.works_off()
    guests, refused = house.come(20)
    house.works_off()
    assert (inside(guests), refused) == (20, 0)


def test_who_waited_too_long_all_the_same_is_not_answered_later_still(house: House) -> None:
    guests, _ = house.come(20)
    house.turns(more=SLOWER * PATIENCE_S + 0.1)
    assert [each.became for each in guests] == ["in"] * 8 + [LATE] * 12


def test_waiting_for_a_disk_or_a_platform_keeps_nobody_out(house: House) -> None:
    """Five hundred wait for Slack; the loop has nothing to do."""
    for number in range(120):
        house.come(5 if number < 100 else 0)
        house.loop.turns(more=0.02)
        house.pressure.worked(0.01)
    assert (house.pressure.under_way, house.pressure.waiting) == (500, 0)
    guests, refused = house.come(1)
    assert (inside(guests), refused) == (1, 0)


def test_who_waits_for_the_store_inside_keeps_others_out(house: House) -> None:
    """A slow disk: a longer line in front of it helps nobody."""
    house.pressure.each = COST_S / 100
    for _ in range(100):
        house.come(5)
        house.loop.turns(more=0.02)
        house.pressure.worked(1.0)
        house.pressure.done()
    room = house.pressure.room
    assert room < 100
    for _ in range(100):
        house.come(5)
        house.loop.turns(more=0.02)
        house.pressure.worked(0.01)
    assert house.pressure.room > room


def test_there_is_a_limit_to_what_is_under_way(house: House) -> None:
    house.pressure.most = 2
    guests, refused = house.come(3)
    assert (inside(guests), refused) == (2, 1)
    house.pressure.done()
    guests, refused = house.come(2)
    assert (inside(guests), refused) == (1, 1)


def test_at_the_end_who_waits_is_told_and_nobody_comes_in(house: House) -> None:
    guests, _ = house.come(12)
    house.pressure.close()
    assert [each.became for each in guests[8:]] == [CLOSING] * 4
    assert house.come(1)[1] == 1
    house.turns()


def test_refusals_are_counted_by_surface_and_reason() -> None:
    pressure = Pressure()
    pressure.refuse("slack")
    pressure.refuse("slack")
    pressure.refuse("teams", "StoreBusy")
    assert pressure.refused == {("slack", FULL): 2, ("teams", "StoreBusy"): 1}


def test_an_idle_loop_is_left_alone(house: House) -> None:
    house.come(1)
    house.turns()
    house.turns()
    assert house.loop.calls == []
