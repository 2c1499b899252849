"""The machine of `tests/faults/machine.py`, on both databases and for longer."""

from __future__ import annotations

import pytest

from tests.faults.figures import ROUNDS, Tell
from tests.faults.machine import Voting
from tests.faults.test_machine import run
from tests.stores import POSTGRES, SQLITE

STEPS = 30


class OnPostgres(Voting):
    kind = POSTGRES


@pytest.mark.parametrize("kind", [SQLITE, POSTGRES])
def test_in_any_order_of_events_what_was_acknowledged_is_what_is_kept(
    kind: str, tell: Tell
) -> None:  # faults 5, 6, 7, 8
    examples = 2 * ROUNDS
    run(Voting if kind == SQLITE else OnPostgres, examples=examples, steps=STEPS)
    tell(
        f"fault 6 any order of votes, repeats, ends and closes on {kind}: {examples} rounds of "
        f"{STEPS} events at most, 0 lost, 0 doubled, 0 counts wrong"
    )
