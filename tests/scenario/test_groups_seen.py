"""What is seen of the groups: on paper, by whom, and what is left of somebody who has left."""

from datetime import date
from pathlib import Path

from sqlalchemy import update
from sqlmodel import col, select

from bot.channels.slack.blocks import messages
from bot.channels.slack.views import Frame, modal
from bot.channels.teams.adaptive import render
from bot.papers.printing import print_png
from dialogs import PAPERS
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Card
from dialogs.core.dialog import Refusal
from dialogs.core.house import House
from dialogs.core.messages import Request
from dialogs.core.paper import Paper
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from dialogs.place import take
from dialogs.rounds.groups.gathering import MOST, PARTS
from storage import people
from storage.erase import erase_own
from storage.tables import Apart, Attendance, Person, Place, Seat
from storage.unit_of_work import Unit
from tests import town as plot
from tests.adaptive_cards import LARGEST, size
from tests.fakes.slack_rules import message_problem, view_problems
from tests.seated import (
    all_seats,
    announced,
    grow,
    opens_groups,
    proposes,
    tells_everyone,
    the_sitting,
    told,
)
from tests.spots import spot
from tests.talk import Town, a_town

FRAME = Frame(title="kombot", close="Luk", loading="Et øjeblik …")


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


async def test_the_largest_crowd_fits_on_every_platform(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:  # fault 27
        await grow(town, *(f"Medarbejder{each} Langtnavnesen" for each in range(MOST - 12)))
        sitting_id = await announced(town)
        kirsten = town["Kirsten"]
        await opens_groups(town, "Kirsten")
        await kirsten.answers(away_1="")
        await kirsten.answers(one_1="")
        named = {each.name: "Pædagogisk assistent" for each in kirsten.form.fields[1:]}
        await kirsten.answers(spread="yes", **named)
        await kirsten.clicks("Lav grupper")
        kirsten.sees("16 grupper er mange")
        await kirsten.presses(write(Open("group_swap", sitting_id)))
        await kirsten.presses(write(Do("publish_groups", f"{sitting_id}.1")))
        await town.settles()
        assert len(await all_seats(town)) == 2 * (MOST - 1)
        shown = [*kirsten.screen, *(post.card for post in town.chat.posts)]
        for content in shown:
            assert max(size(card) for card in render(content)) <= LARGEST
            assert list(view_problems(modal(content, FRAME))) == []
            if isinstance(content, Card):
                assert {message_problem(each) for each in messages(content)} == {""}


async def test_without_a_channel_for_all_nobody_is_promised_a_list_there(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await announced(town)
        async with town.store.unit() as unit:
            elsewhere = update(Place).where(col(Place.purpose) == "everyone")
            unit.update(elsewhere.values(workplace_id=plot.TOWN_HALL))
            await unit.commit()
        await proposes(town)
        await town["Kirsten"].clicks("Meld grupperne ud")
        town["Kirsten"].sees("Alle, det vedrører, får besked nu")
        assert "Listen kommer" not in town["Kirsten"].text
        await town.settles()
        assert town["Jonas"].has_seen("Her er dine grupper")

        async def chosen(unit: Unit) -> None:
            found = spot("C0ALL")
            await take(unit, plot.WORKPLACE, found, purpose="everyone", accepted=(), now=town.now)

        await town.store.run(chosen)
        await town.settles()
        assert "Grupper til Udviklingsdialogen" in "".join(town.place("C0ALL"))
