"""A leader of twenty-five and their year: every message that anybody gets, with its day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from dialogs.core.actions import Do, write
from schedules import ensure_jobs
from storage.tables import (
    Absence,
    Address,
    Conversation,
    Decision,
    Kind,
    Person,
)
from tests import a_talk_through_dialogs as through
from tests import town as plot
from tests.nudged import LEADER, does
from tests.talk import Talker, Town

MOST = 25
HERE = ZoneInfo("Europe/Copenhagen")
DAY, NOON, EVENING = timedelta(days=1), time(12), time(23, 30)
FIRST_TALK = date(2026, 9, 1)
TALKS_A_WEEK = ((1, 8), (1, 12), (2, 8), (2, 12), (3, 8))
"""Weekday and hour: five weeks of conversations, two a day and never on a Monday or a Friday."""
CANNOT_COME = {2: 10, 9: 10, 14: 10, 15: 1, 20: 10, 21: 10}
"""So many days before they say so; one of them on the day before."""
YEAR = (date(2026, 8, 24), date(2026, 10, 30))
SUMMER = (date(2027, 7, 5), date(2027, 7, 25))
"""Three weeks in which the leader is away."""
EXTRA = tuple(f"Medarbejder{number:02} Nr" for number in range(MOST))


@dataclass
class Told:
    """How many messages each person got, by day."""

    days: Counter[tuple[str, date]] = field(default_factory=Counter)
    pressing: list[date] = field(default_factory=list)
    """Days on which the leader had to hear of something at once."""
    read: int = 0

    def look(self, town: Town) -> None:
        today = town.now.astimezone(HERE).date()
        for post in town.chat.posts[self.read :]:
            self.days[post.target.external_id, today] += 1
        self.read = len(town.chat.posts)

    def of(self, person_id: str) -> int:
        return sum(count for (whom, _), count in self.days.items() if whom == person_id)

    def more_than_one(self, person_id: str) -> list[date]:
        return sorted(day for (whom, day), n in self.days.items() if whom == person_id and n > 1)


def ids() -> list[str]:
    """Those of the town who are there, and so many more that they are twenty-five."""
    known = [plot.id_of(name) for name in (*plot.REPRESENTATIVES, *plot.EMPLOYEES, plot.HOURLY)]
    return [*known, *(plot.id_of(each) for each in EXTRA)][:MOST]


async def grows(town: Town) -> None:
    """The town gets as many as it takes; Anne, who is on leave, is another leader's."""
    there = {plot.id_of(name) for name in (*plot.EVERYONE, plot.HR)}
    new = [each for each in ids() if each not in there]
    people = [
        Person(
            id=each,
            organisation_id=plot.ORGANISATION,
            workplace_id=plot.WORKPLACE,
            leader_id=LEADER,
            name=each.removeprefix("p-").capitalize() + " Nr",
            email=f"{each}@solsikken.example",
        )
        for each in new
    ]
    await does(town, *people)
    addresses = [Address(person_id=each, channel="simulator", external_id=each) for each in new]
    away = Absence(person_id=LEADER, first_day=SUMMER[0], last_day=SUMMER[1])
    await does(town, *addresses, away)
    await ensure_jobs(town.store, town.now)


def talk_at(number: int) -> datetime:
    week, place = divmod(number, len(TALKS_A_WEEK))
    weekday, hour = TALKS_A_WEEK[place]
    monday = FIRST_TALK - timedelta(days=FIRST_TALK.weekday())
    day = monday + timedelta(weeks=week, days=weekday)
    return datetime.combine(day, time(hour), tzinfo=HERE).astimezone(UTC)


def talker(town: Town, person_id: str) -> Talker:
    found = next((each for each in town.people.values() if each.external_id == person_id), None)
    return found or town.people.setdefault(
        person_id, Talker(town, person_id.removeprefix("p-").capitalize() + " Nr")
    )


