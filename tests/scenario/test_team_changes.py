"""Somebody moves, and a leader is followed by another: the team's talk stays with the team."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlmodel import col, select

from storage import team_talks
from storage.tables import Person, Role, TeamMember, TeamTalk
from storage.writer import LostRace
from tests import town as plot
from tests.kom import kept
from tests.talk import Town, a_town
from tests.talk_year import a_talking_year

NOT_YOURS = "Den samtale er for et andet team."
METTE, KIRSTEN, JONAS = plot.id_of(plot.LEADER), plot.id_of(plot.CONTACT), plot.id_of("Jonas")
MOST = ("Sofie", "Peter", "Fatima", "Lars", "Camilla", "Henrik", "Nadia")
"""More than half of the thirteen in Mette's team."""
FOLLOW = "Følg op på teamets plan, 25. august"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        await a_talking_year(town)
        yield town


async def calls(town: Town, name: str, clock: str = "10:00") -> TeamTalk:
    await town[name].presses("open:team_call:")
    await town[name].answers(day="2026-08-25", clock=clock, place="Personalestuen")
    await town.settles()
    (talk,) = [each for each in await kept(town, TeamTalk) if each.leader_id == plot.id_of(name)]
    return talk


async def shares(town: Town, name: str, talk: TeamTalk, text: str, sharing: str = "named") -> None:
    await town[name].presses(f"open:team_preparation:{talk.id}")
    await town[name].answers(team__together=text, team__wellbeing="", team__learn="")
    await town[name].answers(sharing=sharing)


async def moves(town: Town, *names: str, **values: str) -> None:
    ids = [plot.id_of(name) for name in names]
    async with town.store.unit() as unit:
        unit.update(update(Person).where(col(Person.id).in_(ids)).values(**values), expect=None)
        await unit.commit()


async def leads(town: Town, name: str, *people: str, instead: bool) -> None:
    """`instead` of Mette, or beside her."""
    async with town.store.unit() as unit:
        unit.insert(Role(person_id=plot.id_of(name), workplace_id=plot.WORKPLACE, name="leader"))
        if instead:
            unit.delete(
                delete(Role).where(col(Role.person_id) == METTE, col(Role.name) == "leader")
            )
        await unit.commit()
    await moves(town, *people, leader_id=plot.id_of(name))


async def sees(town: Town, name: str, talk: TeamTalk) -> str:
    await town[name].presses(f"do:team_talk:{talk.id}")
    return town[name].text


@pytest.mark.parametrize(
    "values", [{"workplace_id": plot.TOWN_HALL}, {"leader_id": plot.id_of(plot.HR)}]
)
async def test_who_has_moved_reads_and_writes_no_more_and_is_read_no_more(
    town: Town, values: dict[str, str]
) -> None:
    talk = await calls(town, "Mette")
    await shares(town, "Jonas", talk, "Fra Jonas")
    await shares(town, "Sofie", talk, "Fra Sofie")
    await moves(town, "Jonas", **values)
    assert "Fra Sofie" not in await sees(town, "Jonas", talk)
    town["Jonas"].sees(NOT_YOURS)
    for dialog in ("team_preparation", "team_plan"):
        await town["Jonas"].presses(f"open:{dialog}:{talk.id}")
        town["Jonas"].sees(NOT_YOURS)
    await town["Jonas"].presses("do:home:")
    assert "Teamets samtale" not in str(town["Jonas"].screen[-1])
    seen = await sees(town, "Peter", talk)
    assert "Fra Sofie" in seen
    assert "Fra Jonas" not in seen


async def test_who_moves_while_a_form_is_open_writes_nothing(town: Town) -> None:
    talk = await calls(town, "Mette")
    await town["Jonas"].presses(f"open:team_plan:{talk.id}")
    await moves(town, "Jonas", workplace_id=plot.TOWN_HALL)
    await town["Jonas"].answers(goal_1="Mit mål", goal_2="", who="", follow_up="")
    assert not (await kept(town, TeamTalk))[0].plan
    async with town.store.unit() as unit:
        member = await unit.first(select(TeamMember).where(TeamMember.person_id == JONAS))
        assert member is not None
        team_talks.keep_own(unit, talk, member, {"team.together": "Ord"}, None)
        with pytest.raises(LostRace):
            await unit.commit()


