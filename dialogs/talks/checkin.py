"""The check-in: trivsel 1-10 and how far each goal has come, in at most three pages."""

from __future__ import annotations

from datetime import timedelta

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Part, Series
from dialogs.core.dialog import Completion, Dialog, Page, Repeat, Visit
from dialogs.core.steps import SHORT, Answers, Facts, Option, Pick, Scale, Text
from dialogs.core.texts import Speaker
from storage import due, kom, minis, people
from storage.ids import new_id
from storage.tables import Checkin, Conversation, Progress
from storage.unit_of_work import Unit

BEFORE = timedelta(days=14)
"""So long before a short talk a check-in belongs to it."""
ASKS = "mini.checkin"
"""The reminder that asks for one."""


async def load(unit: Unit, visit: Visit) -> Facts:
    goals = await kom.open_goals(unit, visit.who.id)
    leader_id = visit.who.leader_id
    leader = await people.person(unit, leader_id) if leader_id else None
    coming = await minis.coming(unit, visit.who.id, visit.now)
    return {
        "talk": coming if coming and coming.at - visit.now <= BEFORE else None,
        "goals": tuple(Option(goal.id, label=goal.title) for goal in goals),
        "leader": leader.name.split()[0] if leader else "",
    }


def agreed_goals(facts: Facts) -> tuple[Option, ...]:
    goals: tuple[Option, ...] = facts["goals"]
    return goals


def has_leader(facts: Facts, _answers: Answers) -> bool:
    return bool(facts["leader"])


async def save(unit: Unit, sent: Completion) -> Card:
    talk: Conversation | None = sent.facts["talk"]
    checkin = Checkin(
        id=new_id(),
        person_id=sent.who.id,
        made_on=sent.today,
        trivsel=int(sent.answers["trivsel"]),
        note=sent.answers.get("why") or None,
        visible_to=sent.answers.get("visible_to", "me"),
        conversation_id=talk.id if talk else None,
    )
    if talk:
        due.cancel(unit, rule=ASKS, subject=talk.id)
    if checkin.visible_to == "leader":
        kom.expect_leads(unit, leader_id=sent.who.leader_id or "", person_id=sent.who.id)
    unit.insert(checkin)
    for goal in agreed_goals(sent.facts):
        unit.insert(
            Progress(
                checkin_id=checkin.id,
                goal_id=goal.key,
                value=int(sent.answers[f"progress.{goal.key}"]),
                note=sent.answers.get(f"note.{goal.key}") or None,
            )
        )
    earlier = await kom.checkins(unit, sent.who.id)
    return _done(sent, [*earlier, checkin])


def _done(sent: Completion, checkins: list[Checkin]) -> Card:
    say = sent.say
    body: list[Part] = [say(f"checkin/kept_{checkins[-1].visible_to}", **sent.facts)]
    if len(checkins) > 1:
        body.append(series(checkins, say))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("checkin/done"), body=tuple(body), buttons=(home,))


def series(checkins: list[Checkin], say: Speaker) -> Series:
    """The owner's own trivsel over time, as a small picture and in words."""
    points = tuple((say.day(each.made_on), each.trivsel) for each in checkins)
    alt = say("checkin/series_alt", points=points, first=points[0], last=points[-1])
    return Series(title=say("checkin/series"), points=points, low=1, high=10, alt=alt)


CHECKIN = Dialog(
    name="checkin",
    pages=(
        Page(
            "wellbeing",
            (Scale("trivsel"), Text("why", required=False, max_length=SHORT, multiline=False)),
        ),
        Page(
            "goals",
            (
                Repeat(
                    over=agreed_goals,
                    steps=(
                        Scale("progress", low=0),
                        Text("note", required=False, max_length=SHORT, multiline=False),
                    ),
                ),
            ),
        ),
        Page("sharing", (Pick("visible_to", options=("me", "leader")),), when=has_leader),
    ),
    load=load,
    done=save,
    review=False,
)
