"""What goes with a person of their conversations: what hangs on a row goes before the row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Delete, delete, or_
from sqlmodel import col, select

from storage.tables import (
    Activity,
    Consent,
    Conversation,
    Destruction,
    Goal,
    GoalHelper,
    Guide,
    LeaderPreparation,
    Minutes,
    OwnTheme,
    Preparation,
    Progress,
    SeniorOffer,
    TalkEvaluator,
    TalkOutcome,
    TeamMember,
    Wish,
)


def of_talks(person_id: str) -> tuple[Delete, ...]:
    """In the order in which they can be deleted; check-ins, goals and talks come after them."""
    talks = select(Conversation.id).where(Conversation.person_id == person_id)
    goals = select(Goal.id).where(Goal.person_id == person_id)
    theirs = {
        TalkOutcome: or_(
            _among(TalkOutcome.conversation_id, talks), _among(TalkOutcome.goal_id, goals)
        ),
        GoalHelper: or_(_among(GoalHelper.goal_id, goals), col(GoalHelper.person_id) == person_id),
        Activity: col(Activity.person_id) == person_id,
        Progress: _among(Progress.goal_id, goals),
        Consent: or_(_among(Consent.conversation_id, talks), col(Consent.reader_id) == person_id),
        Guide: _among(Guide.conversation_id, talks),
        LeaderPreparation: or_(
            _among(LeaderPreparation.conversation_id, talks),
            col(LeaderPreparation.leader_id) == person_id,
        ),
        Minutes: _among(Minutes.conversation_id, talks),
        Preparation: or_(
            col(Preparation.person_id) == person_id, _among(Preparation.conversation_id, talks)
        ),
        Destruction: col(Destruction.person_id) == person_id,
        SeniorOffer: col(SeniorOffer.person_id) == person_id,
        OwnTheme: col(OwnTheme.person_id) == person_id,
        TeamMember: col(TeamMember.person_id) == person_id,
        TalkEvaluator: col(TalkEvaluator.person_id) == person_id,
        Wish: col(Wish.person_id) == person_id,
    }
    return tuple(delete(table).where(condition) for table, condition in theirs.items())


def _among(column: Any, ids: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column is typed as its value.
    found: ColumnElement[bool] = col(column).in_(ids)
    return found
