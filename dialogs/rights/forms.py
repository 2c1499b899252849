"""What somebody wrote in a form: each answer after its question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.core.cards import lead
from dialogs.core.texts import Speaker
from dialogs.rights.asked import BY_TABLE, WORDS, Asked
from dialogs.rights.in_words import in_words, plainly

OF_THE_FILE = {"sharing": "shared"}
"""What is called otherwise here than where the form is open, with somebody's name in it."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """`row` is of `table`, and holds answers by their keys."""

    table: str
    row: Mapping[str, Any]
    asked: Asked

    def has(self, column: str) -> bool:
        is_form = self.table in WORDS or self.table in BY_TABLE
        return is_form and isinstance(self.row[column], dict | list)

    def told(self, column: str, say: Speaker) -> str:
        value = self.row[column]
        if isinstance(value, dict):
            return "\n\n".join(self._pairs(value, say))
        return "\n\n".join(self._each(column, value, say))

    def _each(self, column: str, values: list[Any], say: Speaker) -> Iterator[str]:
        for each in values:
            if isinstance(each, dict):
                yield "\n\n".join(self._pairs(each, say))
            else:
                yield self._value(column, each, say)

    def _pairs(self, answers: Mapping[str, Any], say: Speaker) -> Iterator[str]:
        for name, value in answers.items():
            if text := self._value(name, value, say):
                yield f"{lead(self._question(name, say))} {text}"

    def _value(self, name: str, value: Any, say: Speaker) -> str:  # noqa: ANN401 - whatever a form holds
        if isinstance(value, list):
            return ", ".join(self._value(name, each, say) for each in value)
        return self.asked.values.get(name, {}).get(str(value)) or in_words(value, say)

    def _question(self, name: str, say: Speaker) -> str:
        """Of an answer whose question is gone since, the name that it has."""
        if name in OF_THE_FILE or name.startswith("about."):
            return say(f"export/c_{OF_THE_FILE.get(name, 'theme')}")
        return self.asked.names.get(name) or self._in_words(name, say) or plainly(name)

    def _in_words(self, name: str, say: Speaker) -> str:
        field = name.partition(".")[0]
        for file in WORDS.get(self.table, ()):
            for key in (f"{field}_read", f"{field}_label", f"{field}_1_read"):
                if say.has(f"{file}/{key}"):
                    return say(f"{file}/{key}", item="")
        return ""
