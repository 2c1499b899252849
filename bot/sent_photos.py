"""Photos that somebody sends as a message: they are for the form that asks for some.

That is the way where a platform's forms take no files.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.channels.base import Inbound, Kind
from dialogs.core.actions import Do, Move, Turn, write
from dialogs.core.dialog import Dialog
from dialogs.core.photos import answer_with
from dialogs.core.registry import Registry
from dialogs.core.steps import Picture
from storage import sessions
from storage.unit_of_work import Unit

FOR_WHAT = Do("photo_for_what")


async def with_form(
    unit: Unit, inbound: Inbound, registry: Registry, *, person_id: str, now: datetime
) -> Inbound:
    """The same as if they had been sent with the form that is open; all else is as it was."""
    if not inbound.photos or inbound.kind is not Kind.WORDS or inbound.place:
        return inbound
    for session in await sessions.open_for(unit, person_id, now):
        dialog = registry.dialogs.get(session.dialog)
        if dialog and (asked := _asks_for(dialog)):
            page, step = asked
            turn = Turn(session_id=session.id, turn=session.turn, move=Move.NEXT, page=page)
            fields = {step: answer_with(inbound.photos)}
            return replace(inbound, kind=Kind.SUBMIT, value=write(turn), fields=fields)
    return replace(inbound, kind=Kind.PRESS, value=write(FOR_WHAT))


def _asks_for(dialog: Dialog) -> tuple[str, str] | None:
    """A page and its step, where a dialog asks for photos: no two of those are open at a time."""
    return next(
        (
            (page.name, step.name)
            for page in dialog.written()
            for step in page.steps
            if isinstance(step, Picture)
        ),
        None,
    )
