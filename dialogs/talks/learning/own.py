"""One's own activities, each with what there is to write around it now."""

from __future__ import annotations

from datetime import date, timedelta

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Facts
from dialogs.core.messages import Request
from dialogs.talks.learning.asking import NAME, When
from storage import learning
from storage.tables import Activity
from storage.unit_of_work import Unit

SHOWN = 6
LATER = timedelta(weeks=6)
"""So long after it has ended one can tell what came of it."""


def now_asked(activity: Activity, today: date) -> When:
    ends = activity.ends_on or activity.starts_on
    if ends is None or today <= ends:
        return "before"
    return "after" if today < ends + LATER else "later"


async def own(unit: Unit, request: Request) -> Card:
    say = request.say
    found = (await learning.of_person(unit, request.who.id))[-SHOWN:]
    home = Button(label=say("common/home"), value=write(Do("home")))
    if not found:
        return Card(title=say("learning/none"), buttons=(home,))
    rows, buttons = [], []
    for each in found:
        when = now_asked(each, request.today)
        done = getattr(each, when) is not None
        state = say("learning/written" if done else f"learning/open_{when}")
        rows.append((each.what, say("learning/state", day=each.starts_on, state=state)))
        label = say(f"learning/write_{when}", what=each.what)
        buttons.append(Button(label=label, value=write(Open(NAME, f"{each.id}.{when}"))))
    return Card(title=say("learning/mine"), body=(Facts(tuple(rows)),), buttons=(*buttons, home))