async def test_a_new_leader_takes_it_over_and_the_one_before_loses_it(town: Town) -> None:
    talk = await calls(town, "Mette")
    await shares(town, "Sofie", talk, "Fra Sofie")
    await leads(town, "Kirsten", *MOST, instead=True)
    assert "Fra Sofie" not in await sees(town, "Mette", talk)
    town["Mette"].sees(NOT_YOURS)
    taken = await calls(town, "Kirsten")
    assert taken.id == talk.id
    assert "KOM-Team er nu med jeres nye leder" in town["Sofie"].messages[-1]
    assert "Du vælger selv, hvad du vil dele denne gang." in town["Sofie"].messages[-1]
    assert "Fra Sofie" not in await sees(town, "Kirsten", talk)
    await town["Sofie"].presses(f"open:team_preparation:{talk.id}")
    await town["Sofie"].answers(sharing="named")
    assert "Fra Sofie" in await sees(town, "Kirsten", talk)
    assert "Fra Sofie" not in await sees(town, "Mette", talk)


async def _holds(town: Town, talk: TeamTalk) -> None:
    """They have talked, and the team has a plan."""
    await town["Sofie"].presses(f"open:team_plan:{talk.id}")
    await town["Sofie"].answers(goal_1="Rolige morgener", goal_2="", who="", follow_up="")
    await town.until(talk.at + timedelta(hours=2))
    await town["Mette"].presses(f"do:team_talk:{talk.id}|held")


async def test_the_plan_of_a_held_talk_is_followed_up_by_the_next_leader(town: Town) -> None:
    talk = await calls(town, "Mette")  # NYB-KOM-38, X-03
    await shares(town, "Sofie", talk, "Fra Sofie")
    await _holds(town, talk)
    follow = f"do:team_follow:{talk.id}"
    for name in ("Hanne", "Jonas"):
        await town[name].presses(f"{follow}|yes")
        town[name].sees(NOT_YOURS)
    await leads(town, "Hanne", *MOST, instead=True)
    hanne = town["Hanne"]
    assert "Rolige morgener" not in await sees(town, "Hanne", talk)
    await hanne.writes("hjem")
    await hanne.clicks(FOLLOW)
    hanne.sees("Det, hver især delte før samtalen, bliver lukket.")
    await hanne.clicks("Ja, jeg følger op på den")
    seen = await sees(town, "Hanne", talk)
    assert "Rolige morgener" in seen
    assert "Fra Sofie" not in seen
    await town.settles()
    assert town["Sofie"].messages[-1].startswith("Hanne følger op på teamets plan")
    assert "Rolige morgener" in await sees(town, "Sofie", talk)
    assert "Rolige morgener" not in await sees(town, "Mette", talk)
    await hanne.writes("hjem")
    assert FOLLOW not in hanne.text
    sofie = town["Sofie"]
    await sofie.writes("spor")
    sofie.sees("Hanne Riis har overtaget teamets samtale fra en tidligere leder.")
    sofie.sees("Hanne Riis har læst teamets plan.")


async def test_who_leads_a_few_of_the_team_takes_its_plan_from_nobody(town: Town) -> None:
    """Hanne has one of them and is the first to ask; the others have come to Kirsten."""
    talk = await calls(town, "Mette")  # NYB-KOM-38, X-02
    await _holds(town, talk)
    await leads(town, "Hanne", "Jonas", instead=True)
    await leads(town, "Kirsten", *MOST, instead=True)
    hanne, kirsten = town["Hanne"], town["Kirsten"]
    await hanne.writes("hjem")
    assert FOLLOW not in hanne.text
    await hanne.presses(f"do:team_follow:{talk.id}|yes")
    hanne.sees(NOT_YOURS)
    for name in ("Sofie", "Nadia"):
        assert "Rolige morgener" in await sees(town, name, talk)
    await kirsten.writes("hjem")
    await kirsten.clicks(FOLLOW)
    await kirsten.clicks("Ja, jeg følger op på den")
    for name in ("Kirsten", "Sofie", "Nadia"):
        assert "Rolige morgener" in await sees(town, name, talk)


async def test_where_the_team_is_split_in_equal_parts_its_plan_stays_with_everybody(
    town: Town,
) -> None:
    talk = await calls(town, "Mette")
    await _holds(town, talk)
    everybody = [each.split()[0] for each in plot.EVERYONE if each != plot.LEADER]
    gone, *rest = [each for each in everybody if each not in {"Kirsten", *MOST}]
    await moves(town, gone, workplace_id=plot.TOWN_HALL)
    await leads(town, "Hanne", *rest, "Kirsten", MOST[0], instead=True)
    await leads(town, "Kirsten", *MOST[1:], instead=True)
    for name in ("Hanne", "Kirsten"):
        await town[name].presses(f"do:team_follow:{talk.id}|yes")
        town[name].sees(NOT_YOURS)
    for name in MOST[:2]:
        assert "Rolige morgener" in await sees(town, name, talk)


