"""What came of a short talk, on one form: each goal as it is now, and when the next talk is.

Either of the two writes it down (NYB-KOM-26, 50). Nothing has to be changed for it to be sent.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.steps import SHORT, Answers, Day, Facts, Option, Pick, Problem, Text, meaningful
from dialogs.rules.keeping import months_on
from dialogs.talks.mini import agree_again
from dialogs.talks.mini.calling import is_set
from dialogs.talks.mini.mail import tell_outcome
from dialogs.talks.mini.parties import Meeting, meeting_of
from dialogs.talks.packs import mini_months, names_of, pack_of
from dialogs.talks.plans import released
from storage import agreed_again, audit, due, kom, minis
from storage.ids import new_id
from storage.tables import Conversation, Goal, Kind, Outcome, TalkOutcome
from storage.unit_of_work import Unit

STATES = (Outcome.KEPT.value, Outcome.ADJUSTED.value, Outcome.REACHED.value)
CALLERS = ("leader", "person")
REACHED = Outcome.REACHED.value
A_DAY = timedelta(days=1)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    meeting = await meeting_of(unit, visit)
    if isinstance(meeting, Refusal):
        return meeting
    talk, pair = meeting.talk, meeting.pair
    if talk.held:
        return Refusal("mini_noted", {"at": talk.at})
    if talk.at - A_DAY > visit.now:
        return Refusal("mini_not_yet", {"at": talk.at})
    pack = pack_of(visit.house, talk)
    goals = await kom.goals_with(unit, pair.person.id, pair.leader.id)
    return {
        "meeting": meeting,
        "goals": tuple(goals),
        "name": pair.other.name.split()[0],
        "leader": pair.leader.name.split()[0],
        "person": pair.person.name.split()[0],
        "is_leader": pair.is_leader,
        "next_on": _next_on(visit, mini_months(visit.house, pack)),
        "has_next": await minis.coming(unit, pair.person.id, visit.now + A_DAY) is not None,
        "pack": pack.key,
        "today": visit.today,
        "zone_name": visit.who.zone,
        **names_of(pack, visit.who.language),
    }


def _next_on(visit: Visit, months: int) -> date:
    """So many calendar months on, on a working day."""
    return visit.house.calendar.next_working_day(months_on(visit.today, months))


def open_goals(facts: Facts) -> tuple[Option, ...]:
    return tuple(Option(goal.id, label=goal.title) for goal in facts["goals"])


def is_alone(facts: Facts, _answers: Answers) -> bool:
    """No next one is set already."""
    return not facts["has_next"]


def prefill(facts: Facts) -> Answers:
    goals: tuple[Goal, ...] = facts["goals"]
    return {
        **{f"state.{goal.id}": Outcome.KEPT.value for goal in goals},
        "next_on": facts["next_on"].isoformat(),
        "caller": goals[-1].caller if goals else CALLERS[0],
    }


def check(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """What is adjusted gets new words."""
    return {
        f"wording.{goal.id}": Problem("new_wording")
        for goal in facts["goals"]
        if answers.get(f"state.{goal.id}") == Outcome.ADJUSTED.value
        and not meaningful(answers.get(f"wording.{goal.id}", ""))
    }


async def save(unit: Unit, sent: Completion) -> Card:
    meeting: Meeting = sent.facts["meeting"]
    talk = meeting.talk
    kom.expect_leads(unit, leader_id=talk.leader_id, person_id=talk.person_id)
    minis.hold(unit, talk, sent.now)
    for goal in sent.facts["goals"]:
        _follow_up(unit, sent, goal)
    waits = await agree_again.ask(unit, sent, _reworded(sent))
    promised = await minis.helpers(unit, talk.person_id)
    over = [each for each in promised if sent.answers.get(f"state.{each.goal_id}") == REACHED]
    released.tell(unit, over, by=talk.person_id, now=sent.now)
    if title := (sent.answers.get("new_goal") or "").strip():
        _agree(unit, sent, title)
    due.plan(unit, rule="goals.plan", subject=talk.person_id, due_at=sent.now)
    tell_outcome(unit, sent, talk, meeting.pair, asks=bool(waits))
    following = _next_talk(sent, talk)
    if following is not None:
        minis.call(unit, following, since=sent.now + A_DAY)
        is_set(unit, sent, following, meeting.pair)
    return _card(sent, following, waits=waits)


def _outcome(sent: Completion, goal: Goal) -> tuple[Outcome, str]:
    """With the words that a goal is adjusted to, also where only those were written."""
    state = Outcome(sent.answers[f"state.{goal.id}"])
    wording = (sent.answers.get(f"wording.{goal.id}") or "").strip()
    if state is Outcome.REACHED or not wording:
        return state, ""
    return Outcome.ADJUSTED, wording


def _reworded(sent: Completion) -> dict[str, str]:
    """The goals that are to have other words now than those the two had agreed on."""
    goals: tuple[Goal, ...] = sent.facts["goals"]
    words = {goal.id: _outcome(sent, goal)[1] for goal in goals}
    return {goal.id: words[goal.id] for goal in goals if words[goal.id] not in ("", goal.title)}


def _follow_up(unit: Unit, sent: Completion, goal: Goal) -> None:
    outcome, _ = _outcome(sent, goal)
    minis.follow_up(unit, goal, outcome=outcome, today=sent.today)
    talk_id = sent.facts["meeting"].talk.id
    unit.insert(TalkOutcome(conversation_id=talk_id, goal_id=goal.id, outcome=outcome.value))
    _record(unit, sent, f"goal-{outcome.value}", goal.id)


def _agree(unit: Unit, sent: Completion, title: str) -> None:
    talk: Conversation = sent.facts["meeting"].talk
    goal = Goal(
        id=new_id(),
        person_id=talk.person_id,
        leader_id=talk.leader_id,
        title=title,
        agreed_on=sent.today,
        caller=sent.answers["caller"],
        outcome=Outcome.NEW.value,
    )
    unit.insert(goal)
    new = TalkOutcome(conversation_id=talk.id, goal_id=goal.id, outcome=Outcome.NEW.value)
    unit.insert(new)
    _record(unit, sent, "goal-new", goal.id)


def _record(unit: Unit, sent: Completion, what: str, goal_id: str) -> None:
    person_id = sent.facts["meeting"].talk.person_id
    audit.record(
        unit, at=sent.now, actor_id=sent.who.id, about_id=person_id, what=what, subject=goal_id
    )


def _next_talk(sent: Completion, talk: Conversation) -> Conversation | None:
    """At the same time of day; none where the two leave the day empty."""
    raw = sent.answers.get("next_on")
    if not raw:
        return None
    zone = ZoneInfo(sent.facts["zone_name"])
    clock = talk.at.astimezone(zone).time()
    at = datetime.combine(date.fromisoformat(raw), clock, tzinfo=zone).astimezone(UTC)
    return Conversation(
        id=new_id(),
        person_id=talk.person_id,
        leader_id=talk.leader_id,
        kind=Kind.MINI.value,
        at=at,
        concept=sent.facts["pack"],
        called_by=sent.who.id,
    )


def _card(sent: Completion, following: Conversation | None, *, waits: str) -> Card:
    say, facts = sent.say, sent.facts
    body = [say("mini_outcome/is_told", **facts)] if facts["is_leader"] or waits else []
    if waits:
        both = waits == agreed_again.BOTH
        body.append(say("mini_outcome/plan_again", both=both, **facts))
    if following is not None:
        body.append(say("mini_outcome/next", at=following.at, **facts))
    goals = Do("people", facts["meeting"].pair.person.id) if facts["is_leader"] else Do("goals")
    return Card(
        title=say("mini_outcome/done"),
        body=tuple(body),
        buttons=(
            Button(label=say("mini_outcome/goals"), value=write(goals)),
            Button(label=say("common/home"), value=write(Do("home"))),
        ),
    )


def _line(name: str) -> Text:
    return Text(name, required=False, max_length=SHORT, multiline=False, personal=False)


MINI_OUTCOME = Dialog(
    name="mini_outcome",
    pages=(
        Page(
            "outcome",
            (
                Repeat(over=open_goals, steps=(Pick("state", options=STATES), _line("wording"))),
                _line("new_goal"),
                Day("next_on", required=False, when=is_alone),
                Pick("caller", options=CALLERS),
            ),
            check=check,
        ),
    ),
    load=load,
    done=save,
    prefill=prefill,
    review=False,
)
