"""The half-year's frame: an organisation's dates and events, and whom they concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, or_, update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.bulk import row_of
from storage.database import Snapshot
from storage.tables import (
    Audience,
    Due,
    Frame,
    FrameEvent,
    Person,
    Phase,
    Role,
    RoleName,
    Round,
    Selection,
    Workplace,
)
from storage.unit_of_work import Unit

GROUPS = (
    RoleName.LEADER,
    RoleName.PLANNING,
    RoleName.CONTACT,
    RoleName.REPRESENTATIVE,
    RoleName.TR,
    RoleName.AMR,
)
SETS_FRAMES = (RoleName.HR.value, RoleName.ADMIN.value)
ROLES: Mapping[str, tuple[RoleName, ...]] = {
    Audience.GROUPS.value: GROUPS,
    Audience.REPRESENTATIVES.value: (RoleName.TR, RoleName.AMR),
    Audience.LEADERS.value: (RoleName.LEADER,),
    Audience.TRAINING.value: (RoleName.LEADER,),
    Audience.LEADERS_CHOSEN.value: (RoleName.LEADER,),
}
"""Who comes to an event, by its audience; everyone, where it is not here."""


async def current(reads: Snapshot, organisation_id: str, today: date) -> Frame | None:
    """The one in which something is still to come; of several the first."""
    return await reads.first(
        select(Frame)
        .where(Frame.organisation_id == organisation_id, col(Frame.plan_due) >= today)
        .order_by(col(Frame.first_day), col(Frame.id))
    )


async def find(reads: Snapshot, frame_id: str) -> Frame | None:
    return await reads.first(select(Frame).where(Frame.id == frame_id))


async def events(reads: Snapshot, frame_id: str) -> list[FrameEvent]:
    """In the order of their days."""
    return await reads.all(
        select(FrameEvent)
        .where(FrameEvent.frame_id == frame_id)
        .order_by(col(FrameEvent.held_on), col(FrameEvent.starts_at), col(FrameEvent.id))
    )


async def event(reads: Snapshot, event_id: str) -> tuple[FrameEvent, Frame] | None:
    return await reads.first(
        select(FrameEvent, Frame)
        .join(Frame, col(Frame.id) == FrameEvent.frame_id)
        .where(FrameEvent.id == event_id)
    )


def add(unit: Unit, frame: Frame, found: Iterable[FrameEvent]) -> None:
    unit.insert(frame)
    for each in found:
        unit.insert(each)


def change(unit: Unit, before: Frame, after: Frame, found: Iterable[FrameEvent]) -> None:
    """Other dates, and other events in place of those there were.

    Loses the race to whoever changed it since.
    """
    unit.update(
        update(Frame)
        .where(col(Frame.id) == before.id, col(Frame.set_at) == before.set_at)
        .values(**after.model_dump(exclude={"id", "organisation_id"}))
    )
    unit.delete(delete(FrameEvent).where(col(FrameEvent.frame_id) == before.id))
    for each in found:
        unit.insert(each)


async def with_roles(
    reads: Snapshot, organisation_id: str, names: Iterable[str], today: date
) -> list[Person]:
    """Whoever has one of the roles at any of the organisation's workplaces, each once."""
    there = select(Role.person_id).where(col(Role.name).in_(list(names)))
    return await reads.all(_here(organisation_id, today).where(col(Person.id).in_(there)))


async def audience(
    reads: Snapshot, organisation_id: str, for_whom: str, today: date
) -> list[Person]:
    """Who comes to an event."""
    if for_whom in ROLES:
        return await with_roles(reads, organisation_id, ROLES[for_whom], today)
    return await reads.all(_here(organisation_id, today))


def _here(organisation_id: str, today: date) -> SelectOfScalar[Person]:
    return (
        select(Person)
        .where(Person.organisation_id == organisation_id, _employed(today))
        .order_by(col(Person.name), col(Person.id))
    )


