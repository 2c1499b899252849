"""The plan for the work, as everybody at the workplace may read it, and who changed what in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dialogs.concepts import load_round
from dialogs.concepts.work_plans import Tool
from dialogs.core.actions import Action, Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Quote
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.rounds.plan.work import LEAST, MOST, has_come, home, paper_button, period, state_for
from dialogs.rounds.state import State, in_group, state_of, works_there
from dialogs.theme_names import CONCEPT
from storage import efforts, people, rounds, topics
from storage.database import Snapshot
from storage.tables import (
    ActionPlan,
    Contribution,
    Effort,
    Level,
    Person,
    PlanChange,
    ReportBack,
    Round,
)
from storage.unit_of_work import Unit


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that a round's plan consists of."""

    round: Round
    efforts: tuple[Effort, ...]
    plans: Mapping[str, ActionPlan]
    contributions: Mapping[str, Mapping[str, Contribution]]
    drivers: Mapping[str, Person]
    told: ReportBack | None

    @property
    def in_progress(self) -> tuple[Effort, ...]:
        return tuple(each for each in self.efforts if each.state in efforts.IN_PROGRESS)

    def driver(self, effort: Effort) -> str:
        plan = self.plans.get(effort.id)
        person = self.drivers.get(plan.driver_id or "") if plan else None
        return person.name if person else ""


async def plan_of(reads: Snapshot, round_: Round) -> Plan:
    found = await efforts.of_round(reads, round_.id)
    ids = [each.id for each in found]
    plans = await efforts.plans(reads, ids)
    drivers = [each.driver_id for each in plans.values() if each.driver_id]
    return Plan(
        round=round_,
        efforts=tuple(found),
        plans=plans,
        contributions=await efforts.contributions(reads, ids),
        drivers=await people.people(reads, drivers),
        told=await efforts.reported_back(reads, round_.id),
    )


async def is_news(reads: Snapshot, plan: Plan) -> bool:
    """Nobody was told of it, or it has changed since."""
    latest = await efforts.changes(reads, plan.round.id, limit=1)
    return plan.told is None or bool(latest and latest[0].at > plan.told.sent_at)


async def plan_card(unit: Unit, request: Request) -> Card | Refusal:
    """`do:plan:ROUND`: for everybody who works there; the newest round where none is named."""
    round_id = request.subject or await _newest(unit, request)
    state = await state_of(unit, round_id, request.today)
    if state is None:
        return Refusal("no_round_yet")
    if not works_there(request.who, state.round):
        return Refusal("not_for_you")
    plan, say = await plan_of(unit, state.round), request.say
    body: list[Part] = []
    if not plan.efforts:
        body.append(say("work_plan/nothing_yet"))
    elif plan.told is None:
        body.append(say("work_plan/being_made"))
    for effort in plan.efforts:
        body += effort_parts(plan, effort, say)
    if len(plan.in_progress) == 1 and in_group(request.who, state.round):
        body.append(say("work_plan/few", least=LEAST, most=MOST))
    useful = {
        "rate": plan.told is None and bool(await topics.of_round(unit, state.round.id)),
        "tell": bool(plan.in_progress) and await is_news(unit, plan),
    }
    buttons = (*_opened(plan, say), *_for_group(plan, state, request, useful))
    printed = paper_button(request, say("work_plan/print"), "plan", state.round.id)
    whole = (*buttons, *(printed if plan.efforts else ()), home(say))
    return Card(title=say("work_plan/title"), body=tuple(body), buttons=whole)


async def _newest(reads: Snapshot, request: Request) -> str:
    found = await rounds.latest(reads, request.who.workplace_id)
    return found.id if found else ""


def effort_parts(plan: Plan, effort: Effort, say: Speaker) -> list[Part]:
    """What everybody is told of an effort: what, why, when, who drives it, what is seen first."""
    parts: list[Part] = [Heading(effort.title)]
    if effort.why:
        parts.append(Quote(effort.why))
    rows = [
        (say("work_plan/when"), period(effort, say)),
        (say("work_plan/driver"), plan.driver(effort) or say("work_plan/no_driver")),
        (say("work_plan/state"), say(f"work_plan/state_{effort.state}")),
    ]
    own = plan.plans.get(effort.id)
    if own is not None and own.quick:
        rows.append((say("work_plan/quick"), own.quick))
    return [*parts, Facts(tuple(rows))]


def _opened(plan: Plan, say: Speaker) -> tuple[Button, ...]:
    return tuple(
        Button(
            label=say("work_plan/open", title=each.title), value=write(Do("effort_card", each.id))
        )
        for each in plan.efforts
    )


