"""How far a workplace is, in six stages: what a leader, HR and MED see of a round, and no more."""

from __future__ import annotations

from datetime import date

NONE, THEMES, BEFORE, AFTER, LATE, SENT = "none", "themes", "before", "after", "late", "sent"
STAGES = (NONE, THEMES, BEFORE, AFTER, LATE, SENT)


def stage(
    *,
    begun: bool,
    announced: bool,
    dialogue_on: date | None,
    plan_due: date | None,
    sent: bool,
    today: date,
) -> str:
    """No round yet; finding themes; before the dialogue; after it; the plan is late; it is sent."""
    if sent:
        return SENT
    if not begun:
        return NONE
    if plan_due is not None and plan_due < today:
        return LATE
    if not announced:
        return THEMES
    return BEFORE if dialogue_on is not None and dialogue_on >= today else AFTER
