"""What became of goals at a conversation: each is kept, adjusted, reached or closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Goal, Outcome, TalkOutcome
from storage.unit_of_work import Unit
from storage.wordings import as_worded

ENDS = (Outcome.REACHED, Outcome.CLOSED)


def follow_up(unit: Unit, goal: Goal, outcome: Outcome, *, today: date) -> None:
    """What became of a goal that is open: it goes on, or it ends.

    Only if it was followed up nowhere else meanwhile, where it may have got other words.
    """
    ends = outcome in ENDS
    unit.update(
        update(Goal)
        .where(
            col(Goal.id) == goal.id,
            col(Goal.open).is_(True),
            col(Goal.outcome).is_not_distinct_from(goal.outcome),
        )
        .values(outcome=outcome.value, open=not ends, closed_on=today if ends else None)
    )


def note_outcome(
    unit: Unit, conversation_id: str, goal: str, outcome: Outcome, *, title: str | None
) -> None:
    """One for each goal at a conversation: the newest is what was found.

    With a `title` it is to be called that once both have said yes to the plan.
    """
    unit.delete(
        delete(TalkOutcome).where(
            col(TalkOutcome.conversation_id) == conversation_id, col(TalkOutcome.goal_id) == goal
        )
    )
    unit.insert(
        TalkOutcome(
            conversation_id=conversation_id,
            goal_id=goal,
            outcome=outcome.value,
            title=title,
            waits=title is not None,
        )
    )


async def outcomes(reads: Snapshot, conversation_id: str) -> dict[str, str]:
    found = await reads.all(
        select(TalkOutcome).where(TalkOutcome.conversation_id == conversation_id)
    )
    return {each.goal_id: each.outcome for each in found}


async def followed(reads: Snapshot, conversation_id: str) -> list[tuple[Goal, str]]:
    """The goals from before that were talked about, in the words of that talk's plan."""
    found = await reads.all(
        select(Goal, TalkOutcome.outcome, TalkOutcome.title)
        .join(TalkOutcome, col(TalkOutcome.goal_id) == Goal.id)
        .where(TalkOutcome.conversation_id == conversation_id)
        .order_by(col(Goal.agreed_on), col(Goal.id))
    )
    return [(as_worded(goal, title), outcome) for goal, outcome, title in found]


def call_again(unit: Unit, goals: Iterable[str], caller: str) -> None:
    """Goals that go on are followed up by whoever calls it now."""
    unit.update(
        update(Goal).where(col(Goal.id).in_(list(goals))).values(caller=caller), expect=None
    )
