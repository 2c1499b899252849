"""From a TOML file to a concept, or to one error that lists everything to mend in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from dialogs.concepts.checks import complaints
from dialogs.concepts.model import Concept, RoundConcept, TalkConcept
from dialogs.concepts.parts import Part
from dialogs.concepts.places import Place, line_of

_KINDS: Mapping[str, type[Concept]] = {"round": RoundConcept, "talk": TalkConcept}
_LANGUAGES = {"da": "Danish", "en": "English"}


class ConceptError(Exception):
    """`problems` say line, place, what is wrong and how to mend it, one string each."""

    def __init__(self, file: str, problems: tuple[str, ...]) -> None:
        super().__init__("\n  ".join((f"{file} cannot be used:", *problems)))
        self.file = file
        self.problems = problems


def read(path: Path) -> Concept:
    """The pack in the file. Raises ConceptError with every problem that was found."""
    text = _text(path)
    problems = _Problems(text, _tables(path, text))
    if found := tuple(problems.of_the_head()):
        raise ConceptError(path.name, found)
    kind = _KINDS[str(problems.data["kind"])]
    try:
        concept: Concept = TypeAdapter(kind).validate_python({**problems.data, "key": path.stem})
    except ValidationError as error:
        raise ConceptError(path.name, tuple(problems.invalid(kind, error))) from None
    if found := tuple(problems.at(place, what) for place, what in complaints(concept)):
        raise ConceptError(path.name, found)
    return concept


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


@dataclass(frozen=True)
class _Problems:
    """Words a complaint so that it can be found in the file and mended."""

    text: str
    data: Mapping[str, object]

    def at(self, place: Place, what: str) -> str:
        return f"line {line_of(self.text, place)}, {self._named(place)}: {what}"

    def of_the_head(self) -> Iterator[str]:
        """What must be right before the rest can be read."""
        if str(self.data.get("kind")) not in _KINDS:
            known = " or ".join(f'kind = "{name}"' for name in _KINDS)
            yield self.at(("kind",), f"say {known} at the top of the file")
        if "key" in self.data:
            yield self.at(("key",), "take it out, since the file's name is the pack's key")

    def invalid(self, kind: type[Concept], error: ValidationError) -> Iterator[str]:
        for detail in error.errors(include_url=False):
            yield self.at(detail["loc"], _complaint(kind, detail))

    def _named(self, place: Place) -> str:
        """The place in words, an entry of a list by its key where it has one."""
        words = ""
        value: object = self.data
        for step in place:
            value = _inside(value, step)
            if isinstance(step, str):
                words += f".{step}" if words else step
            else:
                words += f'["{key}"]' if (key := _key(value)) else f"[{step + 1}]"
        return words


def _inside(value: object, step: str | int) -> object:
    """What stands there; None where the file has nothing at that place."""
    match value:
        case dict():
            return value.get(step)
        case list() if isinstance(step, int):
            return value[step]
        case _:
            return None


def _key(value: object) -> object:
    return value.get("key") if isinstance(value, Mapping) else None


def _complaint(kind: type[Concept], detail: ErrorDetails) -> str:
    place = detail["loc"]
    match detail["type"]:
        case "missing" if place[-1] in _LANGUAGES:
            return f"the {_LANGUAGES[str(place[-1])]} text is missing: add it"
        case "missing":
            return "is missing: add it"
        case "unexpected_keyword_argument":
            return f"is not known here: take it out, or use one of {_known(kind, place[:-1])}"
        case "string_pattern_mismatch" if not detail["input"].strip():
            return "is empty: write the text"
        case "string_pattern_mismatch":
            return "must be small letters a-z, digits and _, a letter first"
        case "string_type":
            return "must be text in quotes"
        case "dataclass_type":
            return f"must be a table with {_known(kind, place)}"
        case "tuple_type":
            return "must be a list of entries"
        case _:
            return f"{detail['msg'].lower()} (it is {detail['input']!r})"


def _known(kind: type[Part], place: Place) -> str:
    """The keys that belong in the table at the place."""
    part = kind
    for step in place:
        if isinstance(step, str):
            hint = get_type_hints(part)[step]
            # A list's hint is tuple[Theme, ...]: the part is inside it.
            part = next(filter(_is_part, (hint, *get_args(hint))))
    # The whole pack's key is the file's name and is not said in it.
    return ", ".join(name for name in get_type_hints(part) if place or name != "key")


def _is_part(hint: object) -> TypeGuard[type[Part]]:
    return isinstance(hint, type) and issubclass(hint, Part)
