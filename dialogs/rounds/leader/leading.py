"""A leader's own part of a round: whose it is, and when its time has come (TAL-70)."""

from __future__ import annotations

from dialogs.core.dialog import Refusal, Visit
from dialogs.rounds.state import State, leads, state_of
from storage.database import Snapshot


def is_held(state: State) -> bool:
    """The dialogue is over; of a round without a day in its table the round's own day counts."""
    if not state.announced:
        return False
    return state.held if state.sittings else state.round.dialogue_on < state.today


async def led_round(reads: Snapshot, visit: Visit) -> State | Refusal:
    """The round of `visit.subject`, for its leader."""
    state = await state_of(reads, visit.subject, visit.today)
    if state is None:
        return Refusal("not_there")
    return state if leads(visit.who, state.round) else Refusal("round_leader_only")


async def held_round(reads: Snapshot, visit: Visit) -> State | Refusal:
    """As `led_round`, once the dialogue is over."""
    state = await led_round(reads, visit)
    if isinstance(state, State) and not is_held(state):
        return Refusal("dialogue_first", {"day": state.round.dialogue_on})
    return state
