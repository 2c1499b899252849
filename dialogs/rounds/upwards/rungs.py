"""The rungs that somebody sits on, and what they may read there (TAL-67, X-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from dialogs.planning import workplace_of
from dialogs.rules.ladder import COMMITTEE, COORDINATION, DEFAULT, HR, Ladder
from storage import levels, outbox, people, reports
from storage.database import Snapshot
from storage.levels import Staff, Standing
from storage.outbox import Mail
from storage.reports import Season
from storage.tables import Report
from storage.unit_of_work import Unit

RUNGS = (COORDINATION, HR, COMMITTEE)


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A rung on which somebody sits; `at` is the workplace at which they have its role.

    `area` is that of a coordination group, and empty for those of the whole organisation.
    """

    name: str
    area: str
    at: str

    @property
    def subject(self) -> str:
        return f"{self.name}:{self.at}"

    @property
    def looks_at(self) -> str | None:
        """The area whose workplaces it sees; None: all of them."""
        return self.area if self.name == COORDINATION else None


@dataclass(frozen=True, kw_only=True)
class View:
    """What a rung sees: the workplaces below it, and what has come in."""

    season: Season
    ladder: Ladder
    staff: Staff
    standings: Sequence[Standing]
    found: Sequence[Report]


async def rungs_of(reads: Snapshot, who: Who) -> list[Rung]:
    """One for each coordination group the person is in, one for HR and one for the committee."""
    posts = {(name, at) for name, at in who.roles if name in RUNGS}
    if not posts:
        return []
    found = await levels.among(reads, {at for _, at in posts}, who.organisation_id)
    mine: dict[tuple[str, str], Rung] = {}
    for name in RUNGS:
        for place in found:
            area = place.area if name == COORDINATION else ""
            if (name, place.id) in posts:
                mine.setdefault((name, area), Rung(name=name, area=area, at=place.id))
    return list(mine.values())


async def rung_at(reads: Snapshot, who: Who, subject: str) -> Rung | None:
    """By what a button says; the only one there is, where it says nothing."""
    mine = await rungs_of(reads, who)
    if not subject:
        return mine[0] if len(mine) == 1 else None
    name, _, at = subject.partition(":")
    if name not in RUNGS or not who.has(name, at):
        return None
    found = await levels.among(reads, [at], who.organisation_id)
    area = found[0].area if found and name == COORDINATION else ""
    return Rung(name=name, area=area, at=at) if found else None


async def reads_as(reads: Snapshot, who: Who, report: Report) -> Rung | None:
    """The rung as which somebody reads a report; nobody else's organisation's, ever."""
    if report.organisation_id != who.organisation_id:
        return None
    from_above = report.round_id is None and not report.area
    for each in await rungs_of(reads, who):
        if each.name == report.rung and (from_above or each.looks_at in (None, report.area)):
            return each
    return None


async def sent_it(reads: Snapshot, who: Who, report: Report) -> bool:
    """Whether it is from the person's own planning group, or from a rung on which they sit."""
    if report.organisation_id != who.organisation_id:
        return False
    if report.round_id:
        place = await reports.workplace_of(reads, report)
        return place is not None and workplace_of(who, place.id) is not None
    mine = await rungs_of(reads, who)
    sender = reports.sender(report)
    return any(each.name == sender and each.area == report.area for each in mine)


async def view_of(reads: Snapshot, rung: Rung, organisation_id: str, today: date) -> View:
    season = await reports.season(reads, organisation_id, today)
    area = rung.looks_at
    return View(
        season=season,
        ladder=await ladder_of(reads, organisation_id),
        staff=await levels.staff(reads, organisation_id, today),
        standings=await levels.standings(reads, organisation_id, since=season.since, area=area),
        found=await reports.come_in(
            reads, organisation_id, rung.name, since=season.since, area=area
        ),
    )


async def ladder_of(reads: Snapshot, organisation_id: str) -> Ladder:
    found = await reports.ladder(reads, organisation_id)
    if found is None:
        return DEFAULT
    return Ladder(rungs=tuple(found.rungs.split(",")), scope=found.scope)


def rung_name(name: str, area: str, say: Speaker) -> str:
    return say(f"levels/name_{name}", area=area)


def label_of(report: Report, say: Speaker) -> str:
    """Whose it is: the workplace's name, or the rung that summed up."""
    if report.round_id:
        return str(report.body["workplace"])
    return rung_name(reports.sender(report), report.area, say)


def expect_sits(unit: Unit, who: Who, rung: Rung) -> None:
    """State that they still sit there when what they decided is written."""
    people.expect_role(unit, who.id, rung.at, rung.name)


async def tell_rung(unit: Unit, report: Report, *, by: str, today: date, now: datetime) -> None:
    """Those who read it now; several on a day are one message that is kept up to date."""
    area = None if report.round_id is None and not report.area else report.area
    found = await levels.members(unit, report.organisation_id, report.rung, area, today)
    for person_id, at in found.items():
        if person_id == by:
            continue
        mail = Mail(
            message="plans_came",
            key=f"plans_came:{report.id}:{person_id}",
            due_at=now,
            person_id=person_id,
            params={"rung": f"{report.rung}:{at}"},
            about=f"reports:{report.organisation_id}",
            slot=f"plans_came:{report.rung}:{at}:{today.isoformat()}",
        )
        outbox.queue(unit, mail)
