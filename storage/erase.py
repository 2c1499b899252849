"""Forgetting those who have left: what was theirs goes, what others still need keeps no name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Delete, delete, or_, update
from sqlmodel import SQLModel, col, select

from storage.database import Snapshot
from storage.erase_talks import of_talks
from storage.outbox import OPEN
from storage.tables import (
    Absence,
    ActionPlan,
    Activity,
    Address,
    Apart,
    Attendance,
    Audit,
    Checkin,
    Chore,
    Commitment,
    Consent,
    Conversation,
    Decision,
    Due,
    Evaluator,
    Example,
    Goal,
    LeaderFeedback,
    LeaderPlan,
    Mute,
    Outbox,
    Person,
    PlanChange,
    Posted,
    PosterPhoto,
    Progress,
    Rating,
    Reflection,
    Role,
    Seat,
    Session,
    SimulatedMessage,
    SittingMember,
    TalkPlan,
    Wish,
)
from storage.unit_of_work import Unit

KEPT_DAYS = 30
"""How long what is a person's own is kept after they have left; `privatliv` says so too."""
STAYS = {
    **dict.fromkeys(
        (
            "conversation.leader_id",
            "conversation.called_by",
            "goal.leader_id",
            "goal.agreed_with",
            "talk_plan.leader_id",
            "talk_plan.written_by",
            "talk_plan.filed_by",
            "minutes.written_by",
            "guide.leader_id",
            "consent.asked_by",
            "consent.withdrawn_by",
            "team_talk.leader_id",
            "destruction.leader_id",
            "senior_offer.set_by",
        ),
        "another's conversation, which they led or had a part in",
    ),
    **dict.fromkeys(
        (
            "answer.answered_by",
            "chore.changed_by",
            "chore.done_by",
            "concept_use.set_by",
            "cycle.set_by",
            "effort_progress.person_id",
            "follow_up.person_id",
            "frame.set_by",
            "ladder.set_by",
            "passed_on.passed_by",
            "proposal.changed_by",
            "report.sent_by",
            "report_back.sent_by",
            "round.contact_id",
            "round.opened_by",
            "round_step.done_by",
            "selection.selected_by",
        ),
        "the workplace's own, done on its behalf",
    ),
    "participation.person_id": "nobody can tell which ballot was theirs; it goes at the close",
    "audit.actor_id": "another may ask who has seen and done what about them",
}
"""Where the number of somebody who is erased still stands, and why; there is no name with it."""
NOBODY = "–"
ERASED = "@erased.invalid"


def is_erased(person: Person) -> bool:
    return person.email.endswith(ERASED)


async def leavers(reads: Snapshot, before: date) -> list[str]:
    """Ids of people who left before a day and who are not erased yet."""
    return await reads.all(
        select(Person.id)
        .where(col(Person.left_on) < before, col(Person.email).not_like(f"%{ERASED}"))
        .order_by(col(Person.id))
    )


async def erase_own(unit: Unit, person_id: str, before: date) -> None:
    """Delete all that was a person's own, if they left before that day and have not come back.

    Their row stays without name and address, since rounds, choices and other people's
    conversations point at it. What they were allowed to vote on stays as it is: nobody can tell
    which ballot in it was theirs.
    """
    subjects = await _subjects(unit, person_id)
    theirs = select(Person.id).where(Person.id == person_id)
    unit.expect_alone(theirs)
    unit.expect(theirs.where(col(Person.left_on) < before))
    for statement in (
        *of_talks(person_id),
        *_about(person_id, subjects, await _marked(unit, subjects)),
        *(_of(table, person_id) for table in OWN),
    ):
        unit.delete(statement)
    await _untell(unit, person_id, subjects)
    _blank(unit, person_id)
    _hand_back(unit, person_id)


CALLED: tuple[type[Any], ...] = (Goal, Activity, TalkPlan, Wish)
"""What is told of, or asked about, by an id of its own."""


async def _subjects(unit: Unit, person_id: str) -> tuple[str, ...]:
    """The ids by which others are told, or asked, about them and what goes with them."""
    talks = select(Conversation.id).where(Conversation.person_id == person_id)
    read = or_(col(Consent.conversation_id).in_(talks), col(Consent.reader_id) == person_id)
    found = [person_id, *await unit.all(talks), *await unit.all(select(Consent.id).where(read))]
    for table in CALLED:
        found += await unit.all(select(table.id).where(col(table.person_id) == person_id))
    return tuple(found)


