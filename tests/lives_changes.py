"""A life to look at: plans that change, by the group's own doing or because kombot was away."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import col, update

from dialogs.rounds.groups.groups import ABSENT
from storage import due
from storage.joining import CONTACT_GONE, JOINED
from storage.tables import Person, Role, Sitting
from storage.unit_of_work import Unit
from tests import town as plot
from tests.lives_plan import the_round
from tests.nudged import ROUND, does
from tests.preparing import DIALOGUE, Team, prepared
from tests.talk import Town, a_town
from tests.walk import Walk

SOON = 2
"""Days from now on which the vote opens."""


async def plans_that_change(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await _plans(walk, dialogue=60)
        await _sleeps(town, days=25)
        round_ = await the_round(town)
        await walk.through("Jonas", "theme_vote", round_.id)
        await walk.asks("Ali", "off", round_.id)
        await walk.through("Ali", "round_off", round_.id)
        await town.until(town.now + timedelta(hours=1))
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def too_late_to_vote(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await _plans(walk, dialogue=30)
        await _sleeps(town, days=28)
        await walk.asks("Kirsten", "home")
        round_ = await the_round(town)
        await walk.asks("Kirsten", "overview", round_.id)
        await does(town, then=partial(_goes, round_id=round_.id, now=town.now))
        await town.settles()
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def teams_that_change(folder: Path, language: str) -> Walk:
    """Somebody comes, and somebody changes; both teams are invited, and one has its groups."""
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        names = ("Jonas", "Sofie", "Ali", "Kirsten")
        kitchen, garden = Team(DIALOGUE, names), Team(DIALOGUE + timedelta(days=6), ("Lars",))
        await prepared(town, teams={"Køkkenet <@U1> *fed*": kitchen, "Haven": garden})
        await does(
            town,
            then=lambda unit: unit.update(update(Sitting).values(invited_at=town.now), expect=None),
        )
        for name in ("Nadia", "Fatima"):
            joined = plot.id_of(name)
            await does(town, then=partial(_joins, person_id=joined, now=town.now))
        await town.settles()
        walk.wishes |= dict.fromkeys(ABSENT, "")
        await walk.through("Kirsten", "groups", "sitting-Haven")
        await walk.asks("Kirsten", "publish_groups", "sitting-Haven.1")
        for name, colleague in (("Ali", "Nadia"), ("Kirsten", "Jonas"), ("Mette", "Sofie")):
            walk.wishes |= {"who": plot.id_of(colleague), "team": "sitting-Haven"}
            await walk.through(name, "team", ROUND)
            await walk.asks(name, "overview", ROUND)
        await town.until(town.now + timedelta(hours=1))
        await walk.asks("Ali", "off", ROUND)
        walk.shown += [post.card for post in town.chat.posts]
        return walk


def _joins(unit: Unit, *, person_id: str, now: datetime) -> None:
    due.plan(unit, rule=JOINED, subject=person_id, due_at=now)


def _goes(unit: Unit, *, round_id: str, now: datetime) -> None:
    """The contact person, to another workplace."""
    gone = update(Person).where(col(Person.id) == plot.id_of(plot.CONTACT))
    unit.update(gone.values(workplace_id=plot.TOWN_HALL))
    unit.delete(delete(Role).where(col(Role.person_id) == plot.id_of(plot.CONTACT)))
    due.plan(unit, rule=CONTACT_GONE, subject=round_id, due_at=now)


async def _plans(walk: Walk, *, dialogue: int) -> None:
    today = walk.town.now.date()
    walk.wishes |= {
        "dialogue_on": f"{today + timedelta(days=dialogue)}",
        "opens_on": f"{today + timedelta(days=SOON)}",
        "plan_due": f"{today + timedelta(days=113)}",
    }
    await walk.through("Kirsten", "round", plot.WORKPLACE)
    await walk.town.settles()


async def _sleeps(town: Town, *, days: int) -> None:
    """Nothing runs meanwhile."""
    town.clock.move(timedelta(days=days))
    await town.until(town.now + timedelta(hours=1))
