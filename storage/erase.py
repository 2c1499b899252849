"""Forgetting those who have left: what was theirs goes, what others still need keeps no name."""

from __future__ import annotations

from collections.abc import Sequence
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
    Address,
    Apart,
    Attendance,
    Audit,
    Checkin,
    Chore,
    Commitment,
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
    talks = select(Conversation.id).where(Conversation.person_id == person_id)
    goals = select(Goal.id).where(Goal.person_id == person_id)
    subjects = (person_id, *await unit.all(talks), *await unit.all(goals))
    theirs = select(Person.id).where(Person.id == person_id)
    unit.expect_alone(theirs)
    unit.expect(theirs.where(col(Person.left_on) < before))
    for statement in (
        *of_talks(person_id),
        *_about(person_id, subjects),
        delete(Outbox).where(col(Outbox.id).in_(await _mail_about(unit, subjects))),
        *(_of(table, person_id) for table in OWN),
    ):
        unit.delete(statement)
    _blank(unit, person_id)
    _hand_back(unit, person_id)


def _about(person_id: str, subjects: Sequence[str]) -> tuple[Delete, ...]:
    checkins = select(Checkin.id).where(Checkin.person_id == person_id)
    addresses = select(Address.id).where(Address.person_id == person_id)
    either = or_(col(Apart.one_id) == person_id, col(Apart.other_id) == person_id)
    return (
        delete(Progress).where(col(Progress.checkin_id).in_(checkins)),
        delete(Posted).where(col(Posted.target).in_(addresses)),
        delete(SimulatedMessage).where(col(SimulatedMessage.conversation) == f"person:{person_id}"),
        delete(Due).where(or_(col(Due.person_id) == person_id, col(Due.subject).in_(subjects))),
        delete(Decision).where(
            or_(col(Decision.person_id) == person_id, col(Decision.subject).in_(subjects))
        ),
        delete(Audit).where(col(Audit.about_id) == person_id),
        delete(Session).where(or_(*(_names(Session.subject, each) for each in subjects))),
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


async def _mail_about(unit: Unit, subjects: Sequence[str]) -> list[str]:
    """What others have not been told yet, and what is of no use to them any more."""
    waits = await unit.all(select(Outbox).where(col(Outbox.state).in_(OPEN)))
    return [each.id for each in waits if {*map(str, each.params.values())} & {*subjects}]


def _names(column: Any, subject: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column is typed as its value.
    """A form that somebody else has open about it, alone or together with more."""
    found: ColumnElement[bool] = col(column).contains(subject, autoescape=True)
    return found


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
