"""Jonas and Mette live two years of conversations after each municipality's concept, by the clock.

Prepared, held, written down, planned, followed up by a short talk; and begun the next time with
what was agreed, while what the concept says is destroyed goes. Fjordby is nowhere but in a file:
other rules for the same life, and Jonas reads German there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.tables import ConceptUse, Conversation, Minutes, Preparation, TalkPlan
from tests import town as plot
from tests.scenario.drivers import Driver, Life, Living, fills_in, sees
from tests.scenario.living import on_each_channel
from tests.tongues import mixed

CONCEPTS = Path(__file__).parents[1] / "concepts"
ZONE = ZoneInfo("Europe/Copenhagen")
FIRST = datetime(2026, 9, 1, 10, tzinfo=ZONE)
A_YEAR_ON = datetime(2027, 8, 31, 10, tzinfo=ZONE)
AGREED = "Lede et svært møde"
WRITTEN = "Jonas vil prøve at lede mødet i november"
PLAN = {
    "title__1": AGREED,
    "what__1-1": "Følge Sofie til to møder",
    "follow_up_on": "2026-12-01",
    "caller": "leader",
    "ready": "yes",
}


@dataclass(frozen=True, kw_only=True)
class Ours:
    """What a municipality's concept makes different."""

    concept: str
    kom: str
    mini: str
    asks: str
    keeps: str
    learns: str = "Sidemandsoplæring"
    reads: str = "Dansk"
    again: datetime = A_YEAR_ON
    owes: str = "Alle skal have tilbudt"
    due_on: str = "onsdag den 1. september 2027"
    house: Mapping[str, str] = field(default_factory=dict)
    form: str = "side_by_side"
    goes_by_time: frozenset[str] = frozenset()
    goes_when_held: frozenset[str] = frozenset({"minutes", "preparation"})


NYBORG = Ours(
    concept="nyborg_kom",
    kom="KOM",
    mini="Mini-KOM",
    asks="Kerneopgaven",
    owes="Alle skal have holdt",
    keeps="Referatet slettes, når den næste samtale er holdt.",
)
HERLEV = Ours(
    concept="herlev",
    kom="udviklingssamtale",
    mini="opfølgning",
    asks="Det skal I nå omkring",
    owes="Alle skal have holdt",
    keeps="Referatet destrueres, når I har holdt næste års samtale.",
)
NORDDJURS = Ours(
    concept="norddjurs_mus",
    kom="MUS",
    mini="1:1-samtale",
    asks="Midt i hjulet",
    keeps="Referatet slettes, når den næste MUS er holdt.",
)
FJORDBY = Ours(
    concept="fjordby",
    kom="fjordsamtale",
    mini="Lodsning",
    asks="Dein Anker",
    house={"KOMBOT_CONCEPTS": str(CONCEPTS)},
    form="at_sea",
    learns="Eine Fahrt aufs Meer",
    reads="Deutsch",
    keeps="Logbogen slettes efter et halvt år.",
    again=datetime(2028, 2, 29, 10, tzinfo=ZONE),
    due_on="onsdag den 1. marts 2028",
    goes_by_time=frozenset({"minutes", "preparation"}),
    goes_when_held=frozenset({"minutes", "preparation", "plan"}),
)
each_municipality = pytest.mark.parametrize(
    "ours", [NYBORG, HERLEV, NORDDJURS, FJORDBY], ids=lambda ours: ours.concept
)


@on_each_channel
@each_municipality
async def test_two_years_of_conversations(tmp_path: Path, living: Living, ours: Ours) -> None:
    # NYB-KOM-23, NYB-KOM-27, HER-10..12, NOR-02, NOR-31, X-02
    async with living(tmp_path, **ours.house) as life:
        await holds_from_today(life, ours)
        await chooses_a_language(life, ours)
        await sets_a_date(life, FIRST)
        await prepares(life, ours)
        await talks_and_writes_it_down(life, FIRST, ours)
        await agrees_on_a_plan(life, ours)
        await the_leader_sees_when_the_next_is_due(life, ours)
        await takes_a_short_talk(life, ours)
        await the_next_one_begins_with_it(life, ours)
        assert await gone(life) == ours.goes_by_time
        await holds_it(life, ours.again)
        await six_weeks_pass(life)
        assert await gone(life) == ours.goes_when_held
        nothing_was_said_in_two_languages(life, ours)


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


