"""The plan on paper: in the concept's own words, for the two alone, and into the personnel file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import docx
import pytest

from bot.papers.documents import KIND
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import as_text
from storage import audit
from storage.tables import TalkPlan
from tests import town as plot
from tests.kom import TALK, kept
from tests.opened_papers import link_on, reading, sealed
from tests.talk import Talker, Town
from tests.talk_plans import (
    FOLLOW,
    GOAL,
    HELP,
    JONAS,
    STEP,
    a_held_talk,
    both_say_yes,
    writes_a_plan,
)

NOT_NOW = "Det kan du ikke åbne lige nu."


@pytest.fixture
async def norddjurs(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_held_talk(tmp_path, concept="norddjurs_mus") as town:
        yield town


async def writes_the_four_fields(talker: Talker) -> None:
    """Norddjurs' own plan: to keep, to work on, other agreements, follow-up."""
    await talker.presses(write(Open("plan", TALK)))
    await talker.answers(field__keep="Vores korte møde hver morgen")
    await talker.answers(**GOAL)
    await talker.answers(**{name: raw for name, raw in STEP.items() if not name.startswith("who")})
    await talker.clicks("Spring over")
    await talker.answers(**{name: raw for name, raw in HELP.items() if name != "others__1"})
    await talker.clicks("Spring over")
    await talker.answers(field__other="Karen er med på det første møde")
    await talker.answers(**FOLLOW, ready="yes")
    await talker.clicks("Gem og giv besked")


async def both_agree(town: Town) -> None:
    await writes_the_four_fields(town["Mette"])
    await town.settles()
    await town["Jonas"].clicks("Læs planen")
    await town["Jonas"].clicks("Sig ja til planen")
    await town.settles()


def words_of(body: bytes) -> str:
    """Everything that stands in a Word document, as its own reader has it."""
    document = docx.Document(BytesIO(body))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


async def test_what_begins_and_ends_on_one_day_is_said_as_that_day(tmp_path: Path) -> None:
    async with a_held_talk(tmp_path) as town:
        mette = town["Mette"]
        await mette.presses(write(Open("plan", TALK)))
        await mette.answers(**GOAL)
        await mette.answers(**STEP | {"ends__1-1": STEP["starts__1-1"]})
        await mette.clicks("Spring over")
        await mette.answers(**HELP)
        await mette.clicks("Spring over")
        await mette.answers(**FOLLOW, ready="yes")
        await mette.clicks("Gem og giv besked")
        await mette.clicks("Se planen")
        mette.sees("Tirsdag den 1. september")
        assert "til tirsdag den 1. september" not in mette.text


async def test_norddjurs_plan_has_its_own_four_fields(norddjurs: Town) -> None:
    # NOR-27, NOR-33
    await both_agree(norddjurs)
    mette = norddjurs["Mette"]
    await mette.presses(write(Do("talk_plan", TALK)))
    said = mette.text
    for words in (
        "Kompetenceudviklingsplan for Jonas Friis",
        "Hvad er vigtigt at fastholde?",
        "Vores korte møde hver morgen",
        "Hvad er vigtigst at arbejde videre med?",
        "Andre aftaler",
        "Karen er med på det første møde",
        "Hvornår og hvordan følger vi op?",
    ):
        assert words in said
    assert "KOM" not in said.replace("Kompetence", "")


async def test_herlevs_plan_is_one_of_action_and_time(tmp_path: Path) -> None:
    # HER-18, HER-26, KL-06
    async with a_held_talk(tmp_path, concept="herlev") as town:
        await writes_a_plan(town["Mette"])
        await town["Mette"].clicks("Se planen")
        said = town["Mette"].text
        for words in ("Handlings- og tidsplan for Jonas", "Handling", "Kompetenceudvikling",
                      "Hvem gør hvad?", "Fra tirsdag den 1. september"):  # fmt: skip
            assert words in said


async def test_both_print_it_and_nobody_else(norddjurs: Town) -> None:
    await both_agree(norddjurs)
    async with reading(norddjurs) as reader:
        for name in ("Mette", "Jonas"):
            await norddjurs[name].presses(write(Do("talk_plan", TALK)))
            opened = await reader.opens(link_on(norddjurs[name], "Print planen"))
            assert (opened.status, opened.kind) == (200, "application/pdf")
            assert opened.headers["Content-Disposition"] == 'inline; filename="plan.pdf"'
        for paper in ("talk_plan", "talk_plan_word"):
            for name in ("Sofie", "Hanne", "Kirsten"):
                opened = await reader.opens(sealed(norddjurs, paper, TALK, plot.id_of(name)))
                assert opened.status == 404
                assert opened.text.startswith(NOT_NOW)


