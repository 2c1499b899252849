"""A planner as a process of its own, for tests in which several plan at once.

`python -m tests.planners URL` says that it is ready, waits for a line, plans until nothing is due,
and says what came of it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import timedelta

from dialogs.core.house import House
from schedules.core.planner import Planner
from storage.database import Database
from storage.keys import Keyring
from storage.tables import Address, Due, Organisation, Person, Workplace
from storage.unit_of_work import Store, Unit
from tests.nudging import CALENDAR, WEDNESDAY, Needed, reminder

READY = "ready"
AGAIN = (WEDNESDAY + timedelta(days=7),)


def people_of(number: int) -> list[str]:
    return [f"p{each:04}" for each in range(number)]


async def crowd_due(store: Store, number: int) -> None:
    """So many people, each with one row that is due."""

    async def work(unit: Unit) -> None:
        unit.insert(Organisation(id="o", name="Solkommunen"))
        unit.insert(Workplace(id="w", organisation_id="o", name="Solsikken"))
        for each in people_of(number):
            email = f"{each}@solsikken.example"
            unit.insert(
                Person(id=each, organisation_id="o", workplace_id="w", name=each, email=email)
            )
            unit.insert(Address(person_id=each, channel="simulator", external_id=each))
            unit.insert(Due(rule="greet", person_id=each, subject="it", due_at=WEDNESDAY))

    await store.run(work)


async def main(url: str) -> None:
    database = Database.open(url, keyring=Keyring.parse(os.environ["KOMBOT_TEST_KEY"]))
    try:
        rule = reminder(Needed(later=AGAIN))
        planner = Planner(
            store=Store(database),
            reminders={rule.rule.name: rule},
            jobs={},
            calendar=CALENDAR,
            house=House(),
        )
        _says(READY)
        sys.stdin.readline()
        _says(json.dumps(await _plans(planner)))
    finally:
        await database.close()


async def _plans(planner: Planner) -> dict[str, int]:
    told = {"sent": 0, "due": 0, "lost": 0}
    while planned := await planner.plan_once(now=WEDNESDAY):
        told["sent"] += planned.sent
        told["due"] += planned.due
        told["lost"] += planned.lost
    return told


def _says(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
