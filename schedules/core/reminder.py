"""A reminder as data: which rule, what it says, who still needs it. A job: what simply happens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from dialogs.core.messages import Message
from schedules.core.context import Context
from schedules.core.decide import Rule
from storage.database import Snapshot
from storage.tables import Due
from storage.unit_of_work import Unit


@dataclass(frozen=True, kw_only=True)
class Need:
    """A nudge that is still of use; from `give_up_at` on it no longer is.

    `next_at` is when the rule looks again after it (None: never), `params` what it is rendered from.
    """

    give_up_at: datetime | None = None
    next_at: datetime | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


Needs: TypeAlias = Callable[[Snapshot, Sequence[Due], Context], Awaitable[Mapping[str, Need]]]
"""By the rows' ids, for all rows of a rule at once; a row that is left out needs nothing more."""

Job: TypeAlias = Callable[[Unit, Due, Context], Awaitable[None]]
"""Done in one transaction with the end of its row; it plans itself again if it is to come back."""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """`one_a_day` names the nudges of which a person gets one a day, whichever it is."""

    rule: Rule
    message: Message
    needs: Needs
    one_a_day: str = ""
    in_digest: bool = False

    @property
    def share(self) -> str:
        return self.one_a_day or self.rule.name
