"""More time to vote: the deadline is moved, which can be done only while votes are taken (X-01)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Day, Facts, Problem, Time
from dialogs.rounds.opening.days import deadline_of
from storage import due, rounds
from storage.tables import Phase
from storage.unit_of_work import Unit


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    round_ = await rounds.find(unit, visit.subject)
    if round_ is None:
        return Refusal("not_there")
    if planning.workplace_of(visit.who, round_.workplace_id) != round_.workplace_id:
        return Refusal("not_for_you")
    if round_.phase == Phase.PLANNED.value:
        return Refusal("extension_planned")
    if round_.phase != Phase.VOTING.value or round_.deadline <= visit.now:
        return Refusal("extension_too_late", {"deadline": round_.deadline})
    return {
        "now": visit.now,
        "today": visit.today,
        "zone_name": visit.who.zone,
        "deadline": round_.deadline,
        "dialogue": round_.dialogue_on,
    }


def prefill(facts: Facts) -> Answers:
    local = facts["deadline"].astimezone(ZoneInfo(facts["zone_name"]))
    return {"deadline_at": f"{local:%H:%M}"}


def is_later(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """Later than it was: people count on the time they were given. And before the dialogue."""
    deadline = deadline_of(facts, answers)
    if deadline is None:
        return {}
    if deadline <= facts["deadline"]:
        return {"deadline_on": Problem("deadline_not_later", {"deadline": facts["deadline"]})}
    late = date.fromisoformat(answers["deadline_on"]) >= facts["dialogue"]
    return {"deadline_on": Problem("deadline_after_dialogue")} if late else {}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_ = await rounds.find(unit, sent.subject)
    deadline = deadline_of(sent.facts, sent.answers)
    if round_ is None or deadline is None:
        return Refusal("not_there")
    planning.expect_member(unit, sent.who, round_.workplace_id)
    rounds.extend(unit, round_, deadline, sent.now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    round_.deadline = deadline
    await planning.count_again(unit, round_, sent.now)
    home = Button(label=sent.say("common/home"), value=write(Do("home")))
    told = sent.say("extension/told")
    title = sent.say("extension/done", deadline=deadline)
    return Card(title=title, body=(told,), buttons=(home,))


EXTENSION = Dialog(
    name="extension",
    pages=(Page("deadline", (Day("deadline_on"), Time("deadline_at")), check=is_later),),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
)
