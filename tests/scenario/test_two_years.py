"""Jonas and Mette live two years of conversations after each municipality's concept, by the clock.

Each year is opened, and evaluated where the concept says so. Each conversation is prepared, held,
written down, planned and followed up by a short talk; the second one follows up the first one's
goal. Meanwhile somebody is late and somebody away, and what the concept says is destroyed goes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage.tables import ConceptUse, Conversation, Minutes, Preparation, TalkPlan
from tests import town as plot
from tests.scenario import year_around as around
from tests.scenario import year_of_talks as talks
from tests.scenario.drivers import Life, Living
from tests.scenario.living import on_each_channel
from tests.scenario.municipalities import FIRST, ZONE, Ours, each_municipality
from tests.tongues import mixed

CATCHES_UP = datetime(2026, 11, 3, 10, tzinfo=ZONE)
TWO_YEARS_ON = datetime(2028, 9, 1, 10, tzinfo=ZONE)


@pytest.mark.timeout(300)
@on_each_channel
@each_municipality
async def test_two_years_of_conversations(tmp_path: Path, living: Living, ours: Ours) -> None:
    # NYB-KOM-05, NYB-KOM-23, NYB-KOM-27, NYB-KOM-51, NYB-KOM-52, HER-10..12
    # NOR-02, NOR-29..31, X-02
    async with living(tmp_path, **ours.house) as life:
        await holds_from_today(life, ours)
        await chooses_a_language(life, ours)
        await the_first_year(life, ours)
        await around.weeks_pass(life, ours.second.opens)
        assert f"Årets {ours.kom} er ikke åbnet endnu" in life["Mette"].seen
        await the_second_year(life, ours)
        await around.weeks_pass(life, TWO_YEARS_ON)
        assert await gone(life) == ours.goes_in_the_end
        await around.who_lacks_one(life["Mette"])
        due = f"{ours.duty.late} senest {ours.due_again}"
        around.row(life["Mette"], around.CAUGHT_UP, due)
        await talks.sets_a_date(life, TWO_YEARS_ON + timedelta(days=28))
        await talks.begins_with(life, talks.NEXT, "i gang")
        assert (talks.REWORDED in life["Jonas"].text) != ours.files
        nothing_was_said_in_two_languages(life, ours)


async def the_first_year(life: Life, ours: Ours) -> None:
    await around.opens_the_year(life, ours, FIRST)
    await talks.sets_a_date(life, FIRST.talk)
    await talks.prepares(life, ours)
    await talks.talks_and_writes_it_down(life, ours, FIRST)
    await talks.agrees_on_a_plan(life, ours, FIRST, talks.AGREED)
    await talks.the_leader_sees_when_the_next_is_due(life, ours)
    await around.says_how_the_talk_was(life, ours, FIRST)
    await around.some_are_late_and_one_is_away(life, ours, FIRST)
    await around.five_say_how_the_year_was(life, ours)
    await talks.sets_a_date(life, CATCHES_UP, around.CAUGHT_UP)
    await around.then_they_are_late_too(life, ours, FIRST)
    await around.the_committee_reads_it(life, ours, FIRST)
    await talks.holds_it(life, CATCHES_UP, around.CAUGHT_UP)
    await talks.takes_a_short_talk(life, ours, FIRST, "kept")
    await talks.files_the_plan(life, ours)


async def the_second_year(life: Life, ours: Ours) -> None:
    """The second conversation follows up what the first one agreed on."""
    year = ours.second
    pages = await around.opens_the_year(life, ours, year)
    assert (around.LESSON in pages) == ours.all_say
    await talks.sets_a_date(life, year.talk)
    await talks.prepares(life, ours)
    await talks.begins_with(life, talks.AGREED, "i gang")
    assert await gone(life) == ours.goes_by_time
    await talks.talks_and_writes_it_down(life, ours, year)
    await talks.agrees_on_a_plan(life, ours, year, talks.NEXT)
    await around.says_how_the_talk_was(life, ours, year)
    await around.who_was_late_is_late_still(life, ours, year, FIRST)
    await around.five_say_how_the_year_was(life, ours)
    assert await gone(life) == ours.goes_when_held
    await around.noon(life, year.last + timedelta(days=22))
    await around.the_committee_reads_it(life, ours, year)
    await talks.takes_a_short_talk(life, ours, year, "reached", "kept")
    assert await gone(life) == ours.goes_when_held


async def holds_from_today(life: Life, ours: Ours) -> None:
    async with life.app.store.unit() as unit:
        unit.insert(
            ConceptUse(
                organisation_id=plot.ORGANISATION,
                concept=ours.concept,
                holds_from=life.clock.now().date(),
            )
        )
        await unit.commit()


async def chooses_a_language(life: Life, ours: Ours) -> None:
    await life["Jonas"].writes("sprog")
    await life["Jonas"].clicks(ours.reads)


def nothing_was_said_in_two_languages(life: Life, ours: Ours) -> None:
    pack = life.app.inbox.house.packs.talk(ours.concept)
    for name in ("Jonas", "Mette"):
        assert not mixed(life[name].seen, pack)


async def gone(life: Life) -> set[str]:
    """What is not there any more of the first conversation."""
    first = min(await life.rows(Conversation), key=lambda talk: talk.at)
    kept: dict[str, list[Minutes] | list[Preparation] | list[TalkPlan]] = {
        "minutes": await life.rows(Minutes),
        "preparation": await life.rows(Preparation),
        "plan": await life.rows(TalkPlan),
    }
    return {
        name for name, rows in kept.items() if first.id not in [x.conversation_id for x in rows]
    }
