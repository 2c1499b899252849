"""Which organisation a command is about: for now a store holds one."""

from __future__ import annotations

from collections.abc import Callable

from bot.commands.trouble import Told
from bot.roster import cells
from storage import roster
from storage.database import Snapshot
from storage.roster import Kept

UNNAMED = "Organisation"
"""What the first one is called until somebody says a name."""


async def kept(reads: Snapshot, wanted: str) -> tuple[Kept, str]:
    """What is kept of the only organisation, and the name it is to have from now on.

    Raises Told when the store holds another.
    """
    found = await roster.organisations(reads)
    if len(found) > 1:
        raise Told(f"The store holds {len(found)} organisations, and kombot works with one.")
    if not found:
        return await roster.read(reads, None), wanted or UNNAMED
    (only,) = found
    if wanted and only.name not in {wanted, UNNAMED}:
        raise Told(
            f"The store holds {only.name}, and kombot works with one organisation: leave "
            "--organisation out, or write that name."
        )
    return await roster.read(reads, only), wanted or only.name


def name(raw: str) -> str:
    """Raises Told for a name that cannot be used; empty stays empty."""
    return told("--organisation", raw, cells.name)


def told(option: str, raw: str, read: Callable[[str], str]) -> str:
    """What is written on the command line, read as a cell of a file is."""
    try:
        return read(raw)
    except cells.Bad as bad:
        raise Told(f"{option} {bad}.") from None
