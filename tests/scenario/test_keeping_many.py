"""A night's keeping goes through everybody, a slice at a time, and comes to an end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from schedules.keeping import MOST
from storage.tables import Checkin, Person
from tests import town as plot
from tests.keeping import a_kept_town
from tests.kom import keep, kept


async def test_the_last_of_many_is_looked_at_in_the_same_night(tmp_path: Path) -> None:
    """More than two slices of people, with a check-in of the last one that is too old."""
    async with a_kept_town(tmp_path) as town:
        ids = [f"z-{number:03}" for number in range(2 * MOST + 1)]
        await keep(
            town,
            *(
                Person(
                    id=each,
                    organisation_id=plot.ORGANISATION,
                    workplace_id=plot.WORKPLACE,
                    name=each,
                    email=f"{each}@solsikken.example",
                )
                for each in ids
            ),
            Checkin(person_id=ids[-1], made_on=(town.now - timedelta(days=900)).date(), trivsel=7),
        )
        await town.passes(days=1)
        assert await kept(town, Checkin) == []
