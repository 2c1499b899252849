"""After a restore: a backup may let others read what its owner has taken back since.

Nobody knows which, so all of it is each one's own again until they choose anew (X-03).
"""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlmodel import col

from storage.tables import (
    Activity,
    Checkin,
    Commitment,
    Consent,
    LeaderPreparation,
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