def _for_group(
    plan: Plan, state: State, request: Request, useful: Mapping[str, bool]
) -> tuple[Button, ...]:
    """What the planning group does, in its order, then HR's tools."""
    if not in_group(request.who, state.round) or not has_come(state):
        return ()
    say, round_id = request.say, state.round.id
    wanted: list[tuple[str, Action, bool]] = [
        ("sort", Do("sort", round_id), plan.told is None),
        ("rate", Do("rate", round_id), useful["rate"]),
        ("choose", Open("efforts", round_id), len(plan.in_progress) < MOST),
        ("periods", Open("development_plan", round_id), bool(plan.in_progress)),
        ("tell", Open("report_back", round_id), useful["tell"]),
        ("dissents", Do("dissents", round_id), True),
        ("history", Do("history", round_id), True),
    ]
    found = [
        Button(label=say(f"work_plan/{key}"), value=write(action))
        for key, action, offered in wanted
        if offered
    ]
    tools = load_round(CONCEPT).work_plan.tools
    return (*found, *tool_buttons(tools, say.language, back=write(Do("plan", round_id))))


def tool_buttons(tools: Sequence[Tool], language: str, *, back: str) -> tuple[Button, ...]:
    """HR's templates and guides, where the municipality has set any (TAL-68)."""
    return tuple(Button(label=each.name.in_(language), value=back, url=each.url) for each in tools)


async def effort_card(unit: Unit, request: Request) -> Card | Refusal:
    """`do:effort_card:EFFORT`: the whole action plan; internal to the workplace (TAL-58)."""
    effort = await efforts.find(unit, request.subject)
    state = await state_of(unit, effort.round_id, request.today) if effort else None
    if effort is None or state is None:
        return Refusal("not_there")
    if not works_there(request.who, state.round):
        return Refusal("not_for_you")
    plan, say = await plan_of(unit, state.round), request.say
    body = [*effort_parts(plan, effort, say)[1:]]
    body += action_parts(plan, effort, say)
    body += iglo_parts(plan, effort, say)
    return Card(title=effort.title, body=tuple(body), buttons=_changing(effort, state, request))


Told: TypeAlias = str | Heading | Quote | Facts
"""What can be read on a card and on paper alike."""


def action_parts(plan: Plan, effort: Effort, say: Speaker) -> list[Told]:
    own = plan.plans.get(effort.id)
    if own is None:
        return [say("work_plan/no_plan")]
    parts: list[Told] = []
    for name in ("action", "roles", "follow_up", "communication"):
        if text := getattr(own, name):
            parts += [Heading(say(f"action_plan/{name}_read")), Quote(text)]
    days = [
        (say(f"action_plan/{name}_read"), say.day(day))
        for name in ("planned_by", "carried_out_by", "evaluated_by")
        if (day := getattr(own, name))
    ]
    return [*parts, Facts(tuple(days))] if days else parts


def iglo_parts(plan: Plan, effort: Effort, say: Speaker) -> list[Part]:
    found = plan.contributions.get(effort.id, {})
    parts: list[Part] = []
    for level in Level:
        if given := found.get(level.value):
            parts += [Heading(say(f"iglo/{level.value}_read")), Quote(given.text)]
            if given.whom:
                parts.append(say("work_plan/whom", whom=given.whom))
    return parts


def _changing(effort: Effort, state: State, request: Request) -> tuple[Button, ...]:
    say = request.say
    papers = (
        *paper_button(request, say("work_plan/print_plan"), "action_plan", effort.id),
        *paper_button(request, say("work_plan/print_iglo"), "iglo", effort.id),
    )
    back = Button(label=say("work/see_plan"), value=write(Do("plan", effort.round_id)))
    rest = (*papers, back, home(say))
    if not in_group(request.who, state.round) or effort.state not in efforts.IN_PROGRESS:
        return rest
    dialogs = ("action_plan", "iglo", "reword")
    return (
        *(
            Button(label=say(f"work_plan/to_{each}"), value=write(Open(each, effort.id)))
            for each in dialogs
        ),
        *rest,
    )


async def history(unit: Unit, request: Request) -> Card | Refusal:
    """`do:history:ROUND`: who of the planning group changed what, the newest first."""
    state = await state_for(unit, request, request.subject)
    if isinstance(state, Refusal):
        return state
    found = await efforts.changes(unit, state.round.id)
    names = await people.people(unit, [each.person_id for each in found])
    titles = await efforts.titles(unit, state.round.id)
    say = request.say
    rows = tuple(
        (
            say("history/when", at=each.at, who=names[each.person_id].name),
            _what(each, titles, say),
        )
        for each in found
    )
    body: tuple[Part, ...] = (Facts(rows),) if rows else (say("history/nothing"),)
    back = Button(label=say("work/see_plan"), value=write(Do("plan", state.round.id)))
    return Card(title=say("history/title"), body=body, buttons=(back, home(say)))


def _what(change: PlanChange, titles: Mapping[str, str], say: Speaker) -> str:
    title = titles.get(change.subject.rpartition(":")[2], "")
    key = f"history/{change.what}"
    return say(key, title=title) if say.has(key) else say("history/other")
