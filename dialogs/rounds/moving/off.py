"""`do:off:ROUND`: what can be called off, and what each means, in one place."""

from __future__ import annotations

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.rounds.moving import calling_off, round_off
from dialogs.rounds.moving.round_off import has_begun
from dialogs.rounds.state import State, in_group, state_of
from storage.unit_of_work import Unit


def has_invited(state: State) -> bool:
    """To a dialogue that is still to come: that one can be called off by itself."""
    return any(
        each.invited_at and each.ended_at is None and each.held_on >= state.today
        for each in state.sittings
    )


def may_be_off(state: State) -> bool:
    return bool(state.sittings) and (has_invited(state) or not has_begun(state))


async def off(unit: Unit, request: Request) -> Card | Refusal:
    state = await state_of(unit, request.subject, request.today)
    if state is None:
        return Refusal("not_there")
    if not in_group(request.who, state.round):
        return Refusal("not_for_you")
    if not may_be_off(state):
        return Refusal("round_has_begun", {"day": state.round.dialogue_on})
    say, body, buttons = request.say, [], []
    for name, may in (
        (calling_off.NAME, has_invited(state)),
        (round_off.NAME, not has_begun(state)),
    ):
        if may:
            body.append(say(f"{name}/means"))
            value = write(Open(name, state.round.id))
            buttons.append(Button(label=say(f"{name}/entry"), value=value))
    move = Button(label=say("move/begin"), value=write(Open("move", state.round.id)))
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("calling_off/offer_title"),
        body=(*body, say("calling_off/rather_move")),
        buttons=(*buttons, move, home),
    )
