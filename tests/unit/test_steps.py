"""What counts as an answer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.core.steps import Day, Pick, Problem, Scale, Step, Text, Time, has_cpr, meaningful

TODAY = {"today": date(2026, 8, 10)}


def _problem(step: Step, raw: str) -> str:
    found = step.check(raw, TODAY)
    return found.key if found else ""


@pytest.mark.parametrize("raw", ["", "   ", "\n\t", "\u200b\u200d\ufeff"])
def test_nothing_is_nothing(raw: str) -> None:
    assert not meaningful(raw)
    assert _problem(Text("why"), raw) == "required"
    assert _problem(Text("why", required=False), raw) == ""


@pytest.mark.parametrize("raw", ["🌱🌱", "...", "!?", "👩‍👩‍👧"])
def test_what_must_be_worded_needs_words(raw: str) -> None:
    assert _problem(Text("wording"), raw) == "needs_words"
    assert _problem(Text("why", required=False), raw) == ""


@pytest.mark.parametrize("raw", ["<b>Ro</b>", "@everyone", "<!channel>", "{{ 7 * 7 }}", "Æøå"])
def test_markup_is_only_text(raw: str) -> None:  # fault 32
    assert _problem(Text("wording"), raw) == ""


def test_a_text_that_is_too_long_says_how_long_it_is() -> None:  # fault 27
    assert Text("why", max_length=5).check("123456", TODAY) == Problem(
        "too_long", {"limit": 5, "length": 6}
    )


@pytest.mark.parametrize(
    "raw",
    [
        "Mit nummer er 120180-1234.",
        "1201801234",
        "120180 1234",
        "120180–1234",
        "010160-0000",
        "(290200-1234)",
        "120180 - 1234",
        "120180\u00a01234",
        "120180\u20141234",
        "120180\u200b1234",
        "1201\u00ad80-1234",
        "120180/1234",
    ],
)
def test_a_cpr_number_is_stopped(raw: str) -> None:  # fault 36
    assert has_cpr(raw)
    assert _problem(Text("why", required=False), raw) == "cpr"


@pytest.mark.parametrize(
    "raw", ["Ring på 65 12 34 56", "991380-1234", "12345678901234", "2026-08-10", "310299-1234"]
)
def test_other_numbers_are_not_taken_for_one(raw: str) -> None:
    assert not has_cpr(raw)


@given(st.dates(date(1900, 1, 1), date(2057, 12, 31)), st.integers(0, 9999), st.sampled_from("- "))
def test_every_number_with_a_date_in_it_is_found(day: date, end: int, mark: str) -> None:
    assert has_cpr(f"x {day:%d%m%y}{mark}{end:04} x")
    assert has_cpr(f"{day:%d%m%y}{end:04}")


@pytest.mark.parametrize("raw", ["0", "11", "7.5", "-1", "7 ", "syv", "²", "\u0667", "1" * 5000])
def test_a_scale_takes_whole_numbers_on_it(raw: str) -> None:
    assert _problem(Scale("trivsel"), raw) == ("" if raw == "7 " else "not_on_scale")


def test_a_pick_takes_what_was_offered() -> None:
    pick = Pick("visible_to", options=("me", "leader"))
    assert _problem(pick, "me") == ""
    assert _problem(pick, "everyone") == "not_an_option"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("2026-08-10", ""),
        ("2026-08-09", "in_the_past"),
        ("10-08-2026", "not_a_date"),
        ("2026-02-30", "not_a_date"),
    ],
)
def test_a_day_is_one_that_exists_and_has_not_passed(raw: str, problem: str) -> None:
    assert _problem(Day("on"), raw) == problem


@pytest.mark.parametrize(
    ("raw", "problem"),
    [("12:30", ""), ("24:00", "not_a_time"), ("12", "not_a_time"), ("x", "not_a_time")],
)
def test_a_time_is_hours_and_minutes(raw: str, problem: str) -> None:
    assert _problem(Time("at"), raw) == problem
