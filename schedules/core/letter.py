"""What stands in the week's letter: one line for each thing, with what brings it on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from dialogs.core.cards import Button
from dialogs.core.messages import Hearing
from storage.database import Snapshot


@dataclass(frozen=True)
class Line:
    """`waits`: its day has passed and it is not done. `new` has no day: it has happened."""

    day: date
    words: str
    button: Button | None = None
    waits: bool = False
    new: bool = False


def as_plain(button: Button) -> Button:
    """None of several stands out."""
    return replace(button, style="plain")


Write: TypeAlias = Callable[[Snapshot, Hearing, str], Awaitable[Line | None]]
"""The line about one subject; None where there is nothing left to say of it."""
