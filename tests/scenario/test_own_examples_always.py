"""Whatever order people prepare in, what the planning group is told points at nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dialogs.rounds.preparing.examples import FEW
from tests import town as plot
from tests.preparing import DIALOGUE, Team, finds, prepared
from tests.talk import a_town

NAMES = plot.EMPLOYEES[:7]
Deed = tuple[int, int]
"""Who writes both of theirs, and how many minutes pass then."""
deeds = st.lists(
    st.tuples(st.integers(0, len(NAMES) - 1), st.integers(0, 50)), min_size=2, max_size=8
)


# Without making a failing life smaller: each takes a second.
@settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(done=deeds, size=st.integers(2, len(NAMES)))
def test_the_number_moves_with_the_hour_and_is_not_there_for_few(
    done: Sequence[Deed], size: int
) -> None:  # TAL-35, X-01
    """Beside a number that moved at once one could stand and watch who has just written."""
    asyncio.run(_lives(done, size))


async def _lives(done: Sequence[Deed], size: int) -> None:
    with TemporaryDirectory() as folder:
        async with a_town(Path(folder)) as town:
            await prepared(town, teams={"Nat": Team(DIALOGUE, NAMES[:size])})
            told: dict[int, set[str]] = {}
            for number, minutes in done:
                await finds(town, NAMES[number % size].split(maxsplit=1)[0])
                await town.settles()
                _look(told, town.now.hour, town.place("planning"))
                await town.passes(minutes=minutes)
                _look(told, town.now.hour, town.place("planning"))
            assert all(len(numbers) <= 1 for numbers in told.values()), told
            shown = {each for numbers in told.values() for each in numbers}
            assert size >= FEW or shown <= {""}
            assert not any(name in text for name in NAMES for text in shown)


def _look(told: dict[int, set[str]], hour: int, posts: Sequence[str]) -> None:
    """What stands in the group's channel about examples, by the hour in which it was seen."""
    found = [post for post in posts if "har fundet deres eksempler" in post]
    told.setdefault(hour, set()).add("\n".join(found))