async def sets_a_date(life: Life, at: datetime) -> None:
    mette = life["Mette"]
    await finds_jonas(mette)
    await mette.clicks("Aftal samtale")
    await mette.answers(kind="kom", day=at.date().isoformat(), clock="10:00", place="")
    await mette.clicks("Gem og giv besked")
    await life.settles()


async def finds_jonas(mette: Driver) -> None:
    await mette.writes("samtaler")
    await mette.clicks("Jonas Friis")


async def prepares(life: Life, ours: Ours) -> None:
    jonas = life["Jonas"]
    sees(jonas, f"Din {ours.kom} med Mette")
    await jonas.clicks("Forbered samtalen")
    sees(jonas, f"Forbered din {ours.kom}")
    pages = await fills_in(jonas, {"sharing": "all"}, "Gem forberedelsen")
    assert ours.asks in pages
    await life.settles()


async def talks_and_writes_it_down(life: Life, at: datetime, ours: Ours) -> None:
    await holds_it(life, at)
    mette = life["Mette"]
    await finds_jonas(mette)
    await mette.clicks("Se referatet")
    sees(mette, ours.keeps)
    await mette.clicks("Skriv referatet")
    await mette.answers(**{mette.fields[0]: WRITTEN})
    await mette.clicks("Spring over")
    await mette.clicks("Gem referatet")
    sees(mette, "Referatet er gemt.")
    await life.settles()


async def holds_it(life: Life, at: datetime) -> None:
    mette = life["Mette"]
    await life.until(at + timedelta(hours=1))
    await finds_jonas(mette)
    await mette.clicks("Vi har holdt samtalen")
    await mette.clicks("Ja, den er holdt")
    await life.settles()


async def agrees_on_a_plan(life: Life, ours: Ours) -> None:
    mette, jonas = life["Mette"], life["Jonas"]
    await finds_jonas(mette)
    await mette.clicks("Aftal mål")
    await fills_in(mette, PLAN | {"form__1-1": ours.form}, "Gem og giv besked")
    await life.settles()
    await jonas.clicks("Læs planen")
    sees(jonas, AGREED, ours.learns)
    await jonas.clicks("Sig ja til planen")
    sees(jonas, "I har begge sagt ja. Planen gælder", AGREED)
    await life.settles()


async def the_leader_sees_when_the_next_is_due(life: Life, ours: Ours) -> None:
    mette = life["Mette"]
    await mette.writes("samtaler")
    await mette.clicks("Hvem mangler en samtale?")
    sees(mette, f"{ours.owes} {ours.kom} inden for fristen", "Holdt og færdig (1)")
    sees(mette, f"næste gang senest {ours.due_on}")


async def takes_a_short_talk(life: Life, ours: Ours) -> None:
    mette = life["Mette"]
    await life.until(datetime(2026, 12, 1, 10, tzinfo=ZONE))
    await finds_jonas(mette)
    await mette.clicks(f"Kald til {ours.mini}")
    sees(mette, f"I har fået en tid til {ours.mini}")
    await life.settles()
    sees(life["Jonas"], f"Mette vil gerne tage en {ours.mini} med dig")
    await life.passes(days=5)
    await finds_jonas(mette)
    await mette.clicks("Hvad aftalte I 4. december?")
    (state,) = (name for name in mette.fields if name.startswith("state"))
    await mette.answers(**{state: "kept", "new_goal": "", "next_on": "", "caller": "leader"})
    sees(mette, "Gemt.")
    await life.settles()


async def the_next_one_begins_with_it(life: Life, ours: Ours) -> None:
    """Nobody writes for half a year; what has fallen due meanwhile is said once."""
    jonas = life["Jonas"]
    life.clock.move(ours.again - timedelta(days=70) - life.clock.now())
    await six_weeks_pass(life)
    await sets_a_date(life, ours.again)
    await jonas.writes("dagsorden")
    sees(jonas, "Fra sidst", AGREED)


async def six_weeks_pass(life: Life) -> None:
    """Long enough for what is to go to be told of first."""
    for _ in range(3):
        life.clock.move(timedelta(days=14))
        await life.settles()


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
