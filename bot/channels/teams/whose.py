"""Whose matter an answer is: one person's, or everybody's in the channel. Pure."""

from __future__ import annotations

from bot.channels.base import Inbound, Kind, Reply
from dialogs.core.actions import Do, read
from dialogs.core.cards import Form

OF_THE_PLACE = "here"
"""The command that makes a channel the planning group's: it is answered where it is asked."""


def is_personal(inbound: Inbound, reply: Reply) -> bool:
    """In a shared conversation, only what is said there in words or is about the place is not."""
    if reply.session_id or isinstance(reply.content, Form):
        return True
    return inbound.kind in {Kind.PRESS, Kind.SUBMIT} and not _is_of_the_place(inbound.value)


def _is_of_the_place(value: str) -> bool:
    action = read(value)
    return isinstance(action, Do) and action.name == OF_THE_PLACE


def is_settled(inbound: Inbound, reply: Reply) -> bool:
    """Whether the card in the channel is to change for everybody there.

    A no to whoever may not choose, which has a way home, leaves it to those who may.
    """
    if not (inbound.place and reply.person_id and reply.content is not None):
        return False
    leads_to = [button.value for button in reply.content.buttons]
    return all(map(_is_of_the_place, (inbound.value, *leads_to)))
