"""Messages that go out unprompted, and commands.

A message is rendered when it is sent, in the listener's language, from the state of that moment;
`None` means that there is nothing left to say.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from dialogs.core.actions import Open
from dialogs.core.cards import Card
from dialogs.core.dialog import Refusal, Visit
from dialogs.core.house import House
from dialogs.core.people import Who
from dialogs.core.spots import Spot
from dialogs.core.texts import Speaker
from storage.database import Snapshot
from storage.unit_of_work import Unit


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Another's words that a message shows: `what` and `subject` are for the trail of whoever's."""

    about_id: str
    what: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """Who hears a message, when, and what it is about. `who` is None where a place hears it.

    Whoever writes the message puts into `shown` what of another's it shows: once it is sent, that
    is in the trail.
    """

    who: Who | None
    params: Mapping[str, Any]
    now: datetime
    house: House
    say: Speaker
    shown: list[Shown] = field(default_factory=list, compare=False)


Message: TypeAlias = Callable[[Snapshot, Hearing], Awaitable[Card | None]]


@dataclass(frozen=True, kw_only=True)
class Request(Visit):
    """A command: something done or shown at once. `subject` is its argument."""

    say: Speaker
    spot: Spot | None = None
    """The shared channel in which it was asked; None in private."""


Command: TypeAlias = Callable[[Unit, Request], Awaitable[Card | Open | Refusal]]
