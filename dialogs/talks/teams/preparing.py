"""Each prepares the team's talk alone, and chooses what the others may read, named or not."""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Pages, Refusal, Visit
from dialogs.core.steps import Answers, Facts, Pick
from dialogs.talks.questions import PICK, SCALE, asked
from dialogs.talks.teams.access import COMMAND, Ours, visited
from dialogs.talks.teams.messages import PREPARE
from storage import team_talks
from storage.unit_of_work import Unit

NOTHING, NAMELESS, NAMED = "nothing", "nameless", "named"
SHARING = "sharing"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    found = await visited(unit, visit)
    if isinstance(found, Refusal):
        return found
    if found.mine is None:
        return Refusal("team_leader_listens")
    if found.talk.held_at is not None:
        return Refusal("team_held", {"at": found.talk.held_at})
    language = visit.who.language
    return {
        "ours": found,
        "name": found.variant.name.in_(language),
        "at": found.talk.at,
        "steps": asked("team", found.variant.asks, language),
    }


def prefill(facts: Facts) -> Answers:
    """What was written; what to share of it is asked anew each time."""
    found: Ours = facts["ours"]
    made = (found.mine.answers if found.mine else None) or {}
    return {name: raw for name, raw in made.items() if name != SHARING}


def pages(facts: Facts) -> tuple[Page, ...]:
    return (Page("team", facts["steps"]),)


async def save(unit: Unit, sent: Completion) -> Card:
    """One that is held meanwhile takes no more in: what is read then has been talked about."""
    found: Ours = sent.facts["ours"]
    shares = sent.answers[SHARING]
    if found.mine is not None:
        shared_at = None if shares == NOTHING else sent.now
        team_talks.keep_own(unit, found.talk, found.mine, sent.answers, shared_at)
    say = sent.say
    see = Button(label=say("team_talk/see"), value=write(Do(COMMAND, found.talk.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("team_preparation/done"),
        body=(say(f"team_preparation/kept_{shares}"),),
        buttons=(see, home),
    )


TEAM_PREPARATION = Dialog(
    name=PREPARE,
    pages=(
        Pages(pages, others=(SCALE, PICK)),
        Page(SHARING, (Pick(SHARING, options=(NOTHING, NAMELESS, NAMED)),)),
    ),
    load=load,
    prefill=prefill,
    done=save,
    review=False,
)
