"""What the two parties of a conversation are told about it, put in the outbox: ids, never words."""

from __future__ import annotations

from dialogs.core.dialog import Completion
from storage import due, outbox
from storage.outbox import Mail
from storage.tables import Conversation, Scope
from storage.unit_of_work import Unit

SHARED = "talk.shared"
"""The reminder that tells a leader: one a day, whatever else there is for them."""


def about(conversation_id: str) -> str:
    return f"conversation:{conversation_id}"


def tell_leader(unit: Unit, sent: Completion, talk: Conversation, scope: Scope) -> None:
    """That something is shared, and nothing else; what has not been told yet is taken back."""
    due.cancel(unit, rule=SHARED, subject=talk.id)
    if scope is not Scope.NOTHING:
        due.plan(unit, rule=SHARED, person_id=talk.leader_id, subject=talk.id, due_at=sent.now)


def tell_employee(unit: Unit, sent: Completion, talk: Conversation) -> None:
    """That a date is set or moved; an earlier one that has not been told yet is not told."""
    outbox.withdraw(unit, message="conversation_set", about=about(talk.id))
    outbox.queue(
        unit,
        Mail(
            message="conversation_set",
            key=f"conversation_set:{talk.id}:{sent.session_id}",
            due_at=sent.now,
            person_id=talk.person_id,
            params={"conversation": talk.id},
            about=about(talk.id),
            give_up_at=talk.at,
        ),
    )
