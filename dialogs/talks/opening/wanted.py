"""The year as the leader wants it, and in what it differs from what it was."""

from __future__ import annotations

from datetime import date, datetime, time

from dialogs.concepts import TalkConcept
from dialogs.core.calendar import WorkCalendar
from dialogs.core.dialog import Completion
from dialogs.core.steps import Answers, Facts
from storage.tables import Cycle

MOST_THEMES = 4
"""As many as a pack may ask for."""
PARTS = {
    "purpose": ("purpose",),
    "themes": ("themes",),
    "form": ("form", "with_workplace_id"),
    "period": ("first_day", "last_day"),
    "guidelines": ("guidelines",),
    "kickoff": ("kickoff_at", "kickoff_place"),
}
"""What is told apart when something changes, by what it is kept in."""


def cycle_before(facts: Facts, answers: Answers) -> Cycle | None:
    """What is set already for the year that was picked."""
    where = answers.get("workplace") or facts["workplaces"][0].key
    found: Cycle | None = facts["cycles"].get((where, answers.get("year", "")))
    return found


def wanted(sent: Completion, before: Cycle | None) -> Cycle:
    answers = sent.answers
    where = answers.get("workplace") or sent.facts["workplaces"][0].key
    pack: TalkConcept = sent.facts["packs"][where, answers["year"]]
    cycle = Cycle(
        workplace_id=where,
        year=int(answers["year"]),
        concept=pack.key,
        purpose=answers["purpose"] or None,
        themes=_themes(answers),
        set_by=sent.who.id,
        form=answers.get("form") or "individual",
        with_workplace_id=answers.get("with_team") or None,
        first_day=_day(answers, "first_day"),
        last_day=_day(answers, "last_day"),
        opened_at=(before.opened_at if before else None) or sent.now,
        kickoff_at=_kickoff(sent.facts, answers),
        kickoff_place=answers.get("kickoff_place") or None,
        guidelines=answers.get("guidelines") or None,
        turn=before.turn + 1 if before else 1,
    )
    return cycle.model_copy(update={"id": before.id}) if before else cycle


def changed(before: Cycle, after: Cycle) -> tuple[str, ...]:
    return tuple(
        part
        for part, columns in PARTS.items()
        if any(getattr(before, each) != getattr(after, each) for each in columns)
    )


def _themes(answers: Answers) -> list[str]:
    """As they were written; the same one twice is one."""
    found: dict[str, str] = {}
    for number in range(1, MOST_THEMES + 1):
        if written := answers.get(f"theme_{number}", ""):
            found.setdefault(written.casefold(), written)
    return list(found.values())


def _day(answers: Answers, name: str) -> date | None:
    return date.fromisoformat(answers[name]) if answers.get(name) else None


def _kickoff(facts: Facts, answers: Answers) -> datetime | None:
    day = _day(answers, "kickoff_day")
    calendar: WorkCalendar = facts["calendar"]
    clock = answers.get("kickoff_clock")
    return calendar.at(day, time.fromisoformat(clock)) if day and clock else None
