"""Conversations beside the year's own, and how all of them went: all of it, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.evaluating import asking, result

OTHERS = Registry(
    dialogs={dialog.name: dialog for dialog in (asking.TALK_EVALUATION, result.YEAR_ANSWER)},
    commands={result.COMMAND: result.show},
    messages={asking.MESSAGE: asking.evaluate, result.READY: result.ready},
    words={},
    papers={},
)
