"""Home: one card that answers "what awaits me?" for an employee, a leader and a planning group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.core.actions import Do, Move, Open, Turn, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.draft_names import draft_names
from dialogs.home_looking import Looking, Shown
from dialogs.home_round import round_section
from dialogs.home_talks import own_talks, team_talks
from dialogs.rounds.upwards.levels import home_buttons
from dialogs.talks.checkin import series
from dialogs.talks.others_home import others_at_home
from dialogs.talks.plans.state import plans_at_home
from storage import kom, overview, sessions
from storage.database import Snapshot
from storage.unit_of_work import Unit

SHOWN = 6
"""How many check-ins are shown."""


@dataclass(frozen=True)
class Section:
    """`waits` says that something in it awaits the person."""

    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    waits: bool = False


async def home(unit: Unit, request: Request) -> Card:
    return await home_card(unit, request.who, request.say, request.now, house=request.house)


async def home_card(
    reads: Snapshot, who: Who, say: Speaker, now: datetime, *, house: House
) -> Card:
    looking = Looking(reads=reads, who=who, say=say, now=now)
    sections = [
        await _running(reads, who, say, now),
        Section(*await round_section(reads, who, say, now)),
        _section(await own_talks(looking, house)),
        await _plans(reads, who, say),
        await _goals(reads, who, say),
        await _checkins(reads, who, say),
        _section(await team_talks(looking, house)),
        Section((), await others_at_home(reads, who, say, now)),
        Section((), home_buttons(who, say)),
    ]
    waiting = any(each.waits for each in sections)
    parts = tuple(part for each in sections for part in each.parts)
    buttons = tuple(button for each in sections for button in each.buttons)
    key = "home/waiting" if waiting else "home/nothing"
    checkin = Button(label=say("home/checkin"), value=write(Open("checkin")))
    more = Button(label=say("home/help"), value=write(Do("help")))
    return Card(
        title=say("home/title", name=who.first_name),
        body=(say(key), *parts),
        buttons=(*_marked_once(buttons), checkin, more),
    )


def _section(shown: Shown) -> Section:
    return Section(shown.parts, shown.buttons, waits=shown.waits)


def _marked_once(buttons: tuple[Button, ...]) -> Iterator[Button]:
    """What awaits the person most is marked, and nothing beside it."""
    marked = False
    for each in buttons:
        is_marked = each.style == "primary"
        yield replace(each, style="plain") if is_marked and marked else each
        marked = marked or is_marked


async def _running(reads: Snapshot, who: Who, say: Speaker, now: datetime) -> Section:
    """Dialogs that were begun and wait to be gone on with."""
    running = await sessions.open_for(reads, who.id, now)
    names = await draft_names(reads, running, say)
    buttons = tuple(
        Button(
            label=say("home/go_on", what=say(f"{each.dialog}/title"), name=name),
            value=write(Turn(session_id=each.id, turn=each.turn, move=Move.SHOW)),
            style="primary",
        )
        for each, name in zip(running, names, strict=True)
    )
    return Section((), buttons, waits=bool(buttons))


async def _plans(reads: Snapshot, who: Who, say: Speaker) -> Section:
    buttons = await plans_at_home(reads, who, say)
    return Section((), buttons, waits=bool(buttons))


async def _goals(reads: Snapshot, who: Who, say: Speaker) -> Section:
    goals = await kom.open_goals(reads, who.id)
    if not goals:
        return Section()
    latest = await overview.latest_progress(reads, [goal.id for goal in goals])
    rows = tuple((goal.title, _progress(say, latest.get(goal.id))) for goal in goals)
    return Section((Heading(say("home/my_goals")), Facts(rows)))


async def _checkins(reads: Snapshot, who: Who, say: Speaker) -> Section:
    """The owner's own, and nobody else's: one alone is not yet a course."""
    made = await kom.checkins(reads, who.id, limit=SHOWN)
    return Section((series(made, say),)) if len(made) > 1 else Section()


def _progress(say: Speaker, value: int | None) -> str:
    return say("home/no_progress") if value is None else say("home/progress", value=value)
