"""A team's common talk: prepared alone, shared by choice, planned together; each has one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Component

from storage.tables import Audit, Conversation, Cycle, TeamMember, TeamTalk
from tests import town as plot
from tests.kom import TALK, keep, kept
from tests.opened_papers import reading, sealed
from tests.talk import Talker, Town, a_town
from tests.talk_year import CYCLE, a_talking_year

TEAM = (*plot.VOTERS, plot.HOURLY)
DAY, LATER = "2026-08-25", "2026-08-26"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await a_talking_year(town)
        yield town


async def is_called(town: Town, day: str = DAY, place: str = "Personalestuen") -> TeamTalk:
    await town["Mette"].presses("open:team_call:")
    await town["Mette"].answers(day=day, clock="10:00", place=place)
    await town.settles()
    (talk,) = await kept(town, TeamTalk)
    return talk


async def prepares(person: Talker, text: str, sharing: str) -> None:
    await person.clicks("Forbered dig")
    await person.answers(team__together=text, team__wellbeing="", team__learn="")
    await person.answers(sharing=sharing)


async def sees_card(town: Town, name: str) -> Talker:
    (talk,) = await kept(town, TeamTalk)
    await town[name].presses(f"do:team_talk:{talk.id}")
    return town[name]


async def have_talked(town: Town) -> None:
    await town.passes(days=16)
    await (await sees_card(town, "Mette")).clicks("Vi har talt sammen")


async def entry(town: Town, name: str) -> Component:
    (talk,) = await kept(town, TeamTalk)
    async with reading(town) as reader:
        opened = await reader.opens(sealed(town, "team_calendar", talk.id, plot.id_of(name)))
    (event,) = opened.calendar.events
    return event


async def test_the_whole_team_is_invited_with_day_place_and_calendar(
    town: Town,
) -> None:  # NYB-KOM-36, NYB-KOM-37
    await town["Mette"].writes("samtaler")
    await town["Mette"].clicks("Indkald teamet")
    town["Mette"].sees("KOM-Team: Hvornår mødes I?")
    await is_called(town)
    for name in TEAM:
        invitation = town[name.split(maxsplit=1)[0]].messages[-1]
        assert "I skal holde KOM-Team" in invitation
        assert "tirsdag den 25. august kl. 10" in invitation
        assert "Personalestuen" in invitation
    event = await entry(town, "Jonas")
    assert (event["summary"], event["location"]) == ("KOM-Team", "Personalestuen")


async def test_herlev_may_begin_with_a_group_talk(tmp_path: Path) -> None:  # HER-07
    async with a_town(tmp_path) as town:
        await a_talking_year(town, concept="herlev")
        await is_called(town)
        assert "I skal holde Gruppesamtale" in town["Jonas"].messages[-1]
        await town["Jonas"].clicks("Forbered dig")
        town["Jonas"].sees("Hvem har ansvar for hvad, og er det klart for alle?")


async def test_norddjurs_has_no_talk_for_a_team(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await a_talking_year(town, concept="norddjurs_mus")
        await town["Mette"].presses("open:team_call:")
        town["Mette"].sees("Hos jer er der ingen samtale for hele teamet.")


async def test_a_team_that_one_works_closely_with_is_invited_too(
    tmp_path: Path,
) -> None:  # NYB-KOM-36
    async with a_town(tmp_path) as town:
        await keep(
            town,
            Cycle(
                id=CYCLE,
                workplace_id=plot.WORKPLACE,
                year=2026,
                themes=[],
                set_by=plot.id_of(plot.LEADER),
                form="team",
                with_workplace_id=plot.TOWN_HALL,
                concept="nyborg_kom",
            ),
        )
        await is_called(town)
        assert {each.person_id for each in await kept(town, TeamMember)} == {
            plot.id_of(name) for name in (*TEAM, plot.HR)
        }


async def test_a_moved_talk_moves_in_every_calendar(town: Town) -> None:
    await is_called(town)
    first = (await entry(town, "Jonas"))["uid"]
    await is_called(town, day=LATER)
    assert "KOM-Team er flyttet" in town["Jonas"].messages[-1]
    event = await entry(town, "Jonas")
    assert (event["uid"], event["sequence"]) == (first, 1)
    assert "20260826" in str(event["dtstart"].to_ical())


async def test_what_somebody_writes_is_their_own_until_they_share_it(town: Town) -> None:
    await is_called(town)
    await prepares(town["Jonas"], "Kun mit", "nothing")
    await prepares(town["Sofie"], "Uden navn", "nameless")
    await prepares(town["Peter"], "Med navn", "named")
    for name in ("Fatima", "Mette"):
        seen = await sees_card(town, name)
        seen.sees("2 har delt noget.")
        seen.sees("Uden navn")
        seen.sees("Peter: Med navn")
        assert "Kun mit" not in seen.text
        assert "Sofie" not in seen.text
    await prepares(town["Peter"], "Med navn", "nothing")
    assert "Med navn" not in (await sees_card(town, "Fatima")).text


async def test_nobody_outside_the_team_reads_anything_of_it(town: Town) -> None:
    talk = await is_called(town)
    await prepares(town["Sofie"], "Til teamet", "named")
    hanne = await sees_card(town, "Hanne")
    hanne.sees("Den samtale er for et andet team.")
    for dialog in ("team_preparation", "team_plan"):
        await hanne.presses(f"open:{dialog}:{talk.id}")
        hanne.sees("Den samtale er for et andet team.")
    async with reading(town) as reader:
        link = sealed(town, "team_calendar", talk.id, plot.id_of("Hanne"))
        assert (await reader.opens(link)).status == 404
    await town["Jonas"].presses("open:team_call:")
    assert "KOM-Team: Hvornår" not in town["Jonas"].text


async def test_anyone_in_the_team_drafts_the_plan_and_nobody_writes_over_another(
    town: Town,
) -> None:
    talk = await is_called(town)
    sofie, peter = town["Sofie"], town["Peter"]
    for who in (sofie, peter):
        await who.presses(f"open:team_plan:{talk.id}")
    await sofie.answers(goal_1="Sofies mål", goal_2="", who="Alle", follow_up="I maj")
    await peter.answers(goal_1="Peters mål", goal_2="", who="", follow_up="")
    peter.sees("Sofies mål")
    await peter.answers(**{peter.form.fields[0].name.replace(".", "__"): "theirs"})
    seen = await sees_card(town, "Fatima")
    for said in ("Sofies mål", "Hvem gør hvad?", "Alle", "I maj"):
        seen.sees(said)


async def test_only_the_leader_notes_that_they_have_talked_and_only_afterwards(
    town: Town,
) -> None:
    talk = await is_called(town)
    await town["Mette"].presses(f"do:team_talk:{talk.id}|held")
    assert (await kept(town, TeamTalk))[0].held_at is None
    await town.passes(days=16)
    await town["Jonas"].presses(f"do:team_talk:{talk.id}|held")
    assert (await kept(town, TeamTalk))[0].held_at is None
    await have_talked(town)
    town["Mette"].sees("Næste skridt er hver enkelts egen samtale.")  # NYB-KOM-39, HER-07
    await town["Jonas"].presses(f"open:team_preparation:{talk.id}")
    town["Jonas"].sees("så her kan ikke skrives mere")


@pytest.mark.parametrize(
    ("concept", "alone", "after"), [("nyborg_kom", 60, 46), ("herlev", 60, 45)]
)
async def test_each_ones_own_talk_is_shorter_but_always_there(
    tmp_path: Path, concept: str, alone: int, after: int
) -> None:  # NYB-KOM-38, NYB-KOM-39, HER-07
    async with a_town(tmp_path) as town:
        await a_talking_year(town, concept=concept)
        await keep(
            town,
            Conversation(
                id=TALK,
                person_id=plot.id_of("Jonas"),
                leader_id=plot.id_of(plot.LEADER),
                at=town.now + timedelta(days=30),
                concept=concept,
                cycle_id=CYCLE,
            ),
        )
        await is_called(town)
        jonas = town["Jonas"]
        await jonas.presses(f"do:agenda:{TALK}")
        jonas.sees(f"{alone} minutter")
        await have_talked(town)
        (talk,) = await kept(town, Conversation)
        assert not talk.held
        await jonas.presses(f"do:agenda:{TALK}")
        jonas.sees(f"{after} minutter")


async def test_a_team_that_has_talked_still_wants_a_talk_with_each(
    town: Town,
) -> None:  # NYB-KOM-39
    await is_called(town)
    await have_talked(town)
    mette = town["Mette"]
    await mette.presses("do:owed:")
    for name in ("Jonas Friis", "Sofie Krag"):
        mette.sees(f"{name}: skal være holdt senest")


async def test_who_shares_can_see_who_has_read_it(town: Town) -> None:
    await is_called(town)
    await prepares(town["Sofie"], "Til teamet", "nameless")
    await prepares(town["Jonas"], "Kun mit", "nothing")
    await sees_card(town, "Mette")
    read = [each for each in await kept(town, Audit) if each.what == "team-read"]
    about = {(each.actor_id, each.about_id) for each in read}
    assert about == {(plot.id_of("Mette"), plot.id_of("Sofie"))}
    await town["Sofie"].writes("spor")
    town["Sofie"].sees("Mette Holm har læst det, du delte med dit team.")


async def test_it_is_called_off_kindly_and_taken_up_again_with_what_was_written(
    town: Town,
) -> None:
    talk = await is_called(town)
    await prepares(town["Sofie"], "Til teamet", "nameless")
    mette = await sees_card(town, "Mette")
    await mette.clicks("Aflys samtalen")
    assert (await kept(town, TeamTalk))[0].called_off_at is None
    await mette.clicks("Aflys, og giv besked")
    await town.settles()
    assert "KOM-Team tirsdag den 25. august kl. 10 er aflyst" in town["Jonas"].messages[-1]
    assert (await entry(town, "Jonas"))["status"] == "CANCELLED"
    await town["Jonas"].presses(f"do:team_talk:{talk.id}|off-yes")
    await is_called(town, day=LATER)
    assert "KOM-Team er flyttet" in town["Jonas"].messages[-1]
    assert (await entry(town, "Jonas")).get("status") != "CANCELLED"
    (await sees_card(town, "Fatima")).sees("Til teamet")
