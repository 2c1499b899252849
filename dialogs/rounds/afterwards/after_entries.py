"""What can be done once the dialogue is over: the board, the follow-ups, the leader's own part."""

from __future__ import annotations

from dialogs.rounds.afterwards.followup import waiting
from dialogs.rounds.entry import Entry, does, opens
from dialogs.rounds.leader.leading import is_held
from dialogs.rounds.state import State, in_group, leads, takes_part


def is_time_to_follow_up(state: State) -> bool:
    return (
        state.planned
        and is_held(state)
        and waiting(state.round, state.followed, state.today, state.steps) is not None
    )


def makes_a_plan(state: State) -> bool:
    """Between their thoughts and what they tell of it; later the thoughts lead there."""
    is_told = state.is_done("leader_feedback")
    return is_held(state) and state.is_done("reflection") and not is_told


AFTER: tuple[Entry, ...] = (
    Entry(
        step="dialogue",
        label="leader_cards/opening_begin",
        action=does("leader_opening"),
        whom=leads,
        when=lambda state: state.announced and not is_held(state),
    ),
    Entry(
        step="reflection",
        label="reflection/begin",
        action=opens("reflection"),
        whom=leads,
        when=lambda state: is_held(state) and not state.is_done("reflection"),
    ),
    Entry(
        step="reflection",
        label="reflection/again",
        action=opens("reflection"),
        whom=leads,
        when=lambda state: is_held(state) and state.is_done("reflection"),
    ),
    Entry(
        step="reflection",
        label="leader_plan/begin",
        action=opens("leader_plan"),
        whom=leads,
        when=makes_a_plan,
    ),
    Entry(
        step="reflection",
        label="leader_cards/group_begin",
        action=does("leader_group"),
        whom=leads,
        when=lambda state: is_held(state) and not state.is_done("leader_feedback"),
    ),
    Entry(
        step="leader_feedback",
        label="leader_feedback/begin",
        action=opens("leader_feedback"),
        whom=leads,
        when=lambda state: is_held(state) and not state.is_done("leader_feedback"),
    ),
    Entry(
        step="leader_feedback",
        label="leader_again/begin",
        action=opens("leader_again"),
        whom=leads,
        when=lambda state: state.is_done("leader_feedback"),
        still=lambda who, state: who.id in state.promised,
    ),
    Entry(
        step="under_way",
        label="board/begin",
        action=does("board"),
        whom=takes_part,
        when=lambda state: is_held(state) and state.planned,
    ),
    Entry(
        step="under_way",
        label="followup/begin",
        action=opens("followup"),
        whom=in_group,
        when=is_time_to_follow_up,
    ),
)
