"""Bytes to cells: whatever Excel, Numbers or an export from a pay system makes of "CSV"."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

LARGEST_BYTES = 5_000_000
DELIMITERS = {";": "semicolons", "\t": "tabs", ",": "commas"}
WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
SAVE_AS = 'In Excel choose "Save as" and "CSV UTF-8".'

LEGACY = ("cp1252", "mac_roman", "cp850")
"""What Windows, old Macs and DOS wrote. Statistics guess badly at a list of names (they were tried:
three of nine came out wrong), but only the right one gives Danish letters."""
DANISH = frozenset("æøåÆØÅéÉöÖäÄüÜ")

NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "DOS 850",
}


class Unreadable(Exception):
    """The file is no table; the message says what to do. It never repeats what is in the file."""


@dataclass(frozen=True)
class Record:
    """`line` is where it begins in the file, the first line being 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    header: Record
    records: tuple[Record, ...]
    encoding: str
    delimiter: str


def read_table(data: bytes, *, is_column: Callable[[str], bool]) -> Table:
    """`is_column` knows a column's name: the delimiter is the one that finds most of them.

    Raises Unreadable.
    """
    text, encoding = _decoded(data)
    first, rest, said = _said_by_excel(text)
    delimiter = said or _delimiter(rest, is_column)
    records = list(_records(rest, delimiter, first))
    if not records:
        raise Unreadable(f"The file is empty. {SAVE_AS}")
    return Table(
        header=records[0],
        records=tuple(records[1:]),
        encoding=NAMES[encoding],
        delimiter=DELIMITERS.get(delimiter, f'"{delimiter}"'),
    )


def _decoded(data: bytes) -> tuple[str, str]:
    if len(data) > LARGEST_BYTES:
        raise Unreadable(f"The file is larger than {LARGEST_BYTES // 1_000_000} MB: split it.")
    if data.startswith((WORKBOOK, OLD_WORKBOOK)):
        raise Unreadable(f"The file is a workbook and not a CSV file. {SAVE_AS}")
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff"), encoding
    raise Unreadable(f"The file is not text that kombot can read. {SAVE_AS}")


def _candidates(data: bytes) -> list[str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    return ["utf-8", *_halves(data), *sorted(LEGACY, key=lambda name: -_danish(data, name))]


def _halves(data: bytes) -> list[str]:
    """UTF-16 without a mark: every other byte of a column's name is zero."""
    start = data[:4]
    if start[1::2] == b"\0\0":
        return ["utf-16-le"]
    return ["utf-16-be"] if start[::2] == b"\0\0" else []


def _danish(data: bytes, encoding: str) -> int:
    return sum(letter in DANISH for letter in data.decode(encoding, errors="ignore"))


def _said_by_excel(text: str) -> tuple[int, str, str]:
    """Excel's own first line `sep=;`: (lines it takes, the rest, the delimiter or nothing)."""
    line, _, rest = text.partition("\n")
    word = line.strip("\r").strip('"')
    if word.lower().startswith("sep=") and len(word) == len("sep=") + 1:
        return 1, rest, word[-1]
    return 0, text, ""


def _delimiter(text: str, is_column: Callable[[str], bool]) -> str:
    def known(delimiter: str) -> int:
        header = next(_records(text, delimiter, 0), Record(0, ()))
        return sum(is_column(cell) for cell in header.cells)

    return max(DELIMITERS, key=known)


def _records(text: str, delimiter: str, skipped: int) -> Iterator[Record]:
    """Rows that say something; a row may go over several lines when a cell is quoted."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = skipped
    try:
        for cells in reader:
            start, line = line + 1, skipped + reader.line_num
            if any(cell.strip() for cell in cells):
                yield Record(start, _trimmed(cells))
    except csv.Error:
        wrong = skipped + reader.line_num
        raise Unreadable(f"Line {wrong}: the quotation marks do not match. {SAVE_AS}") from None


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Excel leaves out empty cells at the end of a line in some rows and not in others."""
    kept = list(cells)
    while kept and not kept[-1].strip():
        kept.pop()
    return tuple(kept)
