"""How days, hours, numbers and lists are said in a language: filters for the words files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal
from jinja2 import pass_context
from jinja2.runtime import Context

from dialogs.core.tongues import FALLBACK, LANGUAGES

SAID_ON = "said_on"
"""Among the facts, the day on which it is said."""
YEAR = " y"
"""What a pattern ends in where the year is said."""
LOCALES = {"da": "da_DK", "en": "en_GB"}


def _begin_filter(words: str) -> str:
    """As they stand where a sentence begins."""
    return words[:1].upper() + words[1:]


def _day_filter(context: Context, moment: date | datetime) -> str:
    day = local_day(moment, context["zone"])
    return day_words(day, context["language"], context[SAID_ON])


def _short_day_filter(context: Context, moment: date | datetime) -> str:
    day = local_day(moment, context["zone"])
    return _short_day(day, context, _year(day, context[SAID_ON]))


def _dated_filter(context: Context, moment: date | datetime) -> str:
    """On what is kept for years: always with the year."""
    return _short_day(local_day(moment, context["zone"]), context, YEAR)


def _short_day(day: date, context: Context, year: str) -> str:
    language = context["language"]
    if language not in LANGUAGES:
        return _as_written_there(day, language, year)
    pattern = "d. MMMM" if language == "da" else "d MMMM"
    return format_date(day, pattern + year, locale=_locale(language))


def _clock_filter(context: Context, moment: datetime | time) -> str:
    return _clock_words(moment, context["language"], context["zone"])


def _moment_filter(context: Context, moment: datetime) -> str:
    return moment_words(moment, context["language"], context["zone"], context[SAID_ON])


def _number_filter(context: Context, number: float) -> str:
    return format_decimal(number, locale=_locale(context["language"]))


def _names_filter(context: Context, names: Iterable[str]) -> str:
    if context["language"] not in LANGUAGES:
        return format_list(list(names), locale=_locale(context["language"]))
    *first, last = list(names)
    joint = " og " if context["language"] == "da" else " and "
    return joint.join([", ".join(first), last]) if first else last


def _locale(language: str) -> str:
    known = language if language in locale_identifiers() else LOCALES[FALLBACK]
    return LOCALES.get(language, known)


def _as_written_there(day: date, language: str, year: str) -> str:
    return format_skeleton(year.strip() + "MMMMd", day, locale=_locale(language))


def local_day(moment: date | datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date() if isinstance(moment, datetime) else moment


def _year(day: date, today: date | None) -> str:
    """As a pattern: nothing in the year that everybody thinks of."""
    return "" if today is None or day.year == today.year else YEAR


def day_words(day: date, language: str, today: date | None) -> str:
    """As people say it: "torsdag den 4. september", "Thursday 4 September", "… 2027"."""
    return _full_day(day, language, _year(day, today))


@lru_cache(maxsize=4096)
def _full_day(day: date, language: str, year: str) -> str:
    if language == "da":
        return format_date(day, f"EEEE 'den' d. MMMM{year}", locale="da_DK")
    if language not in LANGUAGES:
        weekday = format_date(day, "EEEE", locale=_locale(language))
        return f"{weekday}, {_as_written_there(day, language, year)}"
    return format_date(day, f"EEEE d MMMM{year}", locale="en_GB")


def _clock_words(moment: datetime | time, language: str, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone)).time() if isinstance(moment, datetime) else moment
    if language == "da":
        return format_time(local, "H" if local.minute == 0 else "H.mm", locale="da_DK")
    if language not in LANGUAGES:
        return format_time(local, "short", locale=_locale(language))
    return format_time(local, "H:mm", locale="en_GB")


def moment_words(moment: datetime, language: str, zone: str, today: date | None) -> str:
    joint = {"da": " kl.", "en": " at"}.get(language, ",")
    day = day_words(local_day(moment, zone), language, today)
    return f"{day}{joint} {_clock_words(moment, language, zone)}"


FILTERS = {
    "day": pass_context(_day_filter),
    "short_day": pass_context(_short_day_filter),
    "dated": pass_context(_dated_filter),
    "clock": pass_context(_clock_filter),
    "moment": pass_context(_moment_filter),
    "number": pass_context(_number_filter),
    "names": pass_context(_names_filter),
    "begin": _begin_filter,
}
"""By the names that the words files call them."""