async def sets_all(town: Town) -> None:
    """The leader opens the year and sets all days at once."""
    mette = town["Mette"]
    await through.opens_the_year(mette, *YEAR)
    for number, person_id in enumerate(ids()):
        at = talk_at(number).astimezone(HERE)
        await mette.presses(f"open:conversation:{person_id}")
        await mette.answers(kind="kom", day=f"{at:%Y-%m-%d}", clock=f"{at:%H:%M}")
        await mette.clicks("Gem og giv besked")


async def lives(town: Town, told: Told, *, until: date) -> None:
    """Day by day: everybody does at noon what is asked of them, each in its dialog."""
    day = town.now.astimezone(HERE).date()
    while (day := day + DAY) < until:
        await town.until(_at(day, NOON))
        told.look(town)
        for talk in await _talks(town):
            await _does_what_is_asked(town, told, talk, day)
        await calls_what_is_due(town)
        told.look(town)
        await town.until(_at(day, EVENING))
        told.look(town)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=HERE).astimezone(UTC)


async def _does_what_is_asked(town: Town, told: Told, talk: Conversation, today: date) -> None:
    days = (talk.at.astimezone(HERE).date() - today).days
    if talk.kind == Kind.KOM and not talk.sequence and days == CANNOT_COME.get(_number(talk)):
        told.pressing += [today] if days == 1 else []
        person = talker(town, talk.person_id)
        await through.cannot_come(person, town["Mette"], talk, timedelta(days=7))
        return
    if talk.kind == Kind.KOM and days == _shares_before(talk):
        await through.shares(talker(town, talk.person_id), talk)
    if talk.kind == Kind.MINI and not talk.held and days == 1:
        await _checks_in(town, talk)
    if not talk.held and talk.at <= town.now:
        await (_holds(town, talk) if talk.kind == Kind.KOM else _notes(town, talk))


def _shares_before(talk: Conversation) -> int:
    """Some a week ahead, when they are first reminded, and others the day before."""
    return 7 if int(talk.at.astimezone(HERE).hour) < 12 else 1


async def _talks(town: Town) -> list[Conversation]:
    async with town.store.snapshot() as reads:
        return await reads.all(select(Conversation).order_by(col(Conversation.at)))


async def _holds(town: Town, talk: Conversation) -> None:
    """Every other plan is written by the employee; some write minutes, and let HR read along."""
    number, person, mette = _number(talk), talker(town, talk.person_id), town["Mette"]
    if number % 2:
        await mette.presses(write(Do("held", talk.id)))
        await through.plans(mette, person, talk, ready="yes")
        return
    await through.minutes(person, talk)
    await through.plans(person, mette, talk, ready="yes" if number % 4 else "draft")
    if not number % 4:
        await through.finishes(mette, person, talk)
        await through.lets_somebody_read(person, mette, talk)


def _number(talk: Conversation) -> int:
    return ids().index(talk.person_id)


async def _checks_in(town: Town, talk: Conversation) -> None:
    person = talker(town, talk.person_id)
    await person.presses("open:checkin")
    await person.answers(trivsel="7")
    names = [each.name for each in person.form.fields]
    await person.answers(**{each.replace(".", "__"): "5" for each in names if "progress" in each})
    await person.answers(visible_to="leader")


async def _notes(town: Town, talk: Conversation) -> None:
    """Whoever was to call writes down what came of it, and the next day is as proposed."""
    person = talker(town, talk.person_id) if talk.called_by == talk.person_id else town["Mette"]
    await person.presses(f"open:mini_outcome:{talk.id}")
    filled = {each.name.replace(".", "__"): each.value for each in person.form.fields}
    await person.answers(**filled)


async def calls_what_is_due(town: Town) -> None:
    """Whoever is reminded calls, with the one button."""
    async with town.store.snapshot() as reads:
        since = town.now.astimezone(HERE).date() - timedelta(days=1)
        asked = await reads.all(
            select(Decision).where(
                Decision.rule == "minikom",
                col(Decision.local_date) > since,
                col(Decision.reason).in_(["", "in-digest", "told-together"]),
                col(Decision.verdict) != "waits",
            )
        )
    for each in asked:
        person = talker(town, each.person_id)
        argument = "" if each.person_id == each.subject else each.subject
        await person.presses(f"do:call_mini:{argument}")
    await town.settles()
