"""The plan for the work on paper: what a workplace hangs up, and what it takes to MED."""

from __future__ import annotations

from dialogs.core.cards import Facts, Quote, Table
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Paper, PaperPart
from dialogs.rounds.plan.dissent import may_read
from dialogs.rounds.plan.work import period
from dialogs.rounds.plan.work_plan import Plan, action_parts, plan_of
from dialogs.rounds.state import state_of, works_there
from dialogs.theme_names import chosen_name, list_name
from storage import efforts, people, rounds
from storage.database import Snapshot
from storage.tables import Effort, Level, ThemeList


async def plan_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    """The development plan (TAL-57): workplace, themes, and each period with its effort."""
    plan = await _plan(reads, request, request.subject)
    if isinstance(plan, Refusal):
        return plan
    say = request.say
    rows = tuple((period(each, say), each.title, each.why or "") for each in plan.efforts)
    head = (say("work_papers/period"), say("work_papers/effort"), say("work_papers/why"))
    return Paper(
        name=say("work_papers/plan_file_name"),
        title=say("work_papers/plan"),
        subtitle=await _workplace(reads, plan),
        parts=(Facts(await _themes(reads, plan, request)), Table(head, rows)),
        foot=say("work_papers/foot"),
        landscape=True,
    )


async def action_plan_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    found = await _of_effort(reads, request)
    if isinstance(found, Refusal):
        return found
    plan, effort = found
    say = request.say
    own = plan.plans.get(effort.id)
    top = [
        (say("work_papers/period"), period(effort, say)),
        (say("work_plan/driver"), plan.driver(effort) or say("work_plan/no_driver")),
    ]
    if own is not None and own.quick:
        top.append((say("work_plan/quick"), own.quick))
    why: tuple[PaperPart, ...] = (Quote(effort.why),) if effort.why else ()
    return Paper(
        name=say("work_papers/action_plan_file_name"),
        title=say("work_papers/action_plan", title=effort.title),
        subtitle=await _workplace(reads, plan),
        parts=(*why, Facts(tuple(top)), *action_parts(plan, effort, say)),
        foot=say("work_papers/internal"),
    )


async def iglo_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    found = await _of_effort(reads, request)
    if isinstance(found, Refusal):
        return found
    plan, effort = found
    say, given = request.say, plan.contributions.get(effort.id, {})
    rows = tuple(
        (
            say(f"iglo/{level.value}_read"),
            given[level.value].text if level.value in given else "",
            (given[level.value].whom or "") if level.value in given else "",
        )
        for level in Level
    )
    head = (say("work_papers/level"), say("work_papers/gives"), say("work_papers/whom"))
    return Paper(
        name=say("work_papers/iglo_file_name"),
        title=say("work_papers/iglo", title=effort.title),
        subtitle=await _workplace(reads, plan),
        parts=(say("work_papers/iglo_how"), Table(head, rows)),
        foot=say("work_papers/foot"),
        landscape=True,
    )


async def dissents_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    """For MED's agenda (TAL-109): each view as it was written, nobody's name."""
    state = await state_of(reads, request.subject, request.today)
    if state is None:
        return Refusal("not_there")
    if not may_read(request.who, state.round):
        return Refusal("not_for_you")
    say, plan = request.say, await plan_of(reads, state.round)
    views = await efforts.dissents(reads, state.round.id)
    return Paper(
        name=say("work_papers/dissents_file_name"),
        title=say("work_papers/dissents"),
        subtitle=await _workplace(reads, plan),
        parts=(say("dissent/agenda"), *(Quote(each.text) for each in views)),
        foot=say("work_papers/foot"),
    )


async def _of_effort(reads: Snapshot, request: Request) -> tuple[Plan, Effort] | Refusal:
    effort = await efforts.find(reads, request.subject)
    if effort is None:
        return Refusal("not_there")
    plan = await _plan(reads, request, effort.round_id)
    return plan if isinstance(plan, Refusal) else (plan, effort)


async def _plan(reads: Snapshot, request: Request, round_id: str) -> Plan | Refusal:
    """For all who work there, and for nobody else: it is the workplace's own."""
    state = await state_of(reads, round_id, request.today)
    if state is None:
        return Refusal("not_there")
    if not works_there(request.who, state.round):
        return Refusal("not_for_you")
    return await plan_of(reads, state.round)


async def _workplace(reads: Snapshot, plan: Plan) -> str:
    found = await people.workplace(reads, plan.round.workplace_id)
    return found.name if found else ""


async def _themes(reads: Snapshot, plan: Plan, request: Request) -> tuple[tuple[str, str], ...]:
    chosen = await rounds.selections(reads, plan.round.id)
    language = request.say.language
    return tuple(
        (list_name(which, language), chosen_name(chosen[which], language))
        for which in ThemeList
        if which in chosen
    )
