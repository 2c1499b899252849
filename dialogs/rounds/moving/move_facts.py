"""What may be moved in a round, and what would come of it; the dialog is in `move`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from dialogs.core.calendar import WorkCalendar
from dialogs.core.dialog import Refusal, Visit
from dialogs.core.steps import Answers, Facts, Option, Problem
from dialogs.rounds import timetable
from dialogs.rounds.afterwards.followup_days import all_months, day_of, names, step_of
from dialogs.rounds.moving.moves import DIALOGUE, OPENS, Days, Moved, hanging, move
from dialogs.rounds.opening.teams import LATEST, day_in
from dialogs.rounds.state import State, in_group, state_of
from storage import frames, moving
from storage.database import Snapshot
from storage.tables import Phase, Round, Sitting
from storage.unit_of_work import Unit

YES, NO = "yes", "no"
OPENS_ON = "opens_on"
RUNNING = (Phase.PROPOSED.value, Phase.VOTING.value)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await state_of(unit, visit.subject, visit.today)
    if state is None:
        return Refusal("not_there")
    if not in_group(visit.who, state.round):
        return Refusal("not_for_you")
    days = days_of(state, visit.house.calendar.for_zone(visit.who.zone))
    if not state.sittings or not (days.held or days.open):
        return Refusal("nothing_to_move")
    round_ = state.round
    stamp = await moving.count(unit, round_.id)
    keys = [*(each.id for each in state.sittings if each.id in days.held), *days.open]
    return {
        "today": visit.today,
        "zone_name": visit.who.zone,
        "in_language": visit.who.language,
        "round": round_,
        "steps": state.steps,
        "sittings": {each.id: each for each in state.sittings},
        "days": days,
        "keys": {f"d{number}_{stamp}": key for number, key in enumerate(keys)},
        "frame": await frames.find(unit, round_.frame_id) if round_.frame_id else None,
        "last_moved": await _last_moved(unit, round_, visit.who.language),
    }


def days_of(state: State, calendar: WorkCalendar) -> Days:
    """What may still be moved."""
    round_, planned = state.round, state.round.phase == Phase.PLANNED.value
    follow_ups = _follow_ups(state)
    opens = round_.voting_opens if planned else None
    return Days(
        open={**{key: state.steps[key].due_on for key in _open_steps(state)}, **follow_ups},
        held={
            each.id: each.held_on
            for each in state.sittings
            if not (each.started_at or each.is_over(state.today))
        },
        fixed=frozenset({*follow_ups, *(("plans_up",) if round_.frame_id else ())}),
        opens=calendar.local_date(opens) if opens else None,
        today=state.today,
        calendar=calendar,
    )


def has_days_to_move(state: State) -> bool:
    """To the end: a dialogue that is to come or is off, or a step that is not done."""
    off = any(each.is_off for each in state.sittings)
    ahead = not state.held or off or _open_steps(state) or _follow_ups(state)
    return bool(state.sittings and ahead)


def _follow_ups(state: State) -> dict[str, date]:
    """Those that are still to be made, once the dialogue is over and efforts are chosen."""
    if not (state.held and state.planned):
        return {}
    waiting = [each for each in all_months() if each not in state.followed]
    return {step_of(each): day_of(state.round, each, state.steps) for each in waiting}


def _open_steps(state: State) -> list[str]:
    """Each by its key; the dialogue itself and an open vote are moved elsewhere.

    What was for the dialogue is of no use once it is held.
    """
    planned = state.round.phase == Phase.PLANNED.value
    apart = {DIALOGUE, *(() if planned else ("choose",)), *(("select",) if state.announced else ())}
    return [
        step.key
        for step in timetable.steps()
        if step.key not in apart
        and step.key in state.steps
        and not state.is_done(step.key)
        and not (state.held and step.days < 0)
    ]


async def _last_moved(reads: Snapshot, round_: Round, language: str) -> Mapping[str, Any] | None:
    """Who moved something last, and when: whoever comes second is told."""
    found = await moving.last(reads, round_.id)
    if found is None:
        return None
    change, person = found
    known = {step.key for step in timetable.steps()} - {DIALOGUE}
    name = timetable.step_name(change.subject, language) if change.subject in known else ""
    return {"who": person.name, "at": change.at, "what": name}


def whats(facts: Facts) -> tuple[Option, ...]:
    """Everything that may be moved; the keys change when anything is, so that nobody moves on."""
    return tuple(Option(each, label=label(facts, key)) for each, key in facts["keys"].items())


def label(facts: Facts, key: str) -> str:
    days: Days = facts["days"]
    if key in days.held:
        sitting: Sitting = facts["sittings"][key]
        name = timetable.step_name(DIALOGUE, facts["in_language"])
        return f"{name} – {sitting.name}" if sitting.name else name
    if named := names(facts["in_language"]).get(key):
        return named
    return timetable.step_name(key, facts["in_language"])


def picked(facts: Facts, answers: Answers) -> str:
    keys: Mapping[str, str] = facts["keys"]
    return keys.get(answers.get("what", ""), "")


def is_dialogue(facts: Facts, answers: Answers) -> bool:
    return picked(facts, answers) in facts["days"].held


def has_more(facts: Facts, answers: Answers) -> bool:
    """Something would move along."""
    key = picked(facts, answers)
    return bool(key) and bool(hanging(facts["days"], key))


def as_it_is(facts: Facts, answers: Answers) -> Answers:
    key, days = picked(facts, answers), facts["days"]
    if key in days.held:
        sitting: Sitting = facts["sittings"][key]
        here = {"day": sitting.held_on.isoformat(), "at": sitting.starts_at, "place": sitting.place}
        return {**here, "along": YES}
    known, opens = days.open.get(key), days.opens
    found = {OPENS_ON: opens.isoformat()} if opens else {}
    return {**found, "day": known.isoformat(), "along": YES} if known else {}


def moved(facts: Facts, answers: Answers) -> Moved:
    key, to, days = picked(facts, answers), day_in(answers, "day"), facts["days"]
    if not key or to is None:
        return {}
    found = dict(move(days, key, to, along=answers.get("along") == YES))
    opens = day_in(answers, OPENS_ON) if opens_too(facts, answers) else None
    if opens is not None and opens != days.opens:
        found[OPENS] = (days.opens, opens)
    return found


def opens_too(facts: Facts, answers: Answers) -> bool:
    """The day on which a planned vote opens is moved with its last one."""
    return picked(facts, answers) == "choose" and facts["days"].opens is not None


def fits(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """Something changes; the vote stays between its opening and the dialogue."""
    key, to, days = picked(facts, answers), day_in(answers, "day"), facts["days"]
    if not key or to is None:
        return {}
    if not moved(facts, answers) and not other_place(facts, answers):
        return {"day": Problem("not_moved")}
    if key in days.held and answers.get("at", "") > LATEST:
        return {"at": Problem("ends_too_late")}
    if key in days.held and to <= _vote_ends(facts):
        return {"day": Problem("dialogue_before_deadline")}
    if key in (known := names(facts["in_language"])):
        return _in_order(facts, list(known), key, to)
    then = after(facts, answers)
    opens, closes, first = then.get(OPENS), then.get("choose"), first_of(facts, answers)
    if opens and closes and opens >= closes:
        return {"day": Problem("opens_after_deadline")}
    return {"day": Problem("deadline_after_dialogue")} if closes and closes >= first else {}


def _in_order(facts: Facts, keys: Sequence[str], key: str, to: date) -> dict[str, Problem]:
    """A follow-up stays between those before and after it, made or not: else one is lost."""
    of = {step_of(each): day_of(facts["round"], each, facts["steps"]) for each in all_months()}
    at = keys.index(key)
    for other in keys[:at]:
        if to <= of[other]:
            return {"day": Problem("followup_too_early", {"day": of[other]})}
    for other in keys[at + 1 :]:
        if to >= of[other]:
            return {"day": Problem("followup_too_late", {"day": of[other]})}
    return {}


def _vote_ends(facts: Facts) -> date:
    """The day after which a dialogue may be, while the vote's own days stay as they are."""
    round_: Round = facts["round"]
    if round_.phase not in RUNNING:
        return date.min
    return round_.deadline.astimezone(ZoneInfo(facts["zone_name"])).date()


def after(facts: Facts, answers: Answers) -> dict[str, date]:
    """Every day that is a step's or the opening's, as it would be."""
    return {**facts["days"].all(), **{key: pair[1] for key, pair in moved(facts, answers).items()}}


def first_of(facts: Facts, answers: Answers) -> date:
    return min(held_then(facts, answers))


def held_then(facts: Facts, answers: Answers) -> list[date]:
    """The days of all dialogues, as they would be."""
    changed = moved(facts, answers)
    return [
        changed[each][1] if each in changed else sitting.held_on
        for each, sitting in facts["sittings"].items()
    ]


def other_place(facts: Facts, answers: Answers) -> bool:
    sitting = facts["sittings"].get(picked(facts, answers))
    if sitting is None:
        return False
    there = (answers.get("at", sitting.starts_at), answers.get("place", sitting.place))
    return there != (sitting.starts_at, sitting.place)
