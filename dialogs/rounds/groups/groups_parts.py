"""Who sits where in a dialogue: all that it consists of, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.rounds.groups import (
    groups_amiss,
    groups_card,
    groups_papers,
    groups_publish,
    groups_seen,
)
from dialogs.rounds.groups.groups import GROUPS
from dialogs.rounds.groups.groups_swap import GROUP_SWAP

GROUPING = Registry(
    dialogs={dialog.name: dialog for dialog in (GROUPS, GROUP_SWAP)},
    commands={
        "groups": groups_card.groups_command,
        "draw_groups": groups_card.draw_groups,
        "publish_groups": groups_publish.publish_groups,
        "pass_pen": groups_publish.pass_pen,
    },
    messages={
        groups_publish.MINE: groups_publish.groups_yours,
        groups_seen.ALL: groups_publish.groups_list,
        groups_publish.PEN: groups_publish.pen_passed,
        groups_amiss.AMISS: groups_amiss.groups_amiss,
    },
    words={},
    papers={
        groups_papers.LISTS: groups_papers.group_lists,
        groups_papers.CARDS: groups_papers.table_cards,
    },
)
