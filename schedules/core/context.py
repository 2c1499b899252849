"""What a reminder or a job may know of the world besides the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import lru_cache

from dialogs.core.calendar import DAY, WorkCalendar
from dialogs.core.house import House
from storage.tables import Person
from storage.unit_of_work import Store


@dataclass(frozen=True, kw_only=True)
class Context:
    """`zones` are those of the people that a slice is about, by id, where they have their own."""

    now: datetime
    calendar: WorkCalendar
    house: House
    store: Store
    zones: Mapping[str, str] = field(default_factory=dict)
    _days: dict[str, date] = field(default_factory=dict, repr=False, compare=False)
    _calendars: dict[str, WorkCalendar] = field(default_factory=dict, repr=False, compare=False)

    def with_zones(self, zones: Mapping[str, str]) -> Context:
        return replace(self, zones=zones)

    def zone_of(self, person_id: str) -> str:
        return self.zones.get(person_id, self.house.zone)

    def calendar_of(self, person_id: str) -> WorkCalendar:
        return self.calendar_in(self.zone_of(person_id))

    def calendar_in(self, zone: str) -> WorkCalendar:
        found = self._calendars.get(zone)
        if found is None:
            found = self._calendars[zone] = self.calendar.for_zone(zone)
        return found

    def calendar_for(self, person: Person) -> WorkCalendar:
        return self.calendar.for_zone(person.zone or self.house.zone)

    def today_of(self, person_id: str) -> date:
        return self.today_in(self.zone_of(person_id))

    def today_in(self, zone: str) -> date:
        found = self._days.get(zone)
        if found is None:
            found = self._days[zone] = self.calendar.for_zone(zone).local_date(self.now)
        return found

    @property
    def today(self) -> date:
        """The day it is where the house is."""
        return self.calendar.local_date(self.now)


@lru_cache(maxsize=256)
def end_of(day: date, calendar: WorkCalendar) -> datetime:
    """The first instant after a day."""
    return calendar.at(day + DAY, time.min)
