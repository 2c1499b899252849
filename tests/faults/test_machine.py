"""The machine of `tests/faults/machine.py` in a short run; `make faults` has the long one."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.figures import IS_LONG, SEED
from tests.faults.machine import Voting

PHASES = [Phase.generate, Phase.shrink] if IS_LONG else [Phase.generate]
"""To make a failing run smaller takes minutes."""


def test_in_any_order_of_events_what_was_acknowledged_is_what_is_kept() -> None:
    run(Voting, examples=8, steps=12)  # faults 5, 6, 7, 8


def run(machine: type[Voting], *, examples: int, steps: int) -> None:
    seed(SEED)(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), phases=PHASES,
        ),
    )  # fmt: skip
