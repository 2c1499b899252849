"""What goes to everybody at once names nobody who works there: said before it is sent (X-01)."""

from __future__ import annotations

from datetime import date

from dialogs.core.steps import Answers, Facts, Problem
from dialogs.rules.across import names_in
from storage import people
from storage.database import Snapshot


async def colleagues(reads: Snapshot, workplace_id: str, today: date, me: str) -> list[str]:
    """The names of all who work there but one's own: whoever writes may name themselves."""
    here = await people.of_workplace(reads, workplace_id, today)
    return [person.name for person in here if person.id != me]


def names_nobody(facts: Facts, answers: Answers) -> dict[str, Problem]:
    """Of the answer `why`, by the facts' `colleagues`."""
    named = names_in([answers.get("why", "")], facts["colleagues"])
    return {"why": Problem("names_somebody", {"names": named})} if named else {}
