"""That a conversation was held: either says so, with or without minutes. It is not yet complete.

A plan is what completes it (NYB-KOM-27).
"""

from __future__ import annotations

from dialogs.core.actions import Do, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.talks.during.leader_preparation import RULE
from dialogs.talks.during.party import Party, home, party_in
from storage import audit, due, kom, minutes
from storage.unit_of_work import Unit

YES = "yes"


async def held(unit: Unit, request: Request) -> Card | Refusal:
    """`do:held:TALK` asks, `do:held:TALK|yes` is the answer: much follows from it."""
    party = await party_in(unit, request)
    if isinstance(party, Refusal):
        return party
    if party.talk.held:
        return _said(party, request)
    if not party.has_come(request):
        return Refusal("held_too_early", {"at": party.talk.at})
    if request.subject.rpartition("|")[2] != YES:
        return _asks(party, request)
    kom.hold(unit, party.talk, request.now)
    minutes.expect_party(unit, party.talk, request.who.id)
    due.cancel(unit, rule=RULE, subject=party.talk.id)
    due.plan(unit, rule="conversation.plan", subject=party.talk.id, due_at=request.now)
    audit.record(
        unit,
        at=request.now,
        actor_id=request.who.id,
        about_id=party.other.id,
        what="held",
        subject=party.talk.id,
    )
    return _said(party, request)


def _asks(party: Party, request: Request) -> Card:
    say = request.say
    answer = Button(
        label=say("held/yes"), value=write(Do("held", f"{party.talk.id}|{YES}")), style="primary"
    )
    return Card(
        title=say("held/title", name=party.first_name),
        body=(say("held/asks", at=party.talk.at),),
        buttons=(answer, party.does(say, "agenda", "held/not_yet"), home(say)),
    )


def _said(party: Party, request: Request) -> Card:
    say = request.say
    return Card(
        title=say("held/done"),
        body=(say("held/how_on", plan=party.pack.names.plan.in_(say.language)),),
        buttons=(
            party.opens(say, "plan", "agenda/plan", style="primary"),
            party.does(say, "minutes", "agenda/minutes_of"),
            party.does(say, "agenda", "agenda/see"),
            home(say),
        ),
    )
