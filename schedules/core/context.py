"""What a reminder or a job may know of the world besides the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING

from schedules.core.calendar import DAY, WorkCalendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dialogs.core.house import House
    from storage.tables import Person
    from storage.unit_of_work import Store

NUDGE_AT = time(9)
DIGEST_AT = time(8, 15)


@dataclass(frozen=True, kw_only=True)
class Context:
    """`zones` are those of the people that a slice is about, by their ids."""

    now: datetime
    calendar: WorkCalendar
    house: House
    store: Store
    zones: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def calendar_of(self, person_id: str) -> WorkCalendar:
        return self.calendar.for_zone(self.zones.get(person_id, self.house.zone))

    def calendar_for(self, person: Person) -> WorkCalendar:
        return self.calendar.for_zone(person.zone or self.house.zone)

    @property
    def today(self) -> date:
        """The day it is where the house is; people have their own, see `calendar_of`."""
        return self.calendar.local_date(self.now)


def morning(day: date, calendar: WorkCalendar) -> datetime:
    """When nudges of a day go out."""
    return calendar.at(day, NUDGE_AT)


def end_of(day: date, calendar: WorkCalendar) -> datetime:
    """The first instant after a day."""
    return calendar.at(day + DAY, time.min)
