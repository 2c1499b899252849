"""The questions on paper, for whoever writes by hand: each concept as it is, and nobody's words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.papers.printing import print_png
from dialogs.core.actions import Do, write
from storage.tables import Conversation, Guide, TalkPlan
from tests import town as plot
from tests.kom import TALK, TALK_AT, keep
from tests.on_sheets import paper_behind, words_on
from tests.opened_papers import link_on, reading, sealed
from tests.talk import Town, a_town

FJORDBY = Path(__file__).parents[1] / "concepts"
A3 = (1191, 842)
"""In points, lying down."""
NOT_NOW = 404


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path, KOMBOT_CONCEPTS=str(FJORDBY)) as town:
        yield town


async def a_talk(town: Town, concept: str) -> None:
    await keep(
        town,
        Conversation(
            id=TALK,
            person_id=plot.id_of("Jonas Friis"),
            leader_id=plot.id_of(plot.LEADER),
            at=TALK_AT,
            concept=concept,
        ),
    )


async def printed(town: Town, label: str, *, name: str = "Jonas") -> bytes:
    async with reading(town) as reader:
        opened = await reader.opens(link_on(town[name], label))
    assert (opened.status, opened.kind) == (200, "application/pdf")
    return opened.body


async def read(town: Town, label: str, *, name: str = "Jonas") -> str:
    return words_on(await paper_behind(town, name, label))


async def test_norddjurs_wheel_is_a_sheet_of_a3_with_themes_round_the_middle(town: Town) -> None:
    # NOR-04, NOR-06..20, NOR-26, NOR-32
    await a_talk(town, "norddjurs_mus")
    await town["Jonas"].writes("print")
    assert (await printed(town, "Print hjulet i A3")).startswith(b"%PDF-")
    paper = await paper_behind(town, "Jonas", "Print hjulet i A3")
    (page,) = print_png(paper, "da", ppi=72)
    with Image.open(BytesIO(page)) as seen:
        assert seen.size == A3
    said = words_on(paper)
    for theme in ("Relationer & samarbejde", "Kompetencer & trivsel", "Organisation & ledelse"):
        assert theme in said
    assert "Fremtid & udvikling" in said
    assert "Dine tre vigtigste opgaver" in said
    assert "Hvordan trives du på arbejdet?" in said
    for style in ("Støttende", "Trænende", "Delegerende", "Instruerende"):
        assert style in said
    assert "Tillid, Ordentlighed, Udvikling og Fællesskab" in said
    assert "Psykologisk tryghed" in said
    assert "Styrket aktørskab" in said


async def test_only_a_concept_with_a_wheel_offers_one(town: Town) -> None:
    await a_talk(town, "herlev")
    await town["Jonas"].writes("ark")
    town["Jonas"].sees("Print til jeres udviklingssamtale")
    assert "hjulet" not in town["Jonas"].text
    async with reading(town) as reader:
        link = sealed(town, "talk_wheel", TALK, plot.id_of("Jonas Friis"))
        assert (await reader.opens(link)).status == NOT_NOW


async def test_herlevs_sheet_has_its_six_fixed_topics_and_its_banks(town: Town) -> None:
    # HER-15..17, HER-19..24, HER-25, X-13
    await a_talk(town, "herlev")
    await town["Jonas"].writes("print")
    said = await read(town, "Print spørgsmålene")
    assert "Det skal I nå omkring" in said
    for topic in ("Opfølgning fra sidst", "Forholdet til mål og værdier", "lederen som leder"):
        assert topic in said
    for bank in ("Det faglige", "Det sociale og samarbejdsmæssige", "Det personlige"):
        assert bank in said
    assert "Handlings- og tidsplan" in said


@pytest.mark.parametrize("concept", ["nyborg_kom", "herlev", "norddjurs_mus", "fjordby"])
async def test_every_concept_prints_its_agenda_its_questions_and_its_plan(
    town: Town, concept: str
) -> None:
    await a_talk(town, concept)
    await town["Jonas"].writes("print")
    said = await read(town, "Print spørgsmålene")
    pack = town.app.inbox.house.packs.talk(concept)
    for track in pack.tracks:
        assert track.name.da in said
    assert all(item.text.da in said for item in pack.agenda)
    assert all(field.name.da in said for field in pack.plan.fields)


async def test_the_leader_prints_for_somebody_who_has_no_chat(town: Town) -> None:
    await a_talk(town, "nyborg_kom")
    mette = town["Mette"]
    await mette.presses(write(Do("sheets", TALK)))
    said = await read(town, "Print spørgsmålene", name="Mette")
    assert "Jonas, 24. august 2026" in said


async def test_what_the_leader_has_put_in_and_taken_out_counts_on_paper_too(town: Town) -> None:
    # NYB-KOM-45, KL-30
    await a_talk(town, "nyborg_kom")
    changes = {"out": ["core_task.difference"], "own": ["Hvad skal vi sige nej til?"]}
    await keep(
        town,
        Guide(conversation_id=TALK, leader_id=plot.id_of(plot.LEADER), changes=changes),
    )
    await town["Jonas"].writes("print")
    said = await read(town, "Print spørgsmålene")
    assert "Hvad skal vi sige nej til?" in said
    assert "hjælper borgeren mest" not in said


async def test_the_agenda_leads_to_all_that_can_be_printed_and_to_the_year(town: Town) -> None:
    await a_talk(town, "nyborg_kom")
    plan = TalkPlan(
        conversation_id=TALK,
        person_id=plot.id_of("Jonas Friis"),
        leader_id=plot.id_of(plot.LEADER),
        written_by=plot.id_of(plot.LEADER),
        concept="nyborg_kom",
    )
    for name, year, shown in (
        ("Jonas", "Se dit år", "Mit år"),
        ("Mette", "Se årshjulet", "Årshjul 2026"),
    ):
        talker = town[name]
        await talker.presses(write(Do("agenda", TALK)))
        await talker.clicks("Print og overblik")
        assert "Kerneopgaven" in await read(town, "Print dagsordenen", name=name)
        assert "Print planen" not in talker.text.rpartition("Print til")[2]
        await talker.clicks(year)
        talker.sees(shown)
    await keep(town, plan)
    await town["Jonas"].presses(write(Do("sheets", TALK)))
    assert "Jonas Friis" in await read(town, "Print planen")


async def test_nobody_elses_talk_is_printed(town: Town) -> None:
    await a_talk(town, "norddjurs_mus")
    await town["Sofie"].presses(write(Do("sheets", TALK)))
    assert "Print" not in town["Sofie"].text
    async with reading(town) as reader:
        for paper in ("talk_guide", "talk_wheel"):
            link = sealed(town, paper, TALK, plot.id_of("Sofie"))
            assert (await reader.opens(link)).status == NOT_NOW


async def test_before_a_date_is_set_the_workplaces_own_questions_are_printed(town: Town) -> None:
    await town["Jonas"].writes("print")
    assert "Kerneopgaven" in await read(town, "Print spørgsmålene")
