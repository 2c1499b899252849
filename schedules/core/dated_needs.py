"""What a rule that looks once at a day of a round has found out about its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schedules.core.context import Context, end_of
from schedules.core.reminder import Need, Needs
from storage import dated
from storage.slices import Known, Row


def of_use_for(working_days: int) -> Needs:
    """One look each, and of no use so many working days past its day.

    What there is to say is read when it is said.
    """

    def needs(rows: Sequence[Row], _known: Known, context: Context) -> Mapping[str, Need]:
        needed: dict[str, Need] = {}
        for row in rows:
            if found := dated.read(row.subject):
                calendar = context.calendar_of(row.person_id)
                last = calendar.add_working_days(found[1], working_days)
                needed[row.id] = Need(give_up_at=end_of(last, calendar))
        return needed

    return needs
