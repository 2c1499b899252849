"""A life to look at: what is kept of somebody, who saw it, and which concept holds where."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from storage.erase_now import clear
from storage.outbox import Mail, queue
from storage.tables import Audit, Role, SeniorOffer, Workplace
from storage.unit_of_work import Unit
from tests import town as plot
from tests.kom import keep
from tests.talk import Town, a_town
from tests.walk import Walk

DONE = ("read", "goal-closed", "exported", "cleared", "something-new", "named-ballots-read")


async def somebody_s_own_rights(folder: Path, language: str) -> Walk:
    async with a_town(folder, KOMBOT_LANGUAGE=language) as town:
        walk = Walk(town)
        await _who_looks_after_it(town)
        for command, argument in (
            ("privacy", ""),
            ("trail", ""),
            ("all_mine", ""),
            ("erase_me", ""),
            ("erase_me", "yes"),
            ("erase_me", "no"),
            ("erase_me", "yes"),
        ):
            await walk.asks("Jonas", command, argument)
        await town.passes(days=15)
        await _much_happened(town)
        for argument in ("", "15"):
            await walk.asks("Jonas", "trail", argument)
        await walk.asks("Hanne", "concept")
        await walk.through("Hanne", "concept_use")
        await walk.asks("Hanne", "concept")
        await _is_erased(town)
        await town.settles()
        walk.shown += [post.card for post in town.chat.posts]
        return walk


async def _who_looks_after_it(town: Town) -> None:
    async with town.store.unit() as unit:
        unit.update(update(Workplace).values(area="Dagtilbud"), expect=None)
        await unit.commit()
    role = Role(person_id=plot.id_of("Ali"), workplace_id=plot.WORKPLACE, name="admin")
    offer = SeniorOffer(person_id=plot.id_of("Jonas"), set_by=plot.id_of("Hanne"), answer="no")
    await keep(town, role, offer)


async def _much_happened(town: Town) -> None:
    actors = (plot.id_of("Mette"), "operator", "", "p-nobody", plot.id_of("Jonas"))
    rows = [
        Audit(
            at=town.now - timedelta(hours=number),
            actor_id=actors[number % len(actors)],
            about_id=plot.id_of("Jonas"),
            what=DONE[number % len(DONE)],
        )
        for number in range(20)
    ]
    await keep(town, *rows)


async def _is_erased(town: Town) -> None:
    jonas = plot.id_of("Jonas")

    async def work(unit: Unit) -> None:
        clear(unit, jonas, town.now)
        queue(
            unit,
            Mail(message="erased_now", key="erased", due_at=town.now, person_id=jonas),
        )

    await town.store.run(work)
