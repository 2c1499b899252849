"""Every line of the guides to conversations that must or should hold is cited by a test."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
LINES = (TESTS / "talks.txt").read_text("utf-8").split()
CITED = re.compile(r"(NYB-KOM|HER|NOR|KL)-(\d+(?:\.\.\d+)?(?:, \d+(?:\.\.\d+)?)*)")
"""One line, a range, or several of one guide: NYB-KOM-08, 11, 28."""
LONGEST = 20
"""A range that is longer says nothing about any one line."""


def cited(text: str) -> set[str]:
    found: set[str] = set()
    for guide, some in CITED.findall(text):
        for each in some.split(", "):
            first, _, last = each.partition("..")
            numbers = range(int(first), int(last or first) + 1)
            if len(numbers) <= LONGEST:
                found |= {f"{guide}-{number:02}" for number in numbers}
    return found


def test_every_line_that_must_or_should_hold_is_cited_by_a_test() -> None:
    here = Path(__file__).resolve()
    written = [path for path in TESTS.rglob("*.py") if path.resolve() != here]
    known = cited("\n".join(path.read_text("utf-8") for path in written))
    assert sorted(set(LINES) - known) == []


def test_a_range_cites_what_lies_in_it_and_a_long_one_nothing() -> None:
    assert cited("# NOR-07..09, X-01, KL-3") == {"NOR-07", "NOR-08", "NOR-09", "KL-03"}
    assert cited("# NYB-KOM-08, 11, 28") == {"NYB-KOM-08", "NYB-KOM-11", "NYB-KOM-28"}
    assert cited("# HER-01..28") == set()


def test_the_lines_are_those_of_the_guides() -> None:
    assert len(LINES) == len(set(LINES))
    assert all(re.fullmatch(r"(NYB-KOM|HER|NOR|KL)-\d{2}", line) for line in LINES)
