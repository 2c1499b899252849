"""All that there is around a conversation itself: what `dialogs/__init__.py` takes over."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.during import (
    agenda,
    held,
    leader_preparation,
    minutes,
    minutes_paper,
    now,
    paper,
    shared,
)
from dialogs.talks.during.expectation import EXPECTATION
from dialogs.talks.during.leader_preparation import LEADER_PREPARATION
from dialogs.talks.during.minutes import MINUTES

DURING = Registry(
    dialogs={dialog.name: dialog for dialog in (LEADER_PREPARATION, EXPECTATION, MINUTES)},
    commands={
        "agenda": agenda.agenda,
        "talk_prompt": agenda.prompt,
        "talk_now": now.now_card,
        "talk_tick": now.tick,
        "talk_shared": shared.talk_shared,
        "leader_share": leader_preparation.share,
        "minutes": minutes.minutes_card,
        "minutes_yes": minutes.yes,
        "held": held.held,
    },
    messages={
        leader_preparation.SHARED: leader_preparation.leader_shared,
        minutes.MESSAGE: minutes.minutes_written,
    },
    words={},
    papers={agenda.PAPER: paper.agenda_paper, minutes.PAPER: minutes_paper.minutes_paper},
)
