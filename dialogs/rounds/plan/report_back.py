"""The group tells all employees what it chose, why, how, and what happens now (TAL-64)."""

from __future__ import annotations

from dialogs.broadcast import tell_all
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Facts, Notice, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.plan.work import WORDS, finish, keep_change, kept, state_for, to_plan
from dialogs.rounds.plan.work_plan import Plan, effort_parts, is_news, plan_of
from storage import efforts, people, rounds
from storage.database import Snapshot
from storage.tables import ReportBack, Round
from storage.unit_of_work import Unit


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    """Once, and again when the plan has changed since: everybody gets it each time."""
    state = await state_for(unit, visit, visit.subject)
    if isinstance(state, Refusal):
        return state
    plan = await plan_of(unit, state.round)
    if not plan.in_progress:
        return Refusal("choose_first")
    if plan.told and not await is_news(unit, plan):
        sender = await people.person(unit, plan.told.sent_by)
        facts = {"who": sender.name if sender else "", "at": plan.told.sent_at}
        return Refusal("told_already", facts)
    return {"round": state.round, "plan": plan, "group": len(plan.in_progress)}


def preview(facts: Facts, answers: Answers, say: Speaker) -> tuple[Part, ...]:
    return _parts(facts["plan"], answers.get("process", ""), say)


def _parts(plan: Plan, process: str, say: Speaker) -> tuple[Part, ...]:
    parts: list[Part] = [say("report_back/intro")]
    for effort in plan.in_progress:
        parts += effort_parts(plan, effort, say)
    parts += [Heading(say("report_back/how")), Quote(process)]
    return (*parts, say("report_back/ahead"))


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    plan: Plan = sent.facts["plan"]
    told = ReportBack(
        round_id=round_.id,
        process=sent.answers["process"],
        sent_by=sent.who.id,
        sent_at=sent.now,
    )
    efforts.report_back(unit, plan.told, told)
    keep_change(unit, sent, round_, "told", "told")
    finish(unit, sent, round_, "report_back")
    key = f"report_back:{round_.id}:{plan.told.version + 1 if plan.told else 1}"
    count = await tell_all(unit, round_, "report_back", key=key, today=sent.today, now=sent.now)
    say = sent.say
    body = say("report_back/told", count=count)
    return kept(say, say("report_back/done"), body, buttons=(to_plan(say, round_.id),))


REPORT_BACK = Dialog(
    name="report_back",
    pages=(
        Page("process", (Text("process", max_length=WORDS, personal=False),)),
        Page("preview", (Notice("seen"),), body=preview),
    ),
    load=load,
    done=save,
    review=False,
    roomy=True,
)


async def report_back(reads: Snapshot, hearing: Hearing) -> Card | None:
    round_ = await rounds.find(reads, hearing.params["round"])
    told = await efforts.reported_back(reads, round_.id) if round_ else None
    if round_ is None or told is None:
        return None
    say = hearing.say
    plan = await plan_of(reads, round_)
    see = Button(label=say("work/see_plan"), value=write(Do("plan", round_.id)))
    return Card(
        title=say("report_back/news"),
        body=_parts(plan, told.process, say),
        buttons=(see,) if hearing.who else (),
    )
