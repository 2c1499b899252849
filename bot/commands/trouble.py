"""What went wrong, in words for whoever runs kombot: what it is, and what to do about it."""

from __future__ import annotations

import errno

from bot.settings import SettingsError
from dialogs.concepts import ConceptError
from storage.backup import NoBackup
from storage.keys import KeyLost, Tampered
from storage.migrate import NotMigrated
from storage.move import CannotMove
from storage.writer import LostRace, StoreBusy, StoreUnavailable

OF_SETTINGS = 2
OF_ANYTHING_ELSE = 1
TAKEN = (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL)


class Told(Exception):
    """A command cannot be done; the message is whole and says what to do."""


def explain(error: Exception) -> str | None:
    """None for an error that nobody has foreseen: its traceback says more than we could."""
    match error:
        case Told() | NotMigrated() | NoBackup() | CannotMove() | ConceptError():
            return str(error)
        case SettingsError():
            return "\n".join(("The settings need a hand:", *(f"- {one}" for one in error.problems)))
        case StoreBusy() | LostRace():
            return "Others were writing to the store just then: nothing is done. Try again."
        case OSError() if error.errno in TAKEN:
            return (
                f"kombot cannot listen there: {error.strerror}. Stop what uses the port, or choose "
                "another with KOMBOT_HOST and KOMBOT_PORT (KOMBOT_METRICS_PORT for the one apart)."
            )
    return _about_the_store(error)


def _about_the_store(error: Exception) -> str | None:
    match error:
        case KeyLost():
            return (
                f"Something in the store was sealed with key {error.key_id}, which KOMBOT_KEYS "
                "does not hold. Put that key back, behind the newest one. Without it nobody can "
                "read those words. `kombot doctor` says where they are."
            )
        case Tampered():
            return (
                f"Something under {error.label} is not what kombot wrote there: the store is "
                "damaged or has been changed. Restore a backup."
            )
        case StoreUnavailable():
            return (
                f"The store cannot be used: {error}. Check KOMBOT_DATABASE_URL and whether the "
                "disk is full; of a file, who may write to it and its folder; of PostgreSQL, "
                "whether the server runs and lets that user in."
            )
    return None


def exit_code(error: Exception) -> int:
    return OF_SETTINGS if isinstance(error, SettingsError) else OF_ANYTHING_ELSE
