"""How often each fault is tried, with which seeds, and the figures that come out of it.

`make faults ROUNDS=200` is the long form. The seed of a round is SEED and its number; a failure
names it, and SEED=… ROUNDS=1 tries that round again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from random import Random

SHORT = 1
ROUNDS = int(os.environ.get("ROUNDS", SHORT))
SEED = int(os.environ.get("SEED", "20261122"))
IS_LONG = ROUNDS >= 100
Tell = Callable[[str], None]


def chances(at_most: int | None = None) -> Iterator[Random]:
    """One a round."""
    for number in range(ROUNDS if at_most is None else min(ROUNDS, at_most)):
        yield Random(SEED + number)
