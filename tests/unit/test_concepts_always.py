"""However a pack is spoiled: it is whole, or it is refused with file and line; never half of it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.concepts import Concept, ConceptError, packs_in, read
from tests.packs import FOLDER

FOURTH = Path(__file__).parents[1] / "concepts" / "fjordby.toml"
PACKS = (*(FOLDER / f"{name}.toml" for name in ("nyborg_kom", "herlev", "norddjurs_mus")), FOURTH)
OTHER_VALUES = ("3", '"x"', "true", "[]", "{}", "[1]", '{ da = "x" }', "2026-11-22", "-1", '""', "")
SPOILED = re.compile(r"^(line \d+, \S|not valid TOML: )")


@cache
def lines_of(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text("utf-8").splitlines())


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, list[str]]:
    """One of the packs with some lines dropped, renamed, retyped, doubled or moved."""
    path = draw(st.sampled_from(PACKS))
    lines = list(lines_of(path))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = _changed(lines, at, draw)
    return path.name, lines


def _changed(lines: list[str], at: int, draw: st.DrawFn) -> list[str]:
    line = lines[at]
    name, equals, _ = line.partition("=")
    match draw(st.sampled_from(("drop", "rename", "retype", "double", "copy", "break"))):
        case "drop":
            return []
        case "rename":
            return [line.replace(name.strip(), f"{name.strip()}x", 1) if equals else f"{line}x"]
        case "retype" if equals:
            return [f"{name}= {draw(st.sampled_from(OTHER_VALUES))}"]
        case "copy":
            return [line, lines[draw(st.integers(0, len(lines) - 1))]]
        case "break":
            return [draw(st.text(max_size=12).filter(lambda text: "\\n" not in text))]
        case _:
            return [line, line]


@settings(deadline=None, max_examples=120)
@given(spoiled())
def test_a_spoiled_pack_is_whole_or_refused_with_file_and_line(pack: tuple[str, list[str]]) -> None:
    name, lines = pack
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text("\n".join(lines), "utf-8", errors="replace")
        found = _tried(path)
    if isinstance(found, ConceptError):
        assert found.file == name
        assert found.problems
        assert all(SPOILED.match(problem) for problem in found.problems), found.problems
    else:
        assert found.key == path.stem


def _tried(path: Path) -> Concept | ConceptError:
    try:
        return read(path)
    except ConceptError as error:
        return error


def test_beside_a_bad_file_no_other_is_used(tmp_path: Path) -> None:
    (tmp_path / "fjordby.toml").write_text(FOURTH.read_text("utf-8"), "utf-8")
    (tmp_path / "bad.toml").write_text('kind = "talk"\n', "utf-8")
    with pytest.raises(ConceptError) as caught:
        packs_in(tmp_path)
    assert caught.value.file == "bad.toml"
    (tmp_path / "bad.toml").unlink()
    assert packs_in(tmp_path).talk("fjordby").cadence.every.months == 18
