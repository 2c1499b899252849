"""A yes to reading along ends: it goes into the trail, and those whom it concerns are told.

There is one way for whoever takes it back and for whoever has their own erased.
"""

from __future__ import annotations

from datetime import datetime

from dialogs.talks.keeping.consent_mail import OVER, SETTLED, tell
from storage import audit, consents, handover
from storage.consents import Found
from storage.unit_of_work import Unit


def end(unit: Unit, found: Found, *, by: str, now: datetime) -> bool:
    """`by` is one of the two. Whether it held; else it was only asked for, and no reader hears."""
    consent, talk = found
    held = consents.holds(consent) or consents.to_leader(consent)
    if consents.to_leader(consent) and consent.what == consents.PLAN:
        handover.take_back_goals(unit, person_id=talk.person_id)
    consents.withdraw(unit, consent, by=by, now=now)
    audit.record(
        unit,
        at=now,
        actor_id=by,
        about_id=talk.person_id,
        what="consent-withdrawn",
        subject=talk.id,
    )
    if held:
        other = talk.leader_id if by == talk.person_id else talk.person_id
        tell(unit, consent, OVER, whom=consent.reader_id, talk=talk, now=now)
        tell(unit, consent, OVER, whom=other, talk=talk, now=now)
    elif consent.asked_by != by:
        tell(unit, consent, SETTLED, whom=consent.asked_by, talk=talk, now=now)
    return held


async def end_all(unit: Unit, person_id: str, now: datetime) -> None:
    """All that others may read of somebody's conversations, as if they took each yes back."""
    for found in await consents.of_person(unit, person_id):
        end(unit, found, by=person_id, now=now)
