"""The practical things to have ready before a dialogue (TAL-36)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from dialogs.concepts.parts import Key, Part, Text


@dataclass(frozen=True, kw_only=True)
class Practical(Part):
    """One of them. `days`: proposed so many working days from the dialogue, before it if less."""

    key: Key
    days: Annotated[int, Field(strict=True, le=0)]
    name: Text
    about: Text
