"""Somebody new in a town whose teams are made, brought in as a file of people does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from dialogs.core.actions import Open, write
from dialogs.core.cards import ChoiceField
from storage import joining, roster
from storage.roster import Entry
from storage.tables import Address
from storage.unit_of_work import Unit
from tests import town as people
from tests.nudged import ROUND
from tests.preparing import Team
from tests.talk import Talker, Town
from tests.voting import rows

KITCHEN, GARDEN = date(2026, 9, 9), date(2026, 9, 15)
EARLY = ("Jonas", "Sofie", "Ali", "Kirsten", "Peter", "Birgit", "Henrik")
LATE = ("Fatima", "Lars", "Camilla", "Nadia", "Anne")
TEAMS = {"Køkkenet": Team(KITCHEN, EARLY), "Haven": Team(GARDEN, LATE)}
NORA = Entry(email="nora@solsikken.example", name="Nora Winther", workplace="Børnehuset Solsikken")
SATURDAY = datetime(2026, 8, 15, 10, 0, tzinfo=UTC)
GROUP = ("Mette", "Kirsten", "Ali", "Birgit")


async def comes(town: Town, entry: Entry = NORA) -> str:
    """As a file of people brings them in. Returns their id."""

    async def work(unit: Unit) -> str:
        organisation = await roster.organisation(unit, people.ORGANISATION)
        kept = await roster.read(unit, organisation)
        after = replace(kept.roster, people={**kept.roster.people, entry.email: entry})
        today = town.now.date()
        ids = roster.write(unit, kept, after, organisation="Solkommunen", today=today)
        await joining.notice(unit, kept, after, ids, today=today, now=town.now)
        return ids[entry.email]

    person_id = await town.store.run(work)
    async with town.store.unit() as unit:
        there = {each.person_id for each in await rows(town, Address)}
        if person_id not in there:
            reached = Address(
                person_id=person_id, channel="simulator", external_id=people.id_of(entry.name)
            )
            unit.insert(reached)
        await unit.commit()
    town.people.setdefault(entry.name, Talker(town, entry.name))
    await town.settles()
    return person_id


async def puts(town: Town, name: str, who: str, team: str) -> Talker:
    member = town[name]
    await member.presses(write(Open("team", ROUND)))
    for field, label in (("who", who), ("team", team)):
        (choice,) = member.form.fields
        assert isinstance(choice, ChoiceField)
        key = next(each.key for each in choice.choices if each.label.startswith(label))
        await member.answers(**{field: key})
    await town.settles()
    return member
