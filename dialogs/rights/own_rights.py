"""All that can be said and done about one's own rights, in one table."""

from __future__ import annotations

from dialogs import privacy
from dialogs.core.registry import Registry
from dialogs.rights import asking, who_did

RIGHTS = Registry(
    dialogs={},
    commands={
        "privacy": privacy.privacy,
        "why": privacy.why,
        "all_mine": asking.all_mine,
        "erase_me": asking.erase_me,
        "trail": who_did.trail,
    },
    messages={
        asking.ASKED: asking.wish_asked,
        asking.ERASED_NOW: asking.erased_now,
    },
    words={},
    papers={asking.FILE: asking.file},
)
