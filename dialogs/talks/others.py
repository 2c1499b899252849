"""Conversations beside the year's own, and how all of them went: all of it, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.evaluating import asking, result
from dialogs.talks.senior import offer
from dialogs.talks.senior.offers import SENIOR_OFFERS
from dialogs.talks.teams import access, card, following, messages
from dialogs.talks.teams.calling import TEAM_CALL
from dialogs.talks.teams.planning import TEAM_PLAN
from dialogs.talks.teams.preparing import TEAM_PREPARATION

OTHERS = Registry(
    dialogs={
        dialog.name: dialog
        for dialog in (
            asking.TALK_EVALUATION,
            result.YEAR_ANSWER,
            SENIOR_OFFERS,
            TEAM_CALL,
            TEAM_PREPARATION,
            TEAM_PLAN,
        )
    },
    commands={
        result.COMMAND: result.show,
        offer.COMMAND: offer.talk,
        access.COMMAND: card.card,
        following.FOLLOW: following.follow,
    },
    messages={
        asking.MESSAGE: asking.evaluate,
        result.READY: result.ready,
        offer.OFFERED: offer.offered,
        offer.WISHED: offer.wished,
        messages.INVITED: messages.invited,
        following.FOLLOWED: following.followed,
    },
    words={},
    papers={access.CALENDAR: messages.calendar},
)
