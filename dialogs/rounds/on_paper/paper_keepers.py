"""Who keeps the pile of paper votes, and until when sheets are handed in (X-13)."""

from __future__ import annotations

from datetime import date

from dialogs import planning
from dialogs.core.calendar import WorkCalendar
from dialogs.core.dialog import Refusal, Visit
from dialogs.core.people import Who
from dialogs.rules.ballots import NAMES_FROM
from storage import paper, people, rounds
from storage.database import Snapshot
from storage.tables import Mode, Person, Phase, Round
from storage.unit_of_work import Unit

OPEN = (Phase.PLANNED.value, Phase.VOTING.value)


async def keepers(reads: Snapshot, round_: Round, today: date) -> list[Person]:
    """The contact person; once they are gone, those who read what people wrote (X-14)."""
    if found := await planning.contact(reads, round_, today):
        return [found]
    return await planning.readers(reads, round_, today)


async def kept_by(reads: Snapshot, visit: Visit, round_id: str) -> Round | Refusal:
    """The round, for whoever keeps its pile, until it is counted."""
    round_ = await rounds.find(reads, round_id)
    if round_ is None:
        return Refusal("not_there")
    if visit.who.id not in {each.id for each in await keepers(reads, round_, visit.today)}:
        return Refusal("contact_only")
    if round_.phase != Phase.VOTING.value:
        too_early = round_.phase in (Phase.PLANNED.value, Phase.PROPOSED.value)
        return Refusal("vote_not_open" if too_early else "paper_too_late")
    return round_


async def are_few(reads: Snapshot, round_: Round) -> bool:
    """So few secret sheets that whoever ticked them could guess whose each of them is (X-01)."""
    if round_.mode != Mode.SECRET.value:
        return False
    return (await paper.counts(reads, round_.id)).ticked < NAMES_FROM


def expect_keeper(unit: Unit, who: Who, round_: Round) -> None:
    """State that they still keep the pile, and that the vote is not counted yet."""
    if who.id == round_.contact_id:
        people.expect_belongs(unit, who.id, round_.workplace_id, *planning.GROUP)
    else:
        people.expect_role(unit, who.id, round_.workplace_id, *planning.READERS)
    paper.expect_open(unit, round_.id)


def hand_in_by(round_: Round, calendar: WorkCalendar, today: date) -> date:
    """A working day before the vote closes, so that there is time to type the sheets in."""
    last = calendar.local_date(round_.deadline)
    before = calendar.add_working_days(last, -1)
    return before if before >= today else last
