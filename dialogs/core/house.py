"""What this installation has decided, as far as dialogs need to know."""

from __future__ import annotations

from dataclasses import dataclass, field

from dialogs.concepts.packs import STANDARD, Packs
from dialogs.core.calendar import WorkCalendar
from dialogs.core.paper import Links, NoLinks, Prints, no_file


@dataclass(frozen=True, kw_only=True)
class House:
    """`minimum_ballots`: how many ballots a list needs before counts are shown.

    `backup_days`: how long a backup lives. `minikom_months`: how long after a goal is agreed the
    short talk is due, where the house does not go by its concept. `calendar`: when people work.
    `links`: where papers are opened. `prints` makes the file of one. `packs`: the concepts there
    are; `concept`: the one for whoever has chosen none.
    """

    zone: str = "Europe/Copenhagen"
    language: str = "da"
    minimum_ballots: int = 5
    minikom_months: int | None = None
    backup_days: int = 30
    calendar: WorkCalendar = field(default_factory=lambda: WorkCalendar("Europe/Copenhagen"))
    links: Links = field(default_factory=NoLinks)
    prints: Prints = no_file
    packs: Packs = field(default_factory=Packs)
    concept: str = STANDARD
