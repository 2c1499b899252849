"""The leader back to the employees, in five points with a day that is promised (TAL-74)."""

from __future__ import annotations

from datetime import date

from dialogs import planning
from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Heading, Part, Quote
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.messages import Hearing
from dialogs.core.steps import Answers, Day, Facts, Option, Pick, Text
from dialogs.core.texts import Speaker
from dialogs.rounds.closed_days import closed_page, open_day
from dialogs.rounds.leader.leading import held_round
from storage import due, leading, outbox, people, steps
from storage.database import Snapshot
from storage.outbox import Mail
from storage.tables import Lane, LeaderFeedback, Reflection, RoleName, Round
from storage.unit_of_work import Unit

POINTS = ("thanks", "noticed", "plan", "help")
SHARES = ("no", "area", "all")
"""How much of an area of their own plan a leader shows: nothing, what it is called, or all."""
LENGTH = 800


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await held_round(unit, visit)
    if isinstance(state, Refusal):
        return state
    sent = await leading.feedback(unit, state.round.id, visit.who.id)
    if sent is not None:
        return Refusal("feedback_sent", {"at": sent.sent_at})
    plan = await leading.plan(unit, state.round.id, visit.who.id)
    return {
        "round": state.round,
        "today": visit.today,
        "calendar": visit.house.calendar.for_zone(visit.who.zone),
        "in_language": visit.who.language,
        "areas": plan.areas if plan else [],
        "thought": await leading.reflection(unit, state.round.id, visit.who.id),
    }


def areas(facts: Facts) -> tuple[Option, ...]:
    found: list[dict[str, str]] = facts["areas"]
    return tuple(Option(str(number), label=each["area"]) for number, each in enumerate(found, 1))


def _thought(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    """The leader's own thoughts beside what they write: the others see none of it."""
    made: Reflection | None = facts["thought"]
    texts = [text for text in made.answers.values() if text] if made else []
    return (Heading(say("leader_feedback/thought")), *map(Quote, texts)) if texts else ()


async def save(unit: Unit, sent: Completion) -> Card:
    round_: Round = sent.facts["round"]
    people.expect_role(unit, sent.who.id, round_.workplace_id, RoleName.LEADER.value)
    unit.insert(
        LeaderFeedback(
            round_id=round_.id,
            person_id=sent.who.id,
            points={each: sent.answers[each] for each in POINTS} | _shared(sent),
            again_on=date.fromisoformat(open_day("again_on", sent.facts, sent.answers)),
            sent_at=sent.now,
        )
    )
    steps.finish(unit, round_.id, "leader_feedback", person_id=sent.who.id, now=sent.now)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    await _tell(unit, round_, sent)
    say, day = sent.say, date.fromisoformat(sent.answers["again_on"])
    see = Button(label=say("leader_feedback/see"), value=write(Do("overview", round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    body = (say("leader_feedback/tracked", day=day),)
    return Card(title=say("leader_feedback/done"), body=body, buttons=(see, home))


def _shared(sent: Completion) -> dict[str, str]:
    """The parts of the plan that go along, as they are now: what is changed later does not."""
    found: dict[str, str] = {}
    for number, area in enumerate(sent.facts["areas"], 1):
        share = sent.answers.get(f"share.{number}", "no")
        if share != "no":
            found[f"area.{number}"] = area["area"]
        if share == "all":
            found[f"measures.{number}"] = area["measures"]
            found[f"success.{number}"] = area["success"]
    return found


async def _tell(unit: Unit, round_: Round, sent: Completion) -> None:
    for person_id in await planning.concerned(unit, round_.workplace_id, sent.today):
        mail = Mail(
            message="leader_feedback",
            key=f"leader_feedback:{round_.id}:{sent.who.id}:{person_id}",
            due_at=sent.now,
            person_id=person_id,
            params={"round": round_.id, "leader": sent.who.id},
            about=f"leader:{round_.id}",
            lane=Lane.BROADCAST,
        )
        outbox.queue(unit, mail)


async def feedback(reads: Snapshot, hearing: Hearing) -> Card | None:
    """To everybody, the leader included, who sees what the others got."""
    round_id, leader_id = str(hearing.params["round"]), str(hearing.params["leader"])
    found = await leading.feedback(reads, round_id, leader_id)
    leader = await people.person(reads, leader_id)
    if found is None or leader is None:
        return None
    say, name = hearing.say, leader.name.split()[0]
    see = Button(label=say("leader_feedback/see"), value=write(Do("overview", round_id)))
    return Card(
        title=say("leader_feedback/told_title", name=name),
        body=(*_points(found.points, say), *_again(found, name, say)),
        buttons=(see,),
    )


def _points(points: dict[str, str], say: Speaker) -> list[Part]:
    parts: list[Part] = []
    for each in POINTS:
        parts += [Heading(say(f"leader_feedback/page_{each}")), Quote(points[each])]
        if each == "plan":
            parts += _areas(points, say)
    return parts


def _areas(points: dict[str, str], say: Speaker) -> list[Part]:
    parts: list[Part] = []
    for number in ("1", "2", "3"):
        if area := points.get(f"area.{number}"):
            rows = [(say("leader_feedback/area"), area)]
            rows += [
                (say(f"leader_feedback/{part}"), words)
                for part in ("measures", "success")
                if (words := points.get(f"{part}.{number}"))
            ]
            parts.append(Rows(tuple(rows)))
    return parts


def _again(found: LeaderFeedback, name: str, say: Speaker) -> tuple[Part, ...]:
    heading = Heading(say("leader_feedback/page_again"))
    return (heading, say("leader_feedback/again", day=found.again_on, name=name))


def _point(name: str, *more: Repeat) -> Page:
    text = Text(name, max_length=LENGTH, personal=False)
    return Page(name, (text, *more), body=_thought if name == "noticed" else None)


LEADER_FEEDBACK = Dialog(
    name="leader_feedback",
    pages=(
        _point("thanks"),
        _point("noticed"),
        _point("plan", Repeat(over=areas, steps=(Pick("share", options=SHARES),))),
        _point("help"),
        Page("again", (Day("again_on"),)),
        closed_page("again_on"),
    ),
    load=load,
    done=save,
)
