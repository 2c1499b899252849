"""The words, from Jinja files: one file per dialog and language, one block per phrase.

`checkin.da.j2` with `{% block done %}…{% endblock %}` is said by `say("checkin/done")`. Danish is
the fallback. Text is never markup here: renderers escape. Line breaks in a file are spaces; a blank
line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal
from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateNotFound, pass_context
from jinja2.nodes import Block, Output, TemplateData
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

LANGUAGES = ("da", "en")
"""Those that every word of the product is in; a house may have more (`Texts.languages`)."""
FALLBACK = "da"
SAID_ON = "said_on"
"""Among the facts, the day on which it is said."""
YEAR = " y"
"""What a pattern ends in where the year is said."""


class UnknownPhrase(LookupError):
    """A phrase that no file has: a mistake in the code, found by the contract tests."""


@dataclass(frozen=True)
class Texts:
    """Phrases from several folders; the first folder that has a file wins."""

    folders: tuple[Path, ...]
    _phrases: dict[tuple[str, str], Phrase] = field(default_factory=dict, repr=False, compare=False)
    _there: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def say(
        self,
        key: str,
        *,
        language: str,
        zone: str,
        facts: dict[str, Any],
        today: date | None = None,
    ) -> str:
        phrase = self._phrases.get((key, language))
        if phrase is None:
            phrase = self._phrases[key, language] = _phrase(self.folders, key, language)
        if isinstance(phrase, str):
            return phrase
        return phrase({**facts, "language": language, "zone": zone, SAID_ON: today})

    def has(self, key: str) -> bool:
        there = self._there.get(key)
        if there is None:
            there = self._there[key] = _has(self.folders, key)
        return there

    def phrases(self, file: str, language: str) -> frozenset[str]:
        return frozenset(_load(self.folders, f"{file}.{language}.j2"))

    def files(self) -> tuple[str, ...]:
        """The names of all files, without language and ending."""
        found = {path.name.split(".")[0] for each in self.folders for path in each.glob("*.j2")}
        return tuple(sorted(found))

    @property
    def languages(self) -> tuple[str, ...]:
        """The product's, and those that a folder has words in beside them."""
        found = {path.name[-5:-3] for each in self.folders for path in each.glob("*.??.j2")}
        return (*LANGUAGES, *sorted(found - set(LANGUAGES)))


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Texts for one listener: `say("checkin/done", when=...)`.

    `now` is when it is said: a day in another year is said with its year.
    """

    texts: Texts
    language: str
    zone: str
    now: datetime | None = None

    def __call__(self, key: str, **facts: object) -> str:
        return self.texts.say(
            key, language=self.language, zone=self.zone, facts=facts, today=self._today
        )

    def maybe(self, key: str, **facts: object) -> str:
        """The phrase, or nothing where no file has it (hints are optional)."""
        return self(key, **facts) if self.texts.has(key) else ""

    def has(self, key: str) -> bool:
        return self.texts.has(key)

    def day(self, moment: date | datetime) -> str:
        return _day_words(_local_day(moment, self.zone), self.language, self._today)

    def moment(self, moment: datetime) -> str:
        return _moment_words(moment, self.language, self.zone, self._today)

    @property
    def _today(self) -> date | None:
        return None if self.now is None else _local_day(self.now, self.zone)


Phrase: TypeAlias = str | Callable[[dict[str, Any]], str]
"""Words that are always the same, or what fills the facts in."""


def _phrase(folders: tuple[Path, ...], key: str, language: str) -> Phrase:
    file, _, name = key.partition("/")
    for each in (language, FALLBACK):
        with suppress(TemplateNotFound):
            phrases = _load(folders, f"{file}.{each}.j2")
            if name in phrases:
                return phrases[name]
    raise UnknownPhrase(key)


def _has(folders: tuple[Path, ...], key: str) -> bool:
    file, _, name = key.partition("/")
    try:
        return name in _load(folders, f"{file}.{FALLBACK}.j2")
    except TemplateNotFound:
        return False


GAP = re.compile(r"\n[ \t]*\n")


def _tidy(text: str) -> str:
    paragraphs = GAP.split(text.strip())
    return "\n\n".join(" ".join(each.split()) for each in paragraphs if each.strip())


@cache
def _environment(folders: tuple[Path, ...]) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folders), undefined=StrictUndefined, autoescape=False
    )
    environment.filters.update(
        day=pass_context(_day_filter),
        short_day=pass_context(_short_day_filter),
        dated=pass_context(_dated_filter),
        clock=pass_context(_clock_filter),
        moment=pass_context(_moment_filter),
        number=pass_context(_number_filter),
        names=pass_context(_names_filter),
        begin=_begin_filter,
    )
    return environment


@cache
def _load(folders: tuple[Path, ...], name: str) -> Mapping[str, Phrase]:
    """Every phrase of a file; what has nothing to fill in is put in order once."""
    environment = _environment(folders)
    template = environment.get_template(name)
    blocks = environment.parse(Path(str(template.filename)).read_text("utf-8")).find_all(Block)
    always = {each.name: _constant(each) for each in blocks}
    return {
        phrase: _filled(template, block) if (words := always[phrase]) is None else words
        for phrase, block in template.blocks.items()
    }


def _constant(block: Block) -> str | None:
    """The words of a block that are the same whatever is known; None where some are not."""
    parts = [part for each in block.body for part in each.iter_child_nodes()]
    is_plain = all(isinstance(each, Output) for each in block.body)
    if not is_plain or not all(isinstance(part, TemplateData) for part in parts):
        return None
    return _tidy("".join(part.data for part in parts if isinstance(part, TemplateData)))


def _filled(template: Template, block: Callable[[Context], Iterator[str]]) -> Phrase:
    environment, name = template.environment, template.name
    new = environment.context_class

    def fill(facts: dict[str, Any]) -> str:
        # Without the other blocks: to list them for each phrase costs more than to fill it in.
        context = new(environment, {**environment.globals, **facts}, name, {})
        return _tidy("".join(block(context)))

    return fill


def _begin_filter(words: str) -> str:
    """As they stand where a sentence begins."""
    return words[:1].upper() + words[1:]


def _day_filter(context: Context, moment: date | datetime) -> str:
    day = _local_day(moment, context["zone"])
    return _day_words(day, context["language"], context[SAID_ON])


def _short_day_filter(context: Context, moment: date | datetime) -> str:
    day = _local_day(moment, context["zone"])
    return _short_day(day, context, _year(day, context[SAID_ON]))


def _dated_filter(context: Context, moment: date | datetime) -> str:
    """On what is kept for years: always with the year."""
    return _short_day(_local_day(moment, context["zone"]), context, YEAR)


def _short_day(day: date, context: Context, year: str) -> str:
    language = context["language"]
    if language not in LANGUAGES:
        return _as_written_there(day, language, year)
    pattern = "d. MMMM" if language == "da" else "d MMMM"
    return format_date(day, pattern + year, locale=_locale(language))


def _clock_filter(context: Context, moment: datetime | time) -> str:
    return _clock_words(moment, context["language"], context["zone"])


def _moment_filter(context: Context, moment: datetime) -> str:
    return _moment_words(moment, context["language"], context["zone"], context[SAID_ON])


def _number_filter(context: Context, number: float) -> str:
    return format_decimal(number, locale=_locale(context["language"]))


def _names_filter(context: Context, names: Iterable[str]) -> str:
    if context["language"] not in LANGUAGES:
        return format_list(list(names), locale=_locale(context["language"]))
    *first, last = list(names)
    joint = " og " if context["language"] == "da" else " and "
    return joint.join([", ".join(first), last]) if first else last


LOCALES = {"da": "da_DK", "en": "en_GB"}


def _locale(language: str) -> str:
    known = language if language in locale_identifiers() else LOCALES[FALLBACK]
    return LOCALES.get(language, known)


def _as_written_there(day: date, language: str, year: str) -> str:
    return format_skeleton(year.strip() + "MMMMd", day, locale=_locale(language))


def _local_day(moment: date | datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date() if isinstance(moment, datetime) else moment


def _year(day: date, today: date | None) -> str:
    """As a pattern: nothing in the year that everybody thinks of."""
    return "" if today is None or day.year == today.year else YEAR


def _day_words(day: date, language: str, today: date | None) -> str:
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


def _moment_words(moment: datetime, language: str, zone: str, today: date | None) -> str:
    joint = {"da": " kl.", "en": " at"}.get(language, ",")
    day = _day_words(_local_day(moment, zone), language, today)
    return f"{day}{joint} {_clock_words(moment, language, zone)}"
