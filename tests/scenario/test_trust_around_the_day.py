"""What stays among those who wrote it: a group's notes, a team's record, a view without a name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update
from sqlmodel import col

from storage.tables import Dissent, Person, Sitting, SittingMember, Workplace
from tests import town as plot
from tests.nudged import ROUND, does
from tests.opened_papers import reading, sealed
from tests.stores import POSTGRES, chosen
from tests.talk import Town, a_town
from tests.the_day import COMING, SITTING, WRITERS, a_day, begins, ends, goes_on, writes
from tests.voting import rows
from tests.working import ROUND as HELD
from tests.working import after_the_dialogue

SAID = "Vi taler for lidt sammen"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def sees_the_notes(town: Town, name: str) -> bool:
    """Anything of what the groups wrote, by whichever way into the plan for the work."""
    seen = []
    for value in (f"do:topics:{ROUND}:wellbeing", f"do:sort:{ROUND}"):
        await town[name].presses(value)
        seen.append(SAID in town[name].text)
    return any(seen)


async def test_nobody_reads_what_groups_write_while_they_write_it(town: Town) -> None:
    await a_day(town)  # TAL-44
    await begins(town)
    await goes_on(town)
    await writes(town, WRITERS[0].split()[0], SAID)
    for name in ("Mette", "Kirsten"):
        assert not await sees_the_notes(town, name)
    town["Mette"].sees("Du kan læse, hvad grupperne skrev, når dialogen mandag den 10. august")
    await goes_on(town, times=7)
    await town["Mette"].clicks("Slut dagen")
    assert await sees_the_notes(town, "Mette")


async def test_a_day_that_nobody_runs_is_over_after_its_three_hours(town: Town) -> None:
    await a_day(town)
    await writes(town, WRITERS[0].split()[0], SAID)
    assert not await sees_the_notes(town, "Mette")
    await town.passes(hours=3)
    assert await sees_the_notes(town, "Mette")


async def test_a_team_reads_its_own_record_alone(town: Town) -> None:
    await a_day(town, seated=False)
    other = Sitting(id="sitting-b", round_id=ROUND, name="Hold B", held_on=town.now.date())
    team = [
        SittingMember(sitting_id=SITTING, person_id=plot.id_of(each))
        for each in COMING
        if each != COMING[5]
    ]
    alone = SittingMember(sitting_id=other.id, person_id=plot.id_of(COMING[5]))
    name = update(Sitting).where(col(Sitting.id) == SITTING).values(name="Hold A")
    await does(town, other, alone, *team, then=lambda unit: unit.update(name))
    await ends(town)
    stranger, member = COMING[5].split()[0], COMING[6].split()[0]
    async with reading(town) as reader:
        for who, reads, status in ((stranger, False, 404), (member, True, 200)):
            await town[who].presses(f"do:record:{SITTING}")
            assert ("Det skrev grupperne" in town[who].text) is reads
            whole = next(each for each in COMING if each.startswith(who))
            link = sealed(town, "record", SITTING, plot.id_of(whole))
            assert (await reader.opens(link)).status == status


async def test_whoever_works_elsewhere_now_neither_reads_nor_writes_notes(town: Town) -> None:
    await a_day(town)
    writer = WRITERS[0].split()[0]
    await writes(town, writer, SAID)
    away = Workplace(id="wp-other", organisation_id=plot.ORGANISATION, name="Månen")
    moves = (
        update(Person).where(col(Person.id) == plot.id_of(WRITERS[0])).values(workplace_id=away.id)
    )
    await does(town, away)
    await does(town, then=lambda unit: unit.update(moves))
    await town[writer].presses(f"do:notes:{SITTING}|wellbeing|1")
    assert SAID not in town[writer].text
    await town[writer].presses(f"open:note:{SITTING}|wellbeing|1")
    town[writer].sees("Det kan din rolle ikke åbne.")


async def says_otherwise(town: Town, name: str, view: str) -> None:
    await town[name].presses(f"open:dissent:{HELD}")
    await town[name].answers(view=view)


async def test_views_are_written_anew_in_an_order_of_chance(tmp_path: Path) -> None:
    async with after_the_dialogue(tmp_path) as town:  # TAL-109
        for number in range(3):
            await says_otherwise(town, "Kirsten", f"Syn {number}")
        before = await rows(town, Dissent)
        await town.settles()
        after = await rows(town, Dissent)
    assert {each.text for each in after} == {f"Syn {number}" for number in range(3)}
    assert not {each.id for each in before} & {each.id for each in after}


async def test_no_transaction_tells_whose_view_it_is(tmp_path: Path) -> None:
    """Where every row has the numbers of those that wrote and held it."""  # TAL-109

    def shared(connection: Connection) -> set[str]:
        names = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        ).all()
        mine = set(connection.scalars(text("SELECT xmin::text FROM dissent")))
        assert len(mine) == 1
        held = 'SELECT count(*) FROM "{}" WHERE xmin::text = :it OR xmax::text = :it'
        return {
            name
            for name in names
            if connection.scalar(text(held.format(name)), {"it": next(iter(mine))})
        }

    with chosen(POSTGRES):
        async with after_the_dialogue(tmp_path) as town:
            await says_otherwise(town, "Kirsten", "Jeg ser det anderledes")
            await town.passes(minutes=5)
            assert await town.store.maintenance(shared) <= {"dissent", "due"}
