"""Around one conversation, for its two parties: the leader's notes, the minutes, and last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, update
from sqlmodel import col, select

from storage import sessions
from storage.database import Snapshot
from storage.tables import (
    Audit,
    Conversation,
    Goal,
    Kind,
    LeaderPreparation,
    Minutes,
    Person,
)
from storage.unit_of_work import Unit

WRITTEN = "minutes-written"
"""What the audit trail says of a change, so that who made the last one is known."""
LEADER_PREPARING = "leader_preparation"
"""The dialog in which the leader's notes are written."""
EXPECTS = "expect."
"""The beginning of what each hopes for: it stands beside the minutes and is no part of them."""


async def of_talk(reads: Snapshot, conversation_id: str) -> Minutes | None:
    return await reads.first(select(Minutes).where(Minutes.conversation_id == conversation_id))


async def leaders_notes(reads: Snapshot, talk: Conversation) -> LeaderPreparation | None:
    """The present leader's; what one before them wrote is read by nobody."""
    return await reads.first(
        select(LeaderPreparation).where(
            LeaderPreparation.conversation_id == talk.id,
            LeaderPreparation.leader_id == talk.leader_id,
        )
    )


async def prepare_anew(unit: Unit, made: LeaderPreparation, read: LeaderPreparation | None) -> None:
    """In place of what was `read`, and only if its sharing is as it was then.

    What a leader before wrote goes with the first word of the new one's: it is nobody else's.
    """
    before = await unit.first(
        select(LeaderPreparation).where(LeaderPreparation.conversation_id == made.conversation_id)
    )
    if before is None:
        unit.insert(made)
        return
    shared_at = read.shared_at if read else before.shared_at
    unit.update(
        update(LeaderPreparation)
        .where(
            col(LeaderPreparation.conversation_id) == made.conversation_id,
            col(LeaderPreparation.leader_id) == before.leader_id,
            col(LeaderPreparation.shared_at).is_not_distinct_from(shared_at),
        )
        .values(leader_id=made.leader_id, answers=made.answers, shared_at=made.shared_at)
    )


async def share_notes(unit: Unit, made: LeaderPreparation, shared_at: datetime | None) -> None:
    """Let the employee read it, or no longer; only if it is the leader's and as it was read.

    A form that is open with the choice from before asks for it anew.
    """
    unit.update(
        update(LeaderPreparation)
        .where(
            col(LeaderPreparation.conversation_id) == made.conversation_id,
            col(LeaderPreparation.leader_id) == made.leader_id,
            col(LeaderPreparation.shared_at).is_not_distinct_from(made.shared_at),
        )
        .values(shared_at=shared_at)
    )
    running = await sessions.about(
        unit, person_id=made.leader_id, dialog=LEADER_PREPARING, subject=made.conversation_id
    )
    if running is not None:
        answers = {name: raw for name, raw in running.answers.items() if name != "sharing"}
        sessions.save(unit, running, answers=answers, shown="", turn=running.turn + 1)


def expect_notes_shared(unit: Unit, made: LeaderPreparation) -> None:
    """The premise that they are shared as they were read: nobody took them back meanwhile."""
    unit.expect(
        select(LeaderPreparation.conversation_id).where(
            LeaderPreparation.conversation_id == made.conversation_id,
            LeaderPreparation.leader_id == made.leader_id,
            col(LeaderPreparation.shared_at).is_not(None),
        )
    )


