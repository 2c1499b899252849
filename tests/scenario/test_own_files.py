"""Whose the files are that kombot makes."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from storage.keys import new_key

ROOT = Path(__file__).parents[2]


def test_nobody_else_on_the_machine_can_read_the_store(tmp_path: Path) -> None:
    file = tmp_path / "var" / "kombot.db"
    subprocess.run(
        (sys.executable, "-m", "bot", "migrate"),
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "KOMBOT_DATABASE_URL": f"sqlite:///{file}",
            "KOMBOT_KEYS": new_key(),
        },
        check=True,
        capture_output=True,
        timeout=60,
        umask=0o022,
    )
    for each in (file, file.parent):
        assert not stat.S_IMODE(each.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
