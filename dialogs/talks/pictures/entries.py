"""Papers and pictures of conversations, and what is told after them, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks import starting
from dialogs.talks.pictures import own_year, year_wheel
from dialogs.talks.sheets import guide_paper, sheets, wheel_paper

LOOKS = Registry(
    dialogs={starting.NAME: starting.STARTING},
    commands={
        sheets.COMMAND: sheets.sheets,
        own_year.COMMAND: own_year.own_year,
        year_wheel.COMMAND: year_wheel.year_wheel,
        starting.COMMAND: starting.start,
    },
    messages={starting.MESSAGE: starting.told_card},
    words={},
    papers={
        guide_paper.NAME: guide_paper.guide_paper,
        wheel_paper.NAME: wheel_paper.wheel_paper,
        own_year.COMMAND: own_year.own_year_paper,
        year_wheel.COMMAND: year_wheel.year_wheel_paper,
    },
)
