"""What `kombot doctor` says of the concepts: can they be read, and is each there that is in use."""

from __future__ import annotations

from bot.app import packs_of
from bot.findings import Finding, State
from bot.settings import Settings
from dialogs.concepts import ConceptError
from storage import concepts
from storage.unit_of_work import Store


def readable(settings: Settings) -> list[Finding]:
    """Every problem of every file: kombot does not start before they are mended."""
    try:
        packs = packs_of(settings)
    except ConceptError as error:
        return [Finding(State.MEND, f"{error.file}: {each}") for each in error.problems]
    own = f", {len(packs.own)} of your own" if packs.own else ""
    return [Finding(State.FINE, f"The concepts can be read ({len(packs.names)}{own}).")]


async def findings(settings: Settings, store: Store) -> list[Finding]:
    """What something is held after and is not there any more."""
    try:
        there = packs_of(settings).talks()
    except ConceptError:
        return []
    async with store.snapshot() as reads:
        named = await concepts.named(reads)
    return [
        Finding(
            State.MEND,
            f"{what} goes by the concept {name}, which is not there: {settings.concept} stands in "
            "for it. Put the file back, or choose another with kombot concept use.",
        )
        for name, what in sorted(named.items())
        if name not in there
    ]
