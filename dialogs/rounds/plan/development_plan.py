"""The development plan: which months each effort is worked with (TAL-57)."""

from __future__ import annotations

from datetime import date, timedelta

from dialogs import planning
from dialogs.core.cards import Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick, Problem
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.plan.work import keep_change, kept, month, state_for, to_plan
from storage import efforts
from storage.tables import Effort, Round
from storage.unit_of_work import Unit

MONTHS = 14
"""From the month of the dialogue: the coming year, and a little that began before it."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await state_for(unit, visit, visit.subject)
    if isinstance(state, Refusal):
        return state
    running = await efforts.in_progress(unit, state.round.id)
    if not running:
        return Refusal("choose_first")
    first = state.round.dialogue_on.replace(day=1)
    return {
        "round": state.round,
        "efforts": tuple(running),
        "months": tuple(
            Option(f"{day:%Y-%m}", label=month(day, visit.who.language))
            for day in months_from(first)
        ),
        "stands": {key: raw for each in running for key, raw in _period(each).items()},
        "changed": await drafts.last_changed(unit, state.round.id, "periods", visit.who.id),
    }


def months_from(first: date) -> list[date]:
    found = [first]
    while len(found) < MONTHS:
        found.append((found[-1] + timedelta(days=31)).replace(day=1))
    return found


def _period(effort: Effort) -> dict[str, str]:
    first, last = effort.first_on, effort.last_on
    return {
        f"first.{effort.id}": f"{first:%Y-%m}" if first else "",
        f"last.{effort.id}": f"{last:%Y-%m}" if last else "",
    }


def each_effort(facts: Facts) -> tuple[Option, ...]:
    return tuple(Option(each.id, label=each.title) for each in facts["efforts"])


def all_months(facts: Facts) -> tuple[Option, ...]:
    found: tuple[Option, ...] = facts["months"]
    return found


def first_before_last(facts: Facts, answers: Answers) -> dict[str, Problem]:
    ids = [each.id for each in facts["efforts"]]
    pairs = {id_: (answers.get(f"first.{id_}"), answers.get(f"last.{id_}")) for id_ in ids}
    return {
        f"last.{id_}": Problem("ends_before_it_begins")
        for id_, (first, last) in pairs.items()
        if first and last and last < first
    }


def spoken(facts: Facts, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    step, _, effort_id = name.partition(".")
    title = next(each.title for each in facts["efforts"] if each.id == effort_id)
    months = {each.key: each.label for each in facts["months"]}
    return say(f"development_plan/{step}_label", item=title), months.get(raw, raw)


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    final = await drafts.settled(unit, sent)
    for effort in sent.facts["efforts"]:
        period = {key: final[key] for key in _period(effort)}
        if period != _period(effort):
            first, last = (date.fromisoformat(f"{raw}-01") for raw in period.values())
            efforts.change(unit, effort, first_on=first, last_on=_end_of(last))
    if final != sent.facts["stands"]:
        keep_change(unit, sent, round_, "periods", "periods")
    planning.expect_member(unit, sent.who, round_.workplace_id)
    say = sent.say
    return kept(say, say("development_plan/done"), buttons=(to_plan(say, round_.id),))


def _end_of(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


DEVELOPMENT_PLAN = Dialog(
    name="development_plan",
    pages=(
        Page(
            "periods",
            (
                Repeat(
                    over=each_effort,
                    steps=(Pick("first", options=all_months), Pick("last", options=all_months)),
                ),
            ),
            check=first_before_last,
        ),
        drafts.other_page(spoken),
    ),
    load=load,
    prefill=drafts.begun,
    done=save,
    review=False,
)
