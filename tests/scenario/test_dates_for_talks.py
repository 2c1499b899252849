"""A conversation gets a date in good time, is moved, called off and taken up again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Component

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Form
from storage.tables import Conversation, Due, Preparation, Session
from tests import town as plot
from tests.kom import TALK, a_talk, a_year, fills, goes_to, kept, prepares
from tests.opened_papers import link_on, reading, sealed
from tests.talk import Talker, Town, a_town

JONAS = plot.id_of("Jonas Friis")


async def arranges(mette: Talker, day: str, clock: str = "10:00", place: str = "") -> None:
    await mette.presses(write(Open("conversation", JONAS)))
    if not isinstance(mette.screen[-1], Form):
        await mette.clicks("Ret: Samtale med Jonas")
    await mette.answers(kind="kom", day=day, clock=clock, place=place)


async def entry(town: Town, name: str) -> Component:
    """What the calendar link of the one conversation opens for somebody, read by a library."""
    (talk,) = await kept(town, Conversation)
    async with reading(town) as reader:
        opened = await reader.opens(sealed(town, "talk_calendar", talk.id, plot.id_of(name)))
    (event,) = opened.calendar.events
    return event


async def test_the_invitation_says_what_the_year_is_about_and_where(tmp_path: Path) -> None:
    # NYB-KOM-06, NYB-KOM-46, NOR-21
    async with a_town(tmp_path) as town:
        await a_year(town)
        await arranges(town["Mette"], "2026-09-01", place="Det blå rum")
        await town["Mette"].clicks("Gem og giv besked")
        await town.settles()
        jonas = town["Jonas"]
        for said in (
            "Din KOM med Mette er tirsdag den 1. september kl. 10",
            "Sted: Det blå rum",
            "Årets temaer hos jer: Trygge overgange og Fælles faglighed",
            "Tænk samtalen igennem, inden I mødes.",
            "[Forbered samtalen]",
        ):
            jonas.sees(said)
        (talk,) = await kept(town, Conversation)
        assert talk.cycle_id is not None
        await jonas.clicks("Se dagsordenen")
        jonas.sees("Dagsorden: KOM med Mette")


async def test_a_date_at_short_notice_is_asked_about_first(tmp_path: Path) -> None:  # NOR-21
    async with a_town(tmp_path) as town:
        mette = town["Mette"]
        await arranges(mette, "2026-08-23")
        mette.sees("Det er med kort varsel")
        mette.sees("Jonas skal helst have 14 dage til at forberede sig.")
        assert not await kept(town, Conversation)
        await mette.clicks("Gem og gå videre")
        await mette.clicks("Gem og giv besked")
        assert len(await kept(town, Conversation)) == 1


async def test_a_date_in_good_time_is_not_asked_about(tmp_path: Path) -> None:  # NOR-21
    async with a_town(tmp_path) as town:
        await arranges(town["Mette"], "2026-08-24")
        assert not town["Mette"].has_seen("Det er med kort varsel")


async def test_a_move_goes_everywhere(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await arranges(mette, "2026-09-01")
        await mette.clicks("Gem og giv besked")
        await town.settles()
        await jonas.writes("forbered")
        first = await entry(town, "Jonas")
        await arranges(mette, "2026-09-15", "13:00")
        await mette.clicks("Gem og giv besked")
        await town.settles()
        jonas.sees("Din KOM med Mette er tirsdag den 15. september kl. 13")
        jonas.sees("Tid eller sted er ændret. Det her gælder nu.")
        moved = await entry(town, "Jonas")
        assert moved["UID"] == first["UID"]
        assert moved.decoded("sequence") > first.decoded("sequence")
        assert moved.decoded("dtstart") == datetime(2026, 9, 15, 11, 0, tzinfo=UTC)
        (running,) = [each for each in await kept(town, Session) if each.dialog == "preparation"]
        assert running.expires_at == datetime(2026, 9, 16, 22, 0, tzinfo=UTC)
        (row,) = [each for each in await kept(town, Due) if each.rule == "prepare.reminder"]
        assert row.due_at == datetime(2026, 9, 8, 7, 0, tzinfo=UTC)


async def test_a_new_place_alone_is_told_too(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        for place in ("Det blå rum", "Det røde rum"):
            await arranges(town["Mette"], "2026-09-01", place=place)
            await town["Mette"].clicks("Gem og giv besked")
            await town.settles()
        town["Jonas"].sees("Sted: Det røde rum")


async def test_the_calendar_entry_is_for_the_two_alone(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        for name, title in (("Mette", "KOM med Jonas"), ("Jonas", "KOM med Mette")):
            assert (await entry(town, name))["summary"] == title
        async with reading(town) as reader:
            for other in ("Sofie", "Hanne"):
                link = sealed(town, "talk_calendar", TALK, plot.id_of(other))
                assert (await reader.opens(link)).status == 404


async def test_it_is_called_off_kindly_and_both_are_told(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await a_talk(town)
        await prepares(jonas, "nothing")
        await mette.presses(write(Do("people", JONAS)))
        await mette.clicks("Aflys samtalen")
        mette.sees("Det, Jonas har forberedt, er der stadig")
        await mette.clicks("Aflys, og giv besked")
        mette.sees("Samtalen med Jonas er aflyst.")
        await town.settles()
        jonas.sees("Mette har aflyst samtalen mandag den 24. august kl. 10")
        async with reading(town) as reader:
            opened = await reader.opens(link_on(jonas, "Tag den ud af kalenderen"))
        assert opened.calendar["method"] == "CANCEL"
        assert len(await kept(town, Preparation)) == 1
        await jonas.writes("hjem")
        assert "24. august" not in jonas.text
        told = len(jonas.messages)
        await town.passes(days=20)
        assert len(jonas.messages) == told


async def test_a_new_date_takes_up_what_was_prepared(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await a_talk(town)
        await jonas.writes("forbered")
        await goes_to(jonas, "Kerneopgaven")
        await fills(jonas, "Hemmelighed om kerneopgaven")
        await mette.presses(write(Open("talk_off", TALK)))
        await mette.clicks("Aflys, og giv besked")
        (running,) = [each for each in await kept(town, Session) if each.dialog == "preparation"]
        assert running.expires_at > town.now + timedelta(days=30)
        await town.passes(days=30)
        await arranges(mette, "2026-10-01")
        await mette.clicks("Gem og giv besked")
        (talk,) = await kept(town, Conversation)
        assert (talk.id, talk.called_off_at, talk.sequence) == (TALK, None, 2)
        await jonas.writes("forbered")
        await jonas.clicks("Se overblik")
        jonas.sees("Hemmelighed om kerneopgaven")


async def test_only_its_leader_calls_it_off_and_only_while_it_stands(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        for name in ("Jonas", "Sofie", "Hanne"):
            await town[name].presses(write(Open("talk_off", TALK)))
            town[name].sees("Det kan kun medarbejderens egen leder åbne.")
        await town.passes(days=15)
        await town["Mette"].presses(write(Open("talk_off", TALK)))
        town["Mette"].sees("Den samtale er holdt, aflyst eller forbi")


async def test_an_employee_asks_for_another_time(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        mette, jonas = town["Mette"], town["Jonas"]
        await arranges(mette, "2026-09-01")
        await mette.clicks("Gem og giv besked")
        await town.settles()
        before = len(mette.messages)
        for _ in range(2):
            await jonas.clicks("Jeg kan ikke den dag")
        jonas.sees("Jeg beder Mette finde en ny tid")
        await town.settles()
        assert len(mette.messages) == before + 1
        mette.sees("Jonas kan ikke tirsdag den 1. september kl. 10")
        await mette.clicks("Find en ny tid")
        mette.sees("Dag: tirsdag den 1. september")
        mette.sees("[Ret: Samtale med Jonas]")


async def test_nobody_asks_for_another_time_for_others(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talk(town)
        for name in ("Sofie", "Mette"):
            await town[name].presses(write(Do("other_time", TALK)))
            await town.settles()
            assert not town["Mette"].has_seen("Jonas kan ikke")
