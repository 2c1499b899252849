"""A value of the store as people read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from dialogs.core.texts import Speaker

CODE = re.compile("[a-z_]{2,20}")
"""What a value looks like that may have a word of its own."""


def plainly(name: str) -> str:
    return name.replace("_", " ").replace(".", ": ")


def in_words(value: Any, say: Speaker) -> str:  # noqa: ANN401 - whatever a column holds
    if value is None or (not value and isinstance(value, str | list | dict)):
        return ""
    match value:
        case bool():
            return say("export/v_yes" if value else "export/v_no")
        case datetime():
            return say.moment(value)
        case date():
            return say.day(value)
        case str():
            return say.maybe(f"export/v_{value}") or value if CODE.fullmatch(value) else value
        case _:
            return "\n".join(_lines(value, say)) if isinstance(value, list | dict) else str(value)


def _lines(value: Any, say: Speaker) -> Iterator[str]:  # noqa: ANN401 - as above
    if isinstance(value, dict):
        for name, each in value.items():
            if text := in_words(each, say):
                yield f"{plainly(str(name))}: {text}"
        return
    for each in value:
        yield in_words(each, say)
