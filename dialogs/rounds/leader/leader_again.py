"""The day that a leader has promised to sum up again: open to all until it is kept (TAL-74)."""

from __future__ import annotations

from datetime import date

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Day, Facts, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.closed_days import closed_page, open_day
from dialogs.rounds.leader.leading import led_round
from dialogs.rounds.naming import colleagues, names_nobody
from storage import due, leading, outbox, people
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, LeaderFeedback, Round
from storage.unit_of_work import Unit

KEPT, LATER = "kept", "later"
MOVED = "leader_moved"
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
    return {
        "made": made,
        "round": state.round,
        "day": made.again_on,
        "today": visit.today,
        "calendar": visit.house.calendar.for_zone(visit.who.zone),
        "in_language": visit.who.language,
        "colleagues": await colleagues(unit, state.round.workplace_id, visit.today, visit.who.id),
    }


def later(_facts: Facts, answers: Answers) -> bool:
    return answers.get("what") == LATER


async def save(unit: Unit, sent: Completion) -> Card:
    made: LeaderFeedback = sent.facts["made"]
    what, say = sent.answers["what"], sent.say
    if what == KEPT:
        leading.keep_promise(unit, made, sent.now)
        body = say("leader_again/shown_kept")
    else:
        day = date.fromisoformat(open_day("again_on", sent.facts, sent.answers))
        leading.promise_anew(unit, made, again_on=day, why=sent.answers["why"])
        await _tell(unit, made, day, sent)
        body = say("leader_again/shown_later", day=day)
    due.plan(unit, rule="round.plan", subject=made.round_id, due_at=sent.now)
    see = Button(label=say("leader_feedback/see"), value=write(Do("overview", made.round_id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("leader_again/done"), body=(body,), buttons=(see, home))


async def _tell(unit: Unit, made: LeaderFeedback, day: date, sent: Completion) -> None:
    """Those who were told of the first day."""
    round_: Round = sent.facts["round"]
    others = await planning.concerned(unit, round_.workplace_id, sent.today)
    for person_id in (each for each in others if each != sent.who.id):
        mail = Mail(
            message=MOVED,
            key=f"{MOVED}:{made.round_id}:{made.person_id}:{sent.session_id}:{person_id}",
            due_at=sent.now,
            person_id=person_id,
            params={"round": made.round_id, "leader": made.person_id, "day": day.isoformat()},
            about=f"leader:{made.round_id}",
            lane=Lane.BROADCAST,
        )
        outbox.queue(unit, mail)


async def moved(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To everybody but the leader, who has just said so; nothing where it moved on meanwhile."""
    round_id, leader_id = str(hearing.params["round"]), str(hearing.params["leader"])
    made = await leading.feedback(reads, round_id, leader_id)
    leader = await people.person(reads, leader_id)
    if made is None or leader is None or made.kept_at is not None:
        return None
    if made.again_on.isoformat() != hearing.params["day"]:
        return None
    say, name = hearing.say, leader.name.split()[0]
    see = Button(label=say("leader_feedback/see"), value=write(Do("overview", round_id)))
    return Card(
        title=say("leader_again/moved_title", name=name),
        body=(
            say("leader_again/moved", name=name, day=made.again_on),
            say("leader_again/moved_because", name=name),
            Quote(made.points["why"]),
        ),
        buttons=(see,),
    )


LEADER_AGAIN = Dialog(
    name="leader_again",
    pages=(
        Page("what", (Pick("what", options=(KEPT, LATER)),)),
        Page(
            "later",
            (Day("again_on"), Text("why", max_length=WHY, personal=False)),
            when=later,
            check=names_nobody,
        ),
        closed_page("again_on"),
    ),
    load=load,
    done=save,
    review=False,
)
