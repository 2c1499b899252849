"""Whatever programs mean by CSV is read alike, and what is no table says what to do."""

import codecs

import pytest

from bot.roster.reading import LARGEST_BYTES, Unreadable, read_table
from bot.roster.rows import is_column
from tests.fakes.rosters import people

HEADER = "navn;email;arbejdsplads"
TEXT = f"{HEADER}\r\nSøren Ågård;soeren@eksempel.dk;Æblegården\r\nÅse;aase@eksempel.dk;Børnehøjen"
EXPECTED = [("Søren Ågård", "Æblegården"), ("Åse", "Børnehøjen")]


def read(data: bytes) -> list[tuple[str, str]]:
    found = people(data)
    assert found.problems == ()
    return [(row.name, row.workplace) for row in found.rows]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), id="utf-8 from Excel"),
        pytest.param(TEXT.encode("utf-16"), id="utf-16 from Excel"),
        pytest.param(TEXT.encode("utf-16-le"), id="utf-16 little without a mark"),
        pytest.param(TEXT.encode("utf-16-be"), id="utf-16 big without a mark"),
        pytest.param(TEXT.encode("cp1252"), id="windows"),
        pytest.param(TEXT.encode("mac_roman"), id="old mac"),
        pytest.param(TEXT.encode("cp850"), id="dos"),
        pytest.param(TEXT.replace(";", ",").encode(), id="commas"),
        pytest.param(TEXT.replace(";", "\t").encode("utf-16"), id="tabs, as Excel's Unicode text"),
        pytest.param(b"sep=;\r\n" + TEXT.encode(), id="Excel's first line"),
        pytest.param(codecs.BOM_UTF8 + b"sep=|\n" + TEXT.replace(";", "|").encode(), id="any sep"),
        pytest.param(TEXT.replace("\r\n", "\n").encode(), id="unix lines"),
        pytest.param(TEXT.replace("\r\n", "\r").encode(), id="lines of an old mac"),
        pytest.param(TEXT.replace("\r\n", "\r\n;;\r\n\r\n").encode(), id="empty lines"),
        pytest.param(TEXT.replace("ø", "ø").replace("Å", "A\u030a").encode(), id="split letters"),
        pytest.param(TEXT.replace(";", " ; ").encode(), id="spaces around"),
    ],
)
def test_every_way_to_write_a_table_is_read_alike(data: bytes) -> None:
    assert read(data) == EXPECTED


@pytest.mark.parametrize("name", ["Åse", "Ærø", "René Müller", "Bjørn"])
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
def test_one_danish_letter_is_enough_to_tell_old_encodings_apart(name: str, encoding: str) -> None:
    data = f"{HEADER}\n{name};a@eksempel.dk;Skole".encode(encoding)
    assert read(data) == [(name, "Skole")]


def test_a_cell_may_hold_the_delimiter_and_quotation_marks() -> None:
    data = f'{HEADER}\n"Dahl; Kirsten ""Kis""";k@eksempel.dk;Skole'.encode()
    assert read(data) == [('Dahl; Kirsten "Kis"', "Skole")]


def test_a_line_is_where_a_row_begins_even_after_a_cell_of_two_lines() -> None:
    text = f'sep=;\n{HEADER}\n"Kirsten\nDahl";k@eksempel.dk;Skole\nBo;nonsense;Skole\n'
    found = people(text)
    assert [problem.line for problem in found.problems] == [5]
    assert [(row.line, row.name) for row in found.rows] == [(3, "Kirsten Dahl")]


def test_commas_within_roles_do_not_make_a_file_of_commas() -> None:
    text = "navn;email;arbejdsplads;roller\nBo;b@eksempel.dk;Skole;TR, AMR, HR, planlægningsgruppe"
    (row,) = people(text).rows
    assert len(row.roles) == 4


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\n\n ; ;\n", "is empty"),
        (b"PK\x03\x04 and so on", "is a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a workbook"),
        (b"\x00\x01\x02\x00\x00\x07", "not text that kombot can read"),
        (b"x" * (LARGEST_BYTES + 1), "larger than 5 MB"),
        (f'{HEADER}\nBo;"b@eksempel.dk;Skole\nEva;e@eksempel.dk;Skole'.encode(), "quotation marks"),
        (f'{HEADER}\nBo;"b"@eksempel.dk;Skole'.encode(), "Line 2: the quotation marks"),
    ],
)
def test_what_is_no_table_says_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_table(data, is_column=is_column)
