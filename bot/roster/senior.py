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
from storage.erase_now import OPERATOR
from storage.roster import Kept
from storage.unit_of_work import Unit

NO_SUCH_TALK = (
    "there is no talk about the late career in what conversations are held after at {workplace}: "
    "leave seniorsamtale empty, or choose a concept that has one (kombot concept use)"
)


@dataclass(frozen=True, kw_only=True)
class Offers:
    """`to` are the addresses of those who have been offered none yet."""

    to: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


async def offers(
    reads: Snapshot, kept: Kept, found: People, *, packs: Packs, house: str, today: date
) -> Offers:
    """What stands in the column beside somebody who has an offer already changes nothing."""
    to, warnings = [], []
    for row in found.rows:
        if not row.senior or (row.left and row.left <= today):
            continue
        person_id = kept.person_ids.get(row.email)
        if person_id and await senior.offer(reads, person_id):
            continue
        if await _has_one(reads, kept, row, packs=packs, house=house, today=today):
            to.append(row.email)
        else:
            says = NO_SUCH_TALK.format(workplace=row.workplace)
            warnings.append(Problem(line=row.line, says=says))
    return Offers(to=tuple(to), warnings=tuple(warnings))


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
        person_id = ids[email]
        offer_as(unit, person_id, set_by=person_id, actor_id=OPERATOR, now=now, due_at=due_at)
