"""One's own year: trivsel and how far each goal has come. For nobody else's eyes.

On the screen it is drawn as text and never uploaded; on paper it is made when its owner opens the
link, and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts, Heading, Series
from dialogs.core.messages import Request
from dialogs.core.paper import Paper
from dialogs.core.texts import Speaker
from dialogs.rounds.links import to_paper
from dialogs.talks.checkin import series
from storage import looks
from storage.database import Snapshot
from storage.tables import Checkin, Goal
from storage.unit_of_work import Unit

COMMAND = "own_year"
HIGHEST = 10


@dataclass(frozen=True, kw_only=True)
class OwnYear:
    checkins: Sequence[Checkin]
    goals: Sequence[Goal]
    progress: Sequence[tuple[str, date, int]]

    @property
    def is_empty(self) -> bool:
        return not self.checkins and not self.goals


async def _year(reads: Snapshot, request: Request) -> OwnYear:
    """Always the one who asks: there is no subject that could name another."""
    since, mine = request.today - looks.A_YEAR, request.who.id
    return OwnYear(
        checkins=await looks.checkins_since(reads, mine, since),
        goals=await looks.goals_since(reads, mine, since),
        progress=await looks.progress_since(reads, mine, since),
    )


async def own_year(unit: Unit, request: Request) -> Card:
    say, found = request.say, await _year(unit, request)
    checkin = Button(label=say("home/checkin"), value=write(Open("checkin")))
    home = Button(label=say("common/home"), value=write(Do("home")))
    if found.is_empty:
        title = say("own_year/title")
        return Card(title=title, body=(say("own_year/nothing"),), buttons=(checkin, home))
    paper = to_paper(
        say("own_year/print"),
        COMMAND,
        "",
        house=request.house,
        person_id=request.who.id,
        now=request.now,
    )
    body = (say("own_year/private"), *drawn(found, say))
    return Card(title=say("own_year/title"), body=body, buttons=(*paper, checkin, home))


async def own_year_paper(reads: Snapshot, request: Request) -> Paper:
    found, say = await _year(reads, request), request.say
    parts = tuple(drawn(found, say)) or (say("own_year/nothing"),)
    return Paper(
        name=say("own_year/file_name"),
        title=say("own_year/title"),
        subtitle=say("own_year/subtitle", name=request.who.name, day=request.today),
        parts=parts,
        foot=say("own_year/foot"),
    )


def drawn(found: OwnYear, say: Speaker) -> Iterator[str | Heading | Facts | Series]:
    if found.checkins:
        yield series(list(found.checkins), say)
    else:
        yield say("own_year/no_checkins")
    if found.goals:
        yield Heading(say("own_year/goals"))
    for goal in found.goals:
        yield from _goal(goal, found, say)


def _goal(goal: Goal, found: OwnYear, say: Speaker) -> Iterator[str | Facts | Series]:
    points = tuple((say.day(day), value) for key, day, value in found.progress if key == goal.id)
    state = say("own_year/open") if goal.open else say("own_year/closed", day=goal.closed_on)
    agreed = say("own_year/agreed", day=goal.agreed_on, state=state)
    if not points:
        yield Facts(((goal.title, agreed),))
        return
    alt = say("own_year/goal_alt", points=points, agreed=agreed)
    yield Series(title=goal.title, points=points, low=0, high=HIGHEST, alt=alt)
