"""Conversations beside the year's own, and how all of them went: all of it, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.evaluating import asking, result
from dialogs.talks.senior import offer
from dialogs.talks.senior.offers import SENIOR_OFFERS

OTHERS = Registry(
    dialogs={
        dialog.name: dialog
        for dialog in (asking.TALK_EVALUATION, result.YEAR_ANSWER, SENIOR_OFFERS)
    },
    commands={result.COMMAND: result.show, offer.COMMAND: offer.talk},
    messages={
        asking.MESSAGE: asking.evaluate,
        result.READY: result.ready,
        offer.OFFERED: offer.offered,
        offer.WISHED: offer.wished,
    },
    words={},
    papers={},
)
