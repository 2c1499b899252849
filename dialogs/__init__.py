"""What kombot can talk about. These tables are the whole of it: there is no discovery."""

from __future__ import annotations

from pathlib import Path

from dialogs.checkin import CHECKIN
from dialogs.core.actions import Open
from dialogs.core.registry import Registry

WORDS_FOLDER = Path(__file__).parent / "words"

DIALOGS = {dialog.name: dialog for dialog in (CHECKIN,)}

REGISTRY = Registry(
    dialogs=DIALOGS,
    commands={},
    messages={},
    words={"check-in": Open("checkin"), "checkin": Open("checkin")},
)
