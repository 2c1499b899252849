"""A round and goals that are there already, for tests of what comes of them in time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from sqlmodel import SQLModel, col, select

from storage import due
from storage.ids import new_id
from storage.tables import Decision, Goal, Mode, Participation, Phase, Round
from storage.unit_of_work import Unit
from tests import town as plot
from tests.talk import Town

ROUND = "round-solsikken"
LEADER = plot.id_of(plot.LEADER)
DEADLINE = datetime(2026, 8, 20, 10, 0, tzinfo=UTC)
"""Thursday 20 August at noon in Copenhagen: nine working days after a town begins."""


async def does(town: Town, *rows: SQLModel, then: Callable[[Unit], None] | None = None) -> None:
    """Keep rows, parents first, and do something more in the same transaction."""
    async with town.store.unit() as unit:
        for row in rows:
            unit.insert(row)
        if then is not None:
            then(unit)
        await unit.commit()


async def a_round(
    town: Town,
    *,
    round_id: str = ROUND,
    phase: Phase = Phase.VOTING,
    deadline: datetime = DEADLINE,
    dialogue_on: date = date(2026, 9, 9),
    plan_due: date | None = None,
    voters: Sequence[str] = plot.VOTERS,
    answered: Sequence[str] = (),
) -> None:
    """A round whose voting has just begun, or which is further on already."""
    announced = town.now if phase is Phase.ANNOUNCED else None
    round_ = Round(
        id=round_id,
        workplace_id=plot.WORKPLACE,
        opened_by=plot.id_of(plot.CONTACT),
        contact_id=plot.id_of(plot.CONTACT),
        mode=Mode.SECRET.value,
        phase=phase.value,
        deadline=deadline,
        dialogue_on=dialogue_on,
        plan_due=plan_due,
        opened_at=town.now,
        announced_at=announced,
    )
    voting = [
        Participation(round_id=round_id, person_id=plot.id_of(name), answered=name in answered)
        for name in voters
    ]
    await does(town, round_, *voting, then=lambda unit: replan(unit, town, round_id))


def replan(unit: Unit, town: Town, round_id: str = ROUND) -> None:
    due.plan(unit, rule="round.plan", subject=round_id, due_at=town.now)


async def a_goal(
    town: Town,
    name: str,
    *,
    agreed_on: date,
    title: str = "Øve overleveringer",
    caller: str = "leader",
) -> str:
    goal = Goal(
        id=new_id(),
        person_id=plot.id_of(name),
        leader_id=LEADER,
        title=title,
        agreed_on=agreed_on,
        caller=caller,
    )
    subject = plot.id_of(name)
    await does(
        town,
        goal,
        then=lambda unit: due.plan(unit, rule="goals.plan", subject=subject, due_at=town.now),
    )
    return goal.id


async def decisions(town: Town, name: str, *, verdict: str = "") -> list[Decision]:
    """What was decided about one person's nudges, oldest first."""
    async with town.store.snapshot() as reads:
        found = await reads.all(
            select(Decision)
            .where(Decision.person_id == plot.id_of(name))
            .order_by(col(Decision.at), col(Decision.rule))
        )
    return [each for each in found if verdict in ("", each.verdict)]


async def sent_to(town: Town, name: str) -> list[tuple[str, date]]:
    """Each nudge that one person got, with its day."""
    found = await decisions(town, name, verdict="sent")
    return [(each.rule, each.local_date) for each in found]


def days(count: int) -> timedelta:
    return timedelta(days=count)
