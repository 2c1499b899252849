"""Fjordby is nowhere: its conversations, its plan and its German are in a file, and nothing else.

Other shores than tracks, eighteen months between talks, a short talk without an end, a plan for the
whole talk, and everything kept for another while.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copy

import pytest

from dialogs import WORDS_FOLDER
from dialogs.core.cards import Form, as_text
from schedules import SCHEDULE_WORDS
from storage import people
from storage.tables import Conversation, Preparation
from tests import town as plot
from tests.kom import TALK, TALK_AT, keep, kept
from tests.on_sheets import paper_behind, words_on
from tests.talk import Town, a_town

CONCEPTS = Path(__file__).parents[1] / "concepts"
WORKPLACE = "Børnehuset Solsikken"
DANISH = re.compile(r"[æøå]|\b(og|ikke|jeg|det|dig|med|til)\b", re.IGNORECASE)
PAGES = ("Dit anker", "Det skal I nå omkring", "Nordkysten", "Sydkysten", "Øerne")


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    own = tmp_path / "ord"
    own.mkdir()
    (own / "home.de.j2").write_text("{% block title %}Hallo {{ name }}{% endblock %}", "utf-8")
    async with a_house(tmp_path, own) as town:
        yield town


@asynccontextmanager
async def a_house(folder: Path, words: Path) -> AsyncIterator[Town]:
    """Jonas and Mette are to talk."""
    async with a_town(
        folder,
        KOMBOT_CONCEPTS=str(CONCEPTS),
        KOMBOT_CONCEPT="fjordby",
        KOMBOT_WORDS=str(words),
    ) as town:
        await keep(
            town,
            Conversation(
                id=TALK,
                person_id=plot.id_of("Jonas Friis"),
                leader_id=plot.id_of(plot.LEADER),
                at=TALK_AT,
                concept="fjordby",
            ),
        )
        yield town


async def test_its_pages_are_the_files_in_its_order(town: Town) -> None:
    # KL-30, X-15
    jonas = town["Jonas"]
    await jonas.writes("forbered")
    jonas.sees("Forbered din fjordsamtale")
    seen: list[str] = []
    while any(each.name != "sharing" for each in jonas.form.fields):
        seen.append(jonas.form.title)
        await jonas.clicks("Spring over")
    assert tuple(seen[1 : 1 + len(PAGES)]) == PAGES


async def test_what_is_written_is_shared_and_read_under_its_headings(town: Town) -> None:
    jonas = town["Jonas"]
    await jonas.writes("forbered")
    while jonas.form.title != "Dit anker":
        await jonas.clicks("Spring over")
    await jonas.answers(**{"anchor__holds-1": "Morgenkaffen", "scale__anchor-wind": "7"})
    while any(each.name != "sharing" for each in jonas.form.fields):
        await jonas.clicks("Spring over")
    await jonas.answers(sharing="all")
    await jonas.clicks("Gem forberedelsen")
    await town.settles()
    mette = town["Mette"]
    await mette.clicks("Læs det")
    mette.sees("Dit anker")
    mette.sees("Morgenkaffen")
    (made,) = await kept(town, Preparation)
    assert made.answers["scale.anchor-wind"] == "7"


async def test_its_wheel_has_three_sectors(town: Town) -> None:
    jonas = town["Jonas"]
    await jonas.writes("print")
    said = words_on(await paper_behind(town, "Jonas", "Print hjulet i A3"))
    for name in ("Nordkysten", "Sydkysten", "Øerne", "Hvor meget vind har du?"):
        assert name in said


async def test_jonas_chooses_german_and_the_rest_is_said_in_danish(town: Town) -> None:
    jonas = town["Jonas"]
    await jonas.writes("sprog")
    await jonas.clicks("Deutsch")
    jonas.sees("Fra nu af: Deutsch")
    await jonas.writes("hjem")
    jonas.sees("Hallo Jonas")  # The house's own words
    jonas.sees("Montag, 24. August")  # Days as they are written there
    await jonas.writes("forbered")
    jonas.sees("Forbered din fjordsamtale")  # In one language, so the concept's name as well
    await jonas.clicks("Spring over")
    assert isinstance(jonas.screen[-1], Form)
    assert jonas.form.title == "Dein Anker"
    jonas.sees("Wie viel Wind hast du?")


async def test_a_house_without_a_third_language_offers_two(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town["Jonas"].writes("sprog")
        assert [each.label for each in town["Jonas"].screen[-1].buttons] == ["Dansk", "English"]


async def test_a_language_that_is_gone_since_is_danish(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        async with town.store.unit() as unit:
            people.set_language(unit, plot.id_of("Jonas Friis"), "de")
            await unit.commit()
        await town["Jonas"].writes("hjælp")
        town["Jonas"].sees("Det kan jeg hjælpe med")


async def test_a_folder_of_words_alone_is_a_language(tmp_path: Path) -> None:
    (tmp_path / "home.nl.j2").write_text("{% block title %}Dag {{ name }}{% endblock %}", "utf-8")
    chosen = "{% block chosen_more %}Vanaf nu: {{ name }}{% endblock %}"
    (tmp_path / "language.nl.j2").write_text(chosen, "utf-8")
    async with a_town(tmp_path, KOMBOT_WORDS=str(tmp_path)) as town:
        await town["Jonas"].writes("sprog")
        await town["Jonas"].clicks("Nederlands")
        town["Jonas"].sees("Vanaf nu: Nederlands")
        await town["Jonas"].writes("hjem")
        town["Jonas"].sees("Dag Jonas")


async def test_with_all_the_words_nothing_is_said_in_danish(tmp_path: Path) -> None:
    """English stands in for German: what matters is that there are words for everything."""
    for path in (*WORDS_FOLDER.glob("*.en.j2"), *SCHEDULE_WORDS.glob("*.en.j2")):
        copy(path, tmp_path / path.name.replace(".en.", ".de."))
    async with a_house(tmp_path, tmp_path) as town:
        jonas = town["Jonas"]
        await jonas.writes("sprog")
        await jonas.clicks("Deutsch")
        for word in ("home", "goals", "agenda", "print", "privacy", "prepare"):
            await jonas.writes(word)
        while any(each.name != "sharing" for each in jonas.form.fields):
            await jonas.clicks("Skip")
        await town.passes(days=8)  # What comes unprompted
    shown = "\n".join([*map(as_text, jonas.screen[1:]), *jonas.messages])
    assert "Prepare for your Fjordgespräch" in shown
    assert not [line for line in shown.splitlines() if DANISH.search(line.replace(WORKPLACE, ""))]
