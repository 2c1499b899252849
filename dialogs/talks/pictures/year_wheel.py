"""A leader's year: conversations, follow-ups and deadlines round the months, and who has a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card, Facts, Heading, Image, Table
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import NewPage, Paper
from dialogs.core.texts import Speaker
from dialogs.pictures import Bar, bar_chart
from dialogs.rounds.links import to_paper
from dialogs.rules.ballots import LEAST
from dialogs.talks.pictures.wheel_picture import Month, year_picture
from storage import looks, people
from storage.database import Snapshot
from storage.looks import LeaderYear
from storage.tables import RoleName
from storage.unit_of_work import Unit

COMMAND = "year_wheel"
KINDS = ("talks", "follow_ups", "deadlines")
NEXT = 6
"""How many of the coming talks are named."""
DECEMBER = 12
YEARS = 5
"""So far from this year one may look."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    year: int
    found: LeaderYear
    months: tuple[tuple[int, ...], ...]
    """How many of each kind, month by month."""
    plans: tuple[int, int] | None
    """With a plan, and of how many; None where so few would point at somebody."""


async def _shown(reads: Snapshot, request: Request) -> Shown | Refusal:
    who, zone = request.who, ZoneInfo(request.who.zone)
    led = [where for name, where in who.roles if name == RoleName.LEADER.value]
    if not led and not await people.of_leader(reads, who.id, request.today):
        return Refusal("leads_nobody")
    year = _year(request)
    first, end = (datetime(each, 1, 1, tzinfo=zone) for each in (year, year + 1))
    found = await looks.leader_year(reads, who.id, led, first=first, end=end)
    some, everybody = await looks.with_a_plan(reads, who.workplace_id, request.today)
    least = max(LEAST, request.house.minimum_ballots)
    return Shown(
        year=year,
        found=found,
        months=tuple(_counted(found, zone)),
        plans=(some, everybody) if led and everybody >= least else None,
    )


def _year(request: Request) -> int:
    """The one that is asked for, else this one."""
    this = request.today.year
    asked = int(request.subject) if request.subject.isascii() and request.subject.isdigit() else 0
    return asked if abs(asked - this) <= YEARS else this


def _counted(found: LeaderYear, zone: ZoneInfo) -> Iterator[tuple[int, ...]]:
    talks = [at.astimezone(zone).date() for at, _ in found.talks]
    kinds = [_by_month(days) for days in (talks, found.follow_ups, found.deadlines)]
    for month in range(1, DECEMBER + 1):
        yield tuple(kind[month] for kind in kinds)


def _by_month(days: Iterable[date]) -> Counter[int]:
    return Counter(day.month for day in days)


async def year_wheel(unit: Unit, request: Request) -> Card | Refusal:
    """`do:year_wheel:YEAR`."""
    shown = await _shown(unit, request)
    if isinstance(shown, Refusal):
        return shown
    say = request.say
    buttons = (
        *to_paper(
            say("year_wheel/print"),
            COMMAND,
            str(shown.year),
            house=request.house,
            person_id=request.who.id,
            now=request.now,
        ),
        *(
            Button(label=say("year_wheel/look", year=str(each)), value=_to(each))
            for each in (shown.year - 1, shown.year + 1)
        ),
        Button(label=say("home/people"), value=write(Do("people"))),
        Button(label=say("common/home"), value=write(Do("home"))),
    )
    body = (*await _picture(shown, say), *_next(shown, request), *await _plans(shown, say))
    return Card(title=_title(shown, say), body=body, buttons=buttons)


def _to(year: int) -> str:
    return write(Do(COMMAND, str(year)))


def _title(shown: Shown, say: Speaker) -> str:
    return say("year_wheel/title", year=str(shown.year))


async def year_wheel_paper(reads: Snapshot, request: Request) -> Paper | Refusal:
    shown = await _shown(reads, request)
    if isinstance(shown, Refusal):
        return shown
    say = request.say
    return Paper(
        name=say("year_wheel/file_name"),
        title=_title(shown, say),
        parts=(
            *await _picture(shown, say),
            NewPage(),
            _table(shown, say),
            *await _plans(shown, say),
        ),
        foot=say("year_wheel/foot"),
    )


async def _picture(shown: Shown, say: Speaker) -> tuple[Image, ...]:
    names = _months(say)
    months = [Month(name, counts) for name, counts in zip(names, shown.months, strict=True)]
    legend = [say(f"year_wheel/{kind}") for kind in KINDS]
    png = await year_picture(_title(shown, say), months, legend)
    return (Image(png=png, alt=_alt(shown, say), name="aarshjul.png"),)


def _months(say: Speaker) -> Sequence[str]:
    return say("year_wheel/months").split(", ")


def _alt(shown: Shown, say: Speaker) -> str:
    """The same in words, of the months that have something."""
    said = [
        say("year_wheel/month_alt", month=name, counts=dict(zip(KINDS, counts, strict=True)))
        for name, counts in zip(_months(say), shown.months, strict=True)
        if any(counts)
    ]
    return " ".join(said) or say("year_wheel/nothing")


def _table(shown: Shown, say: Speaker) -> Table:
    head = (say("year_wheel/month"), *(say(f"year_wheel/{kind}") for kind in KINDS))
    rows = tuple(
        (name, *(str(count) for count in counts))
        for name, counts in zip(_months(say), shown.months, strict=True)
    )
    return Table(head, rows)


def _next(shown: Shown, request: Request) -> tuple[Heading | Facts, ...]:
    """With whom, for the leader alone: it is no part of the picture."""
    say = request.say
    coming = [(at, name) for at, name in shown.found.talks if at >= request.now][:NEXT]
    if not coming:
        return ()
    rows = tuple((name, say.moment(at)) for at, name in coming)
    return Heading(say("year_wheel/next")), Facts(rows)


async def _plans(shown: Shown, say: Speaker) -> tuple[Heading | Image | str, ...]:
    if shown.plans is None:
        return ()
    some, everybody = shown.plans
    alt = say("year_wheel/share", some=some, everybody=everybody)
    bars = (
        Bar(label=say("year_wheel/with_plan"), count=some),
        Bar(label=say("year_wheel/without_plan"), count=everybody - some),
    )
    title = say("year_wheel/plans")
    picture = Image(
        png=await bar_chart(title, bars),
        alt=alt,
        name="planer.png",
        title=title,
        bars=tuple((bar.label, bar.count) for bar in bars),
    )
    return Heading(title), picture