async def test_nobody_follows_up_for_a_leader_who_is_there(town: Town) -> None:
    talk = await calls(town, "Mette")
    await _holds(town, talk)
    await leads(town, "Hanne", *MOST, instead=False)
    await town["Hanne"].presses(f"do:team_follow:{talk.id}|yes")
    town["Hanne"].sees(NOT_YOURS)
    assert (await kept(town, TeamTalk))[0].leader_id == METTE


async def test_only_one_takes_it_over(town: Town) -> None:
    talk = await calls(town, "Mette")
    await leads(town, "Kirsten", *MOST, instead=True)
    async with town.store.unit() as late:
        team_talks.take_over(late, talk, KIRSTEN, town.now.date())
        await calls(town, "Kirsten")
        with pytest.raises(LostRace):
            await late.commit()
    assert (await kept(town, TeamTalk))[0].leader_id == KIRSTEN


async def test_nobody_takes_it_from_a_leader_who_is_there(town: Town) -> None:
    talk = await calls(town, "Mette")
    await leads(town, "Kirsten", *MOST, instead=False)
    async with town.store.unit() as unit:
        team_talks.take_over(unit, talk, KIRSTEN, town.now.date())
        with pytest.raises(LostRace):
            await unit.commit()


@pytest.mark.parametrize("led", [(), ("Jonas",)])
async def test_whoever_leads_nobody_or_a_few_of_the_team_takes_nothing_over(
    town: Town, led: tuple[str, ...]
) -> None:
    """Mette leads no more; her people wait for whoever most of them come to."""
    talk = await calls(town, "Mette")
    await shares(town, "Sofie", talk, "Fra Sofie")
    await leads(town, "Kirsten", *led, instead=True)
    own = await calls(town, "Kirsten")
    assert own.id != talk.id
    assert {each.leader_id for each in await kept(town, TeamTalk)} == {METTE, KIRSTEN}
    shared = [each.person_id for each in await kept(town, TeamMember) if each.shared_at]
    assert shared == [plot.id_of("Sofie")]


async def test_two_leaders_of_a_workplace_have_each_their_own(town: Town) -> None:
    first = await calls(town, "Mette")
    await leads(town, "Kirsten", "Jonas", instead=False)
    second = await calls(town, "Kirsten", clock="13:00")
    assert first.id != second.id
    await shares(town, "Jonas", second, "Til Kirstens team")
    assert "Til Kirstens team" in await sees(town, "Kirsten", second)
    for name in ("Mette", "Sofie"):
        assert "Til Kirstens team" not in await sees(town, name, second)
        town[name].sees(NOT_YOURS)
    again = await calls(town, "Mette", clock="11:00")
    assert again.id == first.id


async def test_what_was_taken_back_meanwhile_is_not_shared_by_a_form_from_before(
    town: Town,
) -> None:
    talk = await calls(town, "Mette")
    await shares(town, "Jonas", talk, "Fra Jonas")
    async with town.store.unit() as late:
        read = await late.first(select(TeamMember).where(TeamMember.person_id == JONAS))
        assert read is not None
        team_talks.keep_own(late, talk, read, {"team.together": "Ældre ord"}, town.now)
        await town["Jonas"].presses(f"open:team_preparation:{talk.id}")
        await town["Jonas"].answers(sharing="nothing")
        with pytest.raises(LostRace):
            await late.commit()
    assert "Fra Jonas" not in await sees(town, "Sofie", talk)
    assert "Ældre ord" not in town["Sofie"].text


async def test_of_two_who_keep_the_plan_at_once_the_second_writes_over_nothing(
    town: Town,
) -> None:
    talk = await calls(town, "Mette")
    async with town.store.unit() as late:
        team_talks.keep_plan(late, talk, {"goal_1": "Sent"})
        async with town.store.unit() as early:
            team_talks.keep_plan(early, talk, {"goal_1": "Først"})
            await early.commit()
        with pytest.raises(LostRace):
            await late.commit()
    assert [each.plan for each in await kept(town, TeamTalk)] == [{"goal_1": "Først"}]
