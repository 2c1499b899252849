"""The places where tests let the process die, and that nobody else comes across them."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.crash import POINTS

ROOT = Path(__file__).parents[2]
PASSES = """
from storage.crash import crash_at
for number in range(1, 4):
    print(number, flush=True)
    crash_at("during_tick")
    crash_at("before_commit")
"""


def passes(crash_at: str | None) -> tuple[list[str], int]:
    """How far it comes, and how it ends."""
    env = {"CRASH_AT": crash_at} if crash_at else {}
    done = subprocess.run(
        [sys.executable, "-c", PASSES], cwd=ROOT, env=env, capture_output=True, check=False
    )
    return done.stdout.decode().split(), done.returncode


@pytest.mark.parametrize(
    ("crash_at", "how_far"),
    [("before_commit", 1), ("before_commit:1", 1), ("before_commit:3", 3), ("during_tick:2", 2)],
)
def test_the_process_dies_where_it_is_told_to(crash_at: str, how_far: int) -> None:
    assert passes(crash_at) == ([str(each + 1) for each in range(how_far)], -signal.SIGKILL)


def test_without_a_word_nothing_dies() -> None:
    assert passes(None) == (["1", "2", "3"], 0)


def test_a_place_that_is_not_there_is_refused_at_once() -> None:
    assert passes("after_lunch") == ([], 1)


def test_every_place_stands_in_the_code_and_nowhere_twice_for_one_database() -> None:
    code = [
        path for room in ("bot", "schedules", "storage") for path in (ROOT / room).rglob("*.py")
    ]
    named: dict[str, list[str]] = {name: [] for name in POINTS}
    for path in code:
        for name in re.findall(r'crash_at\("(\w+)"\)', path.read_text(encoding="utf-8")):
            named[name].append(path.name)
    assert all(named.values()), named
    assert all(len(files) == len(set(files)) for files in named.values()), named
