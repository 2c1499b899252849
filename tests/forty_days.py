"""On which day each of forty workplaces does what: most together, some not, and these are they."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.forty import PLACES, Place

ZONE = "Europe/Copenhagen"
START = date(2026, 8, 10)
"""The Monday on which a town begins."""
FRAME = {"first_day": "2026-08-24", "last_day": "2026-10-30", "plan_due": "2026-11-30"}
LATE, OUTSIDE = (PLACES[5], PLACES[17]), PLACES[11]
CONFLICT, CALLED_OFF = PLACES[22], PLACES[28]
IN_TEAMS, ON_PAPER = PLACES[33], PLACES[36]
SPECIAL = (*LATE, OUTSIDE, CONFLICT, CALLED_OFF, IN_TEAMS, ON_PAPER)
NEW_DAY = date(2026, 10, 20)
TEAMS = 3


@dataclass(frozen=True, kw_only=True)
class Days:
    """A workplace's own days; the week of the dialogue is spread over its five days."""

    opens: date
    dialogue: date
    tells: date

    @property
    def chosen(self) -> date:
        return self.opens + timedelta(days=16)


def days_of(place: Place) -> Days:
    opens, ahead = _begin(place)
    dialogue = opens + timedelta(days=ahead + place.number % 5)
    held = NEW_DAY if place == CALLED_OFF else dialogue
    tells = date(2026, 12, 9) if place in LATE else held + timedelta(days=14)
    return Days(opens=opens, dialogue=dialogue, tells=tells)


def held_on(place: Place) -> date:
    return NEW_DAY if place == CALLED_OFF else days_of(place).dialogue


def _begin(place: Place) -> tuple[date, int]:
    """When the round is opened, and how many days before the Monday of its dialogue."""
    if place in LATE:
        return date(2026, 9, 14), 42
    if place == OUTSIDE:
        return date(2026, 9, 14), 56
    if place == CONFLICT:
        return date(2026, 8, 31), 42
    return START, 49
