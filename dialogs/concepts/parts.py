"""What every part of a concept pack is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from dialogs.core.tongues import Twin


def _folded(text: str) -> str:
    return " ".join(text.split())


Words = Annotated[str, Field(pattern=r"\S"), AfterValidator(_folded)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Address = Annotated[str, Field(pattern=r"^https://[^\s/]+\.[^\s/]+(/\S*)?$", max_length=500)]
Number = Annotated[int, Field(strict=True, ge=1)]
Day = Annotated[date, Field(strict=True)]
Whose = Literal["product", "municipality"]
Audience = Literal["all", "leaders"]


class Part:
    """Base of every part of a pack: a key that the model does not know is refused."""

    __pydantic_config__ = ConfigDict(extra="forbid")


Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


@dataclass(frozen=True)
class Text(Part):
    """One text in Danish, English and whatever languages the pack has more (`more`).

    `whose` is None where the pack's own `about` says it.
    """

    da: Words
    en: Words
    whose: Whose | None = None
    more: tuple[tuple[Language, Words], ...] = ()

    def in_(self, language: str) -> str:
        """Danish is the fallback for a language that the text does not have.

        Words in a third language know the Danish ones, for a sentence that is Danish round them.
        """
        if language == "en":
            return self.en
        own = dict(self.more).get(language)
        return self.da if own is None else Twin(own, self.da)
