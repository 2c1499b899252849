"""How far a workplace is, by its phase and its days alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dialogs.rules.standing import AFTER, BEFORE, LATE, NONE, SENT, THEMES, stage

TODAY = date(2026, 10, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("begun", "announced", "dialogue", "due", "sent", "where"),
    [
        (False, False, None, None, False, NONE),
        (True, False, TODAY + DAY, TODAY + 60 * DAY, False, THEMES),
        (True, True, TODAY, TODAY + 60 * DAY, False, BEFORE),
        (True, True, TODAY - DAY, TODAY, False, AFTER),
        (True, True, TODAY - 9 * DAY, TODAY - DAY, False, LATE),
        (True, False, TODAY - 9 * DAY, TODAY - DAY, False, LATE),
        (True, True, TODAY - 9 * DAY, TODAY - DAY, True, SENT),
        (True, True, TODAY - 9 * DAY, None, False, AFTER),
    ],
)
def test_a_workplace_is_where_its_days_say(
    begun: bool,  # noqa: FBT001 - a column of the table above
    announced: bool,  # noqa: FBT001
    dialogue: date | None,
    due: date | None,
    sent: bool,  # noqa: FBT001
    where: str,
) -> None:
    # TAL-20
    found = stage(
        begun=begun,
        announced=announced,
        dialogue_on=dialogue,
        plan_due=due,
        sent=sent,
        today=TODAY,
    )
    assert found == where
