"""Jonas looks at his own year, and nobody else can; Mette looks at hers in numbers and names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogs.core.actions import Do, write
from dialogs.core.cards import Card, Image, Series
from storage.tables import Conversation, Cycle, Goal, Kind, TalkPlan
from tests import town as plot
from tests.kom import TALK, a_talk, keep
from tests.lives_pictures import a_course
from tests.opened_papers import link_on, reading, sealed
from tests.talk import Talker, Town, a_town

NOT_NOW = 404


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


def shown(person: Talker) -> Card:
    newest = person.screen[-1]
    assert isinstance(newest, Card)
    return newest


async def test_jonas_sees_his_trivsel_and_his_goal_over_the_year(town: Town) -> None:
    # NOR-15, KL-14
    await a_course(town)
    jonas = town["Jonas"]
    await jonas.writes("mit år")
    drawn = [each for each in shown(jonas).body if isinstance(each, Series)]
    assert [[value for _, value in each.points] for each in drawn] == [[6, 4, 8], [2, 3, 7]]
    assert [(each.low, each.high) for each in drawn] == [(1, 10), (0, 10)]
    assert drawn[1].title == "Lede svære møder"
    jonas.sees("7 af 10")  # fault 27: the same in words


async def test_it_is_never_a_file_that_outlives_him(town: Town) -> None:
    await a_course(town)
    await town["Jonas"].writes("mit år")
    assert not any(isinstance(each, Image) for each in shown(town["Jonas"]).body)


async def test_nobody_else_sees_his_year_his_leader_neither(town: Town) -> None:
    await a_course(town)
    mette = town["Mette"]
    for subject in ("", plot.id_of("Jonas Friis")):
        await mette.presses(write(Do("own_year", subject)))
        assert "Lede svære møder" not in mette.text
        mette.sees("Her er ikke noget at vise endnu")
    async with reading(town) as reader:
        hers = sealed(town, "own_year", plot.id_of("Jonas Friis"), plot.id_of(plot.LEADER))
        own = sealed(town, "own_year", "", plot.id_of("Jonas Friis"))
        assert len((await reader.opens(own)).body) > len((await reader.opens(hers)).body)


async def test_a_year_without_anything_says_how_to_begin(town: Town) -> None:
    await town["Jonas"].writes("my year")
    town["Jonas"].sees("Lav et check-in, så begynder billedet.")


async def test_what_is_older_than_a_year_is_not_drawn(town: Town) -> None:
    await a_course(town)
    town.clock.move(timedelta(days=290))
    await town["Jonas"].writes("mit år")
    drawn = [each for each in shown(town["Jonas"]).body if isinstance(each, Series)]
    assert [value for _, value in drawn[0].points] == [4, 8]


async def test_jonas_prints_his_year_for_himself(town: Town) -> None:
    await a_course(town)
    await town["Jonas"].writes("mit år")
    async with reading(town) as reader:
        opened = await reader.opens(link_on(town["Jonas"], "Print mit år"))
    assert (opened.status, opened.kind) == (200, "application/pdf")


async def a_leaders_year(town: Town) -> None:
    mette = plot.id_of(plot.LEADER)
    await a_talk(town)
    await keep(
        town,
        Conversation(
            id="mini-sofie",
            person_id=plot.id_of("Sofie"),
            leader_id=mette,
            kind=Kind.MINI.value,
            at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC),
            concept="nyborg_kom",
        ),
        Conversation(
            id="gone",
            person_id=plot.id_of("Peter"),
            leader_id=mette,
            at=datetime(2026, 9, 1, 8, 0, tzinfo=UTC),
            called_off_at=town.now,
            concept="nyborg_kom",
        ),
        Cycle(
            workplace_id=plot.WORKPLACE,
            year=2026,
            themes=[],
            set_by=mette,
            first_day=datetime(2026, 8, 17, tzinfo=UTC).date(),
            last_day=datetime(2026, 10, 30, tzinfo=UTC).date(),
            concept="nyborg_kom",
        ),
    )
    await keep(
        town,
        TalkPlan(
            conversation_id=TALK,
            person_id=plot.id_of("Jonas Friis"),
            leader_id=mette,
            concept="nyborg_kom",
            written_by=mette,
            follow_up_on=datetime(2026, 12, 7, tzinfo=UTC).date(),
        ),
    )


async def test_mette_sees_what_her_year_holds_month_by_month(town: Town) -> None:
    await a_leaders_year(town)
    mette = town["Mette"]
    await mette.writes("årshjul")
    picture = next(each for each in shown(mette).body if isinstance(each, Image))
    assert "Aug: 1 samtale, 1 frist." in picture.alt
    assert "Okt: 1 frist." in picture.alt
    # Half past midnight in Copenhagen is the month after.
    assert "Dec: 1 samtale, 1 opfølgning." in picture.alt
    assert "Sep" not in picture.alt
    mette.sees("Jonas Friis: mandag den 24. august kl. 10")


async def test_no_name_stands_in_the_picture(town: Town) -> None:
    await a_leaders_year(town)
    await town["Mette"].writes("årshjul")
    pictures = [each for each in shown(town["Mette"]).body if isinstance(each, Image)]
    assert all("Jonas" not in each.alt and "Sofie" not in each.alt for each in pictures)


async def test_another_year_is_a_click_away_and_empty_ones_say_so(town: Town) -> None:
    await a_leaders_year(town)
    await town["Mette"].writes("årshjul")
    await town["Mette"].clicks("Se 2027")
    town["Mette"].sees("Årshjul 2027")
    town["Mette"].sees("Der er ikke sat noget i hjulet endnu.")


async def test_who_leads_nobody_has_no_wheel(town: Town) -> None:
    await town["Jonas"].writes("årshjul")
    assert "Årshjul 2026" not in town["Jonas"].text


async def test_the_wheel_says_how_many_have_a_plan_that_holds(town: Town) -> None:
    for number, name in enumerate(("Jonas Friis", "Sofie")):
        await keep(town, a_goal(town, name, days=30 + 400 * number))
    await town["Mette"].writes("årshjul")
    plans = [each for each in shown(town["Mette"]).body if isinstance(each, Image)][-1]
    assert plans.alt.startswith("1 af ")
    assert plans.bars[0] == ("Har en plan eller et mål", 1)


async def test_of_fewer_than_five_nothing_is_counted(tmp_path: Path) -> None:
    async with a_town(tmp_path, KOMBOT_MINIMUM_BALLOTS="40") as town:
        await keep(town, a_goal(town, "Jonas Friis", days=30))
        await town["Mette"].writes("årshjul")
        assert "har en plan eller et mål" not in town["Mette"].text


def a_goal(town: Town, name: str, *, days: int) -> Goal:
    return Goal(
        person_id=plot.id_of(name),
        leader_id=plot.id_of(plot.LEADER),
        title="Lede svære møder",
        agreed_on=town.now.date() - timedelta(days=days),
    )


async def test_the_wheel_is_printed_for_whoever_leads(town: Town) -> None:
    await a_leaders_year(town)
    await town["Mette"].writes("årshjul")
    async with reading(town) as reader:
        opened = await reader.opens(link_on(town["Mette"], "Print årshjulet"))
        assert opened.kind == "application/pdf"
        others = sealed(town, "year_wheel", "2026", plot.id_of("Jonas Friis"))
        assert (await reader.opens(others)).status == NOT_NOW
