"""What comes after the dialogue: the board, the follow-ups and the leader's own part, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.rounds.afterwards import board, followup
from dialogs.rounds.afterwards.followup import FOLLOWUP
from dialogs.rounds.afterwards.progress import PROGRESS
from dialogs.rounds.leader import leader_again, leader_cards, leader_feedback
from dialogs.rounds.leader.leader_again import LEADER_AGAIN
from dialogs.rounds.leader.leader_feedback import LEADER_FEEDBACK
from dialogs.rounds.leader.leader_plan import LEADER_PLAN
from dialogs.rounds.leader.reflection import REFLECTION

AFTER = Registry(
    dialogs={
        dialog.name: dialog
        for dialog in (PROGRESS, FOLLOWUP, REFLECTION, LEADER_PLAN, LEADER_FEEDBACK, LEADER_AGAIN)
    },
    commands={
        "board": board.board_command,
        "leader_opening": leader_cards.opening,
        "leader_group": leader_cards.group,
        "kom_leader": leader_cards.kom_leader,
    },
    messages={
        board.MESSAGE: board.board,
        "followup_told": followup.told,
        "leader_feedback": leader_feedback.feedback,
        leader_again.MOVED: leader_again.moved,
        "kom_leader": leader_cards.kom_wish,
    },
    words={},
    papers={
        board.PAPER: board.board_paper,
        "leader_opening": leader_cards.opening_paper,
        "leader_group": leader_cards.group_paper,
    },
)
