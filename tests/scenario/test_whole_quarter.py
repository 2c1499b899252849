"""A quarter of talks, lived on each channel: from the year's themes to the Mini-KOM.

What is asserted is what each person saw and what the store holds, not how a channel shows it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from storage.tables import Checkin, Goal, Preparation, Session
from tests import town as plot
from tests.scenario.drivers import Driver, Life, Living, fills_in, sees
from tests.scenario.living import on_each_channel, person

SECRET = "Jeg er usikker på min rolle i køkkenet"
TOPIC = "Mine vagter i efteråret"
OWN_THEME = "Ro om frokosten"
FIRST_THOUGHT = "Måske at lede et møde"
GOAL = "Lede forældremødet alene"
NOTE = "Travlt om morgenen lige nu"
PLAN = {
    "title__1": GOAL,
    "what__1-1": "Sofie viser hvordan",
    "follow_up_on": "2026-11-25",
    "caller": "leader",
    "ready": "yes",
}


@on_each_channel
async def test_a_quarter_of_talks_from_the_years_themes_to_the_mini_kom(
    tmp_path: Path, living: Living
) -> None:  # NYB-KOM-06..26, 45, 46, 50
    async with living(tmp_path) as life:
        await sets_the_years_themes(life["Mette"])
        await life.settles()
        sees(life["Jonas"], "Årets KOM går i gang", "Trygge overgange og Faglighed")
        for name in ("Jonas Friis", "Sofie Krag", plot.ON_LEAVE):
            await sets_a_date(life["Mette"], name)
        await life.settles()
        await prepares(life["Jonas"])
        await the_leader_reads_what_is_shared_and_no_more(life)
        await those_who_have_not_prepared_are_reminded(life)
        await agrees_on_a_goal(life)
        await checks_in(life)
        await the_mini_kom_is_called(life)
        await each_got_theirs_and_no_more(life)


async def sets_the_years_themes(mette: Driver) -> None:
    await mette.writes("hjem")
    await mette.clicks("Årets samtaler")
    await mette.answers(year="2026")
    await mette.answers(purpose="Rolige skift", theme_1="Trygge overgange", theme_2="Faglighed")
    await mette.answers(form="individual")
    await mette.clicks("Spring over")
    await mette.clicks("Gem og giv besked")
    sees(mette, "Årets KOM i 2026 er åbnet.")


async def sets_a_date(mette: Driver, name: str) -> None:
    """Monday 24 August at ten."""
    await mette.writes("samtaler")
    await mette.clicks(name)
    await mette.clicks("Aftal samtale")
    await mette.answers(kind="kom", day="2026-08-24", clock="10:00")
    await mette.clicks("Gem og giv besked")
    sees(mette, "KOM mandag den 24. august kl. 10.")


async def prepares(jonas: Driver) -> None:
    sees(jonas, "Din KOM med Mette er mandag den 24. august kl. 10")
    await jonas.clicks("Forbered samtalen")
    sees(jonas, "Årets temaer hos jer: Trygge overgange og Faglighed")
    await jonas.clicks("Spring over")
    await fills(jonas, "Vi skal tale om afleveringer")
    await fills(jonas, SECRET)
    for _ in range(3):
        await jonas.clicks("Spring over")
    await fills(jonas, OWN_THEME, "Fordi den er vild")
    await fills(jonas, TOPIC)
    await fills(jonas, FIRST_THOUGHT)
    await jonas.answers(sharing="topics")
    await jonas.clicks("Gem forberedelsen")
    sees(jonas, "Mette kan se dine emner og dit eget tema.")


async def fills(someone: Driver, *texts: str) -> None:
    """The fields of the page in their order."""
    await someone.answers(**dict(zip(someone.fields, texts, strict=False)))


async def the_leader_reads_what_is_shared_and_no_more(life: Life) -> None:
    await life.settles()
    mette = life["Mette"]
    sees(mette, "Jonas har delt noget med dig")
    await mette.clicks("Læs det")
    sees(mette, OWN_THEME, "Fordi den er vild", TOPIC)
    for words in (SECRET, FIRST_THOUGHT, "afleveringer"):
        assert words not in mette.seen
    (made,) = await life.rows(Preparation)
    assert made.shared == "topics"


async def those_who_have_not_prepared_are_reminded(life: Life) -> None:
    await life.until(datetime(2026, 8, 24, 6, 0, tzinfo=UTC))
    asked = "Vil du tænke lidt over den først?"
    reminded = [name for name in plot.EVERYONE if asked in person(life, name).seen]
    assert reminded == ["Sofie Krag"]


async def agrees_on_a_goal(life: Life) -> None:
    await life.until(datetime(2026, 8, 25, 8, 0, tzinfo=UTC))
    mette, jonas = life["Mette"], life["Jonas"]
    await mette.writes("samtaler")
    await mette.clicks("Jonas Friis")
    await mette.clicks("Aftal mål")
    await fills_in(mette, PLAN, "Gem og giv besked")
    await life.settles()
    await jonas.clicks("Læs planen")
    await jonas.clicks("Sig ja til planen")
    sees(jonas, "I har begge sagt ja. Planen gælder", GOAL)
    await life.settles()


async def checks_in(life: Life) -> None:
    await life.until(datetime(2026, 11, 16, 8, 0, tzinfo=UTC))
    jonas = life["Jonas"]
    await jonas.writes("check-in")
    await jonas.answers(trivsel="7", why=NOTE)
    sees(jonas, GOAL)
    await fills(jonas, "6", "")
    await jonas.answers(visible_to="leader")
    sees(jonas, "Du og Mette kan se det.")
    (kept,) = await life.rows(Checkin)
    assert (kept.trivsel, kept.visible_to) == (7, "leader")


async def the_mini_kom_is_called(life: Life) -> None:
    """Three months after the goals, on a working day, with the way to a short meeting."""
    mette = life["Mette"]
    assert "Mini-KOM med Jonas" not in mette.seen
    await life.until(datetime(2026, 11, 26, 8, 0, tzinfo=UTC))
    sees(
        mette,
        "Mini-KOM med Jonas",
        "Det er tre måneder siden, du og Jonas aftalte et mål.",
        "højst 20 minutter",
        "Jonas har delt sit check-in fra mandag den 16. november med dig.",
        "Trivsel: 7 af 10",
        f"{GOAL}: 6 af 10",
        NOTE,
        "Forslag til dagsorden",
    )
    assert mette.seen.count("Det er tre måneder siden, du og Jonas") == 1


async def each_got_theirs_and_no_more(life: Life) -> None:
    """The one on leave is told of the date, the hourly-paid has no talk; nobody sees another's."""
    assert "Din KOM med Mette er" in person(life, plot.ON_LEAVE).seen
    assert "Din KOM" not in person(life, plot.HOURLY).seen
    for name in plot.EVERYONE:
        if name not in ("Jonas Friis", plot.LEADER):
            for words in (TOPIC, OWN_THEME, GOAL, NOTE):
                assert words not in person(life, name).seen
    for words in (SECRET, TOPIC, OWN_THEME, FIRST_THOUGHT):
        assert words not in life["Jonas"].kept
    assert [each.title for each in await life.rows(Goal)] == [GOAL]
    assert [each.answers for each in await life.rows(Session)] == []
    kept = life.on_disk()
    for words in (SECRET, TOPIC, OWN_THEME, FIRST_THOUGHT, GOAL, NOTE):
        assert words.encode() not in kept
