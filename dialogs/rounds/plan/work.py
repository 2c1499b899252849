"""What every dialog about the work after the dialogue asks first, and writes in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from babel.dates import format_date

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Completion, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.rounds.inviting.invited import LASTS, starts
from dialogs.rounds.state import State, in_group, state_of
from storage import due, efforts, steps
from storage.database import Snapshot
from storage.levels import PLANS_UP
from storage.tables import ActionPlan, Effort, EffortState, Round, Sitting
from storage.unit_of_work import Unit

MOST, LEAST = 3, 2
"""So many efforts are in progress at once (TAL-60)."""
TITLE, WORDS = 120, 1000
NOTHING: Mapping[str, Any] = MappingProxyType({})
TOLD = ("report_back", PLANS_UP)
BEGUN = (EffortState.RUNNING.value, EffortState.DONE.value)


def has_come(state: State) -> bool:
    """The first dialogue is over or is today: a group may go on with it the same afternoon."""
    return state.announced and any(
        not each.is_off and (each.ended_at or each.held_on <= state.today)
        for each in state.sittings
    )


async def state_for(reads: Snapshot, visit: Visit, round_id: str) -> State | Refusal:
    """For the planning group alone, once there was a dialogue."""
    state = await state_of(reads, round_id, visit.today)
    if state is None:
        return Refusal("not_there")
    if not in_group(visit.who, state.round):
        return Refusal("not_for_you")
    if not has_come(state):
        return Refusal("dialogue_not_held", {"day": state.round.dialogue_on})
    if any(_runs(each, visit) for each in state.sittings):
        return Refusal("record_not_yet", {"day": visit.today})
    return state


def _runs(sitting: Sitting, visit: Visit) -> bool:
    """A group's notes are its own while it writes, and so is what it found important (TAL-44).

    A day that nobody runs from here, on paper it may be, is over when its three hours are.
    """
    if sitting.held_on != visit.today or sitting.ended_at is not None:
        return False
    calendar = visit.house.calendar
    ends = starts(sitting.held_on, sitting.starts_at, calendar) + LASTS
    return sitting.started_at is not None or visit.now < ends


@dataclass(frozen=True, kw_only=True)
class Work:
    state: State
    effort: Effort

    @property
    def round(self) -> Round:
        return self.state.round


async def effort_for(reads: Snapshot, visit: Visit) -> Work | Refusal:
    """One that is still to be worked with."""
    effort = await efforts.find(reads, visit.subject)
    if effort is None:
        return Refusal("not_there")
    state = await state_for(reads, visit, effort.round_id)
    if isinstance(state, Refusal):
        return state
    if effort.state not in efforts.IN_PROGRESS:
        return Refusal("effort_over", {"title": effort.title})
    return Work(state=state, effort=effort)


def keep_change(unit: Unit, sent: Completion, round_: Round, what: str, subject: str) -> None:
    """Whoever changes the plan is of the group when it is written, and stands beside it.

    The board and the reminders follow.
    """
    planning.expect_member(unit, sent.who, round_.workplace_id)
    efforts.record(
        unit,
        round_id=round_.id,
        what=what,
        subject=subject,
        person_id=sent.who.id,
        at=sent.now,
    )
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)


def is_ready(plan: ActionPlan | None) -> bool:
    """It says what is done and who sees to it."""
    return plan is not None and bool(plan.driver_id and plan.action)


async def look_whether_done(
    unit: Unit,
    sent: Completion,
    round_: Round,
    *,
    planned: Mapping[str, bool] = NOTHING,
    moved: Mapping[str, str] = NOTHING,
) -> None:
    """The plan is done with two or three efforts that have an action and a driver (TAL-53, 60).

    And it is under way once one of them is. What is true no more is open again, until the plan is
    told of: from then on an effort that ends is how it went, and no step is late by it. What is
    written just now nobody can read yet: of which efforts it is `planned` both, and where they
    `moved`.
    """
    states = {each.id: each.state for each in await efforts.all_of(unit, round_.id)} | dict(moved)
    there = [id_ for id_, state in states.items() if state != EffortState.DROPPED.value]
    plans = await efforts.plans(unit, there)
    ready = [
        id_
        for id_ in there
        if states[id_] == EffortState.DONE.value or planned.get(id_, is_ready(plans.get(id_)))
    ]
    begun = any(states[id_] in BEGUN for id_ in there)
    is_told = await _is_told(unit, round_)
    for step, done in (("action_plan", len(ready) >= LEAST), ("under_way", begun)):
        if done:
            finish(unit, sent, round_, step)
        elif not is_told:
            steps.open_again(unit, round_.id, step)


async def _is_told(reads: Snapshot, round_: Round) -> bool:
    """All have heard of the plan, or it was sent up."""
    known = await steps.of_round(reads, round_.id)
    return any(known[each].done_at is not None for each in TOLD if each in known)


def finish(unit: Unit, sent: Completion, round_: Round, step: str) -> None:
    """Its reminders stop."""
    steps.finish(unit, round_.id, step, person_id=sent.who.id, now=sent.now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)


def month(day: date, language: str) -> str:
    """As people say it: "september 2026"."""
    return format_date(day, "LLLL y", locale="en_GB" if language == "en" else "da_DK")


def period(effort: Effort, say: Speaker) -> str:
    if effort.first_on is None or effort.last_on is None:
        return say("work/no_period")
    first, last = (month(day, say.language) for day in (effort.first_on, effort.last_on))
    return first if first == last else say("work/period", first=first, last=last)


def home(say: Speaker) -> Button:
    return Button(label=say("common/home"), value=write(Do("home")))


def to_plan(say: Speaker, round_id: str) -> Button:
    return Button(label=say("work/see_plan"), value=write(Do("plan", round_id)))


def kept(say: Speaker, title: str, *body: Part, buttons: tuple[Button, ...]) -> Card:
    return Card(title=title, body=body, buttons=(*buttons, home(say)))


def paper_button(request: Request, label: str, paper: str, subject: str) -> tuple[Button, ...]:
    """None where nothing is served."""
    url = request.house.links.to(paper, subject, request.who.id, now=request.now)
    back = write(Do("plan"))
    return (Button(label=label, value=back, url=url),) if url else ()


def as_day(raw: str) -> date | None:
    return date.fromisoformat(raw) if raw else None


def in_order(moments: list[date | None]) -> bool:
    known = [each for each in moments if each is not None]
    return known == sorted(known)
