"""The planning group chooses two or three efforts, says why, and when each is worked with."""

from __future__ import annotations

from dialogs.core.actions import Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Option, Pick, Problem, Text
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.rounds.plan.rated import rated
from dialogs.rounds.plan.sorting import PARTS
from dialogs.rounds.plan.work import (
    LEAST,
    MOST,
    TITLE,
    WORDS,
    effort_for,
    keep_change,
    kept,
    look_whether_done,
    state_for,
    to_plan,
)
from storage import efforts, topics
from storage.ids import new_id
from storage.tables import Effort, EffortState, Round
from storage.unit_of_work import Unit

OWN = "own_"
KEEP, DROP = "keep", "drop"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await state_for(unit, visit, visit.subject)
    if isinstance(state, Refusal):
        return state
    running = await efforts.in_progress(unit, state.round.id)
    if len(running) >= MOST:
        return Refusal("enough_efforts", {"titles": [each.title for each in running]})
    found = await rated(unit, state.round, visit)
    taken = {each.topic_id for each in running}
    free = [each for each in found.in_order() if each.id not in taken]
    return {"round": state.round, "topics": tuple(free), "beside": len(running)}


def choices(facts: Facts) -> tuple[Option, ...]:
    """A heading, or something in the group's own words about either theme."""
    made = tuple(Option(each.id, label=each.title) for each in facts["topics"])
    return (*made, *(Option(OWN + part) for part in PARTS))


def named(_facts: Facts, answers: Answers) -> dict[str, Problem]:
    """A heading is a name for an effort; what is nobody's heading needs one."""
    is_own = answers.get("source", "").startswith(OWN)
    return {"title": Problem("required")} if is_own and not answers.get("title") else {}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    round_: Round = sent.facts["round"]
    effort = _effort(sent)
    if effort.topic_id:
        topics.expect(unit, effort.topic_id)
    efforts.begin(unit, effort, beside=sent.facts["beside"])
    keep_change(unit, sent, round_, "chosen", effort.id)
    say, count = sent.say, sent.facts["beside"] + 1
    plan_it = write(Open("action_plan", effort.id))
    buttons = [Button(label=say("efforts/plan_it"), value=plan_it, style="primary")]
    if count < MOST:
        more = write(Open("efforts", round_.id))
        buttons.append(Button(label=say("efforts/one_more"), value=more))
    body = say("efforts/few" if count < LEAST else "efforts/next", count=count)
    title = say("efforts/done", title=effort.title)
    return kept(say, title, body, buttons=(*buttons, to_plan(say, round_.id)))


def _effort(sent: Completion) -> Effort:
    source = sent.answers["source"]
    topic = next((each for each in sent.facts["topics"] if each.id == source), None)
    return Effort(
        id=new_id(),
        round_id=sent.facts["round"].id,
        topic_id=topic.id if topic else None,
        part=topic.part if topic else source.removeprefix(OWN),
        title=sent.answers.get("title") or (topic.title if topic else ""),
        why=sent.answers["why"],
    )


EFFORTS = Dialog(
    name="efforts",
    pages=(
        Page("source", (Pick("source", options=choices),)),
        Page(
            "effort",
            (
                Text("title", required=False, max_length=TITLE, multiline=False, personal=False),
                Text("why", max_length=WORDS, personal=False),
            ),
            check=named,
        ),
    ),
    load=load,
    done=save,
    review=False,
)


async def load_one(unit: Unit, visit: Visit) -> Facts | Refusal:
    work = await effort_for(unit, visit)
    if isinstance(work, Refusal):
        return work
    effort = work.effort
    return {
        "round": work.round,
        "effort": effort,
        "stands": {"title": effort.title, "why": effort.why or ""},
        "changed": await drafts.last_changed(unit, work.round.id, effort.id, visit.who.id),
    }


def spoken_one(_facts: Facts, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    return say(f"reword/{name}_label"), raw


async def save_one(unit: Unit, sent: Completion) -> Card | Refusal:
    effort: Effort = sent.facts["effort"]
    round_: Round = sent.facts["round"]
    say = sent.say
    if sent.answers["stay"] == DROP:
        efforts.change(unit, effort, state=EffortState.DROPPED.value, since=sent.today)
        keep_change(unit, sent, round_, "dropped", effort.id)
        moved = {effort.id: EffortState.DROPPED.value}
        await look_whether_done(unit, sent, round_, moved=moved)
        title = say("reword/dropped", title=effort.title)
        return kept(say, title, buttons=(to_plan(say, round_.id),))
    final = await drafts.settled(unit, sent)
    if final != sent.facts["stands"]:
        efforts.change(unit, effort, **final)
        keep_change(unit, sent, round_, "worded", effort.id)
    return kept(say, say("reword/done"), buttons=(to_plan(say, round_.id),))


REWORD = Dialog(
    name="reword",
    pages=(
        Page(
            "effort",
            (
                Text("title", max_length=TITLE, multiline=False, personal=False),
                Text("why", max_length=WORDS, personal=False),
                Pick("stay", options=(KEEP, DROP)),
            ),
        ),
        drafts.other_page(spoken_one),
    ),
    load=load_one,
    prefill=drafts.begun,
    done=save_one,
    review=False,
)
