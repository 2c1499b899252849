"""Home: one card that answers "what awaits me?" for an employee, a leader and a planning group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from dialogs.core.actions import Do, Move, Open, Turn, write
from dialogs.core.cards import Button, Card, Facts, Heading, Part, Style, Table
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.draft_names import draft_names
from dialogs.home_round import round_section
from dialogs.rounds.upwards.levels import home_buttons
from dialogs.talks.checkin import series
from dialogs.talks.others_home import others_at_home
from dialogs.talks.packs import wording
from dialogs.talks.plans.state import plans_at_home
from dialogs.unreachable import leaders_lines
from storage import kom, overview, people, sessions
from storage.database import Snapshot
from storage.overview import Team
from storage.tables import Conversation, Kind, Preparation, RoleName
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
    return await home_card(unit, request.who, request.say, request.now)


async def home_card(reads: Snapshot, who: Who, say: Speaker, now: datetime) -> Card:
    sections = [
        await _running(reads, who, say, now),
        Section(*await round_section(reads, who, say, now)),
        await _conversation(reads, who, say, now),
        await _plans(reads, who, say),
        await _goals(reads, who, say),
        await _checkins(reads, who, say),
        await _team(reads, who, say, now),
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


async def _conversation(reads: Snapshot, who: Who, say: Speaker, now: datetime) -> Section:
    coming = await kom.next_conversation(reads, who.id, now)
    if coming is None:
        return Section()
    when = (say(f"home/conversation_{wording(coming.kind)}"), say.moment(coming.at))
    head = Heading(say("home/my_talk"))
    if coming.kind == Kind.MINI:
        # A Mini-KOM needs no more than the check-in (NYB-KOM-25), whose button is there always.
        return Section((head, Facts((when, (say("home/preparation"), say("home/mini"))))))
    made = await kom.preparation(reads, coming.id)
    state = await _prepared(reads, coming, made, say)
    facts = Facts((when, (say("home/preparation"), state)))
    return Section((head, facts), _prepare(coming, made, say), waits=made is None)


async def _prepared(
    reads: Snapshot, coming: Conversation, made: Preparation | None, say: Speaker
) -> str:
    if made is None:
        return say("home/not_prepared")
    leader = await people.person(reads, coming.leader_id)
    return say(f"home/shared_{made.shared}", name=leader.name if leader else "")


def _prepare(coming: Conversation, made: Preparation | None, say: Speaker) -> tuple[Button, ...]:
    label = say("home/prepare_again" if made else "home/prepare")
    style: Style = "plain" if made else "primary"
    prepare = Button(label=label, value=write(Open("preparation", coming.id)), style=style)
    share = Button(label=say("home/share"), value=write(Open("sharing", coming.id)))
    return (prepare, share) if made else (prepare,)


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


async def _team(reads: Snapshot, who: Who, say: Speaker, now: datetime) -> Section:
    """A leader's people: status, never content."""
    if not who.has(RoleName.LEADER):
        return Section()
    team = await overview.team(reads, who.id, now.date(), now)
    if team is None:
        return Section()
    rows = tuple((name, *_status(team, person_id, say)) for person_id, name in team.people)
    head = tuple(say(f"home/head_{name}") for name in ("name", "date", "state", "follow_up"))
    unreached = await leaders_lines(reads, who.id, dict(team.people), say)
    parts = (Heading(say("home/my_people")), Table(head, rows), *unreached)
    return Section(parts, _lead(team.shared, say))


def _status(team: Team, person_id: str, say: Speaker) -> tuple[str, str, str]:
    coming, follow_up = team.talks.get(person_id), team.follow_ups.get(person_id)
    return (
        say.day(coming) if coming else say("home/none"),
        say(f"home/state_{_state(team, person_id)}"),
        say.day(follow_up) if follow_up else say("home/none"),
    )


def _state(team: Team, person_id: str) -> str:
    if person_id in team.talks:
        return "prepared" if person_id in team.prepared else "invited"
    return "agreed" if person_id in team.agreed else "not_invited"


def _lead(shared: int, say: Speaker) -> tuple[Button, ...]:
    buttons = [Button(label=say("home/people"), value=write(Do("people")))]
    if shared:
        label = say("home/read_shared", count=shared)
        buttons.append(Button(label=label, value=write(Do("shared")), style="primary"))
    return (
        *buttons,
        Button(label=say("home/year"), value=write(Open("year"))),
    )
