"""How an effort goes: its driver or the planning group says where it is, 0 to 10 and a line."""

from __future__ import annotations

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import SHORT, Answers, Facts, Option, Pick, Scale, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.afterwards.board import may_tell
from dialogs.rounds.plan.work import MOST, look_whether_done
from dialogs.rounds.state import in_group
from storage import boards, due, efforts, rounds, sessions, steps
from storage.boards import OnBoard
from storage.tables import Effort, EffortProgress, EffortState, Round
from storage.unit_of_work import Unit

WAS = "was"
"""Kept beside the answers: the state that the effort had when the person began to tell of it."""
NEXT: dict[EffortState, tuple[EffortState, ...]] = {
    EffortState.PLANNED: (EffortState.PLANNED, EffortState.RUNNING, EffortState.DROPPED),
    EffortState.RUNNING: (EffortState.RUNNING, EffortState.DONE, EffortState.DROPPED),
    EffortState.DONE: (EffortState.DONE, EffortState.RUNNING),
    EffortState.DROPPED: (EffortState.DROPPED, EffortState.PLANNED, EffortState.RUNNING),
}
"""Where an effort may go from where it is, itself included."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    found = await boards.find(unit, visit.subject)
    round_ = await rounds.find(unit, found.effort.round_id) if found else None
    if found is None or round_ is None:
        return Refusal("not_there")
    if not may_tell(visit.who, round_, found):
        return Refusal("not_for_you")
    beside = [each.id for each in await efforts.in_progress(unit, round_.id)]
    return {
        "round": round_,
        "found": found,
        "beside": len(beside),
        "full": len(beside) >= MOST and found.effort.id not in beside,
        "title": found.effort.title,
        "moved": await boards.last_moved(unit, found.effort),
    }


def prefill(facts: Facts) -> Answers:
    return {WAS: facts["found"].effort.state}


def states(facts: Facts) -> tuple[Option, ...]:
    """Where it may go from where it is; not back among those in progress while they are enough."""
    found: OnBoard = facts["found"]
    offered = (found.state,) if facts["full"] else NEXT[found.state]
    return tuple(Option(each.value) for each in offered)


def runs(_facts: Facts, answers: Answers) -> bool:
    return answers.get("state") == EffortState.RUNNING.value


def _so_far(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    found: OnBoard = facts["found"]
    key, day = f"progress/is_{found.effort.state}", found.effort.since
    so_far = say(key, day=day, last=found.latest.progress if found.latest else None)
    return (so_far, say("progress/full")) if facts["full"] else (so_far,)


async def save(unit: Unit, sent: Completion) -> Card:
    round_: Round = sent.facts["round"]
    found: OnBoard = sent.facts["found"]
    effort, state = found.effort, EffortState(sent.answers["state"])
    _expect(unit, sent, round_, found)
    session = await sessions.find(unit, sent.session_id)
    was = session.answers.get(WAS) if session else effort.state
    overtaken = was != effort.state
    if not overtaken and state.value != effort.state:
        if state.value in efforts.IN_PROGRESS and effort.state not in efforts.IN_PROGRESS:
            efforts.expect_beside(unit, round_.id, sent.facts["beside"])
        move(unit, effort, state, sent)
        await look_whether_done(unit, sent, round_, moved={effort.id: state.value})
    if sent.answers.get("progress"):
        unit.insert(
            EffortProgress(
                effort_id=effort.id,
                person_id=sent.who.id,
                progress=int(sent.answers["progress"]),
                note=sent.answers.get("note") or None,
                at=sent.now,
            )
        )
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    return _kept(sent, round_, "overtaken" if overtaken else state.value)


def _expect(unit: Unit, sent: Completion, round_: Round, found: OnBoard) -> None:
    if in_group(sent.who, round_):
        planning.expect_member(unit, sent.who, round_.workplace_id)
    else:
        boards.expect_driver(unit, found.effort.id, sent.who.id)


def move(unit: Unit, effort: Effort, state: EffortState, sent: Completion) -> None:
    """To another state; the first one that runs is the last step of the round."""
    boards.move(unit, effort, state, person_id=sent.who.id, today=sent.today, now=sent.now)
    if state is EffortState.RUNNING:
        steps.finish(unit, effort.round_id, "under_way", person_id=sent.who.id, now=sent.now)


def _kept(sent: Completion, round_: Round, key: str) -> Card:
    say, found = sent.say, sent.facts["found"]
    facts = {"state": found.effort.state, "moved": sent.facts["moved"]}
    title = say("progress/done", title=found.effort.title)
    body = say("progress/overtaken", **facts) if key == "overtaken" else say(f"progress/now_{key}")
    see = Button(label=say("progress/board"), value=write(Do("board", round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=title, body=(body,), buttons=(see, home))


PROGRESS = Dialog(
    name="progress",
    pages=(
        Page("state", (Pick("state", options=states),), body=_so_far),
        Page(
            "progress",
            (
                Scale("progress", low=0, high=10),
                Text("note", required=False, max_length=SHORT, multiline=False, personal=False),
            ),
            when=runs,
        ),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
)
