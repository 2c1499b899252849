"""The table in README.md: which fault is tried where, read from the tests themselves.

`python -m tests.faults.table` writes it anew; a test sees to it that it names nothing untrue.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = Path(__file__).parent / "README.md"
BEGINS, ENDS = "<!-- table -->", "<!-- /table -->"
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
CITED = re.compile(r"\bfaults? (\d+(?:, \d+)*)")
FAULTS = {
    1: "kill -9 before a commit",
    2: "kill -9 after a commit, before the answer",
    3: "kill -9 between claim, send and mark",
    4: "kill -9 of a worker while it plans",
    5: "the same event again",
    6: "clicks out of order",
    7: "double clicks, several devices",
    8: "a vote at the closing instant, and after it",
    9: "a storm of 429",
    10: "5xx and time-outs, also after the message was taken",
    11: "no way to Slack or Teams",
    12: "PostgreSQL away",
    13: "SQLite locked by another process",
    14: "the disk is full",
    15: "a slow disk",
    16: "the clock jumps",
    17: "the nights when the clock changes",
    18: "hours of standstill over the time of a nudge",
    19: "several workers plan at once",
    20: "a restart within a dialog",
    21: "a trigger that has ended or was used",
    22: "a token that is revoked, kombot thrown out",
    23: "two renew one token",
    24: "somebody has left, or shuts kombot out",
    25: "a channel archived, the bot removed",
    26: "malformed and hostile input",
    27: "too much of everything",
    28: "a signature played again",
    29: "tokens of Teams' that are none",
    30: "Teams' keys cannot be fetched",
    31: "a service address that leads inside",
    32: "mentions and markup in what people write",
    33: "templates in what people write",
    34: "formulas in what is exported",
    35: "who chose what, worked out from what is shown",
    36: "CPR numbers in free text",
    37: "erasure during a round, and after a backup",
    38: "two organisations in one kombot",
    39: "more than there is room for",
    40: "half an hour of everything",
    41: "one version makes way for the next",
    42: "told to stop in the middle of it",
}


@cache
def cited() -> dict[int, list[str]]:
    """The files by fault, as they are called within tests/."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if path.stem.startswith(("test_", "long_")):
            for number in _in(path):
                found[number].append(path.relative_to(ROOT / "tests").as_posix())
    return found


def _in(path: Path) -> set[int]:
    """What a module's docstring names is tried by all of its tests; the rest stands in each."""
    text = path.read_text("utf-8")
    if "fault" not in text:
        return set()
    tree, lines = ast.parse(text), text.splitlines()
    functions = [each for each in tree.body if isinstance(each, FUNCTION)]
    tests = [each for each in functions if each.name.startswith("test_")]
    found = set(_numbers(ast.get_docstring(tree) or "")) if tests else set()
    for test in tests:
        found.update(_numbers("\n".join(lines[test.lineno - 1 : test.end_lineno])))
    return found


def _numbers(text: str) -> Iterator[int]:
    for found in CITED.findall(text):
        yield from (int(each) for each in found.split(", "))


def table() -> str:
    found = cited()
    rows = [f"| {number} | {what} | {_where(found[number])} |" for number, what in FAULTS.items()]
    return "\n".join(["| # | fault | tests in `tests/` |", "|---|---|---|", *rows])


def _where(files: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in files) or "none yet"


def told(readme: str) -> dict[int, set[str]]:
    """The files that the table names, by fault."""
    rows = re.findall(r"^\| (\d+) \|.*\| (.*) \|$", readme, re.MULTILINE)
    return {int(number): set(re.findall(r"`([^`]+)`", files)) for number, files in rows}


def written(readme: str) -> str:
    """The readme with the table as it is now."""
    before, _, rest = readme.partition(BEGINS)
    after = rest.partition(ENDS)[2]
    return f"{before}{BEGINS}\n{table()}\n{ENDS}{after}"


if __name__ == "__main__":
    README.write_text(written(README.read_text("utf-8")), "utf-8")
