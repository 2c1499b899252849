"""The themes that a round is about, as rows to read."""

from __future__ import annotations

from dialogs.concepts import load_round
from dialogs.core.cards import Facts
from dialogs.core.messages import Hearing
from storage import rounds
from storage.database import Snapshot
from storage.tables import Selection, ThemeList


async def chosen(reads: Snapshot, hearing: Hearing, round_id: str) -> tuple[Facts, ...]:
    """Empty before they have been chosen."""
    found = await rounds.selections(reads, round_id)
    rows = tuple(_row(hearing, found[which]) for which in ThemeList if which in found)
    return (Facts(rows),) if rows else ()


def _row(hearing: Hearing, selection: Selection) -> tuple[str, str]:
    concept, language = load_round("talsammen"), hearing.say.language
    of_wellbeing = selection.list == ThemeList.WELLBEING
    themes = concept.wellbeing if of_wellbeing else concept.leadership
    name = selection.wording or themes.theme(selection.theme).name.in_(language)
    return themes.name.in_(language), name
