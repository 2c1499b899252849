"""Who leads, and what a leader's digest needs: planned by whatever plans something for a leader."""

from __future__ import annotations

from schedules.core.context import Context
from schedules.core.times import next_digest
from storage import planning
from storage.tables import Person
from storage.unit_of_work import Unit


def ensure_digest(unit: Unit, person: Person, context: Context) -> None:
    """From the coming week on, unless it is planned already."""
    due_at = next_digest(context.now, context.calendar_for(person))
    planning.ensure(unit, rule="digest", person_id=person.id, due_at=due_at)
