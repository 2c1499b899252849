"""What is said when a round's days or its people change, as a table."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.rounds.moving import contact_gone, moved, round_off
from dialogs.rounds.opening import newcomers, opening_late, team

CHANGING = Registry(
    dialogs={},
    commands={},
    messages={
        "days_moved": moved.days_moved,
        "round_called_off": round_off.round_called_off,
        "vote_opened_late": opening_late.vote_opened_late,
        "vote_waits": opening_late.vote_waits,
        newcomers.MESSAGE: newcomers.newcomer,
        team.CHANGED: team.team_changed,
        contact_gone.MESSAGE: contact_gone.contact_gone,
    },
    words={},
)
