"""What is kept of conversations, who else may read it, and when it goes, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.keeping import consent_mail, consenting, new_leader, unfiled
from dialogs.talks.keeping.going import going
from dialogs.talks.keeping.new_leader import NEW_LEADER
from dialogs.talks.keeping.wider import WIDER

KEEPING = Registry(
    dialogs={dialog.name: dialog for dialog in (WIDER, NEW_LEADER)},
    commands={
        "going": going,
        "consents": consenting.consents_card,
        "consent_yes": consenting.yes,
        "consent_off": consenting.off,
        "read_along": consenting.read_along,
    },
    messages={
        consent_mail.ASKED: consent_mail.asked,
        consent_mail.MAY_READ: consent_mail.may_read,
        consent_mail.SETTLED: consent_mail.settled,
        consent_mail.OVER: consent_mail.over,
        new_leader.MESSAGE: new_leader.asked,
        new_leader.READER: new_leader.may_read,
        unfiled.MESSAGE: unfiled.plan_unfiled,
    },
    words={},
    papers={},
)
