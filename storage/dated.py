"""What is planned about one day of a round: each team has a day of its own, and each chore too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Delete, delete
from sqlmodel import col

from storage.bulk import row_of
from storage.tables import Due
from storage.unit_of_work import Unit


class Look(NamedTuple):
    """A rule looks at a person at a moment about that day."""

    person_id: str
    day: date
    at: datetime


def subject(round_id: str, day: date) -> str:
    return f"{round_id}:{day.isoformat()}"


def read(found: str) -> tuple[str, date] | None:
    """The round and the day; None for what is no such subject: it may be forged."""
    round_id, _, day = found.rpartition(":")
    try:
        return round_id, date.fromisoformat(day)
    except ValueError:
        return None


def replan(unit: Unit, *, rule: str, round_id: str, looks: Iterable[Look]) -> None:
    """Let a rule look at these people about these days of a round, and at nobody else."""
    unit.delete(_of(rule, round_id))
    rows = {
        (each.person_id, each.day): row_of(
            Due,
            rule=rule,
            subject=subject(round_id, each.day),
            person_id=each.person_id,
            due_at=each.at,
        )
        for each in looks
    }
    unit.insert_all(Due, list(rows.values()))


def cancel(unit: Unit, *, rule: str, round_id: str, person_id: str) -> None:
    """One person has done it, whichever day it was about."""
    unit.delete(_of(rule, round_id).where(col(Due.person_id) == person_id))


def _of(rule: str, round_id: str) -> Delete:
    about = col(Due.subject).startswith(f"{round_id}:", autoescape=True)
    return delete(Due).where(col(Due.rule) == rule, about)
