"""After the talks: a leader tells what is set going, for everybody or for one (NYB-KOM-48).

What is told stands in the message alone. It is the leader's own words to those they lead; nothing
of anybody's plan is taken along.
"""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Hearing, Request
from dialogs.core.steps import Facts, Option, Pick, Text
from storage import outbox, people
from storage.database import Snapshot
from storage.ids import new_id
from storage.outbox import Mail
from storage.tables import Lane
from storage.unit_of_work import Unit

NAME, COMMAND, MESSAGE = "starting", "start", "starting_told"
EVERYBODY = "all"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    team = await people.of_leader(unit, visit.who.id, visit.today)
    if not team:
        return Refusal("leads_nobody")
    return {"team": tuple(Option(each.id, label=each.name) for each in team)}


def listeners(facts: Facts) -> tuple[Option, ...]:
    team: tuple[Option, ...] = facts["team"]
    return (Option(EVERYBODY), *team)


async def save(unit: Unit, sent: Completion) -> Card:
    """To whom they lead now: each is a premise of their own."""
    chosen = sent.answers["whom"]
    told = [each.key for each in sent.facts["team"] if chosen in (EVERYBODY, each.key)]
    batch = new_id()
    for person_id in told:
        mail = Mail(
            message=MESSAGE,
            key=f"{MESSAGE}:{batch}:{person_id}",
            due_at=sent.now,
            person_id=person_id,
            params={"leader": sent.who.first_name, "what": sent.answers["what"]},
            lane=Lane.BROADCAST,
        )
        outbox.queue(unit, mail)
    say = sent.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(title=say("starting/done", count=len(told)), buttons=(home,))


async def told_card(_reads: Snapshot, hearing: Hearing) -> Card:
    say, params = hearing.say, hearing.params
    goals = Button(label=say("starting/goals"), value=write(Do("goals")))
    title = say("starting/told", leader=params["leader"])
    return Card(title=title, body=(Quote(params["what"]),), buttons=(goals,))


async def start(_unit: Unit, _request: Request) -> Open:
    return Open(NAME)


STARTING = Dialog(
    name=NAME,
    pages=(Page("what", (Text("what", personal=False), Pick("whom", options=listeners))),),
    load=load,
    done=save,
)
