"""A dialogue is called off: it leaves everybody's calendar, and waits for a new day."""

from __future__ import annotations

from dialogs import planning
from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Completion, Dialog, Page, Refusal, Visit
from dialogs.core.steps import Facts, Option, Pick
from dialogs.rounds.inviting.invitation import STEP
from dialogs.rounds.inviting.invitation_mail import tell_called_off
from dialogs.rounds.state import State, in_group, state_of
from storage import due, inviting, people, steps
from storage.tables import Sitting
from storage.unit_of_work import Unit

NAME = "calling_off"


async def load(unit: Unit, visit: Visit) -> Facts | Refusal:
    state = await state_of(unit, visit.subject, visit.today)
    if state is None:
        return Refusal("not_there")
    if not in_group(visit.who, state.round):
        return Refusal("not_for_you")
    found = [each for each in state.sittings if each.invited_at and each.held_on >= state.today]
    if not found:
        return Refusal("nothing_to_call_off")
    workplace = await people.workplace(unit, state.round.workplace_id)
    return {
        "state": state,
        "sittings": {each.id: each for each in found},
        "workplace": workplace.name if workplace else "",
    }


def dialogues(facts: Facts) -> tuple[Option, ...]:
    found: dict[str, Sitting] = facts["sittings"]
    return tuple(Option(key, label=each.name or facts["workplace"]) for key, each in found.items())


async def save(unit: Unit, sent: Completion) -> Card | Refusal:
    """The day stays as it was until the group moves it, and then invites anew."""
    state: State = sent.facts["state"]
    round_, sitting = state.round, sent.facts["sittings"][sent.answers["which"]]
    planning.expect_member(unit, sent.who, round_.workplace_id)
    await tell_called_off(unit, sitting, round_, sent.now)
    inviting.call_off(unit, sitting, sent.now)
    steps.open_again(unit, round_.id, STEP)
    due.plan(unit, rule="round.plan", subject=round_.id, due_at=sent.now)
    say = sent.say
    move = Button(label=say("calling_off/move"), value=write(Open("move", round_.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("calling_off/done"), body=(say("calling_off/told"),), buttons=(move, home)
    )


CALLING_OFF = Dialog(
    name=NAME,
    pages=(Page("which", (Pick("which", options=dialogues),)),),
    load=load,
    done=save,
    review=False,
)
