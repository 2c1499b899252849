"""The one or two goals that a leader and an employee agree on, and who calls the follow-up."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part
from dialogs.core.cards import Facts as Rows
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Repeat, Visit
from dialogs.core.steps import SHORT, Answers, Facts, Option, Pick, Text, When, always
from dialogs.core.texts import Speaker
from dialogs.talks.kom_access import own_person
from dialogs.talks.kom_mail import tell_goals
from dialogs.talks.packs import names_of, pack_at
from storage import audit, due, kom
from storage.ids import new_id
from storage.tables import Goal
from storage.unit_of_work import Unit

STATES = ("keep", "reached", "closed")
CALLERS = ("leader", "person")
NEW = ("goal_1", "another", "goal_2")
"""`goal_1` is asked of someone without goals and is required; `another` of someone with some."""


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    person = await own_person(unit, visit)
    if isinstance(person, Refusal):
        return person
    goals = await kom.open_goals(unit, person.id)
    pack = await pack_at(unit, visit.house, person.workplace_id, today=visit.today)
    return {
        **names_of(pack, visit.who.language),
        "name": person.name.split()[0],
        "goals": tuple(goals),
        "leader": visit.who.first_name,
    }


def open_goals(facts: Facts) -> tuple[Option, ...]:
    return tuple(Option(goal.id, label=goal.title) for goal in facts["goals"])


def has_goals(facts: Facts, _answers: Answers) -> bool:
    return bool(facts["goals"])


def has_none(facts: Facts, _answers: Answers) -> bool:
    return not facts["goals"]


def new_goals(answers: Answers) -> list[str]:
    """The same one twice is one."""
    written = [answers[step] for step in NEW if answers.get(step)]
    return list({title.casefold(): title for title in written[::-1]}.values())[::-1]


def agrees(_facts: Facts, answers: Answers) -> bool:
    return bool(new_goals(answers))


def _so_far(facts: Facts, _answers: Answers, say: Speaker) -> tuple[Part, ...]:
    rows = tuple((goal.title, say("plan/agreed_on", day=goal.agreed_on)) for goal in facts["goals"])
    return (Rows(rows),)


async def save(unit: Unit, sent: Completion) -> Card:
    kom.expect_leads(unit, leader_id=sent.who.id, person_id=sent.subject)
    new = [_agree(unit, sent, title) for title in new_goals(sent.answers)]
    closed = [_close(unit, sent, goal.id) for goal in sent.facts["goals"] if _ends(sent, goal.id)]
    if new:
        await _held(unit, sent)
    if new or closed:
        due.plan(unit, rule="goals.plan", subject=sent.subject, due_at=sent.now)
        tell_goals(unit, sent, new=new)
    return _card(sent, "done" if new else "changed" if closed else "unchanged")


def _agree(unit: Unit, sent: Completion, title: str) -> str:
    goal = Goal(
        id=new_id(),
        person_id=sent.subject,
        leader_id=sent.who.id,
        title=title,
        agreed_on=sent.today,
        caller=sent.answers["caller"],
    )
    unit.insert(goal)
    return goal.id


def _ends(sent: Completion, goal_id: str) -> bool:
    return sent.answers[f"state.{goal_id}"] != "keep"


def _close(unit: Unit, sent: Completion, goal_id: str) -> str:
    """How it ended is kept as an event: an open goal is open, and the others are not."""
    kom.close_goal(unit, goal_id, person_id=sent.subject)
    audit.record(
        unit,
        at=sent.now,
        actor_id=sent.who.id,
        about_id=sent.subject,
        what=f"goal-{sent.answers[f'state.{goal_id}']}",
        subject=goal_id,
    )
    return goal_id


async def _held(unit: Unit, sent: Completion) -> None:
    """With goals agreed the conversation they come from has been held (NYB-KOM-27)."""
    latest = await kom.latest_conversation(unit, sent.subject, sent.now)
    if latest and not latest.held and latest.leader_id == sent.who.id:
        kom.hold(unit, latest)


def _card(sent: Completion, key: str) -> Card:
    say, name = sent.say, sent.facts["name"]
    body = () if key == "unchanged" else (say("plan/is_told", name=name),)
    buttons = (
        Button(label=say("plan/people"), value=write(Do("people"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    return Card(title=say(f"plan/{key}", name=name), body=body, buttons=buttons)


def _goal(name: str, *, required: bool = False, when: When = always) -> Text:
    return Text(
        name, required=required, when=when, max_length=SHORT, multiline=False, personal=False
    )


PLAN = Dialog(
    name="plan",
    pages=(
        Page(
            "so_far",
            (Repeat(over=open_goals, steps=(Pick("state", options=STATES),)),),
            body=_so_far,
        ),
        Page(
            "goals",
            (
                _goal("goal_1", required=True, when=has_none),
                _goal("another", when=has_goals),
                _goal("goal_2"),
            ),
        ),
        Page("follow_up", (Pick("caller", options=CALLERS),), when=agrees),
    ),
    load=load,
    done=save,
)
