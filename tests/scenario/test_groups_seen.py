"""What is seen of the groups: on paper, by whom, and what is left of somebody who has left."""

from datetime import date
from pathlib import Path

from sqlalchemy import update
from sqlmodel import col, select

from bot.papers.printing import print_png
from dialogs import PAPERS
from dialogs.core.actions import Do, Open, write
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.paper import Paper
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from dialogs.rounds.gathering import PARTS
from storage import people
from storage.erase import erase_own
from storage.tables import Apart, Attendance, Person, Seat
from storage.unit_of_work import Unit
from tests import town as plot
from tests.seated import (
    all_seats,
    announced,
    opens_groups,
    proposes,
    tells_everyone,
    the_sitting,
    told,
)
from tests.talk import Town, a_town


async def test_lists_and_table_cards_show_what_everybody_was_told_and_no_wish(
    tmp_path: Path,
) -> None:  # TAL-37
    async with a_town(tmp_path) as town:
        await announced(town)
        nurses = dict.fromkeys(("Jonas", "Sofie"), "Sygeplejerske")
        await proposes(town, apart=(("Jonas", "Sofie"),), professions=nurses)
        assert await paper(town, "group_lists", "Kirsten") == Refusal("groups_not_yet")
        await tells_everyone(town)
        town["Kirsten"].sees("Her er dine grupper")
        assert town["Kirsten"].has_seen("Bordkort (PDF)")
        for name in ("group_lists", "table_cards"):
            found = await paper(town, name, "Kirsten")
            assert isinstance(found, Paper)
            text = str(found.parts)
            for each in (*plot.REPRESENTATIVES, *plot.EMPLOYEES):
                assert text.count(each) == len(PARTS)
            assert not any(word in text for word in ("Sygeplejerske", "ikke", "Mette", "Anne"))
            assert print_png(found, "da")
            assert await paper(town, name, "Jonas") == Refusal("not_for_you")


async def paper(town: Town, name: str, who: str) -> object:
    async with town.store.snapshot() as reads:
        person = await people.person(reads, plot.id_of(who))
        assert person is not None
        house = House()
        known = await who_is(reads, person, house)
        say = Speaker(texts=town.app.inbox.texts, language="da", zone=known.zone)
        request = Request(
            who=known, subject=(await the_sitting(town)).id, now=town.now, house=house, say=say
        )
        return await PAPERS[name](reads, request)


async def test_a_month_after_somebody_left_no_seat_and_no_wish_is_theirs(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # fault 37
        await announced(town)
        await proposes(town, apart=(("Jonas", "Sofie"),), professions={"Jonas": "Kok"})
        await tells_everyone(town)

        async def leave(unit: Unit) -> None:
            gone = update(Person).where(col(Person.id) == plot.id_of("Jonas"))
            unit.update(gone.values(left_on=date(2026, 8, 1)))

        await town.store.run(leave)
        await town.store.run(lambda unit: erase_own(unit, plot.id_of("Jonas"), date(2026, 8, 2)))
        async with town.store.snapshot() as reads:
            left = [
                *await reads.all(select(Seat.person_id)),
                *await reads.all(select(Attendance.person_id)),
                *await reads.all(select(Apart.one_id)),
            ]
        assert left
        assert plot.id_of("Jonas") not in left


async def test_whoever_is_paid_by_the_hour_or_works_elsewhere_has_no_seat_and_sees_none(
    tmp_path: Path,
) -> None:  # TAL-14
    async with a_town(tmp_path) as town:
        sitting_id = await told(town)
        for name in ("Oliver", "Hanne"):
            assert plot.id_of(name) not in {each.person_id for each in await all_seats(town)}
            await town[name].presses(write(Do("groups", sitting_id)))
            town[name].sees("Det kan din rolle ikke åbne")
            await town[name].presses(write(Open("groups", sitting_id)))
            town[name].sees("Det kan din rolle ikke åbne")


async def test_the_leader_sees_the_groups_without_sitting_in_one(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # TAL-41
        await told(town)
        await opens_groups(town, "Mette")
        town["Mette"].sees("Grupperne er meldt ud")
        assert plot.id_of("Mette") not in {each.person_id for each in await all_seats(town)}
