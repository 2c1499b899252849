"""What comes after a vote: the nameless summary, and what is forgotten when it has had its use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from storage import ballots
from storage.tables import Round, Session
from storage.unit_of_work import Unit


def expect_no_summary(unit: Unit, round_id: str) -> None:
    """State that nobody has written one since the read, or two first ones would be one."""
    unit.expect(select(Round).where(Round.id == round_id, col(Round.summary).is_(None)))


def forget_words(unit: Unit, round_id: str) -> None:
    """Reasons, wordings of free themes and their summary go; counts and the selection stay."""
    ballots.forget_words(unit, round_id)
    unit.update(update(Round).where(col(Round.id) == round_id).values(summary=None))


def end_soon(unit: Unit, *, dialog: str, subject: str, at: datetime) -> None:
    """Running dialogs about what is settled wait until then at most to be gone on with."""
    unit.update(
        update(Session)
        .where(
            col(Session.dialog) == dialog,
            col(Session.subject) == subject,
            col(Session.expires_at) > at,
        )
        .values(expires_at=at),
        expect=None,
    )
