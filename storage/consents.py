"""Who beyond the two of a conversation may read something of it: with both consents (HER-09)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Activity, Consent, Conversation, Goal, Minutes, Person, TalkPlan
from storage.unit_of_work import Unit
from storage.wordings import as_worded

MINUTES, PLAN = "minutes", "plan"
KINDS = (MINUTES, PLAN)
Found: TypeAlias = tuple[Consent, Conversation]


def holds(consent: Consent) -> bool:
    """Both have said yes, and neither has taken it back: `read_along` asks for more."""
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


def to_leader(consent: Consent) -> bool:
    """It is to a later leader, by the person: it holds only while that one leads them."""
    return consent.asked_by == consent.reader_id


async def let_read(reads: Snapshot, consent_id: str, reader_id: str) -> Found | None:
    """What the reader may open now: all of `expect_holds` is so."""
    return await reads.first(
        select(Consent, Conversation)
        .join(Conversation, col(Conversation.id) == Consent.conversation_id)
        .join(Person, col(Person.id) == Conversation.person_id)
        .where(
            Consent.id == consent_id,
            Consent.reader_id == reader_id,
            col(Consent.withdrawn_at).is_(None),
            both(Consent),
            _led(),
            _agreed_on(),
        )
    )


async def around(reads: Snapshot, person_id: str) -> list[Found]:
    """Those in which somebody takes part, or may read, which are not over; the newest talk first.

    A leader who leads the other no longer takes part no longer. A reader finds what is open.
    """
    leads = (col(Conversation.leader_id) == person_id) & (col(Person.leader_id) == person_id)
    return await reads.all(
        select(Consent, Conversation)
        .join(Conversation, col(Conversation.id) == Consent.conversation_id)
        .join(Person, col(Person.id) == Conversation.person_id)
        .where(
            col(Consent.withdrawn_at).is_(None),
            _led(),
            or_(
                col(Conversation.person_id) == person_id,
                leads,
                and_(col(Consent.reader_id) == person_id, both(Consent), _agreed_on()),
            ),
        )
        .order_by(col(Conversation.at).desc(), col(Consent.id))
    )


async def of_person(reads: Snapshot, person_id: str) -> list[Found]:
    """Those about what somebody talked about with a leader, which are not over."""
    return await reads.all(
        select(Consent, Conversation)
        .join(Conversation, col(Conversation.id) == Consent.conversation_id)
        .where(Conversation.person_id == person_id, col(Consent.withdrawn_at).is_(None))
        .order_by(col(Consent.id))
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
    """What of a conversation somebody could be let read: what both have said yes to."""
    found = (
        (MINUTES, await minutes(reads, conversation_id)),
        (PLAN, await plan(reads, conversation_id)),
    )
    return tuple(kind for kind, row in found if row is not None)


async def minutes(reads: Snapshot, conversation_id: str) -> Minutes | None:
    """As both have said yes to them: a draft is nobody else's, nor is a change to them."""
    return await reads.first(
        select(Minutes).where(Minutes.conversation_id == conversation_id, both(Minutes))
    )


async def plan(reads: Snapshot, conversation_id: str) -> TalkPlan | None:
    return await reads.first(
        select(TalkPlan).where(TalkPlan.conversation_id == conversation_id, both(TalkPlan))
    )


async def goals(reads: Snapshot, plan_id: str) -> list[tuple[Goal, list[Activity]]]:
    """In the words that were agreed on there: a later plan may have others (HER-09)."""
    found = await reads.all(
        select(Goal).where(Goal.plan_id == plan_id).order_by(col(Goal.agreed_on), col(Goal.id))
    )
    found = [as_worded(goal, goal.first_title) for goal in found]
    done = await reads.all(
        select(Activity)
        .where(col(Activity.goal_id).in_([goal.id for goal in found]))
        .order_by(col(Activity.id))
    )
    return [(goal, [each for each in done if each.goal_id == goal.id]) for goal in found]


def ask(unit: Unit, asked: Consent) -> None:
    """Only while none stands of the same to the same reader: one taken back would leave another."""
    another = select(Consent.id).where(
        Consent.conversation_id == asked.conversation_id,
        Consent.what == asked.what,
        Consent.reader_id == asked.reader_id,
        col(Consent.withdrawn_at).is_(None),
    )
    this = select(Conversation.id).where(Conversation.id == asked.conversation_id)
    unit.expect_none(another, within=this)
    unit.insert(asked)


def agree(unit: Unit, consent: Consent, *, is_leader: bool, now: datetime) -> None:
    """Only if it is as it was read: nobody has taken it back meanwhile."""
    mine = Consent.leader_ok_at if is_leader else Consent.person_ok_at
    unit.update(
        update(Consent).where(_as_read(consent), col(mine).is_(None)).values({col(mine): now})
    )


def withdraw(unit: Unit, consent: Consent, *, by: str, now: datetime) -> None:
    unit.update(update(Consent).where(_as_read(consent)).values(withdrawn_at=now, withdrawn_by=by))


def expect_holds(unit: Unit, consent: Consent) -> None:
    """The premise of a reading: nobody has taken it back or changed what is read meanwhile."""
    unit.expect(
        select(Consent.id)
        .join(Conversation, col(Conversation.id) == Consent.conversation_id)
        .join(Person, col(Person.id) == Conversation.person_id)
        .where(_as_read(consent), both(Consent), _led())
    )
    expect_agreed(unit, consent.conversation_id, consent.what)


def expect_agreed(unit: Unit, conversation_id: str, what: str) -> None:
    """Both have said yes to the text, and nobody writes in it meanwhile."""
    table = Minutes if what == MINUTES else TalkPlan
    unit.expect(
        select(table.conversation_id).where(
            col(table.conversation_id) == conversation_id, both(table)
        )
    )


def both(table: type[Consent | Minutes | TalkPlan]) -> ColumnElement[bool]:
    """The person and the leader have said yes to it as it stands."""
    return and_(col(table.person_ok_at).is_not(None), col(table.leader_ok_at).is_not(None))


def _led() -> ColumnElement[bool]:
    """Where it is to a leader, that one leads the person still: `Person` is whose it is."""
    return or_(
        col(Consent.asked_by) != col(Consent.reader_id),
        col(Person.leader_id) == col(Consent.reader_id),
    )


def _agreed_on() -> ColumnElement[bool]:
    agreed = (
        (col(Consent.what) == what)
        & col(Consent.conversation_id).in_(select(table.conversation_id).where(both(table)))
        for what, table in ((MINUTES, Minutes), (PLAN, TalkPlan))
    )
    return or_(*agreed)


def _as_read(consent: Consent) -> ColumnElement[bool]:
    return (col(Consent.id) == consent.id) & col(Consent.withdrawn_at).is_(None)
