"""The words: the same phrases in every language, none missing, none unused, all readable."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from dialogs.core.texts import LANGUAGES, Texts
from tests.reading import UNWELCOME, lix, words

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for folder in ("dialogs", "schedules", "bot")
    for path in (ROOT / folder).rglob("words/*.j2")
)
EASY, MESSAGE = 35, 15
"""The highest LIX of a message, and how many words make one."""
MADE = {"Paper", "CalendarFile", "DataFile"}
"""What becomes a file, by a name of its own."""
STEMS = sorted({path.parent / path.name.split(".")[0] for path in FILES})


def _texts(stem: Path) -> Texts:
    return Texts((stem.parent,))


@pytest.mark.parametrize("stem", STEMS, ids=lambda stem: stem.name)
def test_every_phrase_stands_in_every_language(stem: Path) -> None:
    danish, *others = (_texts(stem).phrases(stem.name, each) for each in LANGUAGES)
    assert danish
    for other in others:
        assert other == danish


@pytest.mark.parametrize("stem", STEMS, ids=lambda stem: stem.name)
def test_a_phrase_takes_the_same_facts_in_every_language(stem: Path) -> None:
    danish, *others = (_facts(stem, each) for each in LANGUAGES)
    for other in others:
        assert other == danish


def _facts(stem: Path, language: str) -> dict[str, frozenset[str]]:
    source = (stem.parent / f"{stem.name}.{language}.j2").read_text("utf-8")
    tree = SandboxedEnvironment().parse(source)
    return {
        block.name: frozenset(
            name.name for name in block.find_all(nodes.Name) if name.ctx == "load"
        )
        - {"loop"}
        for block in tree.find_all(nodes.Block)
    }


@pytest.mark.parametrize(
    "path", [path for path in FILES if ".da." in path.name], ids=lambda path: path.name
)
def test_the_bot_speaks_as_a_colleague(path: Path) -> None:  # voice.md
    assert not UNWELCOME.findall(" ".join(_written(path).values()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_message_is_easy_to_read(path: Path) -> None:  # voice.md 8
    """Titles and labels are too short to be measured: a single long name would be the whole."""
    hard = {
        phrase: round(lix(text))
        for phrase, text in _written(path).items()
        if len(words(text)) >= MESSAGE and lix(text) > EASY
    }
    assert not hard


def _written(path: Path) -> dict[str, str]:
    """Every phrase as it is written, with a short word where a fact is filled in."""
    tree = SandboxedEnvironment().parse(path.read_text("utf-8"))
    return {
        block.name: "".join(
            part.data if isinstance(part, nodes.TemplateData) else "x"
            for output in block.find_all(nodes.Output)
            for part in output.nodes
        )
        for block in tree.find_all(nodes.Block)
    }


def test_a_file_has_a_name_from_the_words_file() -> None:
    """Whoever reads English gets files with English names, and Python has no words."""
    assert not [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in (ROOT / "dialogs").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MADE
        for each in call.keywords
        if each.arg == "name" and isinstance(each.value, ast.Constant | ast.IfExp)
    ]
