"""What is kept of conversations, who else may read it, and when it goes, as tables."""

from __future__ import annotations

from dialogs.core.registry import Registry
from dialogs.talks.keeping.going import going

KEEPING = Registry(dialogs={}, commands={"going": going}, messages={}, words={}, papers={})
