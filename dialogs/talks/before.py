"""What happens before a conversation: the year opens, questions are chosen, dates are set."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.conversation import CONVERSATION
from dialogs.talks.dates import another, invited, off
from dialogs.talks.dates.team import TEAM_DATES
from dialogs.talks.guides import guide
from dialogs.talks.guides import telling as guide_telling
from dialogs.talks.opening import kickoff, own_theme, telling
from dialogs.talks.year import YEAR

BEFORE = Registry(
    dialogs={
        dialog.name: dialog
        for dialog in (YEAR, own_theme.OWN, guide.GUIDE, CONVERSATION, TEAM_DATES, off.TALK_OFF)
    },
    commands={invited.OTHER_TIME: another.ask, telling.OWN_THEME: own_theme.add},
    messages={
        off.MESSAGE: off.called_off,
        invited.OTHER_TIME: another.wanted,
        guide_telling.CHANGED: guide_telling.guide_changed,
        telling.OPENED: telling.year_opened,
        telling.CHANGED: telling.year_changed,
    },
    words={},
    papers={
        invited.CALENDAR: invited.talk_calendar,
        kickoff.CALENDAR: kickoff.kickoff_calendar,
    },
)
