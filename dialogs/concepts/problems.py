"""Words a complaint about a pack so that it can be found in the file and mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard, get_args, get_type_hints

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dialogs.concepts.overrides import own_place
from dialogs.concepts.parts import Part
from dialogs.concepts.places import Place, line_of

_LANGUAGES = {"da": "Danish", "en": "English"}


@dataclass(frozen=True, kw_only=True)
class Problems:
    """`own` is what the file says, `data` the whole pack: with the one that it `extends`."""

    text: str
    own: Mapping[str, object]
    data: Mapping[str, object]
    extends: str = ""

    def at(self, place: Place, what: str) -> str:
        named = f"{self._named(place)}: {what}"
        here = own_place(place, self.data, self.own) if self.extends else place
        if here is None:
            return f"line {line_of(self.text, ('extends',))}, in {self.extends}, {named}"
        return f"line {line_of(self.text, here)}, {named}"

    def in_own(self, place: Place, what: str) -> str:
        """As `at`, for a place of the file itself."""
        return f"line {line_of(self.text, place)}, {_named(self.own, place)}: {what}"

    def of_the_head(self, kinds: tuple[str, ...]) -> Iterator[str]:
        """What must be right before the rest can be read."""
        kind = self.data.get("kind")
        if not isinstance(kind, str) or kind not in kinds:
            known = " or ".join(f'kind = "{name}"' for name in kinds)
            yield self.at(("kind",), f"say {known} at the top of the file")
        if "key" in self.data:
            yield self.at(("key",), "take it out, since the file's name is the pack's key")

    def invalid(self, kind: type[Part], error: ValidationError) -> Iterator[str]:
        for detail in error.errors(include_url=False):
            yield self.at(detail["loc"], _complaint(kind, detail))

    def _named(self, place: Place) -> str:
        return _named(self.data, place)


def _named(data: object, place: Place) -> str:
    """The place in words, an entry of a list by its key where it has one."""
    words = ""
    value = data
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
        case Mapping():
            return value.get(step)
        case list() if isinstance(step, int) and step < len(value):
            return value[step]
        case _:
            return None


def _key(value: object) -> object:
    return value.get("key") if isinstance(value, Mapping) else None


def _complaint(kind: type[Part], detail: ErrorDetails) -> str:
    place = detail["loc"]
    match detail["type"]:
        case "missing" if place[-1] in _LANGUAGES:
            return f"the {_LANGUAGES[str(place[-1])]} text is missing: add it"
        case "missing":
            return "is missing: add it"
        case "unexpected_keyword_argument":
            return f"is not known here: take it out, or use one of {_known(kind, place[:-1])}"
        case "string_pattern_mismatch" | "string_too_long" if place[-1] == "url":
            return "is no address to open: write it whole, beginning with https://"
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
            # A list's hint is tuple[Theme, ...], one that may be missing is Variant | None: the
            # part is inside it.
            part = next(filter(_is_part, (hint, *get_args(hint))))
    # The whole pack's key is the file's name, and `more` is filled by the other languages.
    hidden = {"more"} if place else {"key"}
    return ", ".join(name for name in get_type_hints(part) if name not in hidden)


def _is_part(hint: object) -> TypeGuard[type[Part]]:
    return isinstance(hint, type) and issubclass(hint, Part)
