"""The demo workplace, put in the store once. Who is in it and what they did is in demo.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo_talks import Two, put_talk, working_day
from storage import due, people
from storage.simulator import CHANNEL
from storage.tables import (
    Absence,
    Address,
    Checkin,
    Cycle,
    Goal,
    Organisation,
    Person,
    Place,
    Progress,
    Role,
    Workplace,
)
from storage.unit_of_work import Store, Unit

FILE = Path(__file__).parent / "demo.toml"
ORGANISATION = "demo"
WORKPLACE = "demo-solsikken"
STAFF = "demo-staff"
ZONE = ZoneInfo("Europe/Copenhagen")
OPENED, CLOSES = timedelta(days=60), timedelta(days=90)
"""How long ago the year was opened, and how long there is to talk in."""
LETTERS = str.maketrans("æøå", "eoa")


async def seed(store: Store, now: datetime) -> None:
    """Does nothing where the demo is there already."""
    data = tomllib.loads(FILE.read_text("utf-8"))

    async def work(unit: Unit) -> None:
        if await people.workplace(unit, WORKPLACE) is None:
            _put(unit, data, now.astimezone(ZONE))

    await store.run(work)


def slug(name: str) -> str:
    """A person's id in the demo, which is what the page's address shows: Åse Højer is ase-hojer."""
    plain = name.casefold().translate(LETTERS)
    return re.sub(r"[^a-z]+", "-", plain).strip("-")


def _put(unit: Unit, data: Mapping[str, Any], now: datetime) -> None:
    """Rows that others point at come first, as those who lead come before their people."""
    unit.insert(Organisation(id=ORGANISATION, name=data["organisation"]))
    unit.insert(
        Workplace(
            id=WORKPLACE,
            organisation_id=ORGANISATION,
            name=data["workplace"],
            area=data["area"],
        )
    )
    unit.insert(Workplace(id=STAFF, organisation_id=ORGANISATION, name=data["staff"]))
    for each in data["people"]:
        _put_person(unit, each)
    for each in data["places"]:
        _put_place(unit, each)
    leader = next(each["name"] for each in data["people"] if "leader" in each.get("roles", ()))
    unit.insert(
        Cycle(
            workplace_id=WORKPLACE,
            year=now.year,
            concept=data["concept"],
            themes=list(data["themes"]),
            purpose=data["purpose"],
            set_by=slug(leader),
            opened_at=now - OPENED,
            first_day=(now - OPENED).date(),
            last_day=working_day(now + CLOSES).date(),
        )
    )
    for each in data["people"]:
        _put_story(unit, each, now, concept=data["concept"])


def _put_person(unit: Unit, each: Mapping[str, Any]) -> None:
    person_id = slug(each["name"])
    unit.insert(
        Person(
            id=person_id,
            organisation_id=ORGANISATION,
            workplace_id=STAFF if each.get("staff") else WORKPLACE,
            leader_id=slug(each["leader"]) if "leader" in each else None,
            name=each["name"],
            email=f"{person_id.replace('-', '.')}@demo.example",
            hourly_paid=each.get("hourly_paid", False),
        )
    )
    unit.insert(Address(person_id=person_id, channel=CHANNEL, external_id=person_id))
    for role in each.get("roles", ()):
        unit.insert(Role(person_id=person_id, workplace_id=WORKPLACE, name=role))


def _put_place(unit: Unit, each: Mapping[str, Any]) -> None:
    purpose = each["purpose"]
    unit.insert(
        Place(
            workplace_id=WORKPLACE,
            purpose=purpose,
            channel=CHANNEL,
            external_id=purpose,
            name=each["name"],
        )
    )


def _put_story(unit: Unit, each: Mapping[str, Any], now: datetime, *, concept: str) -> None:
    """What a person has done before today, and what is agreed."""
    person_id = slug(each["name"])
    if "absent_since_days" in each:
        first_day = (now - timedelta(days=each["absent_since_days"])).date()
        unit.insert(Absence(person_id=person_id, first_day=first_day))
    for told in each.get("talks", ()):
        two = Two(person_id=person_id, leader_id=slug(each["leader"]), concept=concept)
        put_talk(unit, told, two, now)
    goals = [_goal(person_id, slug(each["leader"]), goal, now) for goal in each.get("goals", ())]
    for goal in goals:
        unit.insert(goal)
    if goals:
        due.plan(unit, rule="goals.plan", subject=person_id, due_at=now)
    for checkin in each.get("checkins", ()):
        _put_checkin(unit, person_id, goals, checkin, now)


def _goal(person_id: str, leader_id: str, goal: Mapping[str, Any], now: datetime) -> Goal:
    agreed_on = (now - timedelta(days=goal["agreed_days_ago"])).date()
    return Goal(person_id=person_id, leader_id=leader_id, title=goal["title"], agreed_on=agreed_on)


def _put_checkin(
    unit: Unit, person_id: str, goals: Sequence[Goal], made: Mapping[str, Any], now: datetime
) -> None:
    checkin = Checkin(
        person_id=person_id,
        made_on=(now - timedelta(days=made["days_ago"])).date(),
        trivsel=made["trivsel"],
        note=made.get("note"),
        visible_to=made["visible_to"],
    )
    unit.insert(checkin)
    for goal, value in zip(goals, made["progress"], strict=True):
        unit.insert(Progress(checkin_id=checkin.id, goal_id=goal.id, value=value))
