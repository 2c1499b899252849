"""The tests' own files lie where nobody waits for a disk, if there is such a place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.in_memory import LENT, has_room


def test_what_tests_write_lies_in_memory_where_the_machine_lends_some(tmp_path: Path) -> None:
    where = os.environ.get("TMPDIR", "")
    assert where or not has_room(LENT)
    assert tmp_path.is_relative_to(Path(where or tempfile.gettempdir()).resolve())


def test_a_place_that_is_missing_or_too_small_is_left_alone(tmp_path: Path) -> None:
    """A container lends 64 MB: that would be full in the middle of a run."""
    assert not has_room(tmp_path / "missing")
    assert not has_room(tmp_path, room=2**62)
    assert has_room(tmp_path, room=1)
