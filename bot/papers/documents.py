"""A paper as a Word document, by python-docx: https://python-docx.readthedocs.io.

What is only there to be written on by hand is left out: a document is written in.
"""

from __future__ import annotations

import asyncio
from functools import singledispatch
from io import BytesIO

import docx as word
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from bot.papers.printing import MADE
from dialogs.core.cards import Facts, Heading, Image, Quote, Table
from dialogs.core.paper import Columns, NewPage, Paper, PaperPart, Ticks

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LOCALES = {"da": "da-DK", "en": "en-GB"}
LABELS, TEXTS = Cm(5), Cm(11.5)
"""How wide a label is, and what stands beside it: together as wide as an upright page's text."""
MARGIN = Cm(2.25)


async def docx(paper: Paper, language: str) -> bytes:
    """Beside the event loop."""
    return await asyncio.to_thread(write_docx, paper, language)


def write_docx(paper: Paper, language: str) -> bytes:
    document = word.Document()
    _sets_up(document, paper, language)
    document.add_heading(paper.title, level=0)
    if paper.subtitle:
        document.add_paragraph(paper.subtitle)
    for part in paper.parts:
        _add(part, document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _sets_up(document: Document, paper: Paper, language: str) -> None:
    """Its language, so that a spelling checker knows it, its footer and who made it."""
    about = document.core_properties
    about.title, about.author, about.language = paper.title, "kombot", language
    about.created = about.modified = MADE
    normal = document.styles["Normal"]
    normal.font.size, document.styles["Footer"].font.size = Pt(11), Pt(8.5)
    marks = normal.element.get_or_add_rPr()
    tongue = marks.makeelement(qn("w:lang"), {qn("w:val"): LOCALES.get(language, language)})
    marks.append(tongue)
    section = document.sections[0]
    long, short = Cm(29.7), Cm(21)
    section.page_width, section.page_height = (long, short) if paper.landscape else (short, long)
    if paper.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = MARGIN
    _numbers_pages(section.footer.paragraphs[0], paper.foot, section.page_width - 2 * MARGIN)


def _numbers_pages(line: Paragraph, foot: str, width: int) -> None:
    """What stands at the bottom, and to the right `1 / 3`, which the word processor works out."""
    line.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    line.text = f"{foot}\t"
    for field, after in (("PAGE", " / "), ("NUMPAGES", "")):
        counted = line._p.makeelement(qn("w:fldSimple"), {qn("w:instr"): field})  # noqa: SLF001 - python-docx has no fields: https://github.com/python-openxml/python-docx/issues/498
        line._p.append(counted)  # noqa: SLF001 - as above
        line.add_run(after)


def _stays_whole(row: _Row) -> None:
    """It begins on the next page rather than being split."""
    marks = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for it
    marks.append(marks.makeelement(qn("w:cantSplit"), {}))


def _fills(cell: _Cell, text: str, *, bold: bool = False) -> None:
    """Its rows stand as close as on the printed paper."""
    line = cell.paragraphs[0]
    line.paragraph_format.space_after = Pt(4)
    line.add_run(text).bold = bold


@singledispatch
def _add(part: object, _document: Document) -> None:
    """Lines to write on, cards to cut out: nothing for a document."""


@_add.register
def _(part: str, document: Document) -> None:
    if part:
        document.add_paragraph(part)


@_add.register
def _(part: Heading, document: Document) -> None:
    document.add_heading(part.text, level=1)


@_add.register
def _(part: Quote, document: Document) -> None:
    document.add_paragraph(part.text, style="Quote")


@_add.register
def _(part: Facts, document: Document) -> None:
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    for column, width in zip(table.columns, (LABELS, TEXTS), strict=True):
        column.width = width
    for label, text in part.rows:
        row = table.add_row()
        _stays_whole(row)
        for cell, width in zip(row.cells, (LABELS, TEXTS), strict=True):
            cell.width = width
        _fills(row.cells[0], label, bold=True)
        _fills(row.cells[1], text)


@_add.register
def _(part: Table, document: Document) -> None:
    table = document.add_table(rows=1, cols=len(part.head), style="Table Grid")
    for cell, label in zip(table.rows[0].cells, part.head, strict=True):
        _fills(cell, label, bold=True)
    for texts in part.rows:
        row = table.add_row()
        _stays_whole(row)
        for cell, text in zip(row.cells, texts, strict=True):
            _fills(cell, text)


@_add.register
def _(part: Ticks, document: Document) -> None:
    for name, about in part.rows:
        document.add_paragraph(f"☐ {name}" + (f" – {about}" if about else ""))


@_add.register
def _(part: Image, document: Document) -> None:
    document.add_picture(BytesIO(part.png), width=LABELS + TEXTS)


@_add.register
def _(part: Columns, document: Document) -> None:
    inner: tuple[tuple[str, tuple[PaperPart, ...]], ...] = part.columns
    for name, found in inner:
        document.add_heading(name, level=2)
        for each in found:
            _add(each, document)


@_add.register
def _(part: NewPage, document: Document) -> None:  # noqa: ARG001 - its type is all that it says
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
