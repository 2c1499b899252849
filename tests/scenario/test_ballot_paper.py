"""What stands on the ballot that is printed, and until when it is handed in (X-13)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.papers.printing import print_pdf
from dialogs.core.cards import Facts, Heading
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.paper import Lines, NewPage, Paper, Ticks
from dialogs.core.texts import Speaker
from dialogs.core.who import who_is
from dialogs.rounds.on_paper.ballot_paper import ballot_paper
from dialogs.theme_names import options
from storage import people
from storage.tables import ThemeList
from tests.after_vote import opened
from tests.talk import Town, a_town
from tests.voting import DEADLINE, opens, the_round


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(tmp_path) as town:
        yield town


async def printed(town: Town, *, language: str = "da") -> Paper:
    inbox, round_ = town.app.inbox, await the_round(town)
    async with town.store.snapshot() as reads:
        person = await people.person(reads, "p-kirsten")
        assert person is not None
        who = await who_is(reads, person, inbox.house)
        say = Speaker(texts=inbox.texts, language=language, zone=who.zone)
        asked = Request(who=who, subject=round_.id, now=town.now, house=inbox.house, say=say)
        found = await ballot_paper(reads, asked)
    assert not isinstance(found, Refusal), found.key
    return found


def text_of(paper: Paper) -> str:
    rows = [row for part in paper.parts if isinstance(part, Facts) for row in part.rows]
    words = [part for part in paper.parts if isinstance(part, str)]
    return "\n".join([paper.title, paper.foot, *words, *(" ".join(row) for row in rows)])


async def test_both_lists_stand_on_it_whole_with_boxes_and_descriptions(town: Town) -> None:
    # TAL-24, TAL-26, TAL-27, X-06
    await opens(town)
    paper = await printed(town)
    lists = [part for part in paper.parts if isinstance(part, Ticks)]
    assert [len(each.rows) for each in lists] == [9 + 1, 6 + 1]
    for which, ticks in zip(ThemeList, lists, strict=True):
        assert ticks.rows == tuple((each.label, each.hint) for each in options(which, "da"))
        assert all(description for _, description in ticks.rows)
    headings = [part.text for part in paper.parts if isinstance(part, Heading)]
    assert headings == ["Trivselstema", "Ledelsestema"]


async def test_each_list_is_read_before_it_is_chosen_from_and_asks_for_one_cross(
    town: Town,
) -> None:
    # TAL-25, TAL-28
    await opens(town)
    text = text_of(await printed(town))
    assert "Har I aftalt fælles værdier hos jer?" in text
    assert text.count("Sæt ét kryds:") == 2


async def test_each_list_has_room_for_its_name_and_for_both_becauses(town: Town) -> None:
    # TAL-26, TAL-27
    await opens(town)
    parts = (await printed(town)).parts
    at = parts.index(NewPage())
    for half in (parts[:at], parts[at:]):
        own, why, helps = (part for part in half if isinstance(part, Lines))
        assert "dit eget tema" in own.label
        assert why.label.startswith("Det er vigtigt for mig, fordi")
        assert helps.label.startswith("Det vil hjælpe vores samarbejde om kerneopgaven, fordi")
        assert why.count == helps.count == 3


async def test_it_says_to_whom_it_is_handed_in_and_leaves_a_working_day_to_type_it_in(
    town: Town,
) -> None:
    # TAL-26, TAL-29: the vote closes on a Monday at noon
    await opens(town)
    paper = await printed(town)
    assert paper.foot == "Aflever til Kirsten Dahl senest fredag den 14. august"
    await town.until(DEADLINE - timedelta(hours=2))
    assert (await printed(town)).foot == "Aflever til Kirsten Dahl senest mandag den 17. august"
    assert date(2026, 8, 14).weekday() == 4


async def test_a_secret_sheet_says_so_and_has_no_room_for_a_name(town: Town) -> None:
    #
    await opens(town)
    paper = await printed(town)
    assert "Stemmen er hemmelig, så skriv ikke dit navn." in text_of(paper)
    assert not [part for part in paper.parts if isinstance(part, Lines) and "navn" in part.label]


async def test_a_named_sheet_says_so_and_asks_for_the_name(town: Town) -> None:
    # TAL-26, X-01
    await opened(town, mode="named")
    paper = await printed(town)
    assert "I stemmer med navn." in text_of(paper)
    assert "hemmelig" not in text_of(paper)
    names = [part.label for part in paper.parts if isinstance(part, Lines)]
    assert names[0] == "Dit navn"


@pytest.mark.parametrize("language", ["da", "en"])
async def test_it_is_printed_in_either_language(town: Town, language: str) -> None:
    await opens(town)
    paper = await printed(town, language=language)
    assert print_pdf(paper, language).startswith(b"%PDF-")
    assert ("Handed in" in text_of(paper) or "Hand the sheet" in text_of(paper)) == (
        language == "en"
    )
