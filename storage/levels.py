"""Who sits on a rung of the ladder, and how far the workplaces below are: a few statements each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import Person, Report, Role, RoleName, Round, RoundStep, Rung, Workplace

PLANS_UP = "plans_up"
DEEPEST = 6
"""So many layers of leaders below a leader are looked through."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a workplace is in its newest round: its phase, its days, and when it sent its plan.

    Nothing that anybody wrote is in it, and nothing is counted but workplaces.
    """

    workplace_id: str
    name: str
    area: str
    round_id: str = ""
    phase: str = ""
    dialogue_on: date | None = None
    plan_due: date | None = None
    sent_at: datetime | None = None


async def standings(
    reads: Snapshot,
    organisation_id: str,
    *,
    since: datetime,
    area: str | None = None,
    only: Iterable[str] | None = None,
) -> list[Standing]:
    """Of all workplaces, of an area's, or of `only` these, by area and name: four statements."""
    where: list[ColumnElement[bool]] = [col(Workplace.organisation_id) == organisation_id]
    if area is not None:
        where.append(col(Workplace.area) == area)
    if only is not None:
        where.append(col(Workplace.id).in_(sorted(only)))
    places = await reads.all(
        select(Workplace.id, Workplace.name, Workplace.area)
        .where(*where)
        .order_by(col(Workplace.area), col(Workplace.name), col(Workplace.id))
    )
    newest = await _newest_rounds(reads, where, since)
    due = await _due(reads, where, since)
    sent = await _sent(reads, organisation_id, since)
    return [_standing(place, newest.get(place[0]), due, sent) for place in places]


_Round = tuple[str, str, str, date]


def _standing(
    place: tuple[str, str, str],
    found: _Round | None,
    due: dict[str, date],
    sent: dict[str, datetime],
) -> Standing:
    workplace_id, name, area = place
    if found is None:
        return Standing(workplace_id=workplace_id, name=name, area=area)
    round_id, _, phase, dialogue_on = found
    return Standing(
        workplace_id=workplace_id,
        name=name,
        area=area,
        round_id=round_id,
        phase=phase,
        dialogue_on=dialogue_on,
        plan_due=due.get(round_id),
        sent_at=sent.get(round_id),
    )


async def _newest_rounds(
    reads: Snapshot, where: Sequence[ColumnElement[bool]], since: datetime
) -> dict[str, _Round]:
    found = await reads.all(
        select(Round.id, Round.workplace_id, Round.phase, col(Round.dialogue_on))
        .join(Workplace, col(Workplace.id) == Round.workplace_id)
        .where(*where, col(Round.opened_at) >= since)
        .order_by(col(Round.opened_at), col(Round.id))
    )
    return {row[1]: row for row in found}


async def _due(
    reads: Snapshot, where: Sequence[ColumnElement[bool]], since: datetime
) -> dict[str, date]:
    """The day that was set for a round's plan or, without one, the day of its step."""
    day = func.coalesce(col(Round.plan_due), col(RoundStep.due_on))
    found = await reads.all(
        select(Round.id, day)
        .join(Workplace, col(Workplace.id) == Round.workplace_id)
        .join(
            RoundStep,
            and_(col(RoundStep.round_id) == Round.id, col(RoundStep.step) == PLANS_UP),
            isouter=True,
        )
        .where(*where, col(Round.opened_at) >= since, day.is_not(None))
    )
    return dict(found)


async def _sent(reads: Snapshot, organisation_id: str, since: datetime) -> dict[str, datetime]:
    found = await reads.all(
        select(Report.round_id, func.max(Report.sent_at))
        .where(
            Report.organisation_id == organisation_id,
            col(Report.round_id).is_not(None),
            col(Report.sent_at) >= since,
        )
        .group_by(col(Report.round_id))
    )
    return {round_id: at for round_id, at in found if round_id is not None}


async def members(
    reads: Snapshot, organisation_id: str, rung: str, area: str | None, today: date
) -> dict[str, str]:
    """Who reads on a rung, each with a workplace at which they have its role.

    An area's coordination group, without an area those of all areas, or the organisation's.
    """
    where: list[ColumnElement[bool]] = [
        col(Workplace.organisation_id) == organisation_id,
        col(Role.name) == rung,
    ]
    if rung == Rung.COORDINATION.value and area is not None:
        where.append(col(Workplace.area) == area)
    rows = await reads.all(
        select(Role.person_id, Role.workplace_id)
        .join(Workplace, col(Workplace.id) == Role.workplace_id)
        .join(Person, col(Person.id) == Role.person_id)
        .where(*where, _here(today))
        .order_by(col(Role.person_id), col(Role.workplace_id).desc())
    )
    return dict(rows)


Staff: TypeAlias = frozenset[tuple[str, str]]
"""Rungs on which somebody reads, each with the area where they have the role."""


async def staff(reads: Snapshot, organisation_id: str, today: date) -> Staff:
    rows = await reads.all(
        select(Role.name, Workplace.area)
        .join(Workplace, col(Workplace.id) == Role.workplace_id)
        .join(Person, col(Person.id) == Role.person_id)
        .where(
            Workplace.organisation_id == organisation_id,
            col(Role.name).in_([rung.value for rung in Rung]),
            _here(today),
        )
        .distinct()
    )
    return frozenset(rows)


def staffed(found: Staff, area: str | None = None) -> frozenset[str]:
    """The rungs on which somebody reads what comes from an area, or from any."""
    return frozenset(
        rung
        for rung, where in found
        if area is None or rung != Rung.COORDINATION.value or where == area
    )


async def among(
    reads: Snapshot, workplaces: Iterable[str], organisation_id: str
) -> list[Workplace]:
    """Those of the workplaces that are the organisation's, by area."""
    return await reads.all(
        select(Workplace)
        .where(
            col(Workplace.id).in_(sorted(workplaces)),
            Workplace.organisation_id == organisation_id,
        )
        .order_by(col(Workplace.area), col(Workplace.id))
    )


async def led_by(reads: Snapshot, person_id: str) -> set[str]:
    """The workplaces that somebody leads, themselves or through the leaders below them."""
    above, seen, led = {person_id}, {person_id}, set[str]()
    for _ in range(DEEPEST):
        led |= set(
            await reads.all(
                select(Role.workplace_id).where(
                    col(Role.person_id).in_(sorted(above)), Role.name == RoleName.LEADER.value
                )
            )
        )
        below = await reads.all(
            select(Person.id)
            .join(Role, col(Role.person_id) == Person.id)
            .where(col(Person.leader_id).in_(sorted(above)), Role.name == RoleName.LEADER.value)
        )
        above = set(below) - seen
        if not above:
            break
        seen |= above
    return led


def _here(today: date) -> ColumnElement[bool]:
    return or_(col(Person.left_on).is_(None), col(Person.left_on) > today)


async def full_names(reads: Snapshot, organisation_id: str, candidates: Iterable[str]) -> list[str]:
    """Those of the candidates that are somebody's whole name in the organisation."""
    return await reads.all(
        select(Person.name)
        .where(Person.organisation_id == organisation_id, col(Person.name).in_(sorted(candidates)))
        .distinct()
    )
