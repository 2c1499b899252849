"""A year of conversations at the workplace, and talks that have been held in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from schedules import ensure_jobs
from storage.tables import Conversation, Cycle
from tests import town as plot
from tests.kom import keep
from tests.talk import Town

CYCLE = "cycle-2026"
LAST = date(2026, 9, 30)
OVER = timedelta(days=52)
"""From a town's first morning to the day after the year's last."""
AFTER = timedelta(days=16)
"""From then on until no more answers are taken."""
NAMES = ("Jonas Friis", "Sofie Krag", "Peter Nygaard", "Fatima Yilmaz", "Lars Bech", "Camilla Toft")


async def a_talking_year(town: Town, *, concept: str = "nyborg_kom", form: str = "both") -> None:
    await keep(
        town,
        Cycle(
            id=CYCLE,
            workplace_id=plot.WORKPLACE,
            year=2026,
            concept=concept,
            themes=["Trygge overgange"],
            set_by=plot.id_of(plot.LEADER),
            form=form,
            first_day=date(2026, 8, 3),
            last_day=LAST,
        ),
    )
    await ensure_jobs(town.store, town.now)
    await town.settles()


async def talks_held(
    town: Town, names: Sequence[str] = NAMES, *, concept: str = "nyborg_kom"
) -> None:
    """Now; it is asked about on the next morning."""
    await keep(
        town,
        *(
            Conversation(
                id=f"talk-{plot.id_of(name)}",
                person_id=plot.id_of(name),
                leader_id=plot.id_of(plot.LEADER),
                at=town.now - timedelta(hours=1),
                held=True,
                held_at=town.now,
                concept=concept,
                cycle_id=CYCLE,
            )
            for name in names
        ),
    )
