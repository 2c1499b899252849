"""What is asked when the year opens, what is known already, and what does not hold."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from dialogs.concepts import TalkConcept
from dialogs.core.calendar import WorkCalendar
from dialogs.core.cards import Part
from dialogs.core.steps import Answers, Facts, Option, Problem, When
from dialogs.core.texts import Speaker
from dialogs.talks.evaluating.result import told
from dialogs.talks.opening.wanted import MOST_THEMES, cycle_before
from storage.tables import Cycle

LONGEST = 366
"""Days: a year's conversations are held within a year."""


def workplaces(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["workplaces"]
    return found


def years(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["years"]
    return found


def several(facts: Facts, _answers: Answers) -> bool:
    return len(workplaces(facts)) > 1


def pack_for(facts: Facts, answers: Answers) -> TalkConcept:
    """What the year is held after: what it was opened with, or what holds there now."""
    where = answers.get("workplace") or workplaces(facts)[0].key
    year = answers.get("year") or years(facts)[0].key
    packs: dict[tuple[str, str], TalkConcept] = facts["packs"]
    return packs.get((where, year)) or next(iter(packs.values()))


def room_for(number: int) -> When:
    return lambda facts, answers: number <= pack_for(facts, answers).limits.themes.most


def has_team(facts: Facts, answers: Answers) -> bool:
    return pack_for(facts, answers).team is not None


def is_shared(facts: Facts, answers: Answers) -> bool:
    """With a team that works closely with this one (NYB-KOM-36)."""
    return has_team(facts, answers) and len(other_teams(facts)) > 1


def other_teams(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["others"]
    return found


def guidelines_wanted(facts: Facts, answers: Answers) -> bool:
    return pack_for(facts, answers).committee is not None


def prefill(facts: Facts) -> Answers:
    """This year's where they are set: opening again is for changing them."""
    here, now = workplaces(facts)[0].key, years(facts)[0].key
    cycle: Cycle | None = facts["cycles"][here, now]
    if cycle is None:
        return {}
    calendar: WorkCalendar = facts["calendar"]
    themes = {f"theme_{at}": "" for at in range(1, MOST_THEMES + 1)}
    themes |= {f"theme_{at}": name for at, name in enumerate(cycle.themes, 1)}
    local = cycle.kickoff_at.astimezone(ZoneInfo(calendar.zone)) if cycle.kickoff_at else None
    return {
        "year": now,
        "workplace": here,
        "purpose": cycle.purpose or "",
        **themes,
        "form": cycle.form,
        "with_team": cycle.with_workplace_id or "",
        "first_day": f"{cycle.first_day or ''}",
        "last_day": f"{cycle.last_day or ''}",
        "guidelines": cycle.guidelines or "",
        "kickoff_day": f"{local:%Y-%m-%d}" if local else "",
        "kickoff_clock": f"{local:%H:%M}" if local else "",
        "kickoff_place": cycle.kickoff_place or "",
    }


def already(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    cycle = cycle_before(facts, answers)
    parts = [say("year/already", year=cycle.year, names=cycle.themes)] if cycle else []
    if facts["suggested"]:
        parts.append(say("year/suggested", names=facts["suggested"]))
    where = answers.get("workplace") or workplaces(facts)[0].key
    lessons = facts["lessons"].get((where, answers.get("year", "")), ())
    return (*parts, *told(lessons, say("talk_evaluation/last_time")))


def committee(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """Which committee sets the frame, in the concept's own words (NYB-KOM-42, HER-02)."""
    found = pack_for(facts, answers).committee
    if found is None:
        return ()
    name, says = found.name.in_(facts["language"]), found.says.in_(facts["language"])
    return (say("year/committee", name=name, says=says),)


def check_frame(facts: Facts, answers: Answers) -> dict[str, Problem]:
    first, last = day_in(answers, "first_day"), day_in(answers, "last_day")
    if answers.get("with_team") == (answers.get("workplace") or workplaces(facts)[0].key):
        return {"with_team": Problem("own_team")}
    if bool(first) != bool(last):
        return {"last_day" if first else "first_day": Problem("period_whole")}
    if first is None or last is None:
        return {}
    if last < first or (last - first).days > LONGEST:
        return {"last_day": Problem("period_order")}
    if str(first.year) != answers.get("year", str(first.year)):
        return {"first_day": Problem("other_year", {"year": answers["year"]})}
    if last < facts["today"] and cycle_before(facts, answers) is None:
        return {"last_day": Problem("in_the_past")}
    return closed(facts, first_day=first, last_day=last)


def check_kickoff(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """Before the conversations end, on a day on which people work."""
    day = day_in(answers, "kickoff_day")
    if day is None:
        said = answers.get("kickoff_clock") or answers.get("kickoff_place")
        return {"kickoff_day": Problem("kickoff_day")} if said else {}
    if not answers.get("kickoff_clock"):
        return {"kickoff_clock": Problem("kickoff_clock")}
    if day < facts["today"] and not _was_set(facts, answers, day):
        return {"kickoff_day": Problem("in_the_past")}
    last = day_in(answers, "last_day")
    if last is not None and day > last:
        return {"kickoff_day": Problem("kickoff_late", {"day": last})}
    return closed(facts, kickoff_day=day)


def _was_set(facts: Facts, answers: Answers, day: date) -> bool:
    """One that has been held may stand where something else is changed."""
    before = cycle_before(facts, answers)
    calendar: WorkCalendar = facts["calendar"]
    at = before.kickoff_at if before else None
    return at is not None and calendar.local_date(at) == day


def closed(facts: Facts, **days: date) -> dict[str, Problem]:
    calendar: WorkCalendar = facts["calendar"]
    return {
        name: Problem("closed_day", {"day": day})
        for name, day in days.items()
        if not calendar.is_working_day(day)
    }


def day_in(answers: Answers, name: str) -> date | None:
    raw = answers.get(name, "")
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        return None
