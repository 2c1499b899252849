"""From a TOML file to a concept, or to one error that lists everything to mend in it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dialogs.concepts.checks import complaints
from dialogs.concepts.model import Concept, LearningConcept, RoundConcept, TalkConcept
from dialogs.concepts.overrides import EXTENDS, merge
from dialogs.concepts.problems import Problems

KINDS: Mapping[str, type[Concept]] = {
    "round": RoundConcept,
    "talk": TalkConcept,
    "learning": LearningConcept,
}
OWN = ("version", "adopted", "source")
"""What a municipality's own file must say of itself."""
Base = Callable[[str], Mapping[str, object] | None]
"""The tables of the pack with that name; None where there is none."""


class ConceptError(Exception):
    """`problems` say line, place, what is wrong and how to mend it, one string each."""

    def __init__(self, file: str, problems: tuple[str, ...]) -> None:
        super().__init__("\n  ".join((f"{file} cannot be used:", *problems)))
        self.file = file
        self.problems = problems


def no_base(_name: str) -> None:
    return None


def read(path: Path, base: Base = no_base) -> Concept:
    """The pack in the file. Raises ConceptError with every problem that was found."""
    text = _text(path)
    own = _tables(path, text)
    problems = _problems(path, text, own, base)
    if found := tuple(problems.of_the_head(tuple(KINDS))):
        raise ConceptError(path.name, found)
    kind = KINDS[str(problems.data["kind"])]
    data = _more_languages({**problems.data, "key": path.stem})
    try:
        concept: Concept = TypeAdapter(kind).validate_python(data)
    except ValidationError as error:
        raise ConceptError(path.name, tuple(problems.invalid(kind, error))) from None
    if found := tuple(problems.at(place, what) for place, what in complaints(concept)):
        raise ConceptError(path.name, found)
    return concept


def tables(path: Path) -> Mapping[str, object]:
    """What the file says, unchecked. Raises ConceptError where it is no TOML."""
    return _tables(path, _text(path))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")  # A text editor on Windows may begin with a mark.
    except UnicodeDecodeError:
        raise ConceptError(path.name, ("is not UTF-8: save it with that encoding",)) from None


def _tables(path: Path, text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConceptError(path.name, (f"not valid TOML: {error}",)) from None


def _problems(path: Path, text: str, own: Mapping[str, object], base: Base) -> Problems:
    if EXTENDS not in own:
        return Problems(text=text, own=own, data=own)
    name = own[EXTENDS]
    below = base(name) if isinstance(name, str) else None
    if below is None or name == path.stem:
        what = f'there is no pack {name!r} to build on: see "kombot concept list"'
        raise ConceptError(
            path.name, (Problems(text=text, own=own, data=own).at((EXTENDS,), what),)
        )
    merged = merge(below, own)
    problems = Problems(text=text, own=own, data=merged.data, extends=str(name))
    about = own.get("about")
    said = about if isinstance(about, Mapping) else {}
    missing = [
        problems.in_own(("about", each), f"is missing: add the {each} of your own file")
        for each in OWN
        if each not in said
    ]
    wrong = [problems.in_own(place, what) for place, what in merged.problems]
    if missing or wrong:
        raise ConceptError(path.name, (*missing, *wrong))
    return problems


def _more_languages(value: object) -> object:
    """A text's languages beyond Danish and English, put where the model has room for them."""
    if isinstance(value, list):
        return [_more_languages(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    if "da" not in value:
        return {name: _more_languages(each) for name, each in value.items()}
    more = {name for name in value if len(name) == 2 and name not in {"da", "en"}}  # noqa: PLR2004 - ISO 639-1 has two letters.
    if not more:
        return value
    kept = {name: each for name, each in value.items() if name not in more}
    return {**kept, "more": tuple((name, value[name]) for name in sorted(more))}
