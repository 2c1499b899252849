"""The days of a round that is being opened: what was answered, what follows, and what clashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.core.calendar import WorkCalendar
from dialogs.core.steps import Answers, Facts, Problem
from dialogs.rounds import timetable
from dialogs.rounds.opening.facts import frame_of
from dialogs.rounds.opening.teams import LATEST, day_in, teams
from dialogs.rounds.timetable import Clash

OPENS_AT = time(9)
DUE = "due."
SATURDAY = 5


def dialogue_ahead(facts: Facts, answers: Answers) -> dict[str, Problem]:
    dialogue = day_in(answers, "dialogue_on")
    if dialogue is not None and dialogue <= facts["today"]:
        return {"dialogue_on": Problem("dialogue_too_soon")}
    late = answers.get("starts_at", "") > LATEST
    return {"starts_at": Problem("ends_too_late")} if late else {}


def held(answers: Answers) -> list[date]:
    """The days of the dialogues, the first one first."""
    return sorted(team.held_on for team in teams(answers))


def voting_opens(facts: Facts, answers: Answers) -> datetime | None:
    """When the vote opens; None where it opens at once."""
    day = day_in(answers, "opens_on")
    if day is None or day <= facts["today"]:
        return None
    return _instant(facts, day, OPENS_AT)


def deadline_of(facts: Facts, answers: Answers) -> datetime | None:
    """The instant in UTC; None while it is not known."""
    try:
        day = date.fromisoformat(answers["deadline_on"])
        at = time.fromisoformat(answers["deadline_at"])
    except (KeyError, ValueError):
        return None
    return _instant(facts, day, at)


def _instant(facts: Facts, day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(facts["zone_name"])).astimezone(UTC)


def deadline_fits(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """In the future, after the vote has opened, and before the first dialogue's day."""
    deadline, first = deadline_of(facts, answers), min(held(answers), default=None)
    if deadline is None:
        return {}
    if deadline <= facts["now"]:
        return {"deadline_at": Problem("deadline_past")}
    if (opens := voting_opens(facts, answers)) is not None and deadline <= opens:
        return {"opens_on": Problem("opens_after_deadline")}
    late = first is not None and date.fromisoformat(answers["deadline_on"]) >= first
    return {"deadline_on": Problem("deadline_after_dialogue")} if late else {}


def plan_after(_facts: Facts, answers: Answers) -> dict[str, Problem]:
    plan, last = day_in(answers, "plan_due"), max(held(answers), default=None)
    early = plan is not None and last is not None and plan <= last
    return {"plan_due": Problem("plan_before_dialogue")} if early else {}


def proposed(facts: Facts, answers: Answers) -> dict[str, date]:
    """A day for every step, by the days that were given; nothing before those are known."""
    days, closes = held(answers), day_in(answers, "deadline_on")
    if not days or closes is None:
        return {}
    calendar: WorkCalendar = facts["calendar"]
    found = timetable.propose(days[0], last=days[-1], today=facts["today"], calendar=calendar)
    opens = day_in(answers, "opens_on") or facts["today"]
    return timetable.around_vote(found, opens=opens, closes=closes, calendar=calendar)


def in_fields(facts: Facts, answers: Answers) -> Answers:
    """The proposal as it stands in the form, each day to be moved."""
    days = proposed(facts, answers)
    return {
        f"{DUE}{step.key}": days[step.key].isoformat()
        for step in facts["steps"]
        if step.key in days
    }


def all_days(facts: Facts, answers: Answers) -> dict[str, date]:
    """Every step's day: what was given or moved, else what is proposed."""
    days = held(answers)
    moved: Mapping[str, date | None] = {
        step.key: day_in(answers, f"{DUE}{step.key}") for step in facts["steps"]
    }
    given = {
        **moved,
        "choose": day_in(answers, "deadline_on"),
        "dialogue": days[0] if days else None,
        "plans_up": day_in(answers, "plan_due"),
    }
    return timetable.with_given(proposed(facts, answers), given)


def clashes(facts: Facts, answers: Answers) -> tuple[Clash, ...]:
    """What the group should look at once more; nothing is stopped by it."""
    days = all_days(facts, answers)
    plan_due = day_in(answers, "plan_due")
    return (
        *timetable.clashes(days, facts["calendar"], facts["in_language"]),
        *timetable.outside(held(answers), plan_due, frame_of(facts, answers)),
    )


def came_up(facts: Facts, answers: Answers) -> tuple[Clash, ...]:
    """What clashes by the days that were moved, and by those that stayed when others moved."""
    unmoved = {name: raw for name, raw in answers.items() if not name.startswith(DUE)}
    known = clashes(facts, unmoved)
    return tuple(each for each in clashes(facts, answers) if each not in known)


def is_short(facts: Facts, answers: Answers) -> bool:
    """Nobody has a whole working day to answer in."""
    deadline = day_in(answers, "deadline_on")
    if deadline is None:
        return False
    begins = max(day_in(answers, "opens_on") or facts["today"], facts["today"])
    between = (begins + timedelta(days=ahead) for ahead in range(1, (deadline - begins).days))
    return not any(day.weekday() < SATURDAY for day in between)