async def test_a_word_document_says_the_same(norddjurs: Town) -> None:
    await both_agree(norddjurs)
    async with reading(norddjurs) as reader:
        await norddjurs["Jonas"].presses(write(Do("talk_plan", TALK)))
        opened = await reader.opens(link_on(norddjurs["Jonas"], "Hent den til Word"))
    assert (opened.status, opened.kind) == (200, KIND)
    said = words_of(opened.body)
    for words in (
        "Kompetenceudviklingsplan",
        "Børnehuset Solsikken",
        "Jonas Friis",
        "Lede forældremødet",
        "Hvad er vigtigst at arbejde videre med?",
        "Sidemandsoplæring",
        "Fra tirsdag den 1. september 2026 til onsdag den 30. september 2026",
        "tirsdag den 24. november 2026",
        "Mette Holm",
    ):
        assert words in said
    assert "Kladde" not in said


async def test_what_is_not_agreed_is_a_draft_on_paper(norddjurs: Town) -> None:
    await writes_the_four_fields(norddjurs["Mette"])
    async with reading(norddjurs) as reader:
        await norddjurs["Mette"].presses(write(Do("talk_plan", TALK)))
        opened = await reader.opens(link_on(norddjurs["Mette"], "Hent den til Word"))
    said = words_of(opened.body)
    assert said.startswith("Kladde: Kompetenceudviklingsplan")
    assert "Den gælder ikke, før begge har sagt ja." in said
    assert "Ikke endnu" in said


async def test_the_file_that_was_handed_over_is_the_one_on_the_receipt(norddjurs: Town) -> None:
    # NOR-29
    await both_agree(norddjurs)
    mette, jonas = norddjurs["Mette"], norddjurs["Jonas"]
    await mette.presses(write(Do("talk_plan", TALK)))
    async with reading(norddjurs) as reader:
        handed = (await reader.opens(link_on(mette, "Print planen"))).body
    await mette.clicks("Lagt i personalemappen")
    digest = sha256(handed).hexdigest()
    mette.sees(digest)
    (plan,) = await kept(norddjurs, TalkPlan)
    assert (plan.filed_by, plan.filed_digest) == (plot.id_of("Mette"), digest)
    assert plan.filed_at == norddjurs.now
    await norddjurs.settles()
    for talker in (mette, jonas):
        assert digest in talker.messages[-1]
        assert "Planen for Jonas ligger i personalemappen." in talker.messages[-1]
    async with norddjurs.store.snapshot() as reads:
        assert "plan-filed" in [each.what for each in await audit.about(reads, JONAS)]


async def test_only_the_leader_files_and_only_what_both_agreed_to(norddjurs: Town) -> None:
    mette, jonas = norddjurs["Mette"], norddjurs["Jonas"]
    await writes_the_four_fields(mette)
    await mette.presses(write(Do("plan_file", f"{TALK}:1")))
    assert (await kept(norddjurs, TalkPlan))[0].filed_at is None
    await norddjurs.settles()
    await jonas.clicks("Læs planen")
    await jonas.clicks("Sig ja til planen")
    assert "Lagt i personalemappen" not in as_text(jonas.screen[-1])
    await jonas.presses(write(Do("plan_file", f"{TALK}:1")))
    assert (await kept(norddjurs, TalkPlan))[0].filed_at is None


async def test_a_change_is_another_plan_than_the_one_in_the_file(norddjurs: Town) -> None:
    await both_agree(norddjurs)
    mette = norddjurs["Mette"]
    await mette.presses(write(Do("talk_plan", TALK)))
    await mette.clicks("Lagt i personalemappen")
    await mette.presses(write(Open("plan", TALK)))
    await mette.clicks("Ret: Et mål")
    await mette.answers(**GOAL | {"title__1": "Noget andet"})
    await mette.clicks("Gem og giv besked")
    (plan,) = await kept(norddjurs, TalkPlan)
    assert (plan.filed_at, plan.filed_digest) == (None, None)


async def test_where_the_concept_files_nothing_there_is_nothing_to_file(tmp_path: Path) -> None:
    async with a_held_talk(tmp_path) as town:
        await both_say_yes(town)
        await town["Mette"].presses(write(Do("talk_plan", TALK)))
        assert "Lagt i personalemappen" not in town["Mette"].text
