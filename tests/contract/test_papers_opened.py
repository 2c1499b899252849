"""Every paper that kombot makes, opened by those programs that people open it with.

The papers are those behind the links that the lives show (`tests/lives_*.py`), with the longest and
the nastiest words that fit into them, in each language.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import vobject

from bot.papers.calendars import ics
from bot.papers.documents import write_docx
from bot.papers.pages import html
from bot.papers.printing import print_pdf
from bot.papers.signs import printable
from dialogs import PAPERS
from dialogs.core.cards import Facts, Heading
from dialogs.core.paper import CalendarFile, DataFile, Document, Made, Paper
from dialogs.core.texts import LANGUAGES
from tests.lives_after import after_a_dialogue
from tests.lives_changes import teams_that_change
from tests.lives_day import a_day_run_live
from tests.lives_groups import groups_that_change
from tests.lives_opening import a_year_that_opens
from tests.lives_others import a_talk_about_leading, a_team_that_talks
from tests.lives_papers import a_named_round_on_paper, a_round_on_paper
from tests.lives_pictures import a_year_in_pictures
from tests.lives_preparing import a_dialogue_prepared_for
from tests.lives_rights import somebody_s_own_rights
from tests.lives_talk import talks_that_are_held
from tests.lives_talk_plans import a_plan_of_two
from tests.lives_upwards import plans_that_go_up
from tests.lives_work_plan import a_plan_for_the_work
from tests.paper_readers import (
    Pdf,
    by_office,
    in_order,
    missing,
    over_each_other,
    squeezed,
    words_of,
)

pytestmark = [pytest.mark.readers, pytest.mark.timeout(600)]
"""Whichever is first waits for the lives and for LibreOffice."""
WALKS = (
    a_year_that_opens,
    a_dialogue_prepared_for,
    groups_that_change,
    plans_that_go_up,
    talks_that_are_held,
    after_a_dialogue,
    a_plan_for_the_work,
    a_talk_about_leading,
    a_team_that_talks,
    a_round_on_paper,
    a_named_round_on_paper,
    a_day_run_live,
    teams_that_change,
    a_year_in_pictures,
    somebody_s_own_rights,
    a_plan_of_two,
)
NOW = datetime(2026, 8, 10, 7, 0, tzinfo=UTC)
LARGEST = 3
"""So many of each paper are opened: those with the most on them."""
SIZES = {("a4", False): "595.276 x 841.89", ("a4", True): "841.89 x 595.276"}
SIZES |= {("a3", True): "1190.55 x 841.89"}
EDGE = 14
"""In points, half a centimetre: printers print nothing nearer to the edge."""
FOREIGN = {
    "da": r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(january|february|march|may|june|july"
    r"|october|december)\b",
    "en": r"\b(man|tirs|ons|tors|fre|lør|søn)dag\b|\b(januar|februar|marts|maj|juni|juli|oktober"
    r"|december) 20",
}
in_each_language = pytest.mark.parametrize("language", LANGUAGES)


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A paper, and the file that its reader has."""

    name: str
    paper: Paper
    pdf: Pdf


@cache
def _made(language: str) -> dict[str, tuple[Made, ...]]:
    """By the paper's name: each different one, those with the most on them first."""
    found: dict[str, dict[str, Made]] = {}
    with TemporaryDirectory() as folder:
        for walk in WALKS:
            where = Path(folder) / walk.__name__
            where.mkdir()
            for asked, made in asyncio.run(walk(where, language)).made.items():
                found.setdefault(asked.paper, {})[repr(made)] = made
    return {
        name: tuple(made for _, made in sorted(several.items(), key=lambda each: -len(each[0])))
        for name, several in found.items()
    }


def _several(kind: type[Made], language: str) -> Iterator[tuple[str, Made]]:
    for name, several in _made(language).items():
        for number, made in enumerate(several[:LARGEST]):
            if isinstance(made, kind):
                yield f"{name}-{number}-{language}", made


@pytest.fixture(scope="module")
def shelf() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module", params=LANGUAGES)
def printed(request: pytest.FixtureRequest, shelf: Path) -> list[Printed]:
    language: str = request.param
    found = []
    for name, made in _several(Paper, language):
        assert isinstance(made, Paper)
        path = shelf / f"{name}.pdf"
        path.write_bytes(print_pdf(made, language))
        found.append(Printed(name=name, paper=made, pdf=Pdf(path)))
    return found


def language_of(each: Printed) -> str:
    return each.name.rpartition("-")[2]


@in_each_language
def test_each_paper_there_is_was_made(language: str) -> None:
    assert set(PAPERS) - set(_made(language)) == set()


def test_everything_on_a_paper_is_there_to_read(printed: list[Printed]) -> None:
    for each in printed:
        words, text = words_of(each.paper, language_of(each)), each.pdf.text
        assert missing(words, text) == [], each.name
        assert len(text) >= sum(map(len, words)), each.name
        headings = [squeezed(part.text) for part in each.paper.parts if isinstance(part, Heading)]
        assert in_order([squeezed(printable(part)) for part in headings], text), each.name
        assert each.pdf.headings >= 1 + len(headings), each.name