def _employed(today: date) -> ColumnElement[bool]:
    return or_(col(Person.left_on).is_(None), col(Person.left_on) > today)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A workplace's themes, by list; none before they are announced."""

    workplace: Workplace
    round: Round | None = None
    themes: Mapping[str, Selection] = field(default_factory=dict)

    @property
    def announced(self) -> bool:
        return self.round is not None and self.round.phase == Phase.ANNOUNCED.value


async def chosen(reads: Snapshot, organisation_id: str, frame: Frame | None) -> list[Chosen]:
    """Of every workplace by name: its round in the frame; without a frame its newest."""
    places = await reads.all(
        select(Workplace)
        .where(Workplace.organisation_id == organisation_id)
        .order_by(col(Workplace.name))
    )
    of_theirs = (
        select(Round)
        .join(Workplace, col(Workplace.id) == Round.workplace_id)
        .where(Workplace.organisation_id == organisation_id)
        .order_by(col(Round.opened_at), col(Round.id))
    )
    if frame is not None:
        of_theirs = of_theirs.where(Round.frame_id == frame.id)
    newest = {each.workplace_id: each for each in await reads.all(of_theirs)}
    themes = await _selections(reads, [each.id for each in newest.values()])
    return [_chosen(place, newest.get(place.id), themes) for place in places]


def _chosen(
    place: Workplace, round_: Round | None, themes: Mapping[str, Mapping[str, Selection]]
) -> Chosen:
    found = themes.get(round_.id, {}) if round_ else {}
    return Chosen(workplace=place, round=round_, themes=found)


async def _selections(reads: Snapshot, round_ids: list[str]) -> dict[str, dict[str, Selection]]:
    found: dict[str, dict[str, Selection]] = {}
    rows = await reads.all(select(Selection).where(col(Selection.round_id).in_(round_ids)))
    for each in rows:
        found.setdefault(each.round_id, {})[each.list] = each
    return found


async def names_at(reads: Snapshot, workplaces: Iterable[str]) -> dict[str, list[str]]:
    """What those who work or have worked there are called, by workplace."""
    found: dict[str, list[str]] = {}
    rows = await reads.all(
        select(Person.workplace_id, Person.name)
        .where(col(Person.workplace_id).in_(list(workplaces)))
        .order_by(col(Person.name))
    )
    for workplace_id, name in rows:
        found.setdefault(workplace_id, []).append(name)
    return found


async def leaders_of(
    reads: Snapshot, workplaces: Iterable[str], today: date
) -> list[tuple[Person, str]]:
    """(leader, workplace id) of each of these workplaces."""
    return await reads.all(
        select(Person, Role.workplace_id)
        .join(Role, col(Role.person_id) == Person.id)
        .where(
            Role.name == RoleName.LEADER.value,
            col(Role.workplace_id).in_(list(workplaces)),
            _employed(today),
        )
        .order_by(col(Person.name), col(Person.id))
    )


async def planned(reads: Snapshot, rule: str, event_id: str) -> set[str]:
    """The ids of those who are going to be reminded."""
    found = select(Due.person_id).where(Due.rule == rule, Due.subject == event_id)
    return set(await reads.all(found))


def remind(
    unit: Unit, rule: str, event_id: str, when: Mapping[str, datetime], give_up_at: datetime
) -> None:
    """Let a rule look at these people too; whom it looks at already keeps their moment."""
    rows = [
        row_of(
            Due,
            rule=rule,
            subject=event_id,
            person_id=person_id,
            due_at=due_at,
            give_up_at=give_up_at,
        )
        for person_id, due_at in when.items()
    ]
    unit.insert_all(Due, rows, conflict=(Due.rule, Due.person_id, Due.subject))


def expect_hr(unit: Unit, person_id: str) -> None:
    """State that the person sets frames: it may be taken from them meanwhile."""
    unit.expect(select(Role).where(Role.person_id == person_id, col(Role.name).in_([*SETS_FRAMES])))


def stamp(set_at: datetime) -> str:
    """What tells one version of a frame from the next."""
    return str(int(set_at.timestamp() * 1_000_000))
