"""Teams is spoken to no faster than its own table allows, and rests where it said to wait."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.channels.teams.pace import REMEMBERED, Pace, Turn, What
from tests.fakes.teams_limits import LISTED, SENT, Gatekeeper

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NONE, LONG = timedelta(), timedelta(hours=2)
SECOND = timedelta(seconds=1)
TO_KIRSTEN = Turn(What.SEND, "t1", "a:kirsten")


def to(name: str, *, what: What = What.SEND, tenant: str = "t1") -> Turn:
    return Turn(what, tenant, name)


@dataclass
class Line:
    """One who speaks in turn; `times` is when each call goes out."""

    pace: Pace = field(default_factory=Pace)
    now: datetime = START
    times: list[datetime] = field(default_factory=list)

    def say(self, turn: Turn = TO_KIRSTEN, *, patience: timedelta = LONG) -> timedelta:
        wait = self.pace.take(turn, now=self.now, patience=patience)
        if wait <= patience:
            self.times.append(self.now + wait)
        return wait


@pytest.mark.parametrize(
    ("what", "table"), [(What.SEND, SENT), (What.CREATE, SENT), (What.MEMBERS, LISTED)]
)
@pytest.mark.parametrize("seconds", SENT)
def test_as_many_as_are_allowed_go_and_never_one_more(
    what: What, table: dict[int, int], seconds: int
) -> None:
    line, most = Line(), table[seconds]
    for _ in range(most * 2):
        line.now += line.say(to("a:kirsten", what=what))
    span = timedelta(seconds=seconds)
    ends = [bisect_left(line.times, first + span) for first in line.times]
    assert max(end - number for number, end in enumerate(ends)) == most


def test_the_ninth_waits_until_the_two_seconds_are_over() -> None:
    line = Line()
    waits = [line.say() for _ in range(9)]
    assert waits[:7] == [NONE] * 7
    assert SECOND < waits[7] < 2 * SECOND < waits[8]


def test_one_conversation_does_not_hold_up_another() -> None:
    line = Line()
    for _ in range(20):
        line.say(to("a:jonas"))
    assert line.say(to("a:kirsten")) <= line.times[-1] - START
    assert Line(pace=line.pace).say(to("a:sofie", tenant="t2")) == NONE


def test_a_tenant_takes_no_more_than_fifty_a_second() -> None:
    line = Line()
    waits = [line.say(to(f"a:{number}")) for number in range(51)]
    assert waits[:50] == [NONE] * 50
    assert waits[50] > SECOND


def test_what_is_not_waited_for_takes_no_turn() -> None:
    line = Line()
    for _ in range(7):
        line.say()
    first, again = line.say(patience=NONE), line.say(patience=NONE)
    assert first == again > NONE
    assert len(line.times) == 7


def test_where_teams_said_to_wait_nothing_goes_out_before() -> None:
    # fault 9
    line = Line()
    line.pace.rest(TO_KIRSTEN, after=30 * SECOND, now=START)
    assert line.say(patience=NONE) == 30 * SECOND
    assert line.say(to("a:jonas")) == NONE
    assert line.say(to("a:kirsten", what=What.MEMBERS)) == NONE
    line.now = START + 30 * SECOND
    assert line.say(patience=NONE) == NONE


def test_two_conversations_refused_at_once_are_the_whole_tenant() -> None:
    # fault 9: other tenants are unaffected
    line = Line()
    line.pace.rest(TO_KIRSTEN, after=30 * SECOND, now=START)
    line.pace.rest(to("a:jonas"), after=10 * SECOND, now=START)
    assert line.say(to("a:sofie"), patience=NONE) == 30 * SECOND
    assert line.say(to("a:sofie", tenant="t2")) == NONE


def test_two_conversations_refused_one_after_the_other_are_two_conversations() -> None:
    line = Line()
    line.pace.rest(TO_KIRSTEN, after=5 * SECOND, now=START)
    line.pace.rest(to("a:jonas"), after=5 * SECOND, now=START + 5 * SECOND)
    line.now = START + 6 * SECOND
    assert line.say(to("a:sofie"), patience=NONE) == NONE


def test_a_clock_that_is_set_back_holds_nobody_for_long() -> None:
    # fault 16
    line = Line(now=START + timedelta(days=1))
    for _ in range(8):
        line.say()
    line.pace.rest(to("a:jonas"), after=30 * SECOND, now=line.now)
    line.now = START
    assert line.say() == NONE
    assert line.say(to("a:jonas")) == NONE


def test_a_great_many_conversations_are_not_remembered_for_ever() -> None:
    line = Line()
    for number in range(REMEMBERED + 10):
        line.now += SECOND
        line.say(to(f"a:{number}"))
    assert len(line.pace._taken) < REMEMBERED / 2


CALLS = some.lists(
    some.tuples(
        some.sampled_from(["a:kirsten", "a:jonas", "a:sofie"]),
        some.sampled_from([What.SEND, What.MEMBERS]),
        some.floats(min_value=0, max_value=3),
    ),
    max_size=150,
)


@given(calls=CALLS)
def test_teams_has_never_anything_to_refuse(calls: list[tuple[str, What, float]]) -> None:
    moment = [START]
    pace, teams = Pace(), Gatekeeper(now=lambda: moment[0])
    for name, what, pause in calls:
        moment[0] += timedelta(seconds=pause)
        moment[0] += pace.take(to(name, what=what), now=moment[0], patience=LONG)
        assert teams.admits(name, lists=what is What.MEMBERS)
