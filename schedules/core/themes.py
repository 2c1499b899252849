"""The themes that a round is about, as rows to read."""

from __future__ import annotations

from dialogs.core.cards import Facts
from dialogs.core.messages import Hearing
from dialogs.theme_names import chosen_name, list_name
from storage import rounds
from storage.database import Snapshot
from storage.tables import ThemeList


async def chosen(reads: Snapshot, hearing: Hearing, round_id: str) -> tuple[Facts, ...]:
    """Empty before they have been chosen."""
    found, language = await rounds.selections(reads, round_id), hearing.say.language
    rows = tuple(
        (list_name(which, language), chosen_name(found[which], language))
        for which in ThemeList
        if which in found
    )
    return (Facts(rows),) if rows else ()
