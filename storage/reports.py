"""What went up from workplaces and rungs, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, update
from sqlmodel import col, select

from storage.database import Snapshot
from storage.tables import (
    Answer,
    Contribution,
    Effort,
    EffortState,
    Frame,
    Ladder,
    Level,
    PassedOn,
    Report,
    Round,
    ThemeList,
    Workplace,
)
from storage.unit_of_work import Unit

AHEAD, WITHOUT_FRAME = timedelta(days=183), timedelta(days=365)
"""How long before its first dialogue a half-year's rounds may be opened, and how far is looked
back where no half-year was ever set."""


@dataclass(frozen=True, kw_only=True)
class Season:
    """What belongs together: the rounds opened and the plans sent since then."""

    frame_id: str | None
    since: datetime


def of_round(round_id: str) -> str:
    """The source of what a workplace sends."""
    return f"workplace:{round_id}"


def of_rung(rung: str, organisation_id: str, area: str) -> str:
    """The source of a rung's own summaries."""
    return f"{rung}:{organisation_id}:{area}"


def sender(report: Report) -> str:
    """`workplace`, or the rung that summed up."""
    return report.source.partition(":")[0]


async def season(reads: Snapshot, organisation_id: str, today: date) -> Season:
    """That of the newest half-year whose rounds may be open by now."""
    found = await reads.first(
        select(Frame.id, col(Frame.first_day))
        .where(Frame.organisation_id == organisation_id, Frame.first_day <= today + AHEAD)
        .order_by(col(Frame.first_day).desc(), col(Frame.id))
    )
    frame_id, day = (found[0], found[1] - AHEAD) if found else (None, today - WITHOUT_FRAME)
    return Season(frame_id=frame_id, since=datetime.combine(day, time.min, UTC))


async def ladder(reads: Snapshot, organisation_id: str) -> Ladder | None:
    return await reads.first(select(Ladder).where(Ladder.organisation_id == organisation_id))


def set_ladder(unit: Unit, new: Ladder, known: Ladder | None) -> None:
    """Loses the race to whoever set it since."""
    if known is None:
        unit.insert(new)
        return
    unit.update(
        update(Ladder)
        .where(
            col(Ladder.organisation_id) == known.organisation_id,
            col(Ladder.set_at) == known.set_at,
        )
        .values(rungs=new.rungs, scope=new.scope, set_by=new.set_by, set_at=new.set_at)
    )


async def efforts(reads: Snapshot, round_id: str) -> list[Effort]:
    """Those that were not given up, list by list, in the order of their periods and names."""
    found = await reads.all(
        select(Effort)
        .where(Effort.round_id == round_id, Effort.state != EffortState.DROPPED.value)
        .order_by(col(Effort.id))
    )
    order = {which.value: number for number, which in enumerate(ThemeList)}
    return sorted(
        found,
        key=lambda each: (order.get(each.part, 0), each.first_on or date.max, each.title, each.id),
    )


async def asked_of_others(reads: Snapshot, round_id: str) -> dict[str, Contribution]:
    """What efforts need from the organisation, by the effort's id."""
    found = await reads.all(
        select(Contribution)
        .join(Effort, col(Effort.id) == Contribution.effort_id)
        .where(Effort.round_id == round_id, Contribution.level == Level.ORGANISATION.value)
    )
    return {each.effort_id: each for each in found}


def send(unit: Unit, report: Report) -> None:
    """As the next version of its source; the earlier ones stay. Two at once: the second loses."""
    unit.insert(report)


async def find(reads: Snapshot, report_id: str) -> Report | None:
    return await reads.first(select(Report).where(Report.id == report_id))


async def newest(reads: Snapshot, source: str) -> Report | None:
    return await reads.first(
        select(Report).where(Report.source == source).order_by(col(Report.version).desc())
    )


async def before(reads: Snapshot, report: Report) -> Report | None:
    """The version that it took the place of."""
    return await reads.first(
        select(Report)
        .where(Report.source == report.source, col(Report.version) < report.version)
        .order_by(col(Report.version).desc())
    )


async def come_in(
    reads: Snapshot, organisation_id: str, rung: str, *, since: datetime, area: str | None = None
) -> list[Report]:
    """What a rung has got, the newest version of each; with an area what is that area's.

    What a rung above sends down to all areas is for each of them.
    """
    last = _last(organisation_id)
    where: list[ColumnElement[bool]] = [col(Report.rung) == rung, col(Report.sent_at) >= since]
    if area is not None:
        from_above = and_(col(Report.area) == "", col(Report.round_id).is_(None))
        where.append(or_(col(Report.area) == area, from_above))
    return await reads.all(
        select(Report)
        .join(last, _is_last(last))
        .where(*where)
        .order_by(col(Report.area), col(Report.sent_at), col(Report.id))
    )


async def of_workplaces(reads: Snapshot, organisation_id: str, *, since: datetime) -> list[Report]:
    """The newest plan of each round, whoever reads it: for counts over the whole organisation."""
    last = _last(organisation_id)
    return await reads.all(
        select(Report)
        .join(last, _is_last(last))
        .where(col(Report.round_id).is_not(None), col(Report.sent_at) >= since)
    )


def _last(organisation_id: str) -> Subquery:
    return (
        select(Report.source, func.max(Report.version).label("version"))
        .where(Report.organisation_id == organisation_id)
        .group_by(col(Report.source))
        .subquery()
    )


def _is_last(last: Subquery) -> ColumnElement[bool]:
    return and_(col(Report.source) == last.c.source, col(Report.version) == last.c.version)


async def workplace_of(reads: Snapshot, report: Report) -> Workplace | None:
    """Whose plan it is; nothing for a rung's summary."""
    return await reads.first(
        select(Workplace)
        .join(Round, col(Round.workplace_id) == Workplace.id)
        .where(Round.id == (report.round_id or ""))
    )


def answer(unit: Unit, given: Answer) -> None:
    unit.insert(given)


async def answers(reads: Snapshot, source: str) -> list[tuple[Answer, Report]]:
    """To any version of a source, the newest last."""
    return await reads.all(
        select(Answer, Report)
        .join(Report, col(Report.id) == Answer.report_id)
        .where(Report.source == source)
        .order_by(col(Answer.at), col(Answer.id))
    )


async def find_answer(reads: Snapshot, answer_id: str) -> tuple[Answer, Report] | None:
    return await reads.first(
        select(Answer, Report)
        .join(Report, col(Report.id) == Answer.report_id)
        .where(Answer.id == answer_id)
    )


def pass_on(unit: Unit, passed: PassedOn) -> None:
    unit.insert(passed)


async def find_passed(reads: Snapshot, passed_id: str) -> tuple[PassedOn, Report] | None:
    return await reads.first(
        select(PassedOn, Report)
        .join(Report, col(Report.id) == PassedOn.report_id)
        .where(PassedOn.id == passed_id)
    )


async def passed_to(
    reads: Snapshot, workplace_id: str, *, since: datetime
) -> Sequence[tuple[PassedOn, Report]]:
    """What others ask of a workplace, the newest last."""
    return await reads.all(
        select(PassedOn, Report)
        .join(Report, col(Report.id) == PassedOn.report_id)
        .where(PassedOn.workplace_id == workplace_id, col(PassedOn.at) >= since)
        .order_by(col(PassedOn.at), col(PassedOn.id))
    )
