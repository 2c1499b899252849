"""A field of the plan as a person reads it: what it is called, and what it says."""

from __future__ import annotations

from datetime import date

from dialogs.core.steps import Facts
from dialogs.core.texts import Speaker
from dialogs.talks.plans.form import ACTIVITY, GOAL, HELP, WHO, heading

DAYS = ("follow_up_on", "starts", "ends")
HEADINGS = {"title": GOAL, "what": ACTIVITY, "who": WHO, "others": HELP}
"""Fields that have the concept's own heading, by its kind."""


def spoken(facts: Facts, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    field, _, at = name.partition(".")
    return f"{_label(facts, field, at, say)}{_number(at)}", _said(facts, field, raw, say)


def _label(facts: Facts, field: str, at: str, say: Speaker) -> str:
    pack, language = facts["pack"], facts["language"]
    if field in ("field", "note"):
        key = at.rpartition("-")[2]
        return next((each.name.in_(language) for each in pack.plan.fields if each.key == key), key)
    own = heading(pack, HEADINGS.get(field, ""), language)
    return own or say(f"plan/{field}_read", item="")


def _number(at: str) -> str:
    """Which goal it is, where there may be several."""
    return f" ({at[0]})" if at[:1].isdigit() else ""


def _said(facts: Facts, field: str, raw: str, say: Speaker) -> str:
    if field in DAYS and raw:
        return say.day(date.fromisoformat(raw))
    language, learning = facts["language"], facts["learning"]
    known: dict[str, dict[str, str]] = {
        "helper": {each.key: each.label for each in facts["colleagues"]},
        "form": {each.key: each.name.in_(language) for each in learning.forms},
        "zone": {each.key: each.name.in_(language) for each in learning.zones},
        "caller": {"leader": facts["leader"], "person": facts["name"]},
    }
    return known.get(field, {}).get(raw, raw)
