"""What comes after a conversation: short talks, what is learned, and whose turn it is next."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.learning import asking, own
from dialogs.talks.mini import agenda, calling, mail, off
from dialogs.talks.mini.outcome import MINI_OUTCOME
from dialogs.talks.owed import views

FOLLOW_UPS = Registry(
    dialogs={
        dialog.name: dialog
        for dialog in (calling.MINI_TIME, off.MINI_OFF, MINI_OUTCOME, asking.LEARNING)
    },
    commands={
        "mini": agenda.agenda,
        "call_mini": calling.call,
        asking.NAME: own.own,
        views.COMMAND: views.own_people,
        views.SHARES: views.shares,
    },
    messages={mail.CALLED: mail.called, mail.NOTED: mail.noted, off.NAME: off.is_off},
    words={},
    papers={},
)
