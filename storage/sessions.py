"""Running dialogs: found by person, dialog and subject; changed by compare-and-set on `turn`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.prepared import Asked, prepared
from storage.tables import Session
from storage.unit_of_work import Unit

_BY_ID = prepared(lambda session_id: select(Session).where(Session.id == session_id))
_ABOUT = prepared(
    lambda person_id, dialog, subject: select(Session).where(
        Session.person_id == person_id, Session.dialog == dialog, Session.subject == subject
    )
)
_SAVE = prepared(
    lambda session_id, before, answers, shown, turn: (
        update(Session)
        .where(col(Session.id) == session_id, col(Session.turn) == before)
        .values(answers=answers, shown=shown, turn=turn)
    )
)
_FINISH = prepared(
    lambda session_id, turn: delete(Session).where(
        col(Session.id) == session_id, col(Session.turn) == turn
    )
)


def ask(session_id: str) -> Asked[Session]:
    return _BY_ID(session_id)


async def find(reads: Snapshot, session_id: str) -> Session | None:
    return await reads.first(_BY_ID(session_id))


async def about(reads: Snapshot, *, person_id: str, dialog: str, subject: str) -> Session | None:
    return await reads.first(_ABOUT(person_id, dialog, subject))


async def open_for(reads: Snapshot, person_id: str, now: datetime) -> list[Session]:
    return await reads.all(
        select(Session)
        .where(Session.person_id == person_id, col(Session.expires_at) > now)
        .order_by(col(Session.dialog), col(Session.id))
    )


def save(
    unit: Unit, session: Session, *, answers: Mapping[str, str], shown: str, turn: int
) -> None:
    """Only if nobody took a turn meanwhile."""
    unit.update(_SAVE(session.id, session.turn, dict(answers), shown, turn))


def finish(unit: Unit, session: Session) -> None:
    """Delete it, only if nobody took a turn meanwhile."""
    unit.delete(_FINISH(session.id, session.turn), expect=1)


def forget_about(unit: Unit, *, dialog: str, subject: str) -> None:
    """Delete everybody's running sessions of one dialog about one subject."""
    unit.delete(
        delete(Session).where(col(Session.dialog) == dialog, col(Session.subject) == subject)
    )


def forget_others(unit: Unit, *, person_id: str, dialog: str, subject: str) -> None:
    """Delete a person's running sessions of one dialog but the one about this subject."""
    unit.delete(
        delete(Session).where(
            col(Session.person_id) == person_id,
            col(Session.dialog) == dialog,
            col(Session.subject) != subject,
        )
    )


def forget_expired(unit: Unit, now: datetime) -> None:
    unit.delete(delete(Session).where(col(Session.expires_at) <= now))
