"""Every line of the TalSammen guide that says must or should is held by a test that cites it."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
LINES = (TESTS / "talsammen.txt").read_text("utf-8").split()
CITED = re.compile(r"TAL-(\d+)(?:\.\.(\d+))?")
LONGEST = 20
"""A range that is longer says nothing about any one line."""


def cited(text: str) -> set[str]:
    found: set[str] = set()
    for first, last in CITED.findall(text):
        numbers = range(int(first), int(last or first) + 1)
        if len(numbers) <= LONGEST:
            found |= {f"TAL-{number:02}" for number in numbers}
    return found


def test_every_line_that_must_or_should_hold_is_cited_by_a_test() -> None:
    here = Path(__file__).resolve()
    written = [path for path in TESTS.rglob("*.py") if path.resolve() != here]
    known = cited("\n".join(path.read_text("utf-8") for path in written))
    assert sorted(set(LINES) - known) == []


def test_a_range_cites_what_lies_in_it_and_a_long_one_nothing() -> None:
    assert cited("# TAL-07..09, X-01") == {"TAL-07", "TAL-08", "TAL-09"}
    assert cited("# TAL-01..65") == set()


def test_the_lines_are_those_of_the_guide() -> None:
    assert len(LINES) == len(set(LINES))
    assert all(re.fullmatch(r"TAL-\d{2,3}", line) for line in LINES)
