"""What a planning group can do about the plan of a round, in the round's overview."""

from __future__ import annotations

from dialogs.core.actions import Open
from dialogs.rounds.entry import Entry, does, opens
from dialogs.rounds.moving.move_facts import has_days_to_move
from dialogs.rounds.moving.off import may_be_off
from dialogs.rounds.state import State, in_group
from storage.tables import Phase


def may_inform(state: State) -> bool:
    """Everybody is told before and while they vote (TAL-23)."""
    soon = state.round.phase in (Phase.PLANNED.value, Phase.VOTING.value)
    return soon and not state.is_done("inform")


PLANNING: tuple[Entry, ...] = (
    Entry(
        step="inform",
        label="inform/begin",
        action=opens("inform"),
        whom=in_group,
        when=may_inform,
    ),
    Entry(
        step="choose",
        label="extension/button",
        action=opens("extension"),
        whom=in_group,
        when=lambda state: state.round.phase == Phase.VOTING.value,
    ),
    Entry(
        step="dialogue",
        label="move/begin",
        action=opens("move"),
        whom=in_group,
        when=has_days_to_move,
        stays=True,
    ),
    Entry(
        step="dialogue",
        label="calling_off/offer",
        action=does("off"),
        whom=in_group,
        when=may_be_off,
        stays=True,
    ),
    Entry(
        step="",
        label="frame/entry",
        action=does("frame"),
        whom=in_group,
        when=lambda state: state.round.frame_id is not None,
    ),
    Entry(
        step="",
        label="hr_help/entry",
        action=lambda round_: Open("hr_help", round_.workplace_id),
        whom=in_group,
        when=lambda _state: True,
        stays=True,
    ),
)
