"""The words of a goal: each plan keeps those it was agreed on in, and a draft's wait for it."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col, select

from storage.tables import Goal, Outcome, TalkOutcome, TalkPlan
from storage.unit_of_work import Unit


def as_worded(goal: Goal, title: str | None) -> Goal:
    """As a plan has it, where that is not how it is now; the row itself is left alone."""
    return goal if title is None else Goal(**{**goal.model_dump(), "title": title})


def reword(unit: Unit, goal: Goal, title: str, *, agreed_in: TalkPlan | None) -> None:
    """From now on. What other plans were agreed on in is what they go on saying (HER-09, NOR-29).

    `agreed_in` is the plan that says it in these words; None where the two have none.
    """
    values: dict[str, object] = {"title": title}
    if goal.plan_id is not None:
        is_its_own = agreed_in is not None and agreed_in.id == goal.plan_id
        values["first_title"] = None if is_its_own else goal.first_title or goal.title
    unit.update(update(Goal).where(col(Goal.id) == goal.id).values(values))
    others = select(TalkPlan.conversation_id)
    if agreed_in is not None:
        others = others.where(TalkPlan.id != agreed_in.id)
    unit.update(
        update(TalkOutcome)
        .where(
            col(TalkOutcome.goal_id) == goal.id,
            col(TalkOutcome.title).is_(None),
            col(TalkOutcome.conversation_id).in_(others),
        )
        .values(title=goal.title),
        expect=None,
    )


def propose(unit: Unit, plan: TalkPlan, goal: str, title: str) -> None:
    """In a plan in which a goal from before goes on: until both say yes to it again."""
    unit.update(
        update(TalkOutcome)
        .where(
            col(TalkOutcome.conversation_id) == plan.conversation_id,
            col(TalkOutcome.goal_id) == goal,
        )
        .values(title=title, waits=True, outcome=Outcome.ADJUSTED.value)
    )


async def settle(unit: Unit, plan: TalkPlan) -> None:
    """Both have said yes: goals from before that it words anew have these words now."""
    found = await unit.all(
        select(Goal, TalkOutcome.title)
        .join(TalkOutcome, col(TalkOutcome.goal_id) == Goal.id)
        .where(
            TalkOutcome.conversation_id == plan.conversation_id,
            col(TalkOutcome.waits).is_(True),
            Goal.leader_id == plan.leader_id,
        )
        .order_by(col(Goal.id))
    )
    for goal, title in found:
        if title is not None and title != goal.title:
            reword(unit, goal, title, agreed_in=plan)
    if found:
        unit.update(
            update(TalkOutcome)
            .where(
                col(TalkOutcome.conversation_id) == plan.conversation_id,
                col(TalkOutcome.goal_id).in_([goal.id for goal, _ in found]),
            )
            .values(waits=False),
            expect=None,
        )
