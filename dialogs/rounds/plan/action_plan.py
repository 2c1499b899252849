"""The action plan of one effort, with one driver: internal to the workplace (TAL-58)."""

from __future__ import annotations

from typing import Any

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Day, Facts, Option, Pick, Problem, Text
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.closed_days import INSTEAD, closed_page, open_day
from dialogs.rounds.plan.work import (
    WORDS,
    as_day,
    effort_for,
    home,
    in_order,
    keep_change,
    kept,
    look_whether_done,
    to_plan,
)
from storage import efforts, outbox, people, rounds
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import ActionPlan, Effort, Round
from storage.unit_of_work import Unit

TEXTS = ("quick", "action", "follow_up", "roles", "communication")
DAYS = ("planned_by", "carried_out_by", "evaluated_by")


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    work = await effort_for(unit, visit)
    if isinstance(work, Refusal):
        return work
    plan = (await efforts.plans(unit, [work.effort.id])).get(work.effort.id)
    here = await people.of_workplace(unit, work.round.workplace_id, visit.today)
    return {
        "round": work.round,
        "effort": work.effort,
        "name": work.effort.title,
        "plan": plan,
        "calendar": visit.house.calendar.for_zone(visit.who.zone),
        "in_language": visit.who.language,
        "people": tuple(Option(each.id, label=each.name) for each in here),
        "stands": _stands(plan, {each.id for each in here}),
        "changed": await drafts.last_changed(
            unit, work.round.id, f"plan:{work.effort.id}", visit.who.id
        ),
    }


def _stands(plan: ActionPlan | None, here: set[str]) -> dict[str, str]:
    """As the form has it. A driver who works here no longer is none."""
    texts = {name: (getattr(plan, name) if plan else None) or "" for name in TEXTS}
    days = {name: getattr(plan, name) if plan else None for name in DAYS}
    written = {name: day.isoformat() if day else "" for name, day in days.items()}
    driver = plan.driver_id if plan and plan.driver_id in here else None
    return {**texts, **written, "driver": driver or ""}


def in_turn(_facts: Facts, answers: Answers) -> dict[str, Problem]:
    """First planned, then done, then looked back on."""
    found = [as_day(answers.get(name, "")) for name in DAYS]
    return {} if in_order(found) else {DAYS[-1]: Problem("milestones_in_order")}


def drivers(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["people"]
    return found


def spoken(facts: Facts, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    label = say(f"action_plan/{name}_read")
    if name in DAYS and (day := as_day(raw)):
        return label, say.day(day)
    names = {each.key: each.label for each in facts["people"]}
    return label, names.get(raw, raw) if name == "driver" else raw


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    effort: Effort = sent.facts["effort"]
    round_: Round = sent.facts["round"]
    final = await drafts.settled(unit, sent)
    final |= {name: open_day(name, sent.facts, final | _instead(sent)) for name in DAYS}
    if final != sent.facts["stands"]:
        efforts.plan(unit, effort.id, sent.facts["plan"], _values(final))
        keep_change(unit, sent, round_, "planned", f"plan:{effort.id}")
    planned = {effort.id: bool(final["driver"] and final["action"])}
    await look_whether_done(unit, sent, round_, planned=planned)
    if final["driver"] not in ("", sent.facts["stands"]["driver"], sent.who.id):
        _tell_driver(unit, sent, effort, final["driver"])
    return _kept(sent, final)


def _instead(sent: Completion) -> dict[str, str]:
    """What to do with a day on which nobody is at work."""
    return {INSTEAD: sent.answers.get(INSTEAD, "")}


def _values(final: dict[str, str]) -> dict[str, Any]:
    texts = {name: final[name] or None for name in TEXTS}
    days = {name: as_day(final[name]) for name in DAYS}
    return {**texts, **days, "driver_id": final["driver"] or None}


def _tell_driver(unit: Unit, sent: Completion, effort: Effort, driver_id: str) -> None:
    outbox.queue(
        unit,
        Mail(
            message="driver_named",
            key=f"driver:{effort.id}:{sent.session_id}",
            due_at=sent.now,
            person_id=driver_id,
            params={"effort": effort.id},
            about=rounds.afterwards(effort.round_id),
        ),
    )


def _kept(sent: Completion, final: dict[str, str]) -> Card:
    say, effort = sent.say, sent.facts["effort"]
    names = {each.key: each.label for each in sent.facts["people"]}
    if final["driver"]:
        body = say("action_plan/driven", who=names[final["driver"]])
    else:
        body = say("action_plan/no_driver")
    iglo = Button(label=say("action_plan/iglo"), value=write(Open("iglo", effort.id)))
    title = say("action_plan/done", title=effort.title)
    return kept(say, title, body, buttons=(iglo, to_plan(say, effort.round_id)))


def _text(name: str) -> Text:
    return Text(name, required=False, max_length=WORDS, personal=False)


ACTION_PLAN = Dialog(
    name="action_plan",
    pages=(
        Page("quick", (_text("quick"),)),
        Page("action", (_text("action"),)),
        Page("driver", (Pick("driver", options=drivers, required=False), _text("roles"))),
        Page(
            "milestones",
            tuple(Day(name, required=False, future=False) for name in DAYS),
            check=in_turn,
        ),
        closed_page(*DAYS),
        Page("follow_up", (_text("follow_up"),)),
        Page("communication", (_text("communication"),)),
        drafts.other_page(spoken),
    ),
    load=load,
    prefill=drafts.gone_on_with,
    done=save,
    roomy=True,
)


async def driver_named(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To whoever the group has chosen as driver, while they are."""
    effort = await efforts.find(reads, hearing.params["effort"])
    if effort is None or hearing.who is None or effort.state not in efforts.IN_PROGRESS:
        return None
    plan = (await efforts.plans(reads, [effort.id])).get(effort.id)
    if plan is None or plan.driver_id != hearing.who.id:
        return None
    say = hearing.say
    see = write(Do("effort_card", effort.id))
    button = Button(label=say("action_plan/see"), value=see, style="primary")
    body = (Quote(effort.title), say("action_plan/named_body"))
    return Card(title=say("action_plan/named"), body=body, buttons=(button, home(say)))