async def _marked(unit: Unit, subjects: Sequence[str]) -> tuple[str, ...]:
    """With those in which more stands than one id, looked for before anything is locked."""
    found = [*subjects]
    for column in (Due.subject, Decision.subject):
        several = col(column).contains("|") & _names(column, subjects)
        found += await unit.all(select(column).where(several).distinct())
    return tuple(found)


def _about(person_id: str, subjects: Sequence[str], marked: Sequence[str]) -> tuple[Delete, ...]:
    checkins = select(Checkin.id).where(Checkin.person_id == person_id)
    addresses = select(Address.id).where(Address.person_id == person_id)
    either = or_(col(Apart.one_id) == person_id, col(Apart.other_id) == person_id)
    return (
        delete(Progress).where(col(Progress.checkin_id).in_(checkins)),
        delete(Posted).where(col(Posted.target).in_(addresses)),
        delete(SimulatedMessage).where(col(SimulatedMessage.conversation) == f"person:{person_id}"),
        delete(Due).where(or_(col(Due.person_id) == person_id, col(Due.subject).in_(marked))),
        delete(Decision).where(
            or_(col(Decision.person_id) == person_id, col(Decision.subject).in_(marked))
        ),
        delete(Audit).where(col(Audit.about_id) == person_id),
        delete(Session).where(_names(Session.subject, subjects)),
        delete(Apart).where(either),
    )


OWN: tuple[type[SQLModel], ...] = (
    Session,
    Checkin,
    Example,
    Commitment,
    Goal,
    TalkPlan,
    Conversation,
    Mute,
    Outbox,
    Address,
    Absence,
    Role,
    Reflection,
    LeaderPlan,
    LeaderFeedback,
    Attendance,
    Seat,
    SittingMember,
    Rating,
    PlanChange,
    Evaluator,
)


async def _untell(unit: Unit, person_id: str, subjects: Sequence[str]) -> None:
    """What others have not been told yet; a letter with more in it goes without what is of them."""
    others = col(Outbox.person_id).is_distinct_from(person_id)
    for mail in await unit.all(select(Outbox).where(col(Outbox.state).in_(OPEN), others)):
        told = {**mail.params}
        items = told.pop("items", [])
        rest = [each for each in items if not _is_about(each, subjects)]
        this = col(Outbox.id) == mail.id
        if _is_about(told.values(), subjects) or (items and not rest):
            unit.delete(delete(Outbox).where(this))
        elif rest != items:
            unit.update(update(Outbox).where(this).values(params={**told, "items": rest}))


def _is_about(told: Iterable[object], subjects: Sequence[str]) -> bool:
    return any(each in str(word) for word in told for each in subjects)


def _names(column: Any, subjects: Sequence[str]) -> ColumnElement[bool]:  # noqa: ANN401 - a column is typed as its value.
    """What is open about one of them, alone or together with more."""
    return or_(*(col(column).contains(each, autoescape=True) for each in subjects))


def _of(table: type[Any], person_id: str) -> Delete:
    return delete(table).where(col(table.person_id) == person_id)


def _hand_back(unit: Unit, person_id: str) -> None:
    """What they had to do waits for somebody else; the workplace's photos are nobody's."""
    for table, column in (
        (ActionPlan, ActionPlan.driver_id),
        (Chore, Chore.owner_id),
        (PosterPhoto, PosterPhoto.sender_id),
    ):
        theirs = update(table).where(col(column) == person_id)
        unit.update(theirs.values({col(column): None}), expect=None)


def _blank(unit: Unit, person_id: str) -> None:
    unit.update(
        update(Person)
        .where(col(Person.id) == person_id)
        .values(
            name=NOBODY,
            email=f"{person_id.lower()}{ERASED}",
            leader_id=None,
            language=None,
            zone=None,
        )
    )
    unit.update(
        update(Person).where(col(Person.leader_id) == person_id).values(leader_id=None), expect=None
    )
