"""What the tests of faults share: a spawner, a world on each database, and the closing figures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.figures import SEED, Tell
from tests.faults.spawner import Spawner
from tests.faults.world import World, a_world
from tests.stores import POSTGRES, SQLITE

FIGURE = "figure"


@pytest.fixture(scope="session")
def spawner() -> Iterator[Spawner]:
    with Spawner() as spawner:
        yield spawner


@pytest.fixture(params=[SQLITE, POSTGRES])
async def world(
    request: pytest.FixtureRequest, tmp_path: Path, spawner: Spawner
) -> AsyncIterator[World]:
    async with a_world(tmp_path, request.param, spawner) as world:
        yield world


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """A line for the end of the run."""

    def told(line: str) -> None:
        record_property(FIGURE, line)

    return told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [each for kind in ("passed", "failed") for each in terminalreporter.getreports(kind)]
    lines = [
        str(value) for each in reports for name, value in each.user_properties if name == FIGURE
    ]
    for line in sorted(lines, key=_by_number):
        terminalreporter.write_line(line)
    if lines:
        terminalreporter.write_line(f"seed {SEED}")


def _by_number(line: str) -> tuple[int, str]:
    number = line.split()[1] if line.startswith("fault ") else ""
    return (int(number) if number.isdigit() else 0, line)
