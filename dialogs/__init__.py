"""What kombot can talk about. These tables are the whole of it: there is no discovery."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dialogs import commands, home, privacy
from dialogs.checkin import CHECKIN
from dialogs.core.actions import Action, Do
from dialogs.core.dialog import Dialog
from dialogs.core.messages import Command, Message
from dialogs.core.registry import Registry

WORDS_FOLDER = Path(__file__).parent / "words"

DIALOGS: Mapping[str, Dialog] = {
    dialog.name: dialog
    for dialog in (CHECKIN,)  # fmt: skip
}

COMMANDS: Mapping[str, Command] = {
    "home": home.home,
    "help": commands.help_card,
    "welcome": commands.welcome,
    "checkin": commands.checkin,
    "goals": commands.goals,
    "language": commands.language,
    "pause": commands.pause,
    "quiet": commands.quiet,
    "snooze": commands.snooze,
    "support": commands.support,
    "privacy": privacy.privacy,
    "why": privacy.why,
}

MESSAGES: Mapping[str, Message] = {}

SAID: Mapping[str, tuple[str, ...]] = {
    "home": ("hjem", "home", "start", "hej", "hello", "hi"),
    "help": ("hjælp", "hjaelp", "help"),
    "checkin": ("check-in", "checkin", "check in", "trivsel"),
    "vote": ("tema", "temaer", "stem", "vote", "theme", "themes"),
    "prepare": ("forbered", "forberedelse", "kom", "mus", "prepare", "preparation"),
    "goals": ("mål", "maal", "goals", "goal"),
    "people": ("samtaler", "medarbejdere", "talks", "people"),
    "round": ("runde", "udviklingsdialog", "round"),
    "pause": ("pause", "påmindelser", "nudges"),
    "language": ("sprog", "language"),
    "support": ("støtte", "stoette", "support"),
    "privacy": ("privatliv", "privacy"),
    "why": ("hvorfor", "why"),
}
"""Plain words, Danish and English, by the command that they ask for."""

WORDS: Mapping[str, Action] = {
    word: Do(command) for command, words in SAID.items() for word in words
}

REGISTRY = Registry(dialogs=DIALOGS, commands=COMMANDS, messages=MESSAGES, words=WORDS)
