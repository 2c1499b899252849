"""Who beyond the two of a conversation may read something of it: with both consents (HER-09)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Activity, Consent, Conversation, Goal, Minutes, Person, TalkPlan
from storage.unit_of_work import Unit

MINUTES, PLAN = "minutes", "plan"
KINDS = (MINUTES, PLAN)
Found: TypeAlias = tuple[Consent, Conversation]


def holds(consent: Consent) -> bool:
    """Both have said yes, and neither has taken it back."""
    yes = consent.person_ok_at is not None and consent.leader_ok_at is not None
    return yes and consent.withdrawn_at is None


def waits(consent: Consent) -> bool:
    return consent.withdrawn_at is None and not holds(consent)


async def find(reads: Snapshot, consent_id: str) -> Found | None:
    return await reads.first(
        select(Consent, Conversation)
        .join(Conversation, col(Conversation.id) == Consent.conversation_id)
        .where(Consent.id == consent_id)
    )


async def around(reads: Snapshot, person_id: str) -> list[Found]:
    """Those in which somebody takes part, or may read, which are not over; the newest talk first.

    A leader who leads the other no longer takes part no longer.
    """
    leads = (col(Conversation.leader_id) == person_id) & (col(Person.leader_id) == person_id)
    return await reads.all(
        select(Consent, Conversation)
        .join(Conversation, col(Conversation.id) == Consent.conversation_id)
        .join(Person, col(Person.id) == Conversation.person_id)
        .where(
            col(Consent.withdrawn_at).is_(None),
            or_(
                col(Conversation.person_id) == person_id,
                leads,
                col(Consent.reader_id) == person_id,
            ),
        )
        .order_by(col(Conversation.at).desc(), col(Consent.id))
    )


async def standing(
    reads: Snapshot, conversation_id: str, what: str, reader_id: str
) -> Consent | None:
    """The one that is asked for or holds already."""
    return await reads.first(
        select(Consent).where(
            Consent.conversation_id == conversation_id,
            Consent.what == what,
            Consent.reader_id == reader_id,
            col(Consent.withdrawn_at).is_(None),
        )
    )


async def there_is(reads: Snapshot, conversation_id: str) -> tuple[str, ...]:
    """What of a conversation somebody could be let read."""
    found = (
        (MINUTES, await minutes(reads, conversation_id)),
        (PLAN, await plan(reads, conversation_id)),
    )
    return tuple(kind for kind, row in found if row is not None)


async def minutes(reads: Snapshot, conversation_id: str) -> Minutes | None:
    return await reads.first(select(Minutes).where(Minutes.conversation_id == conversation_id))


async def plan(reads: Snapshot, conversation_id: str) -> TalkPlan | None:
    return await reads.first(select(TalkPlan).where(TalkPlan.conversation_id == conversation_id))


async def goals(reads: Snapshot, plan_id: str) -> list[tuple[Goal, list[Activity]]]:
    found = await reads.all(
        select(Goal).where(Goal.plan_id == plan_id).order_by(col(Goal.agreed_on), col(Goal.id))
    )
    done = await reads.all(
        select(Activity)
        .where(col(Activity.goal_id).in_([goal.id for goal in found]))
        .order_by(col(Activity.id))
    )
    return [(goal, [each for each in done if each.goal_id == goal.id]) for goal in found]


def agree(unit: Unit, consent: Consent, *, is_leader: bool, now: datetime) -> None:
    """Only if it is as it was read: nobody has taken it back meanwhile."""
    mine = Consent.leader_ok_at if is_leader else Consent.person_ok_at
    unit.update(
        update(Consent).where(_as_read(consent), col(mine).is_(None)).values({col(mine): now})
    )


def withdraw(unit: Unit, consent: Consent, *, by: str, now: datetime) -> None:
    unit.update(update(Consent).where(_as_read(consent)).values(withdrawn_at=now, withdrawn_by=by))


def expect_holds(unit: Unit, consent: Consent) -> None:
    """The premise of a reading: it is taken back by nobody meanwhile."""
    unit.expect(
        select(Consent.id).where(
            _as_read(consent),
            col(Consent.person_ok_at).is_not(None),
            col(Consent.leader_ok_at).is_not(None),
        )
    )


def _as_read(consent: Consent) -> ColumnElement[bool]:
    return (col(Consent.id) == consent.id) & col(Consent.withdrawn_at).is_(None)
