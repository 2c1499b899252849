"""The day that a leader has promised to sum up again: open to all until it is kept (TAL-74)."""

from __future__ import annotations

from datetime import date

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Answers, Day, Facts, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.leader.leading import led_round
from storage import due, leading
from storage.database import Snapshot
from storage.tables import LeaderFeedback
from storage.unit_of_work import Unit

KEPT, LATER = "kept", "later"
WHY = 300


async def promises(reads: Snapshot, round_id: str, today: date, say: Speaker) -> list[Part]:
    """What everybody sees on the round's card: promised, kept, or past without a word."""
    parts: list[Part] = []
    for each, name in await leading.promises(reads, round_id):
        parts += _promise(each, name, today, say)
    return parts


def _promise(each: LeaderFeedback, name: str, today: date, say: Speaker) -> list[Part]:
    if each.kept_at is not None:
        return [say("leader_again/was_kept", name=name, day=each.kept_at)]
    key = "passed" if each.again_on < today else "promised"
    parts: list[Part] = [say(f"leader_again/{key}", name=name, day=each.again_on)]
    if why := each.points.get("why"):
        parts += [say("leader_again/was_moved"), Quote(why)]
    return parts


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await led_round(unit, visit)
    if isinstance(state, Refusal):
        return state
    made = await leading.feedback(unit, state.round.id, visit.who.id)
    if made is None:
        return Refusal("feedback_first")
    if made.kept_at is not None:
        return Refusal("promise_kept", {"at": made.kept_at})
    return {"made": made, "day": made.again_on, "today": visit.today}


def later(_facts: Facts, answers: Answers) -> bool:
    return answers.get("what") == LATER


async def save(unit: Unit, sent: Completion) -> Card:
    made: LeaderFeedback = sent.facts["made"]
    what, say = sent.answers["what"], sent.say
    if what == KEPT:
        leading.keep_promise(unit, made, sent.now)
        body = say("leader_again/shown_kept")
    else:
        day = date.fromisoformat(sent.answers["again_on"])
        leading.promise_anew(unit, made, again_on=day, why=sent.answers["why"])
        body = say("leader_again/shown_later", day=day)
    due.plan(unit, rule="round.plan", subject=made.round_id, due_at=sent.now)
    see = Button(label=say("leader_feedback/see"), value=write(Do("overview", made.round_id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("leader_again/done"), body=(body,), buttons=(see, home))


LEADER_AGAIN = Dialog(
    name="leader_again",
    pages=(
        Page("what", (Pick("what", options=(KEPT, LATER)),)),
        Page("later", (Day("again_on"), Text("why", max_length=WHY, personal=False)), when=later),
    ),
    load=load,
    done=save,
    review=False,
)
