"""That somebody has shared a preparation with their leader: one a day, or in the week's letter.

What is shared stands in the leader's own view, and is theirs to open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.messages import Hearing
from dialogs.talks.kom_mail import SHARED
from dialogs.talks.kom_messages import shared_with_you
from schedules.core.context import Context
from schedules.core.decide import Rule
from schedules.core.letter import Line
from schedules.core.nudge import subject_of
from schedules.core.reminder import LEADERS, Need, Reminder
from storage import kom
from storage.database import Snapshot
from storage.slices import Known, Row

RULE = Rule(name=SHARED, kind="preparation")


def needs(rows: Sequence[Row], known: Known, context: Context) -> Mapping[str, Need]:
    """Until the talk: afterwards there is no more to get ready for."""
    talks = known.talks
    return {
        row.id: Need(give_up_at=talks[row.subject].at)
        for row in rows
        if row.subject in talks
        and not talks[row.subject].held
        and talks[row.subject].at > context.now
    }


async def message(reads: Snapshot, hearing: Hearing) -> Card | None:
    params = {"conversation": subject_of(hearing)}
    return await shared_with_you(reads, replace(hearing, params=params))


async def shared_line(reads: Snapshot, hearing: Hearing, subject: str) -> Line | None:
    """The same as its message says by itself, while there is something to read."""
    card = await shared_with_you(reads, replace(hearing, params={"conversation": subject}))
    talk = await kom.conversation(reads, subject)
    if card is None or talk is None:
        return None
    day = talk.at.astimezone(ZoneInfo(hearing.say.zone)).date()
    button = Button(
        label=hearing.say("nudge_shared/read", day=day), value=write(Do("read", subject))
    )
    return Line(day=day, words=card.title, button=button)


REMINDER = Reminder(rule=RULE, message=message, needs=needs, share=LEADERS, rides=True)
