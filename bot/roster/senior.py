"""Who is offered a talk about the late career, by a column of the file: a yes and no age (X-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.roster.rows import People, Problem, Row
from dialogs.concepts import Packs
from dialogs.talks.senior.offers import offer_as
from storage import concepts, senior
from storage.database import Snapshot
from storage.roster import Kept
from storage.unit_of_work import Unit

NO_SUCH_TALK = (
    "there is no talk about the late career in what conversations are held after at {workplace}: "
    "leave seniorsamtale empty, or choose a concept that has one (kombot concept use)"
)


@dataclass(frozen=True, kw_only=True)
class Offers:
    """`marked` are the addresses of all whom the file marks, and `to` of those who have none yet.

    Who has one is told to nobody: they may have asked for it themselves.
    """

    marked: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


async def offers(
    reads: Snapshot, kept: Kept, found: People, *, packs: Packs, house: str, today: date
) -> Offers:
    """What stands in the column beside somebody who has an offer already changes nothing."""
    marked, to, warnings = [], [], []
    for row in found.rows:
        if not row.senior or (row.left and row.left <= today):
            continue
        if not await _has_one(reads, kept, row, packs=packs, house=house, today=today):
            says = NO_SUCH_TALK.format(workplace=row.workplace)
            warnings.append(Problem(line=row.line, says=says))
            continue
        marked.append(row.email)
        person_id = kept.person_ids.get(row.email)
        if person_id is None or await senior.offer(reads, person_id) is None:
            to.append(row.email)
    return Offers(marked=tuple(marked), to=tuple(to), warnings=tuple(warnings))


async def _has_one(
    reads: Snapshot, kept: Kept, row: Row, *, packs: Packs, house: str, today: date
) -> bool:
    """A workplace that comes with the file goes by its organisation's choice, or the house's."""
    workplace_id = kept.workplace_ids.get(row.workplace)
    organisation = kept.organisation
    chosen = None
    if workplace_id:
        chosen = await concepts.in_use(reads, workplace_id, today)
    elif organisation:
        uses = await concepts.of_organisation(reads, organisation.id)
        begun = [each for each in uses if not each.area and each.holds_from <= today]
        chosen = begun[-1].concept if begun else None
    there = packs.talks()
    pack = there.get(chosen or house) or there[house]
    return pack.senior is not None


def make(
    unit: Unit, offers: Offers, ids: Mapping[str, str], *, now: datetime, due_at: datetime
) -> None:
    for email in offers.to:
        offer_as(unit, ids[email], set_by=None, now=now, due_at=due_at)
