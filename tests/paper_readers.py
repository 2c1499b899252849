"""What those who get a paper open it with: poppler for a PDF, LibreOffice for a Word document."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bot.papers.printing import Json, as_json
from bot.papers.signs import printable
from dialogs.core.paper import Paper

OFFICE_SECONDS = 100
NO_WORDS = frozenset({"kind", "file", "photo", "size", "landscape", "language"})
"""What the printer is told beside the words; a picture's `alt` is for those who hear it."""
WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)
SHORTEST = 8
"""In letters: as little of something long as stands on a page of its own, the end apart."""
TOUCHING = 0.35
"""Of a word's height and width: boxes have air in them, and lines of text overlap in it."""


def ran(*command: str | Path) -> str:
    done = subprocess.run(
        [str(each) for each in command], capture_output=True, check=True, timeout=OFFICE_SECONDS
    )
    return done.stdout.decode("utf-8", errors="replace")


@dataclass(frozen=True, kw_only=True)
class Box:
    """A word where it stands on its page, in points from the upper left."""

    left: float
    top: float
    right: float
    bottom: float
    word: str

    def covers(self, other: Box) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        width = min(self.right - self.left, other.right - other.left)
        height = min(self.bottom - self.top, other.bottom - other.top)
        return across > TOUCHING * width and down > TOUCHING * height


@dataclass(frozen=True)
class Pdf:
    path: Path

    @property
    def about(self) -> dict[str, str]:
        """`pdfinfo`: Title, Pages, Page size, Tagged …"""
        lines = (each.partition(":") for each in ran("pdfinfo", self.path).splitlines())
        return {name: value.strip() for name, _, value in lines}

    @property
    def language(self) -> str:
        found = re.search(r"<dc:language>.*?<rdf:li>(.*?)</rdf:li>", self._meta, re.DOTALL)
        return found[1] if found else ""

    @property
    def _meta(self) -> str:
        return ran("pdfinfo", "-meta", self.path)

    @property
    def headings(self) -> int:
        return len(re.findall(r"^ *H[1-6]\b", ran("pdfinfo", "-struct", self.path), re.MULTILINE))

    @property
    def fonts(self) -> list[dict[str, str]]:
        """Each by name, with `emb` and `uni`: whether it is inside, and whether it can be read."""
        lines = ran("pdffonts", self.path).splitlines()[2:]
        fields = (each.split() for each in lines)
        return [{"name": each[0], "emb": each[-5], "uni": each[-3]} for each in fields]

    @property
    def pages(self) -> list[str]:
        return ran("pdftotext", "-raw", self.path, "-").removesuffix("\f").split("\f")

    @property
    def text(self) -> str:
        """All of it in the order in which it was written, without what is between words."""
        return squeezed("".join(self.pages))

    @property
    def boxes(self) -> list[list[Box]]:
        """By page."""
        found = ran("pdftotext", "-bbox", self.path, "-").split("<page ")[1:]
        return [[_box(each) for each in WORD.findall(page)] for page in found]


def _box(found: Sequence[str]) -> Box:
    left, top, right, bottom = map(float, found[:4])
    return Box(left=left, top=top, right=right, bottom=bottom, word=html.unescape(found[4]))


def over_each_other(boxes: Sequence[Box]) -> list[tuple[str, str]]:
    """Words that stand on top of one another."""
    by_top = sorted(boxes, key=lambda each: each.top)
    return [
        (one.word, other.word)
        for number, one in enumerate(by_top)
        for other in by_top[number + 1 :]
        if one.covers(other)
    ]


def squeezed(words: str) -> str:
    return "".join(words.split())


def words_of(paper: Paper, language: str) -> list[str]:
    """Everything that is there to be read, in its order."""
    return [squeezed(printable(each)) for each in _read(as_json(paper, language)) if each.strip()]


def _read(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case {"kind": "image"}:
            pass
        case Mapping():
            shown: Json = {name: each for name, each in value.items() if name not in NO_WORDS}
            for each in shown.values():
                yield from _read(each)
        case list() | tuple():
            for each in value:
                yield from _read(each)


def missing(words: Sequence[str], text: str) -> list[str]:
    """What a reader does not find. A long text may go on on the next page, under its footer."""
    return [each for each in words if not _stands(each, text)]


def _stands(words: str, text: str) -> bool:
    rest = words
    while rest:
        fits = next((end for end in range(len(rest), 0, -1) if rest[:end] in text), 0)
        if fits < min(SHORTEST, len(rest)):
            return False
        rest = rest[fits:]
    return True


def in_order(words: Sequence[str], text: str) -> bool:
    """Each after the one before it."""
    places = list[int]()
    for each in words:
        places.append(text.find(each, places[-1] if places else 0))
    return -1 not in places and all(one <= other for one, other in pairwise(places))


def by_office(folder: Path, *documents: Path) -> dict[Path, Pdf]:
    """Each as LibreOffice would print it: opened in one go, since it takes long to begin."""
    made = folder / "by-office"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    ran("soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", made, *documents)
    return {each: Pdf(made / f"{each.stem}.pdf") for each in documents}
