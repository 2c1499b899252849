"""After a restore: a backup may let others read what its owner has taken back since.

Nobody knows which, so all of it is each one's own again until they choose anew (X-03).
"""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage import handover
from storage.tables import (
    Activity,
    Audit,
    Checkin,
    Commitment,
    Consent,
    Conversation,
    Goal,
    LeaderPreparation,
    Outbox,
    Preparation,
    Scope,
    Session,
    TeamMember,
)
from storage.unit_of_work import Unit

OWN = "me"
SHARING = tuple(name for name in Activity.model_fields if name.endswith("shared"))
"""What of something learned is shared, each part by itself."""
CHOOSING = (
    "checkin",
    "sharing",
    "preparation",
    "leader_preparation",
    "team_preparation",
    "learning",
    "wider",
)
"""Dialogs in which that is chosen: a form from before the backup's day says nothing of today."""


async def end_all(unit: Unit) -> None:
    """What was written stays with whoever wrote it; a withdrawn consent is kept."""
    await _take_goals_back(unit)
    unit.update(update(Checkin).values(visible_to=OWN), expect=None)
    unit.update(update(Preparation).values(shared=Scope.NOTHING.value, shared_at=None), expect=None)
    unit.update(update(LeaderPreparation).values(shared_at=None), expect=None)
    unit.update(update(TeamMember).values(shared_at=None), expect=None)
    unit.update(update(Commitment).values(shared=False), expect=None)
    unit.update(update(Activity).values(dict.fromkeys(SHARING, False)), expect=None)
    unit.delete(delete(Consent).where(col(Consent.withdrawn_at).is_(None)))
    unit.update(
        update(Session).where(col(Session.dialog).in_(CHOOSING)).values(turn=Session.turn + 1),
        expect=None,
    )


async def _take_goals_back(unit: Unit) -> None:
    """Goals that a later leader follows up by the person's yes. They are asked once more."""
    to_leaders = select(Conversation.person_id).join(
        Consent, col(Consent.conversation_id) == Conversation.id
    )
    people = {
        *await unit.all(select(Goal.person_id).where(col(Goal.agreed_with).is_not(None))),
        *await unit.all(to_leaders.where(Consent.asked_by == Consent.reader_id)),
    }
    for person_id in sorted(people):
        handover.take_back_goals(unit, person_id=person_id)
        asked = (col(Audit.what) == handover.ASKED, col(Audit.about_id) == person_id)
        unit.delete(delete(Audit).where(*asked))
        question = (
            col(Outbox.about) == f"new_leader:{person_id}",
            col(Outbox.person_id) == person_id,
        )
        unit.delete(delete(Outbox).where(*question))
