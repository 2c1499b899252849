"""Where the tests keep their files: in memory, where the machine lends some.

A store on a disk waits for it with every commit, for milliseconds, and the tests commit a hundred
thousand times. A process that is killed leaves the same behind in memory as on a disk.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

LENT = Path("/dev/shm")
ROOM = 2 * 1024**3
"""In bytes; a whole run takes less, as a test that has passed leaves nothing behind."""


def keep(place: Path = LENT) -> None:
    """For this process and all that it starts. Whoever has said where files go is heard."""
    if "TMPDIR" not in os.environ and has_room(place):
        os.environ["TMPDIR"] = str(place)
        # Asked before, it would answer as before.
        tempfile.tempdir = None


def has_room(place: Path, *, room: int = ROOM) -> bool:
    """Whether one may write there, and start programs that were written."""
    if not os.access(place, os.W_OK | os.X_OK):
        return False
    told = os.statvfs(place)
    return not told.f_flag & os.ST_NOEXEC and told.f_bavail * told.f_frsize >= room
