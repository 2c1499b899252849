"""Where a test lets the process die: `CRASH_AT=before_commit:3` kills it at the third pass.

This is no setting: it stands in no table, and nobody but tests/faults sets it. It is read once.
Elsewhere a pass is one comparison, and the click's path has one in a group, not in a click.
"""

from __future__ import annotations

import os
import signal
from itertools import count

POINTS = (
    "before_commit",
    "after_commit_before_ack",
    "after_claim_before_send",
    "after_send_before_mark",
    "during_tick",
    "during_migration",
    "after_renewal_before_commit",
    "move_before_mark",
    "move_in_a_table",
    "move_between_tables",
    "move_before_end",
)

_name, _, _nth = os.environ.get("CRASH_AT", "").partition(":")
if _name and _name not in POINTS:
    raise ValueError(f"CRASH_AT names no crash point: {_name}. There are: {', '.join(POINTS)}")
_last = int(_nth or 1)
_passes = count(1)


def crash_at(point: str) -> None:
    """As kill -9 does: nothing is finished, nothing is said."""
    if point == _name and next(_passes) >= _last:
        os.kill(os.getpid(), signal.SIGKILL)
