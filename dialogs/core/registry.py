"""Everything that can be said and done, as tables that a reader can see (`dialogs/__init__.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.core.actions import Action
from dialogs.core.dialog import Dialog
from dialogs.core.messages import Command, Message
from dialogs.core.paper import Maker


@dataclass(frozen=True, kw_only=True)
class Registry:
    """`words` are plain words in lower case and what they ask for."""

    dialogs: Mapping[str, Dialog]
    commands: Mapping[str, Command]
    messages: Mapping[str, Message]
    words: Mapping[str, Action]
    papers: Mapping[str, Maker] = field(default_factory=dict)
