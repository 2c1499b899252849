"""A view that not everybody shares: it stays on the record and comes before MED (TAL-109)."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Part, Quote
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.messages import Request
from dialogs.core.people import Who
from dialogs.core.steps import Facts, Text
from dialogs.rounds.plan.work import WORDS, home, paper_button, state_for
from dialogs.rounds.state import in_group, state_of
from storage import efforts
from storage.tables import RoleName, Round
from storage.unit_of_work import Unit

MED = (RoleName.TR, RoleName.AMR, RoleName.COORDINATION)


def may_read(who: Who, round_: Round) -> bool:
    """The planning group, and those who bring it to MED."""
    return in_group(who, round_) or any(who.has(role.value, round_.workplace_id) for role in MED)


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await state_for(unit, visit, visit.subject)
    return state if isinstance(state, Refusal) else {"round": state.round}


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    """Who wrote it is kept nowhere, and so it stands in no history."""
    round_: Round = sent.facts["round"]
    # `load` has just looked whether they may: to hold their role would mark it on PostgreSQL.
    efforts.dissent(unit, round_.id, sent.answers["view"], sent.now)
    say = sent.say
    see = Button(label=say("dissent/see"), value=write(Do("dissents", round_.id)))
    return Card(title=say("dissent/done"), body=(say("dissent/kept"),), buttons=(see, home(say)))


DISSENT = Dialog(
    name="dissent",
    pages=(Page("view", (Text("view", max_length=WORDS),)),),
    load=load,
    done=save,
    review=False,
)


async def dissents(unit: Unit, request: Request) -> Card | Refusal:
    """`do:dissents:ROUND`: what is for MED's agenda, without names."""
    state = await state_of(unit, request.subject, request.today)
    if state is None:
        return Refusal("not_there")
    if not may_read(request.who, state.round):
        return Refusal("not_for_you")
    say = request.say
    found = await efforts.dissents(unit, state.round.id)
    body: list[Part] = [say("dissent/agenda" if found else "dissent/none")]
    body += [Quote(each.text) for each in found]
    buttons: list[Button] = []
    if in_group(request.who, state.round):
        add = write(Open(DISSENT.name, state.round.id))
        buttons.append(Button(label=say("dissent/add"), value=add))
    if found:
        buttons += paper_button(request, say("dissent/print"), "dissents", state.round.id)
    return Card(title=say("dissent/list"), body=tuple(body), buttons=(*buttons, home(say)))
