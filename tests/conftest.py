"""Fixtures and options that every test may ask for, and what makes them quick.

What holds for all tests without asking (loopback only, warnings are errors, a time limit) stands in
`pyproject.toml`, and `tests/unit/test_house.py` holds it there.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from types import FrameType

import pytest
from aiohttp.web_app import _cached_build_middleware

from tests import in_memory, stores


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is there once all tests are found stays: nobody looks through it for rubbish.

    And a town is large: looking at every 700th object, as Python does, takes a tenth of the time.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(10_000, 10, 10)


def _interrupts(signum: int, frame: FrameType | None) -> None:
    """As Python does, and not Python's own.

    In place of that one, asyncio sets a handler for each fixture and each test, and when it takes
    it away it writes out what came of it: a whole town, ten thousand lines that nobody reads.
    """
    signal.default_int_handler(signum, frame)


@pytest.fixture(scope="module", autouse=True)
def _servers_are_let_go() -> Iterator[None]:
    """Aiohttp keeps the last thousand handlers that it served with, and here a town with each."""
    yield
    _cached_build_middleware.cache_clear()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--store",
        choices=[stores.SQLITE, stores.POSTGRES],
        default=stores.SQLITE,
        help="which database the stories are told on",
    )


LONG = frozenset({
    "browser/test_simulator_access.py",
    "browser/test_slack_shots.py",
    "contract/test_nobody_computes_long.py",
    "contract/test_paper_gate.py",
    "contract/test_papers_opened.py",
    "contract/test_planning_together.py",
    "faults/test_move.py",
    "faults/test_send_kills.py",
    "faults/test_slack_socket.py",
    "faults/test_store_trouble.py",
    "scenario/test_forty_on_channels.py",
    "scenario/test_forty_rounds.py",
    "scenario/test_leaders_year.py",
    "scenario/test_secrecy_of_paper.py",
    "scenario/test_secrecy_postgres.py",
    "scenario/test_slack_invite.py",
    "scenario/test_workspace_shut.py",
})  # fmt: skip
"""Left to `make test-long` and, the faults, to `make faults`: CI runs all three."""
AGAIN = {
    "contract/test_dialogs.py": frozenset({"en"}),
    "scenario/test_round_on_channels.py": frozenset({"slack", "teams"}),
    "scenario/test_two_years.py": frozenset(
        f"{concept}-{channel}"
        for concept in ("fjordby", "herlev", "norddjurs_mus", "nyborg_kom")
        for channel in ("slack", "teams")
    ),
    "scenario/test_whole_quarter.py": frozenset({"slack", "teams"}),
}
"""What tells once more what the rest of its file tells, and takes long; by its parameters."""
FIRST = (
    "scenario/test_two_years.py",
    "scenario/test_round_on_channels.py",
    "contract/test_dialogs.py",
    "browser/test_simulator.py",
    "scenario/test_talk_evaluation.py",
)
"""What takes longest begins first, or one worker is left alone with it in the end."""


def _file_of(item: pytest.Item) -> str:
    return "/".join(item.path.parts[-2:])


def _turn(item: pytest.Item) -> int:
    file = _file_of(item)
    return FIRST.index(file) if file in FIRST else len(FIRST)


def _is_long(item: pytest.Item) -> bool:
    file = _file_of(item)
    return file in LONG or _parameters(item) in AGAIN.get(file, ())


def _parameters(item: pytest.Item) -> str:
    return (
        item.callspec.id if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ""
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _is_long(item):
            item.add_marker("long")
        if "postgres" in item.nodeid:
            item.add_marker("postgres")
    items.sort(key=_turn)


def pytest_configure(config: pytest.Config) -> None:
    in_memory.keep()
    signal.signal(signal.SIGINT, _interrupts)
    stores.CHOSEN[:] = [config.getoption("--store")]
