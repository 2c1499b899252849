"""What somebody let their leader read holds for that leader alone: another one asks anew (X-03)."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage import handover, learning
from storage.kom import PREPARING
from storage.tables import Checkin, Consent, Conversation, Preparation, Scope, Session
from storage.unit_of_work import Unit

CHECKING_IN, SHARING, LEARNING = "checkin", "sharing", "learning"
"""Dialogs in which one chooses what the leader may read, as is `PREPARING`."""
LEADER, OWN = "leader", "me"


def end_with_leader(unit: Unit, person_id: str) -> None:
    """Somebody got another leader: what the one before could read is the person's own again."""
    unit.update(
        update(Checkin)
        .where(col(Checkin.person_id) == person_id, col(Checkin.visible_to) == LEADER)
        .values(visible_to=OWN),
        expect=None,
    )
    unit.update(
        update(Preparation)
        .where(
            col(Preparation.person_id) == person_id,
            col(Preparation.shared) != Scope.NOTHING.value,
        )
        .values(shared=Scope.NOTHING.value, shared_at=None),
        expect=None,
    )
    learning.unshare(unit, person_id)
    _end_what_was_handed_over(unit, person_id)
    # The form that is open names the leader before.
    unit.update(
        update(Session)
        .where(
            col(Session.person_id) == person_id,
            col(Session.dialog).in_((CHECKING_IN, LEARNING)),
        )
        .values(turn=Session.turn + 1),
        expect=None,
    )


def _end_what_was_handed_over(unit: Unit, person_id: str) -> None:
    """What the leader read and followed up of the time before them."""
    handover.take_back_goals(unit, person_id=person_id)
    theirs = select(Conversation.id).where(Conversation.person_id == person_id)
    unit.delete(
        delete(Consent).where(
            col(Consent.conversation_id).in_(theirs),
            col(Consent.asked_by) == col(Consent.reader_id),
        )
    )


async def ask_again(unit: Unit, conversation: Conversation) -> None:
    """A conversation went to another leader: what was chosen and not yet sent is chosen anew."""
    unit.delete(
        delete(Session).where(
            col(Session.dialog) == SHARING, col(Session.subject) == conversation.id
        )
    )
    running = await unit.first(
        select(Session).where(
            Session.person_id == conversation.person_id,
            Session.dialog == PREPARING,
            Session.subject == conversation.id,
        )
    )
    if running is None:
        return
    answers = {name: raw for name, raw in running.answers.items() if name != "sharing"}
    unit.update(
        update(Session)
        .where(col(Session.id) == running.id, col(Session.turn) == running.turn)
        .values(answers=answers, shown="", turn=running.turn + 1)
    )


def expect_same_leader(unit: Unit, conversation: Conversation) -> None:
    """State that the conversation is with the one who was named to the person who shares."""
    unit.expect(
        select(Conversation.id).where(
            Conversation.id == conversation.id,
            Conversation.person_id == conversation.person_id,
            Conversation.leader_id == conversation.leader_id,
        )
    )
