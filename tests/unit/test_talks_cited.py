"""Every line of the guides to conversations that must or should hold is cited by a test.

By the test itself: a line that is named beside other code is held by nobody.
"""

import ast
import re
from collections.abc import Iterator
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


def said_by_tests(source: str) -> Iterator[str]:
    """Each test as it is written, with its decorators and the comment right above it."""
    lines = source.splitlines()
    for each in ast.walk(ast.parse(source)):
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if each.name.startswith("test_"):
            first = min(node.lineno for node in (each, *each.decorator_list)) - 1
            while first and lines[first - 1].lstrip().startswith("#"):
                first -= 1
            yield "\n".join(lines[first : each.end_lineno])


def test_every_line_that_must_or_should_hold_is_cited_by_a_test() -> None:
    here = Path(__file__).resolve()
    sources = [path.read_text("utf-8") for path in TESTS.rglob("test_*.py") if path != here]
    tests = [each for source in sources if CITED.search(source) for each in said_by_tests(source)]
    assert sorted(set(LINES) - cited("\n".join(tests))) == []


ELSEWHERE = """\"\"\"HER-01\"\"\"
# HER-02
PLACES = ["HER-03"]

# HER-04
def helps() -> None:  # HER-05
    \"\"\"HER-06\"\"\"


# HER-07

def tests() -> None:
    helps()  # HER-08
"""
BY_TESTS = """
class TestIt:
    # KL-01, of what
    # KL-02 says
    @each("KL-03")
    @each([
        "KL-04",
    ])
    def test_it(self) -> None:  # KL-05
        \"\"\"KL-06\"\"\"
        assert self  # KL-07


# KL-08
async def test_that() -> None:
    # KL-09
    assert BY_TESTS
"""


def test_only_what_a_test_says_itself_is_cited() -> None:
    assert not [*said_by_tests(ELSEWHERE)]
    assert cited("\n".join(said_by_tests(ELSEWHERE + BY_TESTS))) == {
        f"KL-{number:02}" for number in range(1, 10)
    }


def test_a_range_cites_what_lies_in_it_and_a_long_one_nothing() -> None:
    assert cited("# NOR-07..09, X-01, KL-3") == {"NOR-07", "NOR-08", "NOR-09", "KL-03"}
    assert cited("# NYB-KOM-08, 11, 28") == {"NYB-KOM-08", "NYB-KOM-11", "NYB-KOM-28"}
    assert cited("# HER-01..28") == set()


def test_the_lines_are_those_of_the_guides() -> None:
    assert len(LINES) == len(set(LINES))
    assert all(re.fullmatch(r"(NYB-KOM|HER|NOR|KL)-\d{2}", line) for line in LINES)