def empty(conversation_id: str, by: str) -> Minutes:
    """As they are before anybody has written in them."""
    return Minutes(conversation_id=conversation_id, points={}, ticked=[], written_by=by)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the minutes are to say; `by` wrote last. None: leave it as it is."""

    points: Mapping[str, str] | None = None
    ticked: Iterable[str] | None = None
    by: str | None = None


def write(unit: Unit, conversation_id: str, before: Minutes | None, draft: Draft) -> None:
    """Loses the race to whoever changed them since; what is written takes both parties' yes back.

    An expectation (no `by`) is not of the minutes, and leaves the yes alone.
    """
    points, ticked = draft.points, None if draft.ticked is None else sorted(draft.ticked)
    if before is None:
        first = empty(conversation_id, draft.by or "")
        first.points, first.ticked = dict(points or {}), ticked or []
        unit.insert(first)
        return
    values: dict[str, object] = {"turn": before.turn + 1}
    if points is not None:
        values["points"] = dict(points)
    if ticked is not None:
        values["ticked"] = ticked
    if draft.by is not None:
        values |= {"written_by": draft.by, "person_ok_at": None, "leader_ok_at": None}
    _change(unit, before, values)


def agree(unit: Unit, read: Minutes, *, is_leader: bool, now: datetime) -> None:
    """Say yes to what was read, and to nothing else; the other's yes is of what was read."""
    _change(unit, read, {"leader_ok_at" if is_leader else "person_ok_at": now})


def _change(unit: Unit, read: Minutes, values: Mapping[str, object]) -> None:
    unit.update(
        update(Minutes)
        .where(
            col(Minutes.conversation_id) == read.conversation_id,
            col(Minutes.turn) == read.turn,
            col(Minutes.person_ok_at).is_not_distinct_from(read.person_ok_at),
            col(Minutes.leader_ok_at).is_not_distinct_from(read.leader_ok_at),
        )
        .values(**values)
    )


def written(points: Mapping[str, str]) -> dict[str, str]:
    """The minutes alone, without what each hoped for."""
    return {name: text for name, text in points.items() if text and not name.startswith(EXPECTS)}


async def last_change(reads: Snapshot, conversation_id: str) -> Audit | None:
    return await reads.first(
        select(Audit)
        .where(Audit.subject == conversation_id, Audit.what == WRITTEN)
        .order_by(col(Audit.at).desc(), col(Audit.id).desc())
    )


def expect_party(unit: Unit, talk: Conversation, who_id: str) -> None:
    """The premise that it is between the same two, and that the leader leads the person still."""
    unit.expect(
        select(Conversation.id)
        .join(Person, col(Person.id) == col(Conversation.person_id))
        .where(
            Conversation.id == talk.id,
            Conversation.person_id == talk.person_id,
            Conversation.leader_id == talk.leader_id,
            col(Conversation.called_off_at).is_(None),
            or_(col(Person.id) == who_id, col(Person.leader_id) == who_id),
        )
    )


async def before(reads: Snapshot, talk: Conversation) -> Conversation | None:
    """The person's last talk of the same kind that was held before this one."""
    return await reads.first(
        select(Conversation)
        .where(
            Conversation.person_id == talk.person_id,
            Conversation.id != talk.id,
            Conversation.kind == talk.kind,
            col(Conversation.at) < talk.at,
            col(Conversation.held).is_(True),
        )
        .order_by(col(Conversation.at).desc())
    )


async def goals_since(reads: Snapshot, person_id: str, day: date) -> list[Goal]:
    """Those that are open, and those that came to an end since."""
    return await reads.all(
        select(Goal)
        .where(
            Goal.person_id == person_id,
            or_(col(Goal.open).is_(True), col(Goal.closed_on) >= day),
        )
        .order_by(col(Goal.agreed_on), col(Goal.id))
    )


async def of_party(reads: Snapshot, person_id: str, now: datetime) -> Conversation | None:
    """The employee's own: the next one that is no short one, else the last."""
    own = (
        Conversation.person_id == person_id,
        Conversation.kind != Kind.MINI.value,
        col(Conversation.called_off_at).is_(None),
    )
    coming: Conversation | None = await reads.first(
        select(Conversation)
        .where(*own, col(Conversation.held).is_(False), col(Conversation.at) >= now)
        .order_by(col(Conversation.at))
    )
    if coming is not None:
        return coming
    return await reads.first(select(Conversation).where(*own).order_by(col(Conversation.at).desc()))
