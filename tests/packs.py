"""Altered copies of the concept packs, for tests of what a bad pack says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from dialogs import concepts
from dialogs.concepts import ConceptError

FOLDER = Path(concepts.__file__).parent


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A pack with `old` made `new`; `problem` is then found on the first line with `at`."""

    name: str = "talsammen"
    old: str
    new: str
    at: str
    problem: str

    def check(self, folder: Path) -> None:
        """Fails unless the altered pack, written to the folder, is refused with the problem."""
        path = altered(folder, self.name, self.old, self.new)
        text = path.read_text("utf-8")
        line = text[: text.index(self.at)].count("\n") + 1
        found = problems_in(path)
        assert any(
            problem.startswith(f"line {line}, ") and self.problem in problem for problem in found
        ), found


def altered(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of the pack with the first `old` replaced."""
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    assert old in text
    return written(folder / f"{name}.toml", text.replace(old, new, 1))


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def problems_in(path: Path) -> tuple[str, ...]:
    with pytest.raises(ConceptError) as caught:
        concepts.read(path)
    assert caught.value.file == path.name
    assert str(caught.value).startswith(f"{path.name} cannot be used:\n  ")
    return caught.value.problems
