"""Which step of a round comes next for somebody, and what of it is over."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.rounds.state import State, in_group, leads
from dialogs.rounds.timetable import offset, step_name, steps

DIALOGUE = "dialogue"
"""The one step that is held on its day, not by it."""
LEADERS = frozenset({"reflection", "first_meeting", "leader_feedback"})
"""Steps that are the leader's own."""
EVERYBODYS = frozenset({"examples"})
"""Steps that nobody can bring to an end for the others."""
BRINGS_ON: Mapping[str, str] = {
    "inform": "inform/begin",
    "invite": "invitation/entry",
    "practical": "chore/entry",
    "groups": "groups/entry",
    "reflection": "reflection/begin",
    "first_meeting": "first_meeting/entry",
    "action_plan": "overview/entry_sort",
    "report_back": "overview/entry_report_back",
    "leader_feedback": "leader_feedback/begin",
    "plans_up": "sending_up/entry",
}
"""By step, the label of what brings it on."""


def is_over(state: State, key: str) -> bool:
    """It was for the dialogue, which has been held."""
    return state.held and key != DIALOGUE and offset(key) <= 0 and not state.is_done(key)


def by_day(state: State) -> list[str]:
    """The steps that there are, by their days; of one day in the pack's order."""
    known = [step.key for step in steps() if step.key in state.steps]
    return sorted(known, key=lambda key: state.steps[key].due_on)


def next_step(who: Who, state: State) -> str | None:
    """The one that whoever plans or leads does next."""
    if not in_group(who, state.round):
        return None
    others = EVERYBODYS if leads(who, state.round) else EVERYBODYS | LEADERS
    waiting = [
        key
        for key in by_day(state)
        if not state.is_done(key) and not is_over(state, key) and key not in others
    ]
    return waiting[0] if waiting else None


def next_line(who: Who, state: State, say: Speaker) -> tuple[str, str] | None:
    """What comes next, and its day."""
    key = next_step(who, state)
    if key is None:
        return None
    name = step_name(key, say.language)
    return say("overview/next"), say("overview/next_what", step=name, when=where(state, key, say))


def where(state: State, key: str, say: Speaker) -> str:
    """When a step was done, or by when it is to be."""
    step = state.steps[key]
    if step.done_at is not None:
        return say("overview/done", day=step.done_at)
    if is_over(state, key):
        return say("overview/over")
    if key == DIALOGUE:
        return say("overview/on", day=step.due_on)
    return say("overview/late" if step.due_on < state.today else "overview/by", day=step.due_on)
