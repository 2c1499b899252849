"""What of a round that is under way waits for somebody who plans or leads it."""

from __future__ import annotations

from dialogs.core.actions import Open, write
from dialogs.core.cards import Button
from dialogs.home_looking import Looking
from dialogs.rounds.afterwards.after_entries import is_time_to_follow_up
from dialogs.rounds.next_step import next_step
from dialogs.rounds.state import State
from storage import leading


def is_late(looking: Looking, state: State) -> bool:
    """Their next step should have been done."""
    coming = next_step(looking.who, state)
    return coming is not None and state.steps[coming].due_on < state.today


async def pressing(looking: Looking, state: State) -> tuple[Button, ...]:
    """A promise whose day has passed, and a follow-up whose time has come (TAL-59, TAL-74)."""
    made = await leading.feedback(looking.reads, state.round.id, looking.who.id)
    owes = made is not None and made.kept_at is None and made.again_on < state.today
    wanted = (("leader_again", owes), ("followup", is_time_to_follow_up(state)))
    return tuple(
        Button(
            label=looking.say(f"{name}/begin"),
            value=write(Open(name, state.round.id)),
            style="primary",
        )
        for name, waits in wanted
        if waits
    )
