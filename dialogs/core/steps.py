"""The kinds of questions.

A step checks a raw answer and says what is wrong as a key, never as a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, time
from typing import Any, TypeAlias

from dialogs.core.photos import Photo, Photos, photo_keys

Facts: TypeAlias = Mapping[str, Any]
"""What a dialog knows about its subject (a round's themes, a person's goals), loaded before every
turn.
"""
Answers: TypeAlias = Mapping[str, str]
"""Raw answers by step name. An absent key is open; an empty string is answered with nothing
(skipped).
"""
When: TypeAlias = Callable[[Facts, Answers], bool]

LONG = 2000
SHORT = 200


@dataclass(frozen=True)
class Problem:
    """`key` names a phrase in words/errors; `facts` fill it in."""

    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def always(_facts: Facts, _answers: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Option:
    """One thing to pick.

    `label` wins over the phrase `<step>_<key>` (a theme's name is a fact, not a phrase).
    """

    key: str
    label: str = ""
    hint: str = ""


Options: TypeAlias = tuple[str, ...] | Callable[[Facts], tuple[Option, ...]]


@dataclass(frozen=True)
class Step:
    """`was` are earlier names, so that a session that runs across a deploy keeps its answer."""

    name: str
    _: KW_ONLY
    required: bool = True
    when: When = always
    was: tuple[str, ...] = ()
    item: str = ""
    """What a repeated step is about (a goal's title); its phrases get it as `item`."""
    phrases: str = ""
    """The name of its phrases where that is not its own: a step that a concept pack asks for."""
    hint: str = ""
    """Wins over the phrase `<words>_hint`, as a label from data does."""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+)?", self.name):
            msg = f"a step's name is lower case letters, digits and _: {self.name!r}"
            raise ValueError(msg)

    @property
    def words(self) -> str:
        """The name of its phrases: `<words>_label`, `<words>_hint`."""
        return self.phrases or self.name.split(".")[0]

    def check(self, raw: str, facts: Facts) -> Problem | None:
        if not meaningful(raw):
            return Problem("required") if self.required else None
        return self.check_value(raw.strip(), facts)

    def check_value(self, raw: str, facts: Facts) -> Problem | None:
        raise TypeError(type(self).__name__)


@dataclass(frozen=True, kw_only=True)
class Text(Step):
    """Free text.

    A CPR number is stopped before anything is saved. Beside a `personal` one stands where help is
    to be had when it is about offensive behaviour (TAL-15).
    """

    max_length: int = LONG
    multiline: bool = True
    personal: bool = True

    def check_value(self, raw: str, facts: Facts) -> Problem | None:
        if len(raw) > self.max_length:
            return Problem("too_long", {"limit": self.max_length, "length": len(raw)})
        if has_cpr(raw):
            return Problem("cpr")
        if self.required and not any(letter.isalnum() for letter in raw):
            return Problem("needs_words")
        return None


@dataclass(frozen=True, kw_only=True)
class Pick(Step):
    options: Options = ()

    def offered(self, facts: Facts) -> tuple[Option, ...]:
        if callable(self.options):
            return self.options(facts)
        return tuple(Option(key) for key in self.options)

    def check_value(self, raw: str, facts: Facts) -> Problem | None:
        known = {option.key for option in self.offered(facts)}
        return None if raw in known else Problem("not_an_option")


@dataclass(frozen=True, kw_only=True)
class Notice(Step):
    """Something to have read before going on: it stands in the page's words.

    There is nothing to fill in, and a page of notices alone is not looked through in the review.
    """

    required: bool = False

    def check_value(self, raw: str, facts: Facts) -> Problem | None:
        return Problem("not_an_option")


@dataclass(frozen=True, kw_only=True)
class Scale(Step):
    """`low_label` and `high_label` win over the phrases of those names."""

    low: int = 1
    high: int = 10
    low_label: str = ""
    high_label: str = ""

    def check_value(self, raw: str, facts: Facts) -> Problem | None:
        ascii_number = raw.isascii() and raw.isdigit() and len(raw) <= len(str(self.high))
        if ascii_number and self.low <= int(raw) <= self.high:
            return None
        return Problem("not_on_scale", {"low": self.low, "high": self.high})


@dataclass(frozen=True, kw_only=True)
class Day(Step):
    """A date YYYY-MM-DD. `facts["today"]` is the first that counts where `future` holds."""

    future: bool = True

    def check_value(self, raw: str, facts: Facts) -> Problem | None:
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            return Problem("not_a_date")
        return Problem("in_the_past") if self.future and day < facts["today"] else None


@dataclass(frozen=True, kw_only=True)
class Time(Step):
    def check_value(self, raw: str, facts: Facts) -> Problem | None:
        try:
            time.fromisoformat(raw)
        except ValueError:
            return Problem("not_a_time")
        return None if re.fullmatch(r"\d\d:\d\d", raw) else Problem("not_a_time")


@dataclass(frozen=True, kw_only=True)
class Channel(Step):
    """One of the platform's channels, by the platform's id.

    Only its shape is looked at here: what a page thinks of the channel itself it says in `check`,
    by what the platform vouches for.
    """

    def check_value(self, raw: str, facts: Facts) -> Problem | None:
        return None if CHANNEL_ID.fullmatch(raw) else Problem("not_a_channel")


@dataclass(frozen=True, kw_only=True)
class Picture(Step):
    """Photos: the answer names those that came beside it, in `facts["photos"]`."""

    most: int = 1

    def check_value(self, raw: str, facts: Facts) -> Problem | None:
        photos: Photos = facts.get("photos") or {}
        found = [photos.get(key, Photo(problem="photo_lost")) for key in photo_keys(raw)]
        wrong = next((photo.problem for photo in found if photo.problem), "")
        return Problem(wrong) if wrong else None


CHANNEL_ID = re.compile(r"[A-Za-z0-9:@;._-]{1,200}")
INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp"}


def meaningful(raw: str) -> bool:
    """False for empty, white space and invisible characters alone."""
    return any(unicodedata.category(letter) not in INVISIBLE for letter in raw)


DIGIT, CPR_DIGITS = re.compile(r"\d"), 10
CPR = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{2})[-\u2010-\u2015\u2212\s/]{0,3}\d{4}(?!\d)")


def has_cpr(text: str) -> bool:
    """Ten digits that begin with a date.

    Modulus 11 is not asked: it does not hold since 2007 (cpr.dk).
    """
    if len(DIGIT.findall(text)) < CPR_DIGITS:
        return False
    shown = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return any(_is_day(*map(int, found.groups())) for found in CPR.finditer(shown))


def _is_day(day: int, month: int, year: int) -> bool:
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