def test_a_paper_says_what_it_is_and_brings_its_letters_along(printed: list[Printed]) -> None:
    for each in printed:
        about, paper = each.pdf.about, each.paper
        assert squeezed(about["Title"]) == squeezed(printable(paper.title)), each.name
        assert about["Page size"].startswith(SIZES[paper.size, paper.landscape]), each.name
        assert about["Tagged"] == "yes", each.name
        assert each.pdf.language == language_of(each), each.name
        assert about["Pages"] == str(len(each.pdf.pages)), each.name
        count = about["Pages"]
        assert all(
            f"{number}/{count}" in squeezed(page)
            for number, page in enumerate(each.pdf.pages, start=1)
        ), each.name
        for font in each.pdf.fonts:
            assert (font["emb"], font["uni"]) == ("yes", "yes"), (each.name, font)
            assert "LastResort" not in font["name"], each.name


def test_no_word_stands_on_another_or_over_the_edge(printed: list[Printed]) -> None:
    for each in printed:
        wide, high = map(float, re.findall(r"[\d.]+", each.pdf.about["Page size"])[:2])
        for page in each.pdf.boxes:
            assert page, each.name
            assert over_each_other(page) == [], each.name
            assert min(box.left for box in page) > EDGE, each.name
            assert min(box.top for box in page) > EDGE, each.name
            assert max(box.right for box in page) < wide - EDGE, each.name
            assert max(box.bottom for box in page) < high - EDGE, each.name


def test_no_paper_mixes_its_language_with_another(printed: list[Printed]) -> None:
    """Days and months of the one stand in no paper of the other."""
    for each in printed:
        language = language_of(each)
        text = "\n".join(each.pdf.pages)
        assert re.findall(FOREIGN[language], text, re.IGNORECASE) == [], each.name


def test_a_document_reads_the_same_in_an_office_program(shelf: Path) -> None:  # NOR-29
    written = {}
    for language in LANGUAGES:
        for name, made in _several(Document, language):
            assert isinstance(made, Document)
            path = shelf / f"{name}.docx"
            path.write_bytes(write_docx(made.paper, language))
            written[path] = made.paper, language
    assert written
    for path, pdf in by_office(shelf, *written).items():
        paper, language = written[path]
        text, about = pdf.text, pdf.about
        assert missing(words_of(paper, language), printable(text)) == []
        headings = [squeezed(part.text) for part in paper.parts if isinstance(part, Heading)]
        assert in_order([squeezed(paper.title), *headings], text)
        labels = [row[0] for part in paper.parts if isinstance(part, Facts) for row in part.rows]
        assert in_order([squeezed(each) for each in labels], text)
        assert about["Title"] == paper.title
        assert about["Page size"].startswith("595.")
        for number, page in enumerate(pdf.pages, start=1):
            assert f"{number}/{about['Pages']}" in squeezed(page)
        assert not any(over_each_other(page) for page in pdf.boxes)


@in_each_language
def test_a_second_calendar_reads_the_same_days(language: str) -> None:  # TAL-39
    methods = set()
    for name, file in _several(CalendarFile, language):
        assert isinstance(file, CalendarFile)
        calendar = vobject.readOne(ics(file, now=NOW).decode("utf-8"))
        gone = all(each.cancelled for each in file.entries)
        assert calendar.method.value == ("CANCEL" if gone else "PUBLISH"), name
        methods.add(calendar.method.value)
        for entry, event in zip(file.entries, calendar.vevent_list, strict=True):
            assert (event.uid.value, event.sequence.value) == (entry.uid, str(entry.sequence))
            for read, meant in ((event.dtstart, entry.starts), (event.dtend, entry.ends)):
                assert read.value.utcoffset() == timedelta(0), name
                assert read.value == meant, name
            assert entry.starts < entry.ends
            assert event.status.value == ("CANCELLED" if entry.cancelled else "CONFIRMED")
            assert event.summary.value == entry.title
            for field, said in (("location", entry.place), ("description", entry.text)):
                assert event.getChildValue(field, "") == said, name
    assert methods == {"CANCEL", "PUBLISH"}


class Page(HTMLParser):
    """What a browser shows of it, and which language it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.language, self._style = "", "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "img", "iframe", "link"}
        self._style = tag == "style"
        if tag == "html":
            self.language = dict(attrs)["lang"] or ""

    def handle_data(self, data: str) -> None:
        self.words += "" if self._style else data


@in_each_language
def test_everything_about_somebody_is_read_in_any_browser(language: str) -> None:
    for name, made in _several(DataFile, language):
        assert isinstance(made, DataFile)
        page = Page()
        page.feed(html(made, language).decode("utf-8"))
        said = [made.title]
        for part in made.parts:
            match part:
                case str():
                    said.append(part)
                case Heading():
                    said.append(part.text)
                case Facts():
                    said += [text for row in part.rows for text in row]
        assert in_order([squeezed(each) for each in said], squeezed(page.words)), name
        assert page.language == language
