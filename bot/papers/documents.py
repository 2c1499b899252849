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
from docx.enum.text import WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from bot.papers.printing import MADE
from dialogs.core.cards import Facts, Heading, Image, Quote, Table
from dialogs.core.paper import Columns, NewPage, Paper, PaperPart, Ticks

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LOCALES = {"da": "da-DK", "en": "en-GB"}
LABELS, TEXTS = Cm(5), Cm(11.5)
"""How wide a label is, and what stands beside it."""


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
    normal.font.size = Pt(11)
    marks = normal.element.get_or_add_rPr()
    tongue = marks.makeelement(qn("w:lang"), {qn("w:val"): LOCALES.get(language, language)})
    marks.append(tongue)
    section = document.sections[0]
    long, short = Cm(29.7), Cm(21)
    section.page_width, section.page_height = (long, short) if paper.landscape else (short, long)
    if paper.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.footer.paragraphs[0].text = paper.foot


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
    for label, text in part.rows:
        first, second = table.add_row().cells
        first.width, second.width = LABELS, TEXTS
        first.paragraphs[0].add_run(label).bold = True
        second.text = text


@_add.register
def _(part: Table, document: Document) -> None:
    table = document.add_table(rows=1, cols=len(part.head), style="Table Grid")
    for cell, label in zip(table.rows[0].cells, part.head, strict=True):
        cell.paragraphs[0].add_run(label).bold = True
    for row in part.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


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
