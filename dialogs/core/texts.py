"""The words, from Jinja files: one file per dialog and language, one block per phrase.

`checkin.da.j2` with `{% block done %}…{% endblock %}` is said by `say("checkin/done")`. Danish is
the fallback, for a whole sentence at a time (`tongues`). Text is never markup here: renderers
escape. Line breaks in a file are spaces; a blank line is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeAlias

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
)
from jinja2.nodes import Block, Const, Literal, Output, TemplateData
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from dialogs.core import tongues
from dialogs.core.sayings import FILTERS, SAID_ON, day_words, local_day, moment_words
from dialogs.core.tongues import Danish, Twin

LANGUAGES, FALLBACK = tongues.LANGUAGES, tongues.FALLBACK
BROKEN = (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What may go wrong with a house's own phrase: it is said in Danish until it is mended."""


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
        if language not in LANGUAGES:
            return self._in_a_third(
                key, facts, {"language": language, "zone": zone, SAID_ON: today}
            )
        phrase = self._phrases.get((key, language))
        if phrase is None:
            phrase = self._phrases[key, language] = _phrase(self.folders, key, language)
        if isinstance(phrase, str):
            return phrase
        return phrase({**facts, "language": language, "zone": zone, SAID_ON: today})

    def _in_a_third(self, key: str, facts: dict[str, Any], around: dict[str, Any]) -> str:
        """In that language where the whole sentence is there in it, and in Danish where not."""
        danish = _filled_in(
            _phrase(self.folders, key, FALLBACK),
            {**tongues.in_danish(facts), **around, "language": FALLBACK},
        )
        own = _own(self.folders, key, around["language"])
        if own is None or tongues.is_danish(facts):
            return Danish(danish)
        try:
            return Twin(_filled_in(own, {**facts, **around}), danish)
        except BROKEN:
            return Danish(danish)

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

    def speaks(self, language: str) -> bool:
        """Whether anything at all is said in it, so that days may be."""
        return language in _languages(self)


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
        day = local_day(moment, self.zone)
        if self.language in LANGUAGES:  # A leader's home names thousands of days.
            return day_words(day, self.language, self._today)
        return self._told(lambda language: day_words(day, language, self._today))

    def moment(self, moment: datetime) -> str:
        return self._told(lambda language: moment_words(moment, language, self.zone, self._today))

    def _told(self, words: Callable[[str], str]) -> str:
        if self.language in LANGUAGES:
            return words(self.language)
        if not self.texts.speaks(self.language):
            return words(FALLBACK)
        return Twin(words(self.language), words(FALLBACK))

    @cached_property
    def _today(self) -> date | None:
        return None if self.now is None else local_day(self.now, self.zone)


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


@cache
def _own(folders: tuple[Path, ...], key: str, language: str) -> Phrase | None:
    """A phrase in a third language; one that has no words of its own is in every language."""
    file, _, name = key.partition("/")
    with suppress(TemplateNotFound, *BROKEN):
        if (own := _load(folders, f"{file}.{language}.j2").get(name)) is not None:
            return own
    danish = f"{file}.{FALLBACK}.j2"
    return _load(folders, danish)[name] if name in _wordless(folders, danish) else None


@cache
def _wordless(folders: tuple[Path, ...], name: str) -> frozenset[str]:
    """The phrases of a file that only put facts side by side."""
    return frozenset(
        block.name
        for block in _blocks(folders, name)
        if not any(map(_has_letters, block.find_all((TemplateData, Const))))
    )


def _has_letters(node: Literal) -> bool:
    said = node.data if isinstance(node, TemplateData) else getattr(node, "value", "")
    return isinstance(said, str) and any(each.isalpha() for each in said)


def _filled_in(phrase: Phrase, facts: dict[str, Any]) -> str:
    return phrase if isinstance(phrase, str) else phrase(facts)


@cache
def _languages(texts: Texts) -> frozenset[str]:
    return frozenset(texts.languages)


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
    environment.filters.update(FILTERS)
    return environment


@cache
def _load(folders: tuple[Path, ...], name: str) -> Mapping[str, Phrase]:
    """Every phrase of a file; what has nothing to fill in is put in order once."""
    template = _environment(folders).get_template(name)
    always = {each.name: _constant(each) for each in _blocks(folders, name)}
    return {
        phrase: _filled(template, block) if (words := always[phrase]) is None else words
        for phrase, block in template.blocks.items()
    }


def _blocks(folders: tuple[Path, ...], name: str) -> Iterator[Block]:
    environment = _environment(folders)
    file = Path(str(environment.get_template(name).filename))
    return environment.parse(file.read_text("utf-8")).find_all(Block)


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
