"""The table of faults says where each is tried, and it is so."""

from __future__ import annotations

import pytest

from tests.faults.table import CITED, FAULTS, README, cited, told


@pytest.mark.parametrize("number", FAULTS)
def test_the_readme_names_tests_that_are_there(number: int) -> None:
    named = told(README.read_text("utf-8"))[number]
    assert named
    gone = named - set(cited()[number])
    assert not gone, "write the table anew with: python -m tests.faults.table"


def test_no_fault_is_cited_that_is_not_in_the_list() -> None:
    assert set(cited()) <= set(FAULTS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# fault 3", "3"),
        ("# faults 1, 22", "1, 22"),
        ("(X-01, fault 35)", "35"),
        ("default 3", ""),
    ],
)
def test_a_citation_is_found(text: str, found: str) -> None:
    assert "".join(CITED.findall(text)) == found
