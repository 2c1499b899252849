"""What `kombot doctor` says of a house's own words: what cannot be used, and how much is there.

None of it stops kombot: what it cannot say in a language it says in Danish.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from jinja2 import TemplateSyntaxError
from jinja2.nodes import Block, Name
from jinja2.sandbox import SandboxedEnvironment

from bot.findings import Finding, State
from bot.settings import Settings
from dialogs import WORDS_FOLDER
from dialogs.core.sayings import FILTERS
from dialogs.core.texts import LANGUAGES
from dialogs.core.tongues import FALLBACK
from schedules import SCHEDULE_WORDS

FILE = re.compile(r"([a-z_]+)\.([a-z]{2})\.j2")
PRODUCT = (WORDS_FOLDER, SCHEDULE_WORDS)
ALWAYS = frozenset({"language", "zone", "loop"})
"""What a phrase may name beside what the Danish one does."""
NOT_READ = (
    ": is not read. A file is called as one in dialogs/words or schedules/words, with the code of "
    "another language, such as home.de.j2."
)
Phrases = Mapping[str, frozenset[str]]
"""The facts of each phrase."""


def findings(settings: Settings) -> Iterator[Finding]:
    if settings.words is None:
        return
    folder = Path(settings.words)
    if not folder.is_dir():
        what = f"KOMBOT_WORDS is {folder}, and there is no such folder: make it, or mend the path."
        yield Finding(State.MEND, what)
        return
    said: dict[str, int] = {}
    for path in sorted(folder.glob("*.j2")):
        known, problems = _looked_into(path)
        yield from (Finding(State.MEND, f"{path.name}{each}") for each in problems)
        if known:
            language = path.name[-5:-3]
            said[language] = said.get(language, 0) + known
    for language, count in said.items():
        what = f"The words in {language} are {count} of {_everything()} phrases"
        yield Finding(State.FINE, f"{what}: the others are said in Danish.")


def _looked_into(path: Path) -> tuple[int, list[str]]:
    """How many phrases of a file can be used, and what is wrong with it."""
    named = FILE.fullmatch(path.name)
    danish = _danish(named[1]) if named else None
    if named is None or named[2] in LANGUAGES:
        return 0, [NOT_READ]
    if danish is None:
        return 0, [f": kombot has no words in a file {named[1]}{_or(named[1], _stems())}."]
    try:
        own = _phrases(path)
    except UnicodeDecodeError:
        return 0, [": is not UTF-8: save it with that encoding."]
    except TemplateSyntaxError as error:
        return 0, [f", line {error.lineno}: {error.message}"]
    problems = list(_problems(own, danish))
    return len(own.keys() & danish.keys()), problems


def _problems(own: Phrases, danish: Phrases) -> Iterator[str]:
    for phrase, facts in own.items():
        if phrase not in danish:
            yield f", {phrase}: there is no such phrase{_or(phrase, danish)}."
        elif unknown := facts - danish[phrase] - ALWAYS:
            there = ", ".join(sorted(danish[phrase])) or "none"
            yield f", {phrase}: nothing fills in {', '.join(sorted(unknown))}. There is: {there}."


def _or(name: str, known: Mapping[str, object] | list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f": is it {close[0]}" if close else ""


def _phrases(path: Path) -> Phrases:
    environment = SandboxedEnvironment()
    environment.filters.update(FILTERS)
    text = path.read_text("utf-8")
    environment.compile(text)  # Only this sees a filter that is not there
    tree = environment.parse(text)
    return {
        block.name: frozenset(
            each.name for each in block.find_all(Name) if each.ctx == "load"
        )
        for block in tree.find_all(Block)
    }  # fmt: skip


def _danish(stem: str) -> Phrases | None:
    paths = [folder / f"{stem}.{FALLBACK}.j2" for folder in PRODUCT]
    return next((_phrases(each) for each in paths if each.is_file()), None)


def _stems() -> list[str]:
    found = (path for folder in PRODUCT for path in folder.glob(f"*.{FALLBACK}.j2"))
    return [path.name.split(".")[0] for path in found]


def _everything() -> int:
    return sum(len(_danish(stem) or ()) for stem in _stems())
