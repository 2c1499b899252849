"""Someone who looks at home, and what a part of it shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dialogs.core.actions import Action, write
from dialogs.core.cards import Button, Part, Style
from dialogs.core.people import Who
from dialogs.core.texts import Speaker
from storage.database import Snapshot


@dataclass(frozen=True)
class Shown:
    """`waits` says that something in it awaits the person."""

    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    waits: bool = False


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Someone who looks at home: a few statements, however large the workplace is."""

    reads: Snapshot
    who: Who
    say: Speaker
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.who.zone)).date()

    def button(self, name: str, action: Action, style: Style = "plain") -> Button:
        return Button(label=self.say(f"home_round/{name}"), value=write(action), style=style)
