"""A dialog that cannot work fails when it is built, not when somebody opens it."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.core.cards import Card
from dialogs.core.dialog import REVIEW, Completion, Dialog, Page
from dialogs.core.steps import Scale


async def _done(_unit: Any, _sent: Completion) -> Card:
    return Card(title="done")


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        ((), "needs a page"),
        ((Page("a", (Scale("x"),)), Page("a", (Scale("y"),))), "page ['a'] stands twice"),
        ((Page("a", (Scale("x"),)), Page("b", (Scale("x"),))), "step ['x'] stands twice"),
    ],
)
def test_a_definition_that_cannot_work_fails_when_it_is_built(
    pages: tuple[Page, ...], says: str
) -> None:
    with pytest.raises(ValueError, match=says.replace("[", r"\[").replace("]", r"\]")):
        Dialog(name="bad", pages=pages, done=_done)


def test_a_page_cannot_take_the_reviews_name() -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        Page(REVIEW, (Scale("x"),))
