"""How many chose each theme, counted as ballots are written, so that nobody counts them all.

Every change to ballots is beside one here, in the same unit of work: a lost race loses both, and
what is kept equals a full count by construction. It is as secret as the ballots are (X-01): until
the close it tells what they tell, and the close writes it anew from those that are left, in the
order of the alphabet, in one slot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import SystemRandom

from sqlalchemy import bindparam, delete, func, text
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Ballot, TallyCount, ThemeList
from storage.unit_of_work import Unit

SLOTS = 16
SLOT = SystemRandom().randrange(SLOTS)
"""Where this process counts: on PostgreSQL others would wait for its commit if all used one row."""

_ADD = text(
    "INSERT INTO tally_count (round_id, list, theme, slot, ballots) VALUES"
    " (:round_id, 'wellbeing', :wellbeing, :slot, 1),"
    " (:round_id, 'leadership', :leadership, :slot, 1)"
    " ON CONFLICT (round_id, list, theme, slot)"
    " DO UPDATE SET ballots = tally_count.ballots + excluded.ballots"
)
_TAKE_BACK = text(
    "INSERT INTO tally_count (round_id, list, theme, slot, ballots)"
    " SELECT round_id, list, theme, :slot, -1 FROM ballot WHERE id IN :ids"
    " ON CONFLICT (round_id, list, theme, slot)"
    " DO UPDATE SET ballots = tally_count.ballots + excluded.ballots"
).bindparams(bindparam("ids", expanding=True))
_RECOUNT = text(
    "INSERT INTO tally_count (round_id, list, theme, slot, ballots)"
    " SELECT round_id, list, theme, 0, count(*) FROM ballot WHERE round_id = :round_id"
    " GROUP BY round_id, list, theme ORDER BY list, theme"
)


def add(unit: Unit, round_id: str, themes: Mapping[ThemeList, str]) -> None:
    """One ballot of each list."""
    chosen = {each.value: themes[each] for each in ThemeList}
    unit.run(_ADD.bindparams(round_id=round_id, slot=SLOT, **chosen), expect=len(chosen))


def take_back(unit: Unit, ballot_ids: Sequence[str]) -> None:
    """Ballots that are about to be deleted: whoever does so says that they are still there."""
    if ballot_ids:
        unit.run(_TAKE_BACK.bindparams(ids=list(ballot_ids), slot=SLOT), expect=len(ballot_ids))


def write_anew(unit: Unit, round_id: str, left: Iterable[Ballot]) -> None:
    """From the ballots that are left when their voters are parted from them."""
    unit.delete(delete(TallyCount).where(col(TallyCount.round_id) == round_id))
    counted = Counter((each.list, each.theme) for each in left)
    for (which, theme), ballots in sorted(counted.items()):
        unit.insert(TallyCount(round_id=round_id, list=which, theme=theme, slot=0, ballots=ballots))


def recount(unit: Unit, round_id: str) -> None:
    """From the ballots themselves: who wrote some of them may have been an older kombot."""
    unit.delete(delete(TallyCount).where(col(TallyCount.round_id) == round_id))
    unit.run(_RECOUNT.bindparams(round_id=round_id))


async def read(reads: Snapshot, round_id: str) -> dict[ThemeList, dict[str, int]]:
    total = func.sum(TallyCount.ballots)
    rows = await reads.all(
        select(TallyCount.list, TallyCount.theme, total)
        .where(TallyCount.round_id == round_id)
        .group_by(col(TallyCount.list), col(TallyCount.theme))
        # Somebody chose it and then another.
        .having(total != 0)
        .order_by(col(TallyCount.list), col(TallyCount.theme))
    )
    counts: dict[ThemeList, dict[str, int]] = {each: {} for each in ThemeList}
    for which, theme, ballots in rows:
        counts[ThemeList(which)][theme] = int(ballots)
    return counts
