"""What Teams is answered when there is too much to do, from the raw body. Pure.

A card shows the words of a message and stays as it is. In a window words would take the place of
the page and of what was typed on it, so that Teams itself says there that it has to be sent again.
"""

from __future__ import annotations

import json

from bot.channels.full import Full, Refuse, shown
from bot.channels.teams.turns import told
from bot.channels.teams.windows import SUBMIT
from dialogs.core.texts import Speaker


def refusing(say: Speaker) -> Refuse:
    """The words are the house's: nobody is looked up."""
    words = say("teams/full")

    def refuse(body: bytes) -> Full:
        name = _invoked(body)
        return shown(told(name, words)) if name and name != SUBMIT else Full()

    return refuse


def _invoked(body: bytes) -> str:
    """The name of an invoke; empty for all else."""
    try:
        activity = json.loads(body)
        name = activity["name"] if activity["type"] == "invoke" else ""
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return name if isinstance(name, str) else ""
