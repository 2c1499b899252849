"""Whatever goes into the trail has words of its own for the person it is about."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogs import WORDS_FOLDER
from dialogs.core.texts import LANGUAGES, Speaker, Texts
from dialogs.talks.preparation import SCOPES
from storage.tables import Outcome

ROOT = Path(__file__).parents[2]
NOBODY = {"concept-chosen"}
"""About no one person."""
MADE_UP = {
    *(f"goal-{each.value}" for each in Outcome),
    *(f"shared-{each}" for each in SCOPES),
    *("plan-read", "plan-filed", "read-checkin", "minutes", "minutes-written", "plan-written"),
    *("checkin-sent", "team-read", "team-plan-read", "team-taken-over"),
    *("cleared", "erased", "exported"),
    *(f"consent-{each}" for each in ("asked", "given", "withheld", "withdrawn")),
}
"""Those that are put together, or come by a name."""


def _recorded() -> Iterator[str]:
    for folder in ("dialogs", "schedules", "bot"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                yield from _what(node)


def _what(node: ast.AST) -> Iterator[str]:
    is_record = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "record"
    )
    if not is_record or not isinstance(node, ast.Call):
        return
    for word in node.keywords:
        if word.arg == "what" and isinstance(word.value, ast.Constant):
            yield str(word.value.value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", sorted({*_recorded(), *MADE_UP} - NOBODY))
def test_it_is_said_in_words(what: str, language: str) -> None:
    say = Speaker(texts=Texts((WORDS_FOLDER,)), language=language, zone="Europe/Copenhagen")
    said = say(f"trail/did_{what.replace('-', '_')}", who="Mette")
    assert said.startswith("Mette ")
