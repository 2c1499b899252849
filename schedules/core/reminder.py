"""A reminder as data: which rule, what it says, who still needs it. A job: what simply happens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from dialogs.core.messages import Message
from schedules.core.context import Context
from schedules.core.decide import Absence, Rule
from storage import planning
from storage.slices import Known, Row
from storage.tables import Due
from storage.unit_of_work import Unit

LEADERS = planning.LEADERS
"""What one person gets one of a day, whichever it is: a deadline, a Mini-KOM, the digest.

Leaders have most of it; whoever plans a round or takes part in one is spared in the same way.
"""


@dataclass(frozen=True, kw_only=True)
class Need:
    """What a rule has found out about one row.

    From `give_up_at` on the nudge is of no use. `later` is when the rule looks again afterwards, in
    order. `params` (ids and figures) are what its message is rendered from. `away` are absences of
    the one it is about, which hold it back like those of the one who gets it. With `rides_only` it
    has been said often enough: a digest takes it along, even as the only thing, or nothing does.
    Who has turned digests off gets it by itself instead, as often as it would have been in one.
    """

    needed: bool = True
    give_up_at: datetime | None = None
    later: tuple[datetime, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    away: tuple[Absence, ...] = ()
    rides_only: bool = False

    def after(self, moment: datetime) -> datetime | None:
        """When it next looks, not before that moment; None: never again."""
        for each in self.later:
            if each >= moment:
                return each
        return None


Needs: TypeAlias = Callable[[Sequence[Row], Known, Context], Mapping[str, Need]]
"""By the rows' ids, for all rows of a rule at once; a row that is left out is done with.

It reads nothing: what it goes by was read with the slice, for all rules together.
"""

Job: TypeAlias = Callable[[Unit, Due, Context], Awaitable[None]]
"""Done in one transaction with the end of its row; it plans itself again if it is to come back."""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """`share` names the nudges of which a person gets one a day, whichever it is (the rule's own).

    With `rides`, several in one week go into the weekly digest, and several on one day into one
    message. `about` is the kind of subject by which its messages are cleared from the outbox.
    """

    rule: Rule
    message: Message
    needs: Needs
    share: str = ""
    rides: bool = False
    about: str = ""
    letter: bool = False
    """It is a line of the week's letter and never a message of its own."""

    @property
    def one_a_day(self) -> str:
        return self.share or self.rule.name
