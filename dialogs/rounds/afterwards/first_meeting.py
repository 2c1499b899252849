"""The first staff meeting after the dialogue (TAL-52): a plan of ten minutes for the leader."""

from __future__ import annotations

from datetime import date

from dialogs.core.actions import Do, Open, write
from dialogs.core.cards import Button, Card, Heading, Part, Table
from dialogs.core.dialog import Refusal
from dialogs.core.messages import Request
from dialogs.core.texts import Speaker
from dialogs.rounds.afterwards.commitments import rows
from dialogs.rounds.state import State, leads, state_of
from storage import due, people, steps
from storage.tables import RoleName
from storage.unit_of_work import Unit

STEP = "first_meeting"
PLAN = (("begin", 2), ("think", 3), ("share", 4), ("end", 1))
"""What to do, and how many minutes of the ten it takes."""


def has_been(state: State, today: date) -> bool:
    """One of the dialogues at least."""
    return any(each.ended_at or each.held_on <= today for each in state.sittings)


async def plan(unit: Unit, request: Request) -> Card | Refusal:
    """`do:first_meeting:ROUND`."""
    state = await state_of(unit, request.subject, request.today)
    if state is None:
        return Refusal("not_there")
    if not leads(request.who, state.round):
        return Refusal("not_for_you")
    say, today = request.say, request.today
    found = await rows(unit, state.round.id, today)
    body: list[Part] = [say("first_meeting/intro"), agenda(say), say("first_meeting/advice")]
    if found:
        body += [Heading(say("commitment/all")), *found]
    return Card(
        title=say("first_meeting/title"), body=tuple(body), buttons=_buttons(state, today, say)
    )


def agenda(say: Speaker) -> Table:
    head = (say("first_meeting/head_minutes"), say("first_meeting/head_what"))
    return Table(head, tuple((str(mins), say(f"first_meeting/{key}")) for key, mins in PLAN))


def _buttons(state: State, today: date, say: Speaker) -> tuple[Button, ...]:
    home = Button(label=say("common/home"), value=write(Do("home")))
    if not has_been(state, today):
        return (home,)
    own = write(Open("commitment", state.round.id))
    buttons = [Button(label=say("commitment/write"), value=own), home]
    if not state.is_done(STEP):
        held = write(Do("first_meeting_held", state.round.id))
        buttons.insert(0, Button(label=say("first_meeting/held"), value=held, style="primary"))
    return tuple(buttons)


async def held(unit: Unit, request: Request) -> Card | Refusal:
    """`do:first_meeting_held:ROUND`: the step is done, and its reminders stop."""
    state = await state_of(unit, request.subject, request.today)
    if state is None:
        return Refusal("not_there")
    if not leads(request.who, state.round):
        return Refusal("not_for_you")
    if not has_been(state, request.today):
        return Refusal("commitment_too_soon", {"day": state.round.dialogue_on})
    people.expect_role(unit, request.who.id, state.round.workplace_id, RoleName.LEADER.value)
    steps.finish(unit, state.round.id, STEP, person_id=request.who.id, now=request.now)
    due.plan(unit, rule="round.plan", subject=state.round.id, due_at=request.now)
    say = request.say
    home = Button(label=say("common/home"), value=write(Do("home")))
    return Card(
        title=say("first_meeting/done"), body=(say("first_meeting/after"),), buttons=(home,)
    )
