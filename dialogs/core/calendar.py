"""Working days and opening hours of one place on earth.

A day is a `date` in the calendar's zone, an instant is an aware `datetime`; instants that come
out are in UTC. Public holidays are the `holidays` library's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays
from holidays.registry import COUNTRIES

# No public holidays, yet Danish municipalities are shut: Constitution Day, the two eves.
CLOSING_DAYS = ("06-05", "12-24", "12-31")
OPENS = time(8)
CLOSES = time(16)
DAY = timedelta(days=1)
SATURDAY = 5


class Closed(StrEnum):
    """Why nobody works on a day; a day that is several of these is the first."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSING_DAY = "closing-day"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """`zone` is an IANA name, `closing_days` are "MM-DD", `country` an ISO code.

    Open from `opens` up to, not including, `closes`. ValueError for what cannot be read.
    """

    zone: str
    _: KW_ONLY
    closing_days: tuple[str, ...] = CLOSING_DAYS
    country: str = "DK"
    opens: time = OPENS
    closes: time = CLOSES

    def __post_init__(self) -> None:
        _check_zone(self.zone)
        _check_country(self.country)
        for closing_day in self.closing_days:
            _check_closing_day(closing_day)
        if self.opens.tzinfo or self.closes.tzinfo or self.opens >= self.closes:
            raise ValueError("opening hours are two local times, the earlier one first")

    def __hash__(self) -> int:
        """Of the zone alone: it is asked for with every row, and most places share the rest."""
        return hash(self.zone)

    def for_zone(self, zone: str) -> "WorkCalendar":
        """The same rules for a person who lives elsewhere."""
        return self if zone == self.zone else replace(self, zone=zone)

    def is_working_day(self, day: date) -> bool:
        return self.why_closed(day) is None

    def why_closed(self, day: date) -> Closed | None:
        if day.weekday() >= SATURDAY:
            return Closed.WEEKEND
        if day in _names(self.country, year=day.year):
            return Closed.HOLIDAY
        return Closed.CLOSING_DAY if f"{day:%m-%d}" in self.closing_days else None

    def holiday_name(self, day: date, language: str) -> str | None:
        """What the day off is called in "da", "en", …; None for a working day and a plain weekend.

        A closing day that the country has no name for is None too.
        """
        public = _names(self.country, year=day.year, language=language)
        if day in public or f"{day:%m-%d}" not in self.closing_days:
            return public.get(day)
        return _names(self.country, year=day.year, language=language, category="optional").get(day)

    def next_working_day(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        return next(each for each in _days(day, DAY) if self.is_working_day(each))

    def previous_working_day(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        return next(each for each in _days(day, -DAY) if self.is_working_day(each))

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it if negative); zero gives `day`."""
        step = DAY if count > 0 else -DAY
        for _ in range(abs(count)):
            day = next(each for each in _days(day + step, step) if self.is_working_day(each))
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days to add to `start` to reach `end`; negative if `end` is earlier.

        `start` itself is not counted, so from Monday to Wednesday is 2.
        """
        step = DAY if end >= start else -DAY
        days = (start + step * count for count in range(1, abs((end - start).days) + 1))
        return sum(map(self.is_working_day, days)) * step.days

    def local_date(self, instant: datetime) -> date:
        return _aware(instant).astimezone(ZoneInfo(self.zone)).date()

    def at(self, day: date, moment: time) -> datetime:
        """The instant when clocks here show `moment`.

        A time that the clocks leap over becomes as much later as they leap (02:30 is 03:30); one
        that comes twice is its first. Both is what fold 0 means (PEP 495).
        """
        if moment.tzinfo is not None:
            raise ValueError("a local time has no zone of its own")
        local = datetime.combine(day, moment.replace(fold=0), tzinfo=ZoneInfo(self.zone))
        return local.astimezone(UTC)

    def is_open(self, instant: datetime) -> bool:
        return self.next_open(instant) == instant

    def next_open(self, instant: datetime) -> datetime:
        """The instant itself where it is in opening hours, else the next opening."""
        return _next_open(self, _aware(instant).astimezone(UTC))

    def first_opening(self, day: date) -> datetime:
        """When work begins on that day, or on the first working day after it."""
        return self.next_open(self.at(day, time.min))


@lru_cache(maxsize=256)
def _next_open(calendar: WorkCalendar, instant: datetime) -> datetime:
    for day in _days(calendar.local_date(instant), DAY):
        opens, closes = calendar.at(day, calendar.opens), calendar.at(day, calendar.closes)
        # Hours that lie within a leap of the clocks have no length: such a day never opens.
        if calendar.is_working_day(day) and instant < closes and opens < closes:
            return max(instant, opens)
    raise ValueError("a calendar that never opens")


def _days(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step


@lru_cache(maxsize=256)
def _names(
    country: str, *, year: int, language: str | None = None, category: str = "public"
) -> Mapping[date, str]:
    found = holidays.country_holidays(
        country, years=year, language=_known_language(country, language), categories=category
    )
    return MappingProxyType(dict(found))


def _known_language(country: str, language: str | None) -> str | None:
    """The library says "en_US" where we say "en"; the country's own language for an unknown one."""
    known = holidays.country_holidays(country)
    codes = (code for code in known.supported_languages if code.split("_")[0] == language)
    # Never None where it can be helped: the library would take the language of this machine.
    return next(codes, known.default_language)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant


def _check_zone(zone: str) -> None:
    # ZoneInfo raises KeyError for an unknown name, OSError for one that is a folder ("Europe").
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"unknown time zone {zone!r}") from error


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """Codes of two and three letters; the library's own list loads every country first."""
    return frozenset(code for names in COUNTRIES.values() for code in names[1:])


def _check_country(country: str) -> None:
    if country not in _countries():
        raise ValueError(f"no public holidays are known for {country!r}")


def _check_closing_day(closing_day: str) -> None:
    try:
        day = date.fromisoformat(f"2024-{closing_day}")  # a leap year: 02-29 is a day
    except ValueError as error:
        raise ValueError(f"a closing day is MM-DD, not {closing_day!r}") from error
    if f"{day:%m-%d}" != closing_day:
        raise ValueError(f"a closing day is MM-DD, not {closing_day!r}")
