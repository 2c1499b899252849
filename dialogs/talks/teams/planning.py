"""The team's plan: what they will, who does what, and when they follow up. Anyone may draft it."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Facts, Text
from dialogs.core.texts import Speaker
from dialogs.rounds import drafts
from dialogs.talks.teams.access import COMMAND, Ours, expect_ours, visited
from storage import team_talks
from storage.unit_of_work import Unit

DIALOG = "team_plan"
FIELDS = ("goal_1", "goal_2", "who", "follow_up")
LENGTH = 1000


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    found = await visited(unit, visit)
    if isinstance(found, Refusal):
        return found
    plan = found.talk.plan or {}
    return {
        "ours": found,
        "name": found.variant.name.in_(visit.who.language),
        "stands": {each: plan.get(each, "") for each in FIELDS},
        "changed": None,
    }


def spoken(_facts: Facts, name: str, raw: str, say: Speaker) -> tuple[str, str]:
    return say(f"team_plan/{name}_label"), raw


async def save(unit: Unit, sent: Completion) -> Card:
    found: Ours = sent.facts["ours"]
    team_talks.keep_plan(unit, found.talk, await drafts.settled(unit, sent))
    expect_ours(unit, found, sent.who)
    say = sent.say
    see = Button(label=say("team_talk/see"), value=write(Do(COMMAND, found.talk.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    title = say("team_plan/done")
    return Card(title=title, body=(say("team_plan/who_sees"),), buttons=(see, home))


TEAM_PLAN = Dialog(
    name=DIALOG,
    pages=(
        Page(
            "plan",
            (
                Text("goal_1", max_length=LENGTH),
                Text("goal_2", required=False, max_length=LENGTH),
                Text("who", required=False, max_length=LENGTH),
                Text("follow_up", required=False, max_length=LENGTH),
            ),
        ),
        drafts.other_page(spoken),
    ),
    load=load,
    prefill=drafts.begun,
    done=save,
    review=False,
)
