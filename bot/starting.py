"""Imported first: what is imported stays, so nobody looks through it for rubbish while it comes.

That would take a tenth of the time until the first answer.
"""

from __future__ import annotations

import gc

gc.disable()


def over() -> None:
    """From now on there may be rubbish."""
    gc.enable()
